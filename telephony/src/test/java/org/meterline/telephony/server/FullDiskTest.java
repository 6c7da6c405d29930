package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;

/** The journal's disk is full for a while. */
class FullDiskTest {
  private static final JournalSettings SETTINGS =
      new JournalSettings(64 << 10, 512 << 20, 100, Duration.ofMillis(50), Duration.ofMillis(20));

  /** Fills the disk of a folder, writes calls, makes room, and says what came of it. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      Path ballast = folder.resolve("ballast");
      int calls = 0;
      try (JournalFile journal = open(folder)) {
        System.out.println("accepting " + journal.accepting());
        fill(ballast);
        boolean durable = true;
        while (durable) { // what is left of the last page
          calls++;
          durable = append(journal);
        }
        System.out.println("full, accepting " + journal.accepting());
        Files.delete(ballast);
        until("accepting again", journal::accepting);
        calls++;
        System.out.println("room, durable " + append(journal));
      }
      try (JournalFile journal = open(folder)) {
        System.out.println("lost " + (calls - journal.recovery().open()));
      }
    }

    private static JournalFile open(Path folder) throws IOException {
      return new JournalFile(
          folder.resolve("journal"), SETTINGS, InstantSource.system(), System::nanoTime);
    }

    private static boolean append(JournalFile journal) {
      CallFact fact = JournalFileTest.began(CallId.mint());
      CompletableFuture<Boolean> durable = new CompletableFuture<>();
      journal.append(fact, durable::complete);
      return durable.join();
    }

    private static void fill(Path ballast) {
      try (OutputStream out = Files.newOutputStream(ballast)) {
        byte[] page = new byte[4096];
        while (true) {
          out.write(page);
        }
      } catch (IOException full) {
        // As it should be.
      }
    }
  }

  @Test
  void paidCallsAreRefusedMeanwhileAndNothingIsLost(@TempDir Path folder) throws Exception {
    Process writer =
        new ProcessBuilder(
                List.of(
                    "/usr/bin/bwrap",
                    "--dev-bind",
                    "/",
                    "/",
                    "--size",
                    Integer.toString(1 << 20),
                    "--tmpfs",
                    folder.toString(),
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Writer.class.getName(),
                    folder.toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(writer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("accepting true\nfull, accepting false\nroom, durable true\nlost 0\n", said);
    assertEquals(0, writer.waitFor());
  }
}
