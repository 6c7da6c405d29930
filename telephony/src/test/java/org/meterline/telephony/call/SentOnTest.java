package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.dialled;
import static org.meterline.telephony.call.Outcomes.done;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.Invitation.Diversion;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkBuilder;

/** Phones that send a call on, and what is told of the caller in confidence. */
class SentOnTest {
  private final World world = new World();

  private Invitation invitation() {
    return Objects.requireNonNull(world.callee().invitation);
  }

  private void knows(String user, int port) {
    world.numbers.put(user, new Destination.Phone(World.HARBOUR, user));
    world.phone(user, port);
  }

  private void saysInstead(String... to) {
    world.calleeSays(new Event.Redirected(302, "Moved", List.of(to)));
  }

  @Test
  void theOtherPhoneIsCalledInstead() {
    world.phone("103", 5071);
    world.dials("102");
    saysInstead("nobody", "102", "103");
    assertEquals(2, world.invited.size());
    assertEquals("sip:103@127.0.0.1:5071", invitation().targets().getFirst().uri());
    assertEquals(
        List.of(new Diversion("102", "unconditional")), invitation().confidence().diverted());
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    world.callerHangsUp();
    assertEquals(200, world.ended().sipStatus());
  }

  /** What the phone that sends the call on could be heard to play is over. */
  @Test
  void theOtherPhoneIsHeardToRing() {
    world.phone("103", 5071);
    world.dials("102");
    world.calleeSays(new Event.Progress(183, new Sdp("early")));
    saysInstead("103");
    assertEquals(2, world.invited.size());
    assertNull(world.audio.getFirst().bridged);
    world.calleeSays(new Event.Progress(180, null));
    assertEquals(Tones.RINGING, world.played());
    world.calleeAnswers();
    assertEquals(0, world.audio.getFirst().playing);
    assertSame(world.audio.getLast(), world.audio.getFirst().bridged);
  }

  @Test
  void theAuthorityIsAskedBeforeTheOtherOneIsDialled() {
    world.dials("102");
    world.admission = World.refused("empty", 402);
    saysInstead("+49301");
    assertEquals(1, world.invited.size());
    assertEquals(402, world.ended().sipStatus());
  }

  @Test
  void aNumberOutsideLearnsWhoSentTheCallOn() {
    world.dials("102");
    saysInstead("+49301");
    assertEquals("102", world.asks.getLast().sentOnBy(), "whose limits count");
    assertEquals(
        List.of(new Diversion("+4930555101", "unconditional")),
        invitation().confidence().diverted());
  }

  @Test
  void whoSendsInACircleIsNotFollowed() {
    world.phone("103", 5071);
    world.dials("102");
    saysInstead("103");
    saysInstead("102");
    assertEquals(2, world.invited.size());
    assertEquals(480, world.ended().sipStatus());
  }

  @Test
  void noMoreThanFiveTimes() {
    for (int i = 0; i < 7; i++) {
      String user = "20" + i;
      knows(user, 5080 + i);
    }
    world.dials("200");
    for (int i = 1; i < 7; i++) {
      saysInstead("20" + i);
    }
    assertEquals(6, world.invited.size());
    assertEquals(480, world.ended().sipStatus());
  }

  /** Where it would send the call is not asked: another carrier is. */
  @Test
  void aCarrierSendsNobodyAnywhere() {
    world.dials("+49301");
    saysInstead("102");
    assertEquals(2, world.invited.size());
    assertTrue(invitation().targets().getFirst().uri().startsWith("sip:+49301@"));
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    world.callerHangsUp();
    assertEquals(200, world.only(CallFact.Ended.class).sipStatus());
  }

  private void followsCarriers(String dialled) {
    world.directory.trunks.replaceAll(trunk -> trunk.follows(true));
    world.numbers.put("+49302", new Destination.Outside(World.HARBOUR, new E164("+49302")));
    world.dials(dialled);
  }

  /** As if that number had been dialled: who pays is asked anew, at its price and its limits. */
  @Test
  void aCarrierThatIsFollowedNamesAnotherNumber() {
    followsCarriers("+49301");
    saysInstead("102", "49302");
    assertEquals(2, world.invited.size());
    assertTrue(invitation().targets().getFirst().uri().startsWith("sip:+49302@"));
    assertEquals(
        List.of(new Diversion("+49301", "unconditional")), invitation().confidence().diverted());
    assertEquals(
        new Destination.Outside(World.HARBOUR, new E164("+49302")), world.asks.getLast().to());
    assertNull(world.asks.getLast().sentOnBy(), "the caller's own limits count");
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    world.callerHangsUp();
    assertTrue(
        world.ended().ladder().stream()
            .anyMatch(step -> step.title().equals("sent on") && step.detail().contains("+49302")),
        "the record has it");
  }

  @Test
  void whosePhoneSentTheCallThereAnswersForWhatTheCarrierNames() {
    followsCarriers("102");
    saysInstead("+49301");
    assertEquals("102", world.asks.getLast().sentOnBy());
    saysInstead("+49302");
    assertEquals(
        new Destination.Outside(World.HARBOUR, new E164("+49302")), world.asks.getLast().to());
    assertEquals("102", world.asks.getLast().sentOnBy());
  }

  @Test
  void whatItNamesIsRefusedAsIfItHadBeenDialled() {
    followsCarriers("+49301");
    world.admission = World.refused("destination-not-approved", 403);
    saysInstead("+49302");
    assertEquals(1, world.invited.size());
    assertEquals(403, world.ended().sipStatus());
  }

  /** Phones of the tenant, programs, help and itself are not a carrier's to name. */
  @ParameterizedTest
  @ValueSource(strings = {"102", "500", "112", "+49301", "+4930555101", "+4930555102", "nobody"})
  void aCarrierThatIsFollowedNamesNumbersOutsideAlone(String named) {
    world.numbers.put("+4930555101", new Destination.Phone(World.HARBOUR, "101"));
    world.numbers.put(
        "+4930555102", new Destination.Outside(World.HARBOUR, new E164("+44123"), "+4930555102"));
    followsCarriers("+49301");
    saysInstead(named);
    assertEquals(2, world.invited.size());
    assertTrue(invitation().targets().getFirst().uri().startsWith("sip:+49301@"), "another trunk");
  }

  @Test
  void aCarrierThatIsFollowedSendsNobodyInACircle() {
    followsCarriers("+49301");
    saysInstead("+49302");
    saysInstead("+49301");
    saysInstead("+49301"); // the next trunk
    assertEquals(3, world.invited.size());
    assertEquals(480, world.only(CallFact.Ended.class).sipStatus());
  }

  @Test
  void aProxyThatACarrierNamesIsNotCalled() {
    followsCarriers("+49301");
    world.calleeSays(new Event.Redirected(305, "Use Proxy", List.of("+49302")));
    assertTrue(invitation().targets().getFirst().uri().startsWith("sip:+49301@"));
  }

  @Test
  void aCarrierSendsNoCallForHelpAnywhere() {
    world.directory.emergencyTrunks = world.trunks;
    world.directory.trunks.replaceAll(trunk -> trunk.follows(true));
    followsCarriers("112");
    saysInstead("+49302");
    assertEquals("sip:112@127.0.0.1:5091;transport=udp", invitation().targets().getFirst().uri());
  }

  @Test
  void whoIsToTakeOverMaySendItOn() {
    world.phone("103", 5071);
    knows("104", 5072);
    world.dials("102").answered();
    var transfer = new Verb.Transfer(new Verb.To("103", Duration.ofSeconds(20), null));
    var outcome = world.verb(transfer);
    saysInstead("104");
    assertEquals("sip:104@127.0.0.1:5072", invitation().targets().getFirst().uri());
    assertEquals("103", world.asks.getLast().sentOnBy(), "whose limits count");
    world.calleeAnswers();
    assertEquals("ANSWER", dialled(outcome).status());
    assertEquals(CallState.TALKING, world.call().state());
    assertSame(world.audio.getLast(), world.audio.getFirst().bridged);
    world.callerHangsUp();
    world.ended();
  }

  @Test
  void theTalkGoesOnWhenNobodyElseTakesOver() {
    world.phone("103", 5071);
    world.dials("102").answered();
    var transfer = new Verb.Transfer(new Verb.To("103", Duration.ofSeconds(20), null));
    var nowhere = world.verb(transfer);
    saysInstead("nobody", "103", "112");
    assertEquals(480, dialled(nowhere).sipStatus());
    assertEquals(CallState.TALKING, world.call().state());
    var busy = world.verb(transfer);
    knows("104", 5072);
    saysInstead("104");
    world.calleeSays(new Event.Failed(486, "Busy here"));
    assertEquals("BUSY", dialled(busy).status());
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void aProgramsDialIsSentOnToo() {
    world.phone("103", 5071);
    world.dials("500");
    world.verb(new Verb.Answer());
    var outcome = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    saysInstead("103");
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    world.calleeSays(new Event.HungUp(false, "bye"));
    assertEquals("ANSWER", dialled(outcome).status());
  }

  // --- What is told in confidence

  private void callsOutside(boolean withheld, boolean trusted) {
    callsOutside(withheld, trusted, "+4930555101");
  }

  private void callsOutside(boolean withheld, boolean trusted, String sentOnBy) {
    world.directory.trunks.clear();
    world.directory.trunks.add(
        new TrunkBuilder(new Trunk("one", "127.0.0.1", 5090, "udp", List.of()))
            .trusted(trusted)
            .build());
    world.comesIn(
        new Origin.Phone(World.HARBOUR, "101"),
        new Signalling.Introduction("+49301", "101", "Anna", withheld, sentOnBy));
  }

  @Test
  void whoWantsNotToBeSeenIsKnownToTrustedCarriersOnly() {
    callsOutside(true, true);
    assertEquals("+4930555101", invitation().confidence().asserted());
    assertTrue(invitation().confidence().withheld());
    assertEquals(
        List.of(new Diversion("+4930555101", "unknown")), invitation().confidence().diverted());
  }

  /** Carriers go by it, and a phone may write any. */
  @Test
  void aNumberOfOthersIsToldToNoCarrier() {
    callsOutside(false, true, "+4940");
    assertEquals(List.of(), invitation().confidence().diverted());
  }

  @Test
  void othersLearnNothing() {
    callsOutside(true, false);
    assertEquals(new Invitation.Confidence(null, true, List.of()), invitation().confidence());
  }

  @Test
  void aPhoneInsideDoesNotSeeThemEither() {
    world.comesIn(
        new Origin.Phone(World.HARBOUR, "101"),
        new Signalling.Introduction("102", "101", "Anna", true, null));
    assertTrue(invitation().confidence().withheld());
    assertNull(invitation().confidence().asserted());
  }

  @Test
  void anEmergencyCallHidesNobody() {
    world.comesIn(
        new Origin.Phone(World.HARBOUR, "101"),
        new Signalling.Introduction("112", "101", "Anna", true, null));
    assertFalse(invitation().confidence().withheld());
    assertEquals("+4930555101", invitation().confidence().asserted());
  }

  @Test
  void aNumberThatAProgramChoosesIsShown() {
    world.comesIn(
        new Origin.Phone(World.HARBOUR, "101"),
        new Signalling.Introduction("500", "101", "Anna", true, null));
    done(world.verb(new Verb.SetCallerId("+4930555101", null)));
    world.verb(new Verb.Dial("+49301", Duration.ofSeconds(20)));
    assertFalse(invitation().confidence().withheld());
  }
}
