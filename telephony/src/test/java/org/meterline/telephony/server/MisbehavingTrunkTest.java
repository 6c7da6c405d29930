package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallTimings;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Health;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkBuilder;

/** Carriers that do what none should: the route fails, or the call ends and costs what it was. */
class MisbehavingTrunkTest {
  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    house = new House(folder, CallTimings.USUAL.withPostDialDelay(Duration.ofSeconds(2)));
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
  }

  @BeforeEach
  void noTrunks() {
    house.forget();
    house.trunks.clear();
  }

  private static Trunk trunk(String name, Sipp at) {
    return new Trunk(name, "127.0.0.1", at.port(), "udp", List.of(""));
  }

  private static void carrier(String name, Sipp at) {
    house.trunks.add(trunk(name, at));
  }

  private static Sipp call(String scenario, String to) throws Exception {
    return Sipp.scenario(scenario)
        .to(house.port())
        .user("101", House.password("101"))
        .set("domain", House.DOMAIN)
        .set("to", to)
        .option("-d", "200")
        .start();
  }

  /** The leg over trunks, once the call is over and nothing of it is left. */
  private static CallFact.LegEnded leg(String dialled) {
    List<CallFact> call = house.call(dialled);
    until("no call is left", () -> house.engine.counters().callsLive() == 0);
    List<CallFact.LegEnded> legs = Ends.overTrunks(call);
    assertEquals(1, legs.size(), call::toString);
    return legs.getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "trunk-twice.xml,+4930555701",
    "trunk-tags.xml,+4930555702",
    "trunk-bye-late.xml,+4930555703"
  })
  void whatIsAnsweredIsChargedOnce(String scenario, String dialled) throws Exception {
    try (var odd = Sipp.scenario(scenario).start()) {
      carrier("odd", odd);
      try (var caller = call("uac.xml", dialled)) {
        caller.succeeds(1);
      }
      odd.succeeds(1);
    }
    CallFact.LegEnded leg = leg(dialled);
    assertTrue(leg.answered());
    assertTrue(leg.charged().compareTo(Duration.ofMillis(100)) > 0, leg::toString);
    assertTrue(leg.charged().compareTo(Duration.ofSeconds(30)) < 0, leg::toString);
  }

  @Test
  void theRouteFailsAndTheNextOneCarriesIt() throws Exception {
    String dialled = "+4930555711";
    try (var odd = Sipp.scenario("trunk-491.xml").start();
        var well = Sipp.scenario("uas.xml").start()) {
      carrier("odd", odd);
      carrier("well", well);
      try (var caller = call("uac.xml", dialled)) {
        caller.succeeds(1);
      }
      odd.succeeds(1);
      well.succeeds(1);
    }
    CallFact.LegEnded leg = leg(dialled);
    assertEquals("well", leg.trunk());
    assertTrue(leg.answered());
  }

  @ParameterizedTest
  @CsvSource({
    // it answers after the caller has given up
    "trunk-late.xml,uac-cancel.xml,+4930555721",
    // its BYE crosses our CANCEL
    "trunk-bye-cancel.xml,uac-cancel.xml,+4930555724",
    "trunk-603.xml,uac-refused.xml,+4930555723"
  })
  void theCallEndsAndCostsNothing(String scenario, String calling, String dialled)
      throws Exception {
    try (var odd = Sipp.scenario(scenario).start()) {
      carrier("odd", odd);
      try (var caller = call(calling, dialled)) {
        caller.succeeds(1);
      }
      odd.succeeds(1);
    }
    CallFact.LegEnded leg = leg(dialled);
    assertEquals(Duration.ZERO, leg.charged(), leg::toString);
  }

  /** Somebody has picked up, so nobody else is tried; but the trunk is not well. */
  @ParameterizedTest
  @CsvSource({
    "trunk-rubbish-sdp.xml,+4930555722",
    "trunk-no-sdp.xml,+4930555725",
    // what another phone has described is no answer of this one's
    "trunk-other-sdp.xml,+4930555726"
  })
  void anAnswerThatCannotBeUsedEndsTheCallAndTellsOfTheTrunk(String scenario, String dialled)
      throws Exception {
    try (var odd = Sipp.scenario(scenario).start();
        var well = Sipp.scenario("uas.xml").start()) {
      carrier(scenario, odd); // unwell afterwards, so none is tried twice
      carrier("well", well);
      try (var caller = call("uac-refused.xml", dialled)) {
        caller.succeeds(1);
      }
      odd.succeeds(1);
    }
    assertEquals(Duration.ZERO, leg(dialled).charged());
    Health.Seen seen = house.engine.trunks().health.of(scenario);
    assertEquals(Health.State.SUSPECT, seen.state());
    assertEquals("a call: it was answered with unusable audio", seen.reason());
  }

  /** Its list has G.722 alone, and it answers in another codec all the same. */
  @Test
  void anAnswerInACodecThatWasNotOfferedCannotBeUsed() throws Exception {
    String dialled = "+4930555729";
    try (var odd = Sipp.scenario("uas.xml").start()) {
      Trunk speaks = trunk("answers-otherwise", odd);
      house.trunks.add(new TrunkBuilder(speaks).codecs(List.of("g722")).build());
      try (var caller = call("uac-refused.xml", dialled)) {
        caller.succeeds(1);
        assertTrue(caller.messages().contains("Q.850;cause=65"), caller.messages());
      }
      odd.succeeds(1);
      assertTrue(odd.messages().contains("RTP/AVP 9 101\r\n"), odd.messages());
    }
    CallFact.LegEnded leg = leg(dialled);
    assertEquals(Duration.ZERO, leg.charged());
    assertEquals(65, leg.cause());
    Health.Seen seen = house.engine.trunks().health.of("answers-otherwise");
    assertEquals("a call: it was answered with unusable audio", seen.reason());
  }

  /** For help the next one is tried, and when none is left it ends as any other call. */
  @Test
  void helpThatAllAnswerInACodecThatWasNotOfferedEndsWithThat() throws Exception {
    house.number("112", new Destination.Emergency(new Domain(House.DOMAIN), "112"));
    try (var one = Sipp.scenario("uas.xml").start();
        var two = Sipp.scenario("uas.xml").start()) {
      for (Sipp odd : List.of(one, two)) {
        Trunk speaks = trunk("answers-help-" + odd.port(), odd);
        house.trunks.add(new TrunkBuilder(speaks).codecs(List.of("g722")).build());
      }
      try (var caller = call("uac-refused.xml", "112")) {
        caller.succeeds(1);
        assertTrue(caller.messages().contains("SIP/2.0 488 "), caller.messages());
        assertTrue(caller.messages().contains("Q.850;cause=65"), caller.messages());
      }
      one.succeeds(1);
      two.succeeds(1);
    }
    CallFact.LegEnded leg = leg("112");
    assertEquals(65, leg.cause());
    assertEquals("The callee's audio cannot be used", leg.reason());
  }

  /** 488 says of the caller's audio what can be mended there; that another is full does not. */
  @Test
  void helpWhoseAudioOneRefusesAndAnotherCannotCarryEndsWithThat() throws Exception {
    house.number("112", new Destination.Emergency(new Domain(House.DOMAIN), "112"));
    try (var one = Sipp.scenario("trunk-488.xml").start();
        var two = Sipp.scenario("uas-unavailable.xml").start()) {
      carrier("refuses-" + one.port(), one);
      carrier("full-" + two.port(), two);
      try (var caller = call("uac-refused.xml", "112")) {
        caller.succeeds(1);
        assertTrue(caller.messages().contains("SIP/2.0 488 "), caller.messages());
      }
      one.succeeds(1);
      two.succeeds(1);
    }
    assertEquals(Duration.ZERO, leg("112").charged());
  }

  @Test
  void whatIsDescribedBeforeTheAnswerNeedNotBeRepeated() throws Exception {
    String dialled = "+4930555727";
    try (var early = Sipp.scenario("trunk-early-sdp.xml").start()) {
      carrier("early", early);
      try (var caller = call("uac.xml", dialled)) {
        caller.succeeds(1);
      }
      early.succeeds(1);
    }
    assertTrue(leg(dialled).answered());
  }

  /** Else nobody would hear anything, and the meter run for ever. */
  @Test
  void aCallerThatDoesNotAnswerWhatIsOfferedIsHungUp() throws Exception {
    String dialled = "+4930555728";
    try (var well = Sipp.scenario("uas.xml").start()) {
      carrier("well", well);
      try (var caller = call("uac-answers-not.xml", dialled)) {
        caller.succeeds(1);
      }
      well.succeeds(1);
    }
    CallFact.LegEnded leg = leg(dialled);
    assertEquals("The caller did not answer the offered audio", leg.reason());
    assertTrue(leg.charged().compareTo(Duration.ofSeconds(5)) < 0, leg::toString);
  }

  /** That it tries tells nothing of who is called. */
  @Test
  void whoOnlyTriesIsGivenUpForTheNextOne() throws Exception {
    String dialled = "+4930555741";
    try (var tries = Sipp.scenario("trunk-tries.xml").start();
        var well = Sipp.scenario("uas.xml").start()) {
      carrier("tries", tries);
      carrier("well", well);
      try (var caller = call("uac.xml", dialled)) {
        caller.succeeds(1);
      }
      tries.succeeds(1);
      well.succeeds(1);
    }
    CallFact.LegEnded leg = leg(dialled);
    assertEquals("well", leg.trunk());
    assertTrue(leg.answered());
    assertEquals(
        "a call: told nothing of the callee in time",
        house.engine.trunks().health.of("tries").reason());
  }

  @Test
  void whoOnlyTriesMayTakeItsTimeWhereNoneIsLeft() throws Exception {
    String dialled = "+4930555742";
    try (var slow = Sipp.scenario("trunk-slow.xml").start()) {
      carrier("slow", slow);
      try (var caller = call("uac.xml", dialled)) {
        caller.succeeds(1);
      }
      slow.succeeds(1);
    }
    assertTrue(leg(dialled).answered());
  }

  /** Else its leg would stay up, and be billed. */
  @Test
  void whoAsksAtTheEndWhoWeAreIsTold() throws Exception {
    String dialled = "+4930555743";
    try (var asks = Sipp.scenario("trunk-asks-at-bye.xml").start()) {
      var access = new Trunk.Access("user-1", "secret-1", "carrier.example", false);
      house.trunks.add(new TrunkBuilder(trunk("asks", asks)).access(access).build());
      try (var caller = call("uac.xml", dialled)) {
        caller.succeeds(1);
      }
      asks.succeeds(1);
    }
    assertTrue(leg(dialled).answered());
  }

  /** What it sends without end is answered each time, and the talk goes on. */
  @ParameterizedTest
  @CsvSource({"trunk-notifies.xml,+4930555732", "trunk-reinvites.xml,+4930555733"})
  void aTalkOutlivesAFlood(String scenario, String dialled) throws Exception {
    try (var odd = Sipp.scenario(scenario).start()) {
      carrier("odd", odd);
      try (var caller = call("uac-waits.xml", dialled)) {
        caller.succeeds(1);
      }
      odd.succeeds(1);
    }
    assertTrue(leg(dialled).answered());
  }

  @Test
  void aHangUpThatComesAgainIsOneAndItsCauseIsHandedOn() throws Exception {
    String dialled = "+4930555731";
    try (var odd = Sipp.scenario("trunk-bye-again.xml").start()) {
      carrier("odd", odd);
      try (var caller = call("uac-waits.xml", dialled)) {
        caller.succeeds(1);
        assertTrue(caller.messages().contains(", Q.850;cause=27"));
      }
      odd.succeeds(1);
    }
    CallFact.LegEnded leg = leg(dialled);
    assertTrue(leg.answered());
    assertEquals(27, leg.cause());
  }
}
