package org.meterline.telephony.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void hardlyMoreAreAskedWhoTheyAreThanMayBegin() {
    offer(3 * CARRIED, Duration.ofSeconds(10));
    int asked = 0;
    int begun = 0;
    for (int i = 0; i < 10_000; i++) {
      nanos += 1_000_000;
      asked += gate.ask() ? 1 : 0;
      begun += gate.take() ? 1 : 0;
    }
    assertTrue(begun > 100, "in ten seconds: " + begun);
    assertTrue(asked > 1.1 * begun && asked < 1.4 * begun, asked + " for " + begun);
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

  /**
   * Calls cost when they come and again when they end, refusals a part of that, all in one queue;
   * once a second everything stands still for 100 ms.
   */
  private static final class Pausing {
    private static final double CALLS_PER_SECOND = 430;
    private static final double SHARE_UP = 0.9;
    private static final int PATIENCE = 1000;

    private final double refusal;
    private final int lasting;
    private final Deque<Integer> came = new ArrayDeque<>();
    private final Deque<Boolean> isCall = new ArrayDeque<>();
    private final Deque<Integer> ends = new ArrayDeque<>();
    private int inTime;

    /**
     * @param refusal what it costs, as a share of a call
     * @param lasting milliseconds of a call
     */
    Pausing(double refusal, int lasting) {
      this.refusal = refusal;
      this.lasting = lasting;
    }

    double attainable(double offered) {
      return (SHARE_UP * CALLS_PER_SECOND - refusal * offered) / (1 - refusal);
    }

    /** For how long the oldest has waited, in milliseconds. */
    int oldest(int now) {
      return came.isEmpty() ? 0 : now - came.getFirst();
    }

    void comes(boolean call, int now) {
      came.add(now);
      isCall.add(call);
    }

    /** Works for a while; answers what work is left of it. */
    double works(double work, int now, BooleanSupplier gate) {
      while (!ends.isEmpty() && ends.getFirst() <= now) {
        ends.removeFirst();
        comes(false, now);
      }
      double left = work;
      while (left > 0 && !came.isEmpty()) {
        int waited = now - came.removeFirst();
        boolean call = isCall.removeFirst();
        if (call && gate.getAsBoolean()) {
          ends.add(now + lasting);
          left -= 0.5;
        } else if (call) {
          left -= refusal;
        } else {
          inTime += waited < PATIENCE ? 1 : 0;
          left -= 0.5;
        }
      }
      return Math.min(left, 1);
    }
  }

  /** It is refusals that take the time, not a gate that lets in less and less. */
  @ParameterizedTest
  @CsvSource({"0.1,1000", "0.1,3000", "0.3,1000", "0.3,3000"})
  void whoPausesAndPaysForRefusalsStillDoesMostOfWhatIsLeft(double refusal, int lasting) {
    int offered = 860;
    int half = 60_000;
    var engine = new Pausing(refusal, lasting);
    double due = 0;
    double work = 0;
    for (int ms = 0; ms < 2 * half; ms++) {
      nanos += 1_000_000;
      if (ms == half) {
        engine.inTime = 0;
      }
      for (due += offered / 1000.0; due >= 1; due--) {
        engine.comes(true, ms);
      }
      if (ms % 1000 < 1000 * (1 - Pausing.SHARE_UP)) {
        continue;
      }
      work = engine.works(work + Pausing.CALLS_PER_SECOND / 1000, ms, gate::take);
      if (ms % LoadGate.EVERY.toMillis() == 0) {
        gate.told(engine.oldest(ms) * 1_000_000L);
      }
    }
    double attainable = engine.attainable(offered) * half / 1000;
    assertTrue(engine.inTime >= 0.7 * attainable, engine.inTime + " of " + attainable);
  }
}
