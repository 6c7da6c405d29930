package org.meterline.telephony.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Against an engine that is imagined: it does so many calls a second, and the rest waits. */
class LoadGateTest {
  private static final int CARRIED = 100;

  private long nanos = 1;
  private final GuardCounters counters = new GuardCounters();
  private final LoadGate gate = new LoadGate(() -> nanos, counters);
  private double waiting;

  /** Offers so many calls in each second; returns how many were done in all. */
  private long offer(int perSecond, Duration time) {
    long done = 0;
    double due = 0;
    double carry = 0;
    long steps = time.toMillis();
    for (long ms = 0; ms < steps; ms++) {
      nanos += 1_000_000;
      due += perSecond / 1000.0;
      while (due >= 1) {
        due--;
        if (gate.take()) {
          waiting++;
        }
      }
      carry = Math.min(waiting, carry + CARRIED / 1000.0);
      while (carry >= 1 && waiting >= 1) {
        carry--;
        waiting--;
        done++;
      }
      if (ms % LoadGate.EVERY.toMillis() == 0) {
        gate.told((long) (waiting / CARRIED * 1e9));
      }
    }
    return done;
  }

  @Test
  void withinWhatItCarriesNothingIsRefused() {
    long done = offer(90, Duration.ofSeconds(10));
    assertTrue(done >= 895 && done <= 900, done + " of 900");
    assertEquals(0, counters.load());
  }

  @Test
  void atTwiceWhatItCarriesItDoesMostOfItsBest() {
    offer(2 * CARRIED, Duration.ofSeconds(5));
    long done = offer(2 * CARRIED, Duration.ofSeconds(30));
    assertTrue(done >= 30 * CARRIED * 8 / 10, done + " of " + 30 * CARRIED);
    assertTrue(waiting < CARRIED, "what was let in is done within a second: " + waiting);
    assertTrue(counters.load() > 20 * CARRIED, "the rest was refused");
  }

  @Test
  void betweenTheTwoMarksNothingChanges() {
    for (int i = 0; i < 20; i++) {
      nanos += LoadGate.EVERY.toNanos();
      gate.told(Duration.ofMillis(150).toNanos());
    }
    assertFalse(gate.limited());
    for (int i = 0; i < 4; i++) {
      nanos += LoadGate.EVERY.toNanos();
      gate.told(LoadGate.TOO_LONG.toNanos() + 1);
      assertFalse(gate.limited(), "it may have stood still for a moment");
    }
    nanos += LoadGate.EVERY.toNanos();
    gate.told(LoadGate.TOO_LONG.toNanos() + 1);
    assertTrue(gate.limited());
    for (int i = 0; i < 1000; i++) {
      nanos += LoadGate.EVERY.toNanos();
      gate.told(Duration.ofMillis(150).toNanos());
    }
    assertTrue(gate.limited(), "it waits for what waits to be short");
  }

  @Test
  void onceTheLoadHasGoneNothingIsRefusedAnyMore() {
    offer(3 * CARRIED, Duration.ofSeconds(10));
    assertTrue(gate.limited());
    offer(CARRIED / 2, Duration.ofSeconds(60));
    assertFalse(gate.limited());
    long before = counters.load();
    offer(CARRIED / 2, Duration.ofSeconds(10));
    assertEquals(before, counters.load());
  }
}
