package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.stack.SIPStackTimerTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.Patience;

class TimerWheelTest {
  private final TimerWheel wheel = new TimerWheel();

  @BeforeEach
  void start() {
    wheel.start(new SipStackImpl() {}, new Properties());
  }

  @AfterEach
  void stop() {
    wheel.stop();
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

  @Test
  void aTaskRunsOnceAndNotEarly() throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    long began = System.nanoTime();
    List<Long> after = new CopyOnWriteArrayList<>();
    assertTrue(
        wheel.schedule(
            task(
                () -> {
                  after.add(System.nanoTime() - began);
                  ran.countDown();
                }),
            100));
    assertTrue(ran.await(10, TimeUnit.SECONDS));
    assertTrue(after.getFirst() >= TimeUnit.MILLISECONDS.toNanos(100), after.toString());
  }

  @Test
  void tasksRunInTheOrderOfTheirTimesThroughRoundsOfTheWheel() throws Exception {
    List<String> ran = new CopyOnWriteArrayList<>();
    CountDownLatch all = new CountDownLatch(3);
    // the third comes after the wheel has turned once
    for (long delay : new long[] {10_400, 300, 100}) {
      wheel.schedule(
          task(
              () -> {
                ran.add(Long.toString(delay));
                all.countDown();
              }),
          delay);
    }
    assertTrue(all.await(30, TimeUnit.SECONDS));
    assertEquals(List.of("100", "300", "10400"), ran);
  }

  @Test
  void whatRepeatsGoesOnUntilItIsCancelledEvenByItself() throws Exception {
    CountDownLatch third = new CountDownLatch(3);
    SIPStackTimerTask[] self = new SIPStackTimerTask[1];
    self[0] =
        task(
            () -> {
              third.countDown();
              if (third.getCount() == 0) {
                wheel.cancel(self[0]);
              }
            });
    wheel.scheduleWithFixedDelay(self[0], 20, 20);
    assertTrue(third.await(10, TimeUnit.SECONDS));
    Patience.until("it is cancelled", () -> !wheel.cancel(self[0]));
  }

  @Test
  void aTaskOfOursRunsOnceUnlessItIsCancelled() throws Exception {
    var clock = new AtomicLong();
    var stopped = new TimerWheel(clock::get);
    stopped.open();
    List<String> ran = new ArrayList<>();
    Future<?> first = stopped.after(100, () -> ran.add("first"));
    Future<?> second = stopped.after(100, () -> ran.add("second"));
    Future<?> third = stopped.after(60, () -> ran.add("third"));
    turnTo(stopped, clock, 99);
    assertEquals(List.of("third"), ran);
    assertTrue(third.isDone());
    assertTrue(first.cancel(false));
    turnTo(stopped, clock, 1_000);
    assertEquals(List.of("third", "second"), ran);
    assertFalse(second.cancel(false), "it has run");
  }

  @Test
  void aTaskOfOursThatComesAfterTheEndIsNeverRun() {
    var clock = new AtomicLong();
    var stopped = new TimerWheel(clock::get);
    stopped.open();
    stopped.stop();
    Future<?> late = stopped.after(20, () -> fail("nobody needs it any more"));
    turnTo(stopped, clock, 1_000);
    assertFalse(late.isDone());
    assertTrue(late.cancel(false));
  }

  private static void turnTo(TimerWheel wheel, AtomicLong clock, long millis) {
    while (clock.get() < TimeUnit.MILLISECONDS.toNanos(millis)) {
      clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
      wheel.step();
    }
  }

  @Test
  void oneThatFailsOrIsCancelledStopsNoOther() throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    SIPStackTimerTask cancelled =
        task(
            () -> {
              throw new AssertionError("it was cancelled");
            });
    wheel.schedule(cancelled, 60);
    assertTrue(wheel.cancel(cancelled));
    assertFalse(wheel.cancel(cancelled), "it is no more");
    wheel.schedule(
        task(
            () -> {
              throw new IllegalStateException("on purpose");
            }),
        40);
    wheel.schedule(task(ran::countDown), 80);
    assertTrue(ran.await(10, TimeUnit.SECONDS));
  }

  @Test
  void nothingIsTakenOnceItStands() {
    wheel.stop();
    assertFalse(wheel.isStarted());
    assertThrows(IllegalStateException.class, () -> wheel.schedule(task(() -> {}), 1));
  }
}
