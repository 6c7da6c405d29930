package org.meterline.telephony.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final GuardSettings SETTINGS =
      new GuardSettings(
          10, 20, 2, 4, 3, Duration.ofHours(1), true, GuardSettings.SCANNERS, Set.of());

  private long nanos = 1;
  private Instant now = Instant.parse("2026-11-26T12:00:00Z");
  private final List<Ban> learned = new ArrayList<>();
  private final Guard guard = new Guard(SETTINGS, () -> now, () -> nanos, learned::add);

  private static InetAddress at(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
    now = now.plus(time);
  }

  private int admitted(String from, int times) {
    int in = 0;
    for (int i = 0; i < times; i++) {
      in += guard.admits(at(from)) ? 1 : 0;
    }
    return in;
  }

  @Test
  void eachSourceHasItsShare() {
    assertEquals(20, admitted("192.0.2.1", 100), "at once");
    assertEquals(20, admitted("192.0.2.2", 100), "another one's is its own");
    pass(Duration.ofSeconds(1));
    assertEquals(10, admitted("192.0.2.1", 100), "then so many in each second");
    assertEquals(80 + 80 + 90, guard.counters().limited());
  }

  @Test
  void whoHasOneAddressOfIp6HasThemAll() {
    assertEquals(20, admitted("2001:db8:1:2::1", 20));
    assertEquals(0, admitted("2001:db8:1:2:ffff::9", 5), "of the same /64");
    assertEquals(5, admitted("2001:db8:1:3::1", 5));
  }

  @Test
  void whatBeginsSomethingIsCountedByItself() {
    int begun = 0;
    for (int i = 0; i < 10; i++) {
      begun += guard.admitsRequest(at("192.0.2.1")) ? 1 : 0;
    }
    assertEquals(4, begun);
    assertTrue(guard.admits(at("192.0.2.1")), "within dialogs it goes on");
  }

  private int helped(String from, int times) {
    int in = 0;
    for (int i = 0; i < times; i++) {
      in += guard.admitsHelp(at(from)) ? 1 : 0;
    }
    return in;
  }

  @Test
  void whoCallsForHelpTakesNothingFromOthersWhoDo() {
    assertEquals(Guard.HELP_AT_ONCE, helped("192.0.2.1", 1_000), "at once");
    assertEquals(5, helped("192.0.2.2", 5), "somebody else");
    pass(Duration.ofSeconds(1));
    assertEquals(Guard.HELP_A_SECOND, helped("192.0.2.1", 1_000), "then so many in each second");
    assertEquals(1_000 - Guard.HELP_AT_ONCE + 1_000 - Guard.HELP_A_SECOND, guard.counters().help());
    guard.trunks(Set.of(Prefix.parse("198.51.100.5")));
    assertEquals(1_000, helped("198.51.100.5", 1_000), "a trunk");
  }

  /** Over UDP one sender may write them all. */
  @Test
  void callsForHelpFromManySourcesAreLimitedButOfWhoIsKnown() {
    guard.proved(at("192.0.2.8"));
    int in = 0;
    for (int i = 0; i < 5_000; i++) {
      in += helped("10.7." + (i >> 8) + "." + (i & 0xff), 1);
    }
    assertEquals(Guard.ALL_HELP_AT_ONCE, in);
    assertEquals(0, helped("192.0.2.9", 1));
    assertEquals(Guard.HELP_AT_ONCE, helped("192.0.2.8", 1_000), "a phone that has registered");
    pass(Duration.ofSeconds(1));
    assertEquals(1, helped("192.0.2.9", 1));
  }

  @Test
  void offencesAddUpToABanThatEnds() {
    InetAddress thief = at("192.0.2.66");
    guard.offended(thief, Offence.WRONG_PASSWORD);
    guard.offended(thief, Offence.UNKNOWN_DOMAIN);
    assertTrue(guard.admits(thief));
    guard.offended(thief, Offence.MALFORMED);
    assertFalse(guard.admits(thief));
    assertEquals(1, guard.counters().banned());
    assertEquals(
        List.of(
            new Ban(
                Prefix.parse("192.0.2.66"),
                "sends what cannot be read",
                null,
                now,
                now.plus(Duration.ofHours(1)))),
        learned);
    pass(Duration.ofHours(1));
    guard.expire();
    assertTrue(guard.admits(thief));
    assertEquals(List.of(), guard.bans());
  }

  @Test
  void offencesOfLongAgoDoNotCount() {
    InetAddress clumsy = at("192.0.2.7");
    guard.offended(clumsy, Offence.WRONG_PASSWORD);
    guard.offended(clumsy, Offence.WRONG_PASSWORD);
    pass(Guard.WINDOW);
    guard.offended(clumsy, Offence.WRONG_PASSWORD);
    assertTrue(guard.admits(clumsy));
  }

  @Test
  void aScannerIsBannedAtOnce() {
    assertTrue(guard.isScanner("friendly-scanner"));
    assertTrue(guard.isScanner("SIPVicious 0.3"));
    assertFalse(guard.isScanner("Linphone/5.2"));
    guard.offended(at("2001:db8::1"), Offence.SCANNER);
    assertFalse(guard.admits(at("2001:db8::2")));
    assertEquals("2001:db8::/64", learned.getFirst().source().toString());
  }

  @Test
  void nobodyHasTheWholeWorldBanned() {
    for (int i = 0; i < 1_500; i++) {
      guard.offended(at("10.8." + (i >> 8) + "." + (i & 0xff)), Offence.SCANNER);
    }
    assertEquals(1_000, learned.size());
    pass(Duration.ofSeconds(1));
    for (int i = 0; i < 5; i++) {
      guard.offended(at("10.9.0." + i), Offence.SCANNER);
    }
    assertEquals(1_002, learned.size());
  }

  @Test
  void someAreNeverBannedByThemselves() {
    guard.trunks(Set.of(Prefix.parse("198.51.100.5")));
    guard.keep(List.of(), Set.of(Prefix.parse("203.0.113.0/24")));
    guard.proved(at("192.0.2.8"));
    for (String known : List.of("127.0.0.9", "::1", "198.51.100.5", "203.0.113.77")) {
      guard.offended(at(known), Offence.SCANNER);
      assertEquals(100, admitted(known, 100), known);
    }
    guard.offended(at("192.0.2.8"), Offence.SCANNER);
    assertTrue(guard.admits(at("192.0.2.8")), "anybody may have written this source");
    pass(Duration.ofHours(2));
    guard.offended(at("192.0.2.8"), Offence.SCANNER);
    assertFalse(guard.admits(at("192.0.2.8")));
  }

  @Test
  void whatIsStoredIsKeptAndWhatWasLearnedBesideIt() {
    guard.offended(at("192.0.2.1"), Offence.SCANNER);
    Ban own = learned.getFirst();
    assertEquals(List.of(own), guard.unstored());
    Ban made = new Ban(Prefix.parse("198.51.100.0/24"), "a bad net", "Ann", now, null);
    guard.keep(List.of(made), Set.of());
    assertFalse(guard.admits(at("198.51.100.200")));
    assertFalse(guard.admits(at("192.0.2.1")));
    guard.keep(List.of(made, own), Set.of());
    assertEquals(List.of(), guard.unstored());
    guard.keep(List.of(made), Set.of());
    assertTrue(guard.admits(at("192.0.2.1")), "lifted on another node");
    guard.lift(made.source());
    assertTrue(guard.admits(at("198.51.100.200")));
  }

  @Test
  void prefixesAreReadAsTheyAreShown() {
    assertEquals("192.0.2.1", Prefix.parse(" 192.0.2.1 ").toString());
    assertEquals("192.0.2.0/24", Prefix.parse("192.0.2.77/24").toString());
    assertEquals("2001:db8::/32", Prefix.parse("2001:db8::/32").toString());
    assertEquals(Prefix.parse("2001:db8::/64"), Prefix.parse("2001:db8::77"));
    assertTrue(Prefix.parse("10.0.0.0/8").covers(Prefix.parse("10.1.2.3")));
    assertFalse(Prefix.parse("10.1.2.3").covers(Prefix.parse("10.0.0.0/8")));
    for (String wrong :
        List.of("", "host.example", "1.2.3.4/33", "0.0.0.0/0", "::/0", "1.2.3.400")) {
      assertThrows(IllegalArgumentException.class, () -> Prefix.parse(wrong), wrong);
    }
  }

  @Test
  void askingAllocatesNothingAndForgetsTheLeastNeeded() {
    guard.keep(
        List.of(new Ban(Prefix.parse("198.51.100.0/24"), "a bad net", "Ann", now, null)),
        Set.of(Prefix.parse("203.0.113.0/24")));
    InetAddress[] many = new InetAddress[5_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = at("10.9." + (i >> 8) + "." + (i & 0xff));
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().threadId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 40; round++) {
      nanos += Duration.ofSeconds(10).toNanos();
      long before = threads.getThreadAllocatedBytes(thread);
      for (InetAddress each : many) {
        guard.admits(each);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
    }
    // The bytes of an address are copied to be read; nothing is kept of that.
    assertTrue(least <= 24L * many.length + 10_000, least + " bytes");
    assertNull(learned.isEmpty() ? null : learned.getFirst());
  }
}
