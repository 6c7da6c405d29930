package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.TrunkBuilder;

/** What becomes of a call when the trunks that it goes over are silent, full or refuse. */
class CallOverTrunksTest {
  private final World world = new World();

  private Invitation invitation() {
    Invitation invitation = world.callee().invitation;
    assertNotNull(invitation);
    return invitation;
  }

  private String uri() {
    return invitation().targets().getFirst().uri();
  }

  @Test
  void anotherTrunkIsTriedWhenOneIsSilent() {
    world.dials("+49301");
    assertEquals("sip:+49301@127.0.0.1:5090;transport=udp", uri());
    world.seconds(1);
    assertEquals(2, world.invited.size());
    assertTrue(world.invited.getFirst().closed());
    assertEquals("sip:+49301@127.0.0.1:5091;transport=udp", uri());
    assertEquals("+4930555101", invitation().from());
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    List<CallFact.LegBegan> outgoing =
        world.facts(CallFact.LegBegan.class).stream().filter(leg -> !leg.incoming()).toList();
    assertEquals(List.of("one", "two"), outgoing.stream().map(CallFact.LegBegan::trunk).toList());
  }

  @Test
  void aSilentCarrierIsToldInWords() {
    world.trunks.removeLast();
    world.dials("+49301");
    world.seconds(3);
    assertEquals(
        "reject 503 No carrier took the call; the last one did not answer in time",
        world.caller.did.getLast());
  }

  private void tries() {
    world.calleeSays(new Signalling.Event.Message(false, "100 Trying", ""));
  }

  @Test
  void whenATrunkFailsAfterItsEarlyMediaTheNextIsHeardToRing() {
    world.dials("+49301");
    world.calleeSays(new Signalling.Event.Progress(183, new Sdp("early")));
    world.calleeSays(new Signalling.Event.Failed(503, "full"));
    assertNull(world.audio.getFirst().bridged);
    world.calleeSays(new Signalling.Event.Progress(180, null));
    assertEquals(Tones.RINGING, world.played());
  }

  @Test
  void aTrunkThatOnlyTriesIsGivenUpWhileAnotherIsLeft() {
    world.dials("+49301");
    tries();
    world.advanceMillis(11_999);
    assertEquals(1, world.invited.size());
    world.advanceMillis(1);
    assertEquals(2, world.invited.size());
    assertEquals(
        "hangUp 408 The carrier told nothing of the callee in time",
        world.invited.getFirst().did.getLast());
    assertEquals(
        "a call: told nothing of the callee in time", world.choice.health.of("one").reason());
    tries();
    world.seconds(40);
    assertEquals(2, world.invited.size(), "none is left");
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void aTrunkThatOnlyTriesGoesOnWhereNoneHasRoom() {
    world.trunks.set(1, new TrunkBuilder(world.trunks.getLast()).limits(1, 0).build());
    var _ = world.choice.capacity.take(world.trunks.getLast(), false);
    world.dials("+49301");
    tries();
    world.seconds(30);
    assertEquals(1, world.invited.size());
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void aTrunkThatRingsMayRing() {
    world.dials("+49301");
    tries();
    world.seconds(11);
    world.calleeSays(new Signalling.Event.Progress(180, null));
    world.seconds(45);
    assertEquals(1, world.invited.size());
    assertEquals(CallState.RINGING, world.call().state());
  }

  @Test
  void a503IsTriedElsewhereAndThenTold() {
    world.dials("+49301").calleeSays(new Signalling.Event.Failed(503, "Full"));
    world.calleeSays(new Signalling.Event.Failed(500, "Broken"));
    assertEquals(2, world.invited.size());
    assertTrue(world.caller.did.getLast().startsWith("reject 503"));
  }

  @Test
  void a404FromATrunkIsFinal() {
    world.dials("+49301").calleeSays(new Signalling.Event.Failed(404, "No such number"));
    assertEquals(1, world.invited.size());
    assertEquals("reject 404 No such number", world.caller.did.getLast());
  }

  @Test
  void theLateAnswerOfATrunkGivenUpIsHungUpAndNothingElse() {
    world.dials("+49301");
    FakeLeg late = world.callee();
    late.says(new Signalling.Event.Failed(503, "Full"));
    world.settleMailbox(); // the journal has not told yet that the next trunk may be tried
    late.says(new Signalling.Event.Answered(new Sdp("late")));
    world.settle();
    assertEquals("hangUp 480 The call is over", late.did.getLast());
    assertEquals(CallState.RINGING, world.call().state());
    assertEquals(2, world.invited.size());
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void anEmergencyIsTriedElsewhereUnlessItIsBusy() {
    world.directory.emergencyTrunks = world.trunks;
    world.dials("112").calleeSays(new Signalling.Event.Failed(403, "Not from here"));
    assertEquals(2, world.invited.size());
    assertEquals("sip:112@127.0.0.1:5091;transport=udp", uri());
    world.calleeSays(new Signalling.Event.Failed(486, "All are talking"));
    assertEquals("reject 486 All are talking", world.caller.did.getLast());
  }

  /** Better that whoever helps is rung twice than that nobody is heard. */
  @Test
  void anEmergencyAnsweredWithUnusableAudioIsTriedElsewhere() {
    world.directory.emergencyTrunks = world.trunks;
    world.dials("112").calleeSays(new Signalling.Event.Answered(new Sdp("rubbish")));
    assertEquals(
        "hangUp 488 The callee's audio cannot be used", world.invited.getFirst().did.getLast());
    assertEquals(2, world.invited.size());
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
  }

  /** As any other call that is answered so. */
  @Test
  void anEmergencyAnsweredWithUnusableAudioByAllIsToldSo() {
    world.directory.emergencyTrunks = world.trunks;
    world.dials("112");
    for (int trunk = 0; trunk < 2; trunk++) {
      world.calleeSays(new Signalling.Event.Answered(new Sdp("rubbish")));
      assertEquals(
          "hangUp 488 The callee's audio cannot be used", world.invited.get(trunk).did.getLast());
    }
    assertEquals(2, world.invited.size());
    assertEquals("reject 488 The callee's audio cannot be used", world.caller.did.getLast());
    CallFact.LegEnded leg = world.ended(world.callee().id());
    assertEquals(488, world.ended().sipStatus());
    assertEquals(Q850.ofStatus(488), leg.cause());
    assertEquals("The callee's audio cannot be used", leg.reason());
    assertEquals(
        2, world.ended().ladder().stream().filter(e -> e.title().equals("audio refused")).count());
  }

  @Test
  void anEmergencyThatEveryCarrierRefusesIsToldSo() {
    world.dials("112").calleeSays(new Signalling.Event.Failed(603, "Decline"));
    assertEquals(
        "reject 503 No carrier took the call; the last one said: 603 Decline",
        world.caller.did.getLast());
  }

  /** Of what carriers say, that is what the caller's phone can do something about. */
  @Test
  void anEmergencyWhoseAudioEveryCarrierRefusesIsToldSo() {
    world.directory.emergencyTrunks = world.trunks;
    world.dials("112").calleeSays(new Signalling.Event.Failed(488, "No such codec"));
    world.calleeSays(new Signalling.Event.Failed(488, "Nor here"));
    assertEquals(2, world.invited.size());
    assertEquals("reject 488 Nor here", world.caller.did.getLast());
    assertEquals(Q850.ofStatus(488), world.ended(world.callee().id()).cause());
  }

  @Test
  void anEmergencyThatOneAnswersUnusablyAndAnotherCannotCarryIsToldOfTheAudio() {
    world.directory.emergencyTrunks = world.trunks;
    world.dials("112").calleeSays(new Signalling.Event.Answered(new Sdp("rubbish")));
    world.calleeSays(new Signalling.Event.Failed(503, "Full"));
    assertEquals("reject 488 The callee's audio cannot be used", world.caller.did.getLast());
  }

  @Test
  void aCallWhoseAudioOneRefusesAndAnotherCannotCarryIsToldOfTheAudio() {
    world.dials("+49301").calleeSays(new Signalling.Event.Failed(488, "No such codec"));
    world.calleeSays(new Signalling.Event.Failed(503, "Full"));
    assertEquals(2, world.invited.size());
    assertEquals("reject 488 No such codec", world.caller.did.getLast());
  }
}
