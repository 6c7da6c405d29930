package org.meterline.telephony.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without bubblewrap: only demo programs run, and even they leave nothing behind. */
class WeakModeTest {
  /** So long nobody waits; no other run on this machine sleeps the same time. */
  private static final String AEONS = "987680.%010d".formatted(ProcessHandle.current().pid());

  @TempDir private Path folder;
  private ScheduledExecutorService clock;
  private SocketChannel engine;
  private Thread serving;

  @BeforeEach
  void connect() throws IOException {
    clock = Executors.newSingleThreadScheduledExecutor();
    ProcessLimits weak = new ProcessLimits(Limits.USUAL);
    Path socket = folder.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      engine = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      Connection connection =
          new Connection(server.accept(), weak, new Spawner(weak, System::nanoTime), clock);
      serving =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      connection.serve("no bubblewrap");
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
    }
  }

  @AfterEach
  void disconnect() throws IOException, InterruptedException {
    engine.close();
    serving.join();
    clock.shutdownNow();
  }

  private void start(String script, boolean demo) throws IOException {
    Path file = folder.resolve("program");
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    Frame.Order order = new Frame.Order(folder.toString(), "program", demo);
    Frame.of(Frame.Kind.START, 1, order.bytes()).writeTo(engine);
  }

  private Frame next(Frame.Kind kind) throws IOException {
    while (true) {
      Optional<Frame> frame = Frame.readFrom(engine);
      if (frame.orElseThrow().kind() == kind) {
        return frame.get();
      }
    }
  }

  @Test
  void saysSo() throws IOException {
    var hello = next(Frame.Kind.HELLO).reader();
    assertEquals("process-limits", hello.readUTF());
    assertEquals("no bubblewrap", hello.readUTF());
  }

  @Test
  void refusesTenantsPrograms() throws IOException {
    start("#!/bin/sh\n", false);
    assertEquals(
        "there is no sandbox on this machine, and only demo programs run without",
        next(Frame.Kind.NOT_STARTED).text());
  }

  @Test
  void runsDemoProgramsWithLimitsAndAnEmptyEnvironment() throws IOException {
    start("#!/bin/sh\nenv | grep -v ^PWD= | sort; ulimit -c; ulimit -n; cat; exit 9\n", true);
    next(Frame.Kind.STARTED);
    Frame.of(Frame.Kind.INPUT, 1, "heard\n".getBytes(StandardCharsets.UTF_8)).writeTo(engine);
    Frame.of(Frame.Kind.INPUT_END, 1).writeTo(engine);
    StringBuilder said = new StringBuilder();
    Optional<Integer> status = Optional.empty();
    // The status does not wait for output that waits for credit: either may come first.
    for (boolean ended = false; !ended || status.isEmpty(); ) {
      Frame frame = Frame.readFrom(engine).orElseThrow();
      switch (frame.kind()) {
        case OUTPUT -> said.append(frame.text());
        case OUTPUT_END -> ended = true;
        case EXITED -> status = Optional.of(frame.number());
        default -> {}
      }
    }
    assertEquals(Optional.of(9), status);
    assertEquals("LANG=C.UTF-8\nPATH=/usr/bin:/bin\n0\n128\nheard\n", said.toString());
  }

  @Test
  void hangUpEndsTheGroup() throws IOException {
    start(
        "#!/bin/sh\ntrap '' HUP\nsleep " + AEONS + " &\necho ready; while :; do sleep 0.1; done\n",
        true);
    next(Frame.Kind.OUTPUT);
    Frame.Farewell farewell = new Frame.Farewell(true, 300, 10_000);
    Frame.of(Frame.Kind.HANG_UP, 1, farewell.bytes()).writeTo(engine);
    assertEquals(143, next(Frame.Kind.EXITED).number());
    awaitNoProcess(AEONS);
  }

  @Test
  void aClosedSocketEndsAll() throws IOException, InterruptedException {
    start(
        "#!/bin/sh\ntrap '' HUP TERM\nsleep "
            + AEONS
            + " &\necho ready; while :; do sleep 1; done\n",
        true);
    next(Frame.Kind.OUTPUT);
    engine.close();
    serving.join(TimeUnit.SECONDS.toMillis(60));
    assertTrue(!serving.isAlive());
    awaitNoProcess(AEONS);
  }

  private static void awaitNoProcess(String word) {
    until(
        word + " is gone",
        () ->
            ProcessHandle.allProcesses()
                .noneMatch(p -> p.info().commandLine().orElse("").contains(word)));
  }
}
