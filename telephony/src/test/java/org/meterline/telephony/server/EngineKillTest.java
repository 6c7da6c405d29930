package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.sip.Sipp;

/** An engine is killed in the middle of calls: after its restart both ends of each get a BYE. */
class EngineKillTest {
  private static final int CALLS = 20;

  @TempDir Path folder;

  private Process engine(Path settings, String log) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                EngineMain.class.getName(),
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(log).toFile())
            .start();
    until(
        "the engine starts",
        () -> !process.isAlive() || read(folder.resolve(log)).contains("listens on port"));
    assertTrue(process.isAlive(), () -> read(folder.resolve(log)));
    return process;
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void end(Process process) throws InterruptedException {
    assertTrue(process.toHandle().destroyForcibly());
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
  }

  private long lines(String text) {
    return read(folder.resolve("data").resolve("calls.jsonl"))
        .lines()
        .filter(line -> line.contains(text))
        .distinct()
        .count();
  }

  @Test
  void bothEndsOfEachCallGetABye() throws Exception {
    try (Sipp carrier =
        Sipp.scenario("uas.xml").calls(CALLS, 10).within(Duration.ofSeconds(90)).start()) {
      int port = Sipp.freePort();
      Path settings = folder.resolve("engine.properties");
      Files.writeString(
          settings,
          String.join(
              "\n",
              List.of(
                  "data=" + folder.resolve("data"),
                  "sip.port=" + port,
                  "media.first-port=0",
                  "media.last-port=0",
                  "domain=harbour.example",
                  "account.101=one-0-one",
                  "trunk.carrier=127.0.0.1:" + carrier.port())));
      Process first = engine(settings, "first.log");
      Process second = null;
      try (Sipp caller =
          Sipp.scenario("uac-waits.xml")
              .to(port)
              .user("101", "one-0-one")
              .set("domain", "harbour.example")
              .set("to", "+49301234567")
              .calls(CALLS, 10)
              .within(Duration.ofSeconds(90))
              .start()) {
        until("all calls are up", () -> lines("\"fact\":\"legAnswered\"") == 2 * CALLS);
        end(first);
        second = engine(settings, "second.log");
        caller.succeeds(CALLS);
        carrier.succeeds(CALLS);
        assertTrue(caller.messages().contains(Recovery.REASON));
      } finally {
        if (first.isAlive()) {
          end(first);
        }
        if (second != null) {
          end(second);
        }
      }
    }
    assertEquals(CALLS, lines("\"fact\":\"began\""));
    assertEquals(CALLS, lines("\"fact\":\"ended\""));
    assertEquals(2 * CALLS, lines("\"fact\":\"legEnded\""));
    assertEquals(3 * CALLS, lines("\"recovered\":true"));
  }
}
