package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.sip.MovedTimers;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;

/**
 * Our re-INVITE, which refreshes a session (RFC 4028), crosses one of sipp's: each refuses the
 * other's, and ours comes again after as long as RFC 3261, section 14.1 has it. A session that sipp
 * does not refresh is ended.
 */
class GlareCallTest extends HouseTest {
  private static final String DIALLED = "+4930555751";

  private final MovedTimers timers = new MovedTimers();

  @Override
  House build(Path empty) throws Exception {
    return new House(empty, timers);
  }

  /** Of this dialog we made the Call-ID. */
  @Test
  void withWhomWeCalled() throws Exception {
    try (var glares = Sipp.scenario("uas-glare.xml").start()) {
      house.trunks.add(new Trunk("glares", "127.0.0.1", glares.port(), "udp", List.of("")));
      try (var caller = calls("uac-waits.xml")) {
        cross(glares, 2_100, 4_000);
        caller.succeeds(1);
      }
    }
    over();
  }

  /** Of this one the caller did: we try again before it does. */
  @Test
  void withWhoCalledUs() throws Exception {
    try (var called = Sipp.scenario("uas.xml").start()) {
      house.trunks.add(new Trunk("carrier", "127.0.0.1", called.port(), "udp", List.of("")));
      try (var glares = calls("uac-glare.xml")) {
        until("it confirms", () -> said(glares).contains("ACK sip:127.0.0.1"));
        timers.rest(1_000); // nor is our answer repeated any more
        cross(glares, 0, 2_000);
      }
      called.succeeds(1);
    }
    over();
  }

  /** Nor does anybody else: both far ends hear of its end before its time is over (section 10). */
  @Test
  void whoDoesNotKeepItUpIsHungUp() throws Exception {
    try (var called = Sipp.scenario("uas.xml").start()) {
      house.trunks.add(new Trunk("carrier", "127.0.0.1", called.port(), "udp", List.of("")));
      try (var expires = calls("uac-expires.xml")) {
        timers.awaits(64_000, 64_000);
        timers.move(Duration.ofMillis(63_900));
        assertFalse(said(expires).contains("BYE sip:"), "it has its time");
        timers.move(Duration.ofMillis(100));
        expires.succeeds(1);
      }
      called.succeeds(1);
    }
    String ladder = House.only(house.call(DIALLED), CallFact.Ended.class).ladder().toString();
    assertTrue(ladder.contains("The session was not refreshed in time"), ladder);
    until("no call is left", () -> house.engine.counters().callsLive() == 0);
  }

  /** Half-way through the session the offers cross. */
  private void cross(Sipp glares, long first, long last) throws Exception {
    timers.awaits(45_000, 45_000);
    timers.move(Duration.ofSeconds(45));
    timers.awaits(first, last);
    assertTrue(said(glares).contains("text=\"Another offer is open\""), "its own is refused");
    int offered = offers(glares);
    timers.move(Duration.ofMillis(last));
    glares.succeeds(1);
    assertEquals(offered + 1, offers(glares), said(glares));
  }

  /** How often we asked for a session, at first and later. */
  private static int offers(Sipp peer) {
    return said(peer).split("Min-SE: 90", -1).length - 1;
  }

  private static String said(Sipp peer) {
    try {
      return peer.messages();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Sipp calls(String scenario) throws IOException {
    return Sipp.scenario(scenario)
        .to(house.port())
        .user("101", House.password("101"))
        .set("domain", House.DOMAIN)
        .set("to", DIALLED)
        .start();
  }

  private void over() {
    CallFact.Ended ended = House.only(house.call(DIALLED), CallFact.Ended.class);
    assertEquals(200, ended.sipStatus());
    until("no call is left", () -> house.engine.counters().callsLive() == 0);
  }
}
