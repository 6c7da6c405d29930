package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gov.nist.javax.sip.stack.SIPStackTimerTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A wheel that stood still, or has too much to do, on a clock that the test moves. */
class StalledTimerWheelTest {
  private static final int SLOT = 20;

  private long millis = 1_000;
  private final TimerWheel wheel = new TimerWheel(() -> TimeUnit.MILLISECONDS.toNanos(millis));
  private final List<Long> ran = new ArrayList<>();

  @BeforeEach
  void open() {
    wheel.open();
  }

  private static SIPStackTimerTask task(Runnable what) {
    return new SIPStackTimerTask() {
      @Override
      public void runTask() {
        what.run();
      }

      @Override
      public Object getThreadHash() {
        return this;
      }
    };
  }

  private SIPStackTimerTask noting() {
    return task(() -> ran.add(millis));
  }

  /** Time goes by while the wheel turns. */
  private void turns(long time) {
    for (long end = millis + time; millis < end; ) {
      millis += SLOT;
      var _ = wheel.step();
    }
  }

  /** Time goes by and the wheel stands. */
  private void stalls(long time) {
    millis += time;
    var _ = wheel.step();
  }

  @Test
  void ticksThatWereMissedAreNotMadeUpFor() {
    wheel.scheduleWithFixedDelay(noting(), 500, 500);
    turns(1_000);
    assertEquals(List.of(1_500L, 2_000L), ran);
    turns(300);
    stalls(5_000);
    turns(140);
    assertEquals(2, ran.size(), "it had almost 200 ms to go, and has");
    turns(60);
    assertEquals(List.of(1_500L, 2_000L, 7_480L), ran);
    turns(1_000);
    assertEquals(List.of(1_500L, 2_000L, 7_480L, 7_980L, 8_480L), ran, "at its pace");
  }

  @Test
  void whatWasFarApartStaysSo() {
    wheel.schedule(noting(), 1_000);
    wheel.schedule(noting(), 3_000);
    wheel.schedule(noting(), 20_000);
    turns(200);
    stalls(10_000);
    turns(30_000);
    assertEquals(List.of(11_980L, 13_980L, 30_980L), ran);
  }

  @Test
  void whatWasAskedForDuringTheStallIsLateByNoMoreThanItsRest() {
    turns(200);
    millis += 4_000; // the thread is held up, the stack is not
    wheel.schedule(noting(), 500);
    millis += 100;
    turns(1_000);
    assertEquals(List.of(5_700L), ran);
  }

  @Test
  void aLittleLatenessIsMadeUpFor() {
    wheel.schedule(noting(), 100);
    turns(20);
    stalls(90);
    assertEquals(List.of(1_110L), ran);
  }

  @Test
  void aTickTakesHalfASlotAtMost() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      wheel.schedule(
          task(
              () -> {
                order.add(number);
                millis++; // a retransmission takes its time
              }),
          SLOT);
    }
    millis += SLOT;
    var _ = wheel.step();
    assertEquals(10, order.size(), "and the rest later");
    wheel.schedule(noting(), SLOT);
    turns(2_000);
    assertEquals(100, order.size());
    for (int i = 0; i < 100; i++) {
      assertEquals(i, order.get(i));
    }
    assertEquals(1, ran.size());
    assertTrue(ran.getFirst() > 1_000 + SLOT);
  }
}
