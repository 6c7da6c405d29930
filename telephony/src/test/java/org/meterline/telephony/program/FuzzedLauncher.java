package org.meterline.telephony.program;

import static org.meterline.telephony.Patience.until;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.meterline.telephony.launcher.Frame;
import org.meterline.telephony.sip.Rubbish;

/** A launcher of programs that says what was valid before it was changed, and is gone again. */
public final class FuzzedLauncher {
  private static final Frame.Order ORDER = new Frame.Order("/", "program", false);

  /** Frames of a connection; most end it sooner. */
  private static final int FRAMES = 30;

  private final Random random;
  private final Rubbish rubbish;

  public FuzzedLauncher(Random random) {
    this.random = random;
    this.rubbish = new Rubbish(random);
  }

  /**
   * Is so many launchers, one after another, and a good one in the end.
   *
   * @return how many runs ended
   */
  public int run(Path folder, int launchers) throws Exception {
    Path socket = folder.resolve("fuzzed-launcher");
    Files.deleteIfExists(socket);
    int ended = 0;
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      try (LauncherLink link = LauncherLink.to(socket)) {
        for (int i = 0; i < launchers; i++) {
          try (SocketChannel engine = server.accept()) {
            ended += serve(link, engine);
          }
        }
        try (SocketChannel engine = server.accept()) {
          hello().writeTo(engine);
          until("the link is ready", link::ready);
          LaunchedRun last = link.run(ORDER);
          Frame.of(Frame.Kind.NOT_STARTED, Frame.readFrom(engine).orElseThrow().run())
              .writeTo(engine);
          ended += last.awaitEnd().ending().equals("not-started") ? 1 : 0;
        }
      }
    }
    return ended;
  }

  /** Every run that was begun has to end, whatever was said of it. */
  private int serve(LauncherLink link, SocketChannel engine) throws Exception {
    List<LaunchedRun> runs = new ArrayList<>();
    List<Integer> ids = new ArrayList<>();
    hello().writeTo(engine);
    until("the link is ready", link::ready);
    for (int i = random.nextInt(5); i > 0; i--) {
      runs.add(link.run(ORDER));
      ids.add(Frame.readFrom(engine).orElseThrow().run());
    }
    try {
      for (int i = 0; i < FRAMES; i++) {
        engine.write(ByteBuffer.wrap(frame(ids)));
      }
    } catch (IOException closed) {
      // By the other end, as it should.
    }
    engine.close();
    for (LaunchedRun run : runs) {
      var _ = run.awaitEnd().ending();
    }
    return runs.size();
  }

  private byte[] frame(List<Integer> ids) throws IOException {
    byte[] body = new byte[random.nextInt(3) == 0 ? random.nextInt(2_000) : 4];
    random.nextBytes(body);
    int run =
        ids.isEmpty() || random.nextInt(5) == 0
            ? random.nextInt()
            : ids.get(random.nextInt(ids.size()));
    Frame.Kind[] kinds = Frame.Kind.values();
    var out = new ByteArrayOutputStream();
    Frame.of(kinds[random.nextInt(kinds.length)], run, body).writeTo(Channels.newChannel(out));
    return random.nextInt(8) == 0 ? rubbish.mutated(out.toByteArray()) : out.toByteArray();
  }

  private static Frame hello() throws IOException {
    var hello = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(hello)) {
      out.writeUTF("bubblewrap");
      out.writeUTF("");
    }
    return Frame.of(Frame.Kind.HELLO, 0, hello.toByteArray());
  }
}
