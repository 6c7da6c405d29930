package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Counting as RFC 3550, appendix A, wants it. */
class ReceiveStatisticsTest {
  private final ReceiveStatistics statistics = new ReceiveStatistics();

  private boolean packet(int sequence) {
    return statistics.packet(1, sequence & 0xFFFF, sequence * 160, true, sequence * 20_000_000L);
  }

  @Test
  void nothingYet() {
    assertNull(statistics.report());
    assertEquals(0, statistics.lost());
  }

  @Test
  void lossIsSeenOverTheWrap() {
    for (int i = 65_500; i < 65_600; i++) {
      if (i % 10 != 0) {
        packet(i);
      }
    }
    // The first of them, 65500, cannot be missed.
    assertEquals(90, statistics.received());
    assertEquals(9, statistics.lost());
    var report = statistics.report();
    assertNotNull(report);
    assertEquals(9, report.lost());
    assertEquals((9 * 256) / 99, report.fraction());
    assertEquals(65_599, report.highest(), "one cycle and 63");
    assertEquals(0, report.jitter());
    packet(65_600);
    var next = statistics.report();
    assertNotNull(next);
    assertEquals(0, next.fraction(), "the fraction is of the last interval");
  }

  @Test
  void disorderIsNoLoss() {
    for (int i : new int[] {10, 12, 11, 14, 13, 15}) {
      assertTrue(packet(i));
    }
    assertEquals(0, statistics.lost());
  }

  @Test
  void aJumpIsBelievedWhenTheNextPacketFollowsIt() {
    packet(10);
    packet(11);
    assertFalse(packet(30_000));
    assertTrue(packet(30_001));
    assertEquals(0, statistics.lost());
    assertEquals(1, statistics.dropped());
    assertEquals(3, statistics.received());
  }

  @Test
  void aNewSourceBeginsAnewAndTheOldCounts() {
    packet(10);
    packet(12);
    statistics.packet(2, 5000, 0, true, 0);
    assertEquals(1, statistics.lost());
    assertEquals(3, statistics.received());
  }

  @Test
  void jitterIsTheSmoothedDifferenceOfTransit() {
    // Every other packet 4 ms late: the difference is always 4 ms, and the estimate goes there.
    for (int i = 0; i < 500; i++) {
      long late = i % 2 == 0 ? 0 : 4_000_000;
      statistics.packet(1, i, i * 160, true, i * 20_000_000L + late);
    }
    assertEquals(4000.0, (double) statistics.jitterMicros(), 130.0);
  }

  /** The difference that has no absolute value in 32 bits is a gap, as all great ones are. */
  @Test
  void halfOfAllTimestampsIsNoJitter() {
    statistics.packet(1, 1, 0, true, 0);
    statistics.packet(1, 2, Integer.MIN_VALUE, true, 0);
    assertEquals(0, statistics.jitterMicros());
  }

  @Test
  void qualityOfAGoodAndABadLine() {
    assertEquals(0, ListeningQuality.mosHundredths(0, 0, 0, 0));
    assertTrue(ListeningQuality.mosHundredths(1000, 0, 500, 20_000) >= 435);
    int lossy = ListeningQuality.mosHundredths(900, 100, 500, 20_000);
    assertTrue(lossy > 200 && lossy < 350, "a tenth lost: " + lossy);
    assertTrue(ListeningQuality.mosHundredths(1000, 0, 500, 800_000) < 400, "long delay");
    assertEquals(100, ListeningQuality.mosHundredths(1, 100_000, 0, 5_000_000));
  }

  /** Whatever is said of packets, each is counted once, and the numbers fit a report block. */
  @Property(tries = 1_000)
  void noPacketsDoHarm(
      @ForAll @Size(max = 60) List<@IntRange(max = 65_535) Integer> sequences,
      @ForAll @Size(min = 1, max = 10) List<Integer> timestamps,
      @ForAll @Size(min = 1, max = 10) List<Long> arrivals,
      @ForAll @Size(min = 1, max = 10) List<@IntRange(max = 2) Integer> sources,
      @ForAll boolean wide) {
    var any = new ReceiveStatistics();
    for (int i = 0; i < sequences.size(); i++) {
      any.clock(wide && i % 3 == 0 ? 48_000 : 8_000);
      boolean taken =
          any.packet(
              sources.get(i % sources.size()),
              sequences.get(i),
              timestamps.get(i % timestamps.size()),
              i % 5 != 4,
              arrivals.get(i % arrivals.size()));
      assertTrue(taken || i > 0);
      assertEquals(i + 1, any.received() + any.dropped());
      assertTrue(any.lost() >= 0);
      assertTrue(any.jitterMicros() >= 0, () -> "jitter " + any.jitterMicros());
      var report = any.report();
      assertNotNull(report);
      assertTrue(report.fraction() >= 0 && report.fraction() <= 255);
      assertTrue(report.lost() >= 0 && report.lost() <= 0xFFFFFF);
      assertTrue(report.jitter() >= 0);
    }
  }

  /** Gaps, however often the sequence numbers wrap. */
  @Property(tries = 500)
  void whatIsMissingIsCounted(
      @ForAll @IntRange(max = 65_535) int first,
      @ForAll @Size(max = 200) List<@IntRange(min = 1, max = 2_999) Integer> steps) {
    var gaps = new ReceiveStatistics();
    long at = first;
    assertTrue(gaps.packet(1, first, 0, true, 0));
    for (int step : steps) {
      at += step;
      assertTrue(gaps.packet(1, (int) (at & 0xFFFF), 0, true, 0));
    }
    long missing = steps.stream().mapToLong(step -> step - 1L).sum();
    assertEquals(missing, gaps.lost());
    assertEquals(steps.size() + 1, gaps.received());
    var report = gaps.report();
    assertNotNull(report);
    assertEquals((int) at, report.highest());
    assertEquals(missing, report.lost());
    assertEquals(missing * 256 / (at - first + 1), report.fraction());
  }
}
