package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AllowanceTest {
  private final AtomicLong now = new AtomicLong(-3);
  private final Allowance<String> allowance =
      new Allowance<>(3, Duration.ofSeconds(10), 2, now::get);

  private void after(long seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private void takes(String who, int times) {
    for (int i = 0; i < times; i++) {
      assertTrue(allowance.take(who), who + " " + i);
    }
    assertFalse(allowance.take(who), who);
  }

  @Test
  void soManyAtOnceThenOneInEachInterval() {
    takes("one", 3);
    after(9);
    takes("one", 0);
    after(1);
    takes("one", 1);
    after(20);
    takes("one", 2);
    after(3_600);
    takes("one", 3);
  }

  @Test
  void toAskCountsNothing() {
    for (int i = 0; i < 9; i++) {
      assertTrue(allowance.has("one"));
    }
    takes("one", 3);
    assertFalse(allowance.has("one"));
    assertTrue(allowance.has("two"));
    after(10);
    assertTrue(allowance.has("one"));
    takes("one", 1);
  }

  @Test
  void eachHasItsOwn() {
    takes("one", 3);
    takes("two", 3);
    takes("one", 0);
  }

  @Test
  void noMoreThanSoManyAreKnown() {
    takes("one", 3);
    takes("two", 3);
    takes("three", 3);
    takes("one", 3);
  }
}
