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
  private static final String ONE = "- 1 IN IP4 192.168.1.2";
  private static final String TWO = "- 2 IN IP4 192.168.1.2";

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
    describe(DESCRIBED, ONE);
    lock.resumed(now);
  }

  private void describe(InetSocketAddress address, String author) {
    lock.agree(address, author, false, now);
  }

  private void hold(int seconds) {
    lock.agree(null, ONE, false, now);
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
    describe(DESCRIBED, ONE);
    assertFalse(takes(SAME_HOST));
    assertFalse(takes(STRANGER));
  }

  /** Another phone of the fork speaks on, and who has answered says nothing for a while. */
  @Test
  void nobodyIsLearntWhereAnotherPhoneOfTheForkIs() {
    agree();
    assertTrue(takes(DESCRIBED));
    describe(MOVED, TWO);
    lock.answered(now);
    assertFalse(takes(DESCRIBED));
    assertEquals(MOVED, lock.target());
    pass(60);
    assertTrue(takes(MOVED));
  }

  @Test
  void norWhereAnotherOneBehindItsNatWasHeard() {
    agree();
    assertTrue(takes(NAT));
    describe(MOVED, TWO);
    assertFalse(takes(NAT));
    describe(DESCRIBED, ONE);
    assertFalse(takes(MOVED));
    assertTrue(takes(NAT), "it is this one again");
    assertTrue(takes(DESCRIBED));
  }

  /** The other one was lost: the first, which was heard, is heard again. */
  @Test
  void whoWasHeardBeforeAnotherPhoneIsHeardAgain() {
    agree();
    assertTrue(takes(DESCRIBED));
    describe(MOVED, TWO);
    assertTrue(takes(MOVED));
    describe(DESCRIBED, ONE);
    assertTrue(takes(DESCRIBED));
    assertFalse(takes(MOVED));
  }

  /** It is another phone that was learnt: the described one was not heard while it rang. */
  @Test
  void whoAnswersWinsOverWhoWasLearntBefore() {
    agree();
    assertTrue(takes(NAT));
    pass(30);
    lock.answered(now);
    assertFalse(takes(STRANGER));
    assertTrue(takes(DESCRIBED));
    assertFalse(takes(NAT));
  }

  /** A carrier may describe another place, and go on sending from where it was. */
  @Test
  void whoMovesAndSendsFromTheOldPlaceIsHeard() {
    agree();
    assertTrue(takes(DESCRIBED));
    describe(MOVED, ONE);
    lock.answered(now);
    assertTrue(takes(DESCRIBED));
    pass(60);
    assertTrue(takes(DESCRIBED));
    assertFalse(takes(NAT));
    assertTrue(takes(MOVED), "the described one counts whenever it comes");
    assertFalse(takes(DESCRIBED));
  }

  /** What was still on its way when it moved does not call it back. */
  @Test
  void whoMovesIsSentAudioWhereItSays() {
    agree();
    lock.answered(now);
    assertTrue(takes(DESCRIBED));
    describe(MOVED, ONE);
    assertTrue(takes(DESCRIBED));
    assertEquals(MOVED, lock.target());
    describe(STRANGER, ONE);
    assertTrue(takes(DESCRIBED));
    assertEquals(STRANGER, lock.target());
    assertTrue(takes(STRANGER));
    assertEquals(STRANGER, lock.target());
    assertFalse(takes(DESCRIBED));
  }

  /** What is described there is not where it is. */
  @Test
  void whoMovesBehindANatIsSentAudioWhereItIsHeard() {
    agree();
    lock.answered(now);
    assertTrue(takes(NAT));
    describe(MOVED, ONE);
    assertEquals(MOVED, lock.target());
    assertTrue(takes(NAT));
    assertEquals(NAT, lock.target());
  }

  @Test
  void afterTheAnswerAnotherSessionIsAMove() {
    agree();
    lock.answered(now);
    assertTrue(takes(NAT));
    describe(MOVED, TWO);
    assertTrue(takes(NAT));
  }

  @Test
  void whoComesBackKeepsItsPlace() {
    agree();
    assertTrue(takes(DESCRIBED));
    describe(MOVED, ONE);
    describe(DESCRIBED, ONE);
    assertTrue(takes(DESCRIBED));
    assertFalse(takes(at("192.168.1.2", 4004)));
    assertTrue(takes(DESCRIBED));
  }

  @Test
  void whoWasLearntBeforeItMovedIsHeardOnUntilItIsHeardElsewhere() {
    agree();
    assertTrue(takes(NAT));
    describe(MOVED, ONE);
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
    describe(MOVED, ONE);
    assertTrue(takes(NAT));
    pass(60);
    assertFalse(takes(SAME_HOST));
    assertTrue(takes(MOVED));
    assertFalse(takes(NAT));
  }

  @Test
  void checksAloneDecideWhereThereAreAny() {
    lock.agree(null, ONE, true, now);
    lock.checked(NAT, true);
    lock.resumed(now);
    lock.answered(now);
    assertFalse(takes(SAME_HOST));
    assertFalse(takes(STRANGER));
    assertTrue(takes(NAT));
  }
}
