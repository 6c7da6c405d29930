package org.meterline.telephony.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.recording.Recorded;
import org.meterline.telephony.recording.RecordingSettings;
import org.meterline.telephony.recording.RecordingSpec;
import org.meterline.telephony.recording.RecordingWriter;

/** A process that records is killed, or its disk is full; sox judges what is left. */
class RecordingCrashTest {
  private static final JournalSettings JOURNAL =
      new JournalSettings(64 << 10, 512 << 20, 100, Duration.ofMillis(50), Duration.ofMillis(50));

  /** Records into a folder; on a full disk it ends by itself, else it waits to be killed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      AtomicLong nanos = new AtomicLong();
      var ended = new CompletableFuture<Recorded>();
      UUID id = UUID.randomUUID();
      try (RecordingWriter writer =
          new RecordingWriter(new RecordingSettings(folder, 0), nanos::get)) {
        var _ =
            writer.begin(
                new RecordingSpec(id, "a.wav", true, Duration.ofHours(1), Duration.ZERO),
                ended::complete);
        if (args[1].equals("full")) {
          nanos.addAndGet(Duration.ofMinutes(1).toNanos());
          Recorded recorded = ended.join();
          System.out.println(
              recorded.reason() + " " + (recorded.bytes() == Files.size(folder.resolve("a.wav"))));
          return;
        }
        JournalFile journal =
            new JournalFile(
                folder.resolve("journal"), JOURNAL, InstantSource.system(), System::nanoTime);
        CallId call = CallId.mint();
        Instant at = InstantSource.system().instant();
        journal.append(JournalFileTest.began(call), ok -> {});
        CompletableFuture<Boolean> durable = new CompletableFuture<>();
        journal.append(
            new CallFact.RecordingBegan(call, 2, at, id, LegId.mint(), true, "x", 2, "a.wav", null),
            durable::complete);
        nanos.addAndGet(Duration.ofMillis(1900).toNanos()); // not yet told by the header
        until("it is written", () -> size(folder.resolve("a.wav")) > 40_000);
        System.out.println("durable " + durable.join());
        new CompletableFuture<Void>().join();
      }
    }

    private static long size(Path file) {
      return file.toFile().length();
    }
  }

  private static ProcessBuilder process(List<String> before, Path folder, String how) {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            folder.toString(),
            how));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  @Test
  void whatAKilledProcessRecordedIsClosedAndRepaired(@TempDir Path folder) throws Exception {
    Process process = process(List.of(), folder, "killed").start();
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      assertEquals("durable true", said.readLine());
    } finally {
      process.destroyForcibly();
    }
    process.waitFor();
    try (JournalFile journal =
        new JournalFile(
            folder.resolve("journal"), JOURNAL, InstantSource.system(), System::nanoTime)) {
      List<CallFact.RecordingEnded> ended =
          journal.recovery().facts(new RecordingSettings(folder, 0)).stream()
              .filter(CallFact.RecordingEnded.class::isInstance)
              .map(CallFact.RecordingEnded.class::cast)
              .toList();
      assertEquals(1, ended.size());
      assertEquals("server-stopped", ended.getFirst().reason());
      assertTrue(ended.getFirst().length().toMillis() >= 1000, ended.toString());
      Path file = folder.resolve("a.wav");
      assertEquals(Files.size(file), ended.getFirst().bytes());
      assertEquals(RecordingWriter.sha256(file), ended.getFirst().sha256());
      assertEquals(Long.toString(ended.getFirst().length().toNanos() / 125_000), soxi("-s", file));
    }
  }

  private static String soxi(String flag, Path file) throws Exception {
    Process soxi =
        new ProcessBuilder("soxi", flag, file.toString()).redirectErrorStream(true).start();
    return new String(soxi.getInputStream().readAllBytes(), UTF_8).strip();
  }

  @Test
  void aDiskOfAMegabyteEndsItByName(@TempDir Path folder) throws Exception {
    Process process =
        process(
                List.of(
                    "/usr/bin/bwrap",
                    "--dev-bind",
                    "/",
                    "/",
                    "--size",
                    Integer.toString(1 << 20),
                    "--tmpfs",
                    folder.toString()),
                folder,
                "full")
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals("disk-full true\n", said);
    assertEquals(0, process.waitFor());
  }
}
