package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.telephony.Patience.until;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.launcher.Frame;

/** A launcher that sends what it should not. */
class LauncherLinkTest {
  private static final Frame.Order ORDER = new Frame.Order("/", "program", false);

  /** Takes the link's connection and says that it is ready. */
  private static SocketChannel ready(ServerSocketChannel launcher) throws IOException {
    SocketChannel engine = launcher.accept();
    ByteArrayOutputStream hello = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(hello)) {
      out.writeUTF("bubblewrap");
      out.writeUTF("");
    }
    Frame.of(Frame.Kind.HELLO, 0, hello.toByteArray()).writeTo(engine);
    return engine;
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void aFrameThatCannotBeReadEndsItsConnectionAndNotTheLink(@TempDir Path folder) throws Exception {
    var address = UnixDomainSocketAddress.of(folder.resolve("socket"));
    try (ServerSocketChannel launcher = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      launcher.bind(address);
      try (LauncherLink link = LauncherLink.to(address.getPath());
          SocketChannel first = ready(launcher)) {
        LaunchedRun run = link.run(ORDER);
        LaunchedRun other = link.run(ORDER);
        run.onViolentEnd(
            () -> {
              throw new IllegalStateException("the test breaks this");
            });
        Frame start = Frame.readFrom(first).orElseThrow();
        Frame.of(Frame.Kind.EXITED, start.run()).writeTo(first); // without a status
        assertEquals("lost", run.awaitEnd().ending());
        assertEquals("lost", other.awaitEnd().ending());
        try (SocketChannel second = ready(launcher)) {
          until("ready again", link::ready);
          var _ = link.run(ORDER);
          assertEquals(Frame.Kind.START, Frame.readFrom(second).orElseThrow().kind());
        }
      }
    }
  }
}
