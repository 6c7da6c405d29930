package org.meterline.telephony.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is paused or masked is not in the file, however the far end's clock goes. */
class LeftOutTest {
  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private final CompletableFuture<Recorded> ended = new CompletableFuture<>();

  private RecordingWriter writer() {
    return new RecordingWriter(new RecordingSettings(folder, 0), nanos::get);
  }

  private Recording begin(RecordingWriter writer, Duration silence) throws Exception {
    return writer.begin(
        new RecordingSpec(UUID.randomUUID(), "a.wav", true, Duration.ofHours(1), silence),
        ended::complete);
  }

  private Recorded recorded() throws Exception {
    return ended.get(20, TimeUnit.SECONDS);
  }

  private void pass(int millis) {
    nanos.addAndGet(millis * 1_000_000L);
  }

  private void speak(Recording recording, int millis) {
    long at = recording.said().place(1, (int) (nanos.get() / 125_000), nanos.get());
    for (int i = 0; i < millis * 8; i++) {
      recording.said().put(at + i, (short) 1000);
    }
    recording.said().flush();
    pass(millis);
  }

  @Test
  void whatCameWhileNothingWasToBeHeardIsNotHeardAtItsPlace() throws Exception {
    leavesOut(Recording::mask, Recording::unmask, 250, 160);
  }

  @Test
  void aClockThatRunsOffBringsNothingBackIn() throws Exception {
    leavesOut(Recording::mask, Recording::unmask, 0, 142);
  }

  @Test
  void noPauseLeaksEither() throws Exception {
    leavesOut(Recording::pause, Recording::resume, 250, 160);
  }

  /**
   * Packets of 20 ms, of which 100 to 124 come while nothing is to be heard. Each has a sample
   * value of its own.
   *
   * @param late the millisecond at which the first comes
   * @param step from one timestamp to the next
   */
  private void leavesOut(Consumer<Recording> hide, Consumer<Recording> show, int late, int step)
      throws Exception {
    try (RecordingWriter writer = writer()) {
      Recording recording = begin(writer, Duration.ZERO);
      for (int i = 0; i < 140; i++) {
        nanos.set(Math.max(late, i * 20) * 1_000_000L);
        if (i == 100) {
          hide.accept(recording);
        } else if (i == 125) {
          show.accept(recording);
        }
        long at = recording.said().place(1, i * step, nanos.get());
        for (int j = 0; j < 160; j++) {
          recording.said().put(at + j, (short) (1000 + i));
        }
        recording.said().flush();
      }
      pass(500);
      recording.stop(Recorded.Reason.STOPPED);
      var _ = recorded();
    }
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("a.wav")));
    Set<Integer> written = new TreeSet<>();
    for (int at = 44; at + 4 <= file.limit(); at += 4) {
      written.add(file.order(ByteOrder.LITTLE_ENDIAN).getShort(at) - 1000);
    }
    assertTrue(written.containsAll(Set.of(0, 50, 80, 139)), written::toString);
    assertTrue(written.stream().noneMatch(i -> i >= 100 && i < 125), written::toString);
  }

  @Test
  void whatIsMaskedIsNotTakenForSilence() throws Exception {
    try (RecordingWriter writer = writer()) {
      Recording recording = begin(writer, Duration.ofMillis(400));
      speak(recording, 300);
      recording.mask();
      pass(1000);
      recording.unmask();
      speak(recording, 300);
      pass(1000);
      assertEquals("silence", recorded().reason());
      assertTrue(recorded().length().toMillis() >= 2000, recorded()::toString);
    }
  }
}
