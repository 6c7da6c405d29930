package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.dialled;
import static org.meterline.telephony.call.Outcomes.done;
import static org.meterline.telephony.call.Outcomes.refused;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Verb.End.Side;
import org.meterline.telephony.media.Sdp;

/** Talks that go on without us, where the far end takes REFER. */
class LeavingTest {
  private static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");
  private final World world = new World().phone("103", 5071);

  private static Verb.Transfer to(String dialled) {
    return new Verb.Transfer(new Verb.To(dialled, Duration.ofSeconds(20), null));
  }

  /** From the first carrier, which takes REFER, to a phone. */
  private void callFromOutside() {
    world.trunks.set(0, world.trunks.getFirst().referring(true));
    world
        .comesIn(
            new Origin.Carrier("one"),
            new Signalling.Introduction("102", "+4917", null, false, null))
        .answered();
  }

  private void says(FakeLeg leg, int status) {
    leg.says(new Signalling.Event.ReferTold(status, "so it says"));
    world.settle();
  }

  @Test
  void aTransferredCallWhoseEndsAreBothTheCarriersLeaves() {
    callFromOutside();
    var outcome = world.verb(to("+49301"));
    world.calleeAnswers();
    assertEquals("ANSWER", dialled(outcome).status());
    FakeLeg out = world.callee();
    assertEquals("refer sip:b in place of " + out.id(), world.caller.did.getLast());
    world.seconds(2);
    says(world.caller, 100);
    assertEquals(CallState.TALKING, world.call().state());
    says(world.caller, 200);
    assertEquals(CallState.ENDED, world.call().state());
    assertTrue(world.caller.closed() && out.closed());
    assertEquals(Duration.ofSeconds(2), world.ended(out.id()).charged());
    assertEquals(Q850.NORMAL, world.ended(out.id()).cause());
  }

  @Test
  void itStaysWhenTheCarrierRefuses() {
    callFromOutside();
    world.verb(to("+49301"));
    world.calleeAnswers();
    says(world.caller, 603);
    assertEquals(CallState.TALKING, world.call().state());
    assertSame(world.audio.get(2), world.audio.getFirst().bridged);
    world.seconds(3);
    world.calleeSays(BYE);
    assertEquals(Duration.ofSeconds(3), world.ended(world.callee().id()).charged());
  }

  @Test
  void theCarrierMayEndOneLegBeforeItSaysSo() {
    callFromOutside();
    world.verb(to("+49301"));
    world.calleeAnswers();
    world.calleeSays(BYE); // replaced by the carrier's own
    assertEquals(CallState.ENDED, world.call().state());
  }

  @Test
  void otherwiseNobodyIsAsked() {
    callFromOutside();
    world.verb(to("103"));
    world.calleeAnswers();
    assertEquals(List.of("answer answer to offer"), world.caller.did, "a phone is none of its");

    World plain = new World();
    plain
        .comesIn(
            new Origin.Carrier("one"),
            new Signalling.Introduction("102", "+4917", null, false, null))
        .answered();
    plain.verb(to("+49301"));
    plain.calleeAnswers();
    assertEquals(List.of("answer answer to offer"), plain.caller.did, "it does not take it");
  }

  // --- Asked before anybody is called

  @Test
  void aPhoneIsSentOnByItself() {
    world.dials("500");
    assertEquals("not-answered", refused(world.verb(new Verb.Refer(Side.CALLER, "102"))));
    world.verb(new Verb.Answer());
    var outcome = world.verb(new Verb.Refer(Side.CALLER, "102"));
    assertEquals("refer sip:102@harbour.example", world.caller.did.getLast());
    says(world.caller, 180);
    assertTrue(outcome.isEmpty());
    says(world.caller, 200);
    done(outcome);
    assertTrue(world.caller.closed());
    assertEquals(CallState.ENDING, world.call().state(), "the program may go on for a while");
    world.programEnds(0, "exited");
  }

  @Test
  void theProgramGoesOnWhenThePhoneDoesNotGetThrough() {
    world.dials("500");
    world.verb(new Verb.Answer());
    assertEquals("no-such-destination", refused(world.verb(new Verb.Refer(Side.CALLER, "999"))));
    assertEquals("emergency-not-dialled", refused(world.verb(new Verb.Refer(Side.CALLER, "112"))));
    var outcome = world.verb(new Verb.Refer(Side.CALLER, "102"));
    says(world.caller, 486);
    assertEquals("not-transferred", refused(outcome));
    assertEquals(CallState.STEERED, world.call().state());
    var again = world.verb(new Verb.Refer(Side.CALLER, "103"));
    says(world.caller, 200);
    done(again);
  }

  @Test
  void aCarrierIsAskedIfItTakesItAndThePayerAllowsTheNumber() {
    callFromOutside();
    assertEquals("no-such-destination", refused(world.verb(new Verb.Refer(Side.CALLER, "103"))));
    world.admission = World.refused("blocked-destination", 403);
    assertEquals("blocked-destination", refused(world.verb(new Verb.Refer(Side.CALLER, "+49301"))));
    world.admission = World.granted(10, false);
    int asked = world.asks.size();
    var outcome = world.verb(new Verb.Refer(Side.CALLER, "+49301"));
    assertEquals(asked + 1, world.asks.size());
    assertEquals("refer sip:+49301@127.0.0.1:5090;transport=udp", world.caller.did.getLast());
    says(world.caller, 200);
    done(outcome);
    assertEquals(CallState.ENDED, world.call().state());
    assertTrue(
        world.facts(CallFact.LegEnded.class).stream()
            .anyMatch(leg -> !leg.answered() && leg.charged().isZero()),
        "what was held for the question is given back");

    World other = new World();
    other
        .comesIn(
            new Origin.Carrier("two"),
            new Signalling.Introduction("102", "+4917", null, false, null))
        .answered();
    assertEquals("refer-not-taken", refused(other.verb(new Verb.Refer(Side.CALLER, "+49301"))));
  }

  @Test
  void aTalkThatSomebodyListensToStays() {
    callFromOutside();
    world.verb(new SupervisionVerb.Supervise(new Verb.To("103", Duration.ofSeconds(20), null)));
    world.calleeAnswers();
    world.verb(to("+49301"));
    world.calleeAnswers();
    assertEquals(List.of("answer answer to offer"), world.caller.did);
    assertTrue(world.plane.mixes.getLast().hears(world.audio.get(2), world.audio.get(3)));
  }

  @Test
  void whoHangsUpWithoutTellingIsWaitedForNoLonger() {
    world.dials("500");
    world.verb(new Verb.Answer());
    world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeAnswers();
    var outcome = world.verb(new Verb.Refer(Side.CALLEE, "103"));
    world.calleeSays(BYE);
    assertEquals("not-transferred", refused(outcome));
    assertEquals(CallState.STEERED, world.call().state());
    var next = world.verb(new Verb.Refer(Side.CALLER, "103"));
    assertEquals("refer sip:103@harbour.example", world.caller.did.getLast());
    says(world.caller, 200);
    done(next);
  }

  // --- Music, and who is taken away by another phone

  @Test
  void musicEndsWhenTheCallerIsPutThrough() {
    world.dials("500");
    world.verb(new Verb.Answer());
    done(world.verb(new Verb.Hold(Side.CALLER, List.of())));
    assertEquals(Tones.MUSIC, world.played());
    world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeAnswers();
    assertSame(world.audio.get(1), world.audio.getFirst().bridged);
    assertEquals(LegState.UP, world.call().first.state());
  }

  @Test
  void aDialThatIsAnsweredAtAnotherPhoneIsAnAnswer() {
    world.dials("500");
    var dial = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    FakeLeg rings = world.callee();
    World.Beside other = world.beside("103", "102", new Signalling.Replaced(rings.id(), true));
    assertEquals(CallState.TALKING, world.call().state());
    assertTrue(dial.isEmpty(), "it lasts as long as the talk");
    world.seconds(4);
    other.caller.says(BYE);
    world.settle();
    Verb.Dialled result = dialled(dial);
    assertEquals("ANSWER", result.status());
    assertEquals(Optional.of(Duration.ofSeconds(4)), result.talk().map(Verb.Talk::talked));
    assertEquals(CallState.STEERED, world.call().state());
    var next = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.callee().says(new Signalling.Event.Answered(new Sdp("answer")));
    world.settle();
    assertTrue(next.isEmpty());
    assertSame(world.audio.getLast(), world.audio.getFirst().bridged);
    world.callerHangsUp();
    assertEquals("ANSWER", ((Verb.Dialled) Outcomes.soFar(next)).status());
  }

  @Test
  void theCallersHangUpAfterThatIsAnAnswerToo() {
    world.dials("500");
    var dial = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.beside("103", "102", new Signalling.Replaced(world.callee().id(), true));
    world.callerHangsUp();
    assertEquals("ANSWER", ((Verb.Dialled) Outcomes.soFar(dial)).status());
  }
}
