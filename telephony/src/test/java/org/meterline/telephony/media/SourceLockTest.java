package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** Whose packets are taken, by a clock of its own. */
class SourceLockTest {
  private static final InetSocketAddress DESCRIBED = at("192.168.1.2", 4000);
  private static final InetSocketAddress MOVED = at("192.168.1.2", 4002);
  private static final InetSocketAddress NAT = at("203.0.113.1", 5000);
  private static final InetSocketAddress SAME_HOST = at("203.0.113.1", 6000);
  private static final InetSocketAddress STRANGER = at("198.51.100.7", 5000);

  private final LongAdder strangers = new LongAdder();
  private final SourceLock lock = new SourceLock(strangers);
  private long now = Long.MAX_VALUE - 5; // it may wrap

  private static InetSocketAddress at(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  private void pass(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  private boolean takes(InetSocketAddress from) {
    return lock.takes(from, now);
  }

  private void agree() {
    lock.agree(DESCRIBED, false, now);
    lock.resumed(now);
  }

  private void hold(int seconds) {
    lock.agree(null, false, now);
    pass(seconds);
    agree();
  }

  @Test
  void theFirstWithinTheWindowIsLearntAndTheDescribedOneWins() {
    agree();
    pass(9);
    assertTrue(takes(NAT));
    assertFalse(takes(SAME_HOST));
    assertTrue(takes(DESCRIBED));
    assertFalse(takes(NAT));
    assertEquals(2, strangers.sum());
  }

  @Test
  void theAnswerOpensTheWindowWhileNobodyIsLearnt() {
    agree();
    pass(60);
    assertFalse(takes(NAT));
    lock.answered(now);
    pass(9);
    assertTrue(takes(NAT));
    lock.answered(now);
    assertFalse(takes(STRANGER));
    assertFalse(takes(SAME_HOST));
    assertEquals(NAT, lock.target());
  }

  @Test
  void theAnswerOpensTheWindowForTenSeconds() {
    agree();
    pass(60);
    lock.answered(now);
    pass(10);
    assertFalse(takes(NAT));
    assertTrue(takes(DESCRIBED));
  }

  @Test
  void afterAHoldAnotherPortOfTheSameHostIsLearntOnce() {
    agree();
    assertTrue(takes(NAT));
    hold(300);
    assertEquals(NAT, lock.target(), "sent there until it is heard elsewhere");
    assertFalse(takes(STRANGER));
    assertTrue(takes(SAME_HOST));
    assertEquals(SAME_HOST, lock.target());
    assertFalse(takes(NAT));
    assertFalse(takes(STRANGER));
  }

  @Test
  void whoIsHeardAfterAHoldKeepsItsPlace() {
    agree();
    assertTrue(takes(NAT));
    hold(300);
    assertTrue(takes(NAT));
    assertFalse(takes(SAME_HOST));
    assertFalse(takes(DESCRIBED));
    assertEquals(NAT, lock.target());
  }

  @Test
  void theWindowAfterAHoldEnds() {
    agree();
    assertTrue(takes(NAT));
    hold(300);
    pass(10);
    assertFalse(takes(SAME_HOST));
    assertTrue(takes(NAT));
  }

  @Test
  void whoWasNeverHeardIsLearntAfterAHold() {
    agree();
    hold(300);
    assertTrue(takes(NAT));
    assertFalse(takes(STRANGER));
  }

  @Test
  void anAgreementThatIsSaidAgainOpensNothing() {
    agree();
    assertTrue(takes(NAT));
    pass(60);
    lock.agree(DESCRIBED, false, now);
    assertFalse(takes(SAME_HOST));
    assertFalse(takes(STRANGER));
  }

  /** Another phone of the fork speaks on, and who has answered says nothing for a while. */
  @Test
  void nobodyIsLearntWhereTheFarEndWasDescribedBefore() {
    agree();
    assertTrue(takes(DESCRIBED));
    lock.agree(MOVED, false, now);
    lock.answered(now);
    assertFalse(takes(DESCRIBED));
    assertEquals(MOVED, lock.target());
    pass(60);
    assertTrue(takes(MOVED));
    lock.agree(DESCRIBED, false, now);
    assertFalse(takes(MOVED));
    assertTrue(takes(DESCRIBED));
  }

  @Test
  void whoWasLearntBeforeItMovedIsHeardOnUntilItIsHeardElsewhere() {
    agree();
    assertTrue(takes(NAT));
    lock.agree(MOVED, false, now);
    assertTrue(takes(NAT));
    assertFalse(takes(STRANGER));
    assertTrue(takes(NAT));
    assertTrue(takes(SAME_HOST), "the NAT has it there now");
    assertFalse(takes(NAT));
    assertEquals(SAME_HOST, lock.target());
  }

  @Test
  void theDescribedOneWinsOverWhoWasLearntBeforeItMoved() {
    agree();
    assertTrue(takes(NAT));
    lock.agree(MOVED, false, now);
    assertTrue(takes(NAT));
    pass(60);
    assertFalse(takes(SAME_HOST));
    assertTrue(takes(MOVED));
    assertFalse(takes(NAT));
  }

  @Test
  void checksAloneDecideWhereThereAreAny() {
    lock.agree(null, true, now);
    lock.checked(NAT, true);
    lock.resumed(now);
    lock.answered(now);
    assertFalse(takes(SAME_HOST));
    assertFalse(takes(STRANGER));
    assertTrue(takes(NAT));
  }
}
