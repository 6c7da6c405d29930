package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.cut;
import static org.meterline.telephony.call.Outcomes.dialled;
import static org.meterline.telephony.call.Outcomes.refused;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.Sdp;

/** The far end of a talk is exchanged: each leg is asked for and paid by itself. */
class TransferTest {
  private static final Signalling.Event ANSWER = new Signalling.Event.Answered(new Sdp("answer"));
  private static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");
  private World world = new World();

  private static Verb.Transfer to(String dialled) {
    return new Verb.Transfer(new Verb.To(dialled, Duration.ofSeconds(20), null));
  }

  private World talk() {
    world = new World();
    world.phone("103", 5071);
    return world.dials("102").answered();
  }

  @Test
  void theNewOneTalksInPlaceOfTheOther() {
    talk().seconds(3);
    FakeLeg before = world.callee();
    var outcome = world.verb(to("+49301"));
    assertEquals(2, world.asks.size(), "asked for both legs");
    assertEquals(new E164("+49301"), ((Destination.Outside) world.asks.getLast().to()).number());
    assertSame(world.audio.get(1), world.audio.getFirst().bridged, "they talk while it rings");
    assertEquals(CallState.TRANSFERRING, world.call().state());
    world.seconds(2);
    world.calleeAnswers();
    assertEquals("ANSWER", dialled(outcome).status());
    assertEquals(CallState.TALKING, world.call().state());
    assertTrue(before.closed());
    assertEquals(Duration.ofSeconds(5), world.ended(before.id()).charged());
    assertSame(world.audio.get(2), world.audio.getFirst().bridged);
    assertEquals(List.of("answer answer to offer"), world.caller.did, "the caller hears no offer");
    assertEquals("+49301", world.seen.getLast().callee());
    world.seconds(4);
    world.calleeSays(BYE);
    assertEquals(Duration.ofSeconds(4), world.ended(world.callee().id()).charged());
    assertEquals(200, world.ended().sipStatus());
  }

  @Test
  void theTalkGoesOnWhenTheNewOneDoesNotAnswer() {
    talk();
    FakeLeg before = world.callee();
    var outcome = world.verb(to("103"));
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    assertEquals("BUSY", dialled(outcome).status());
    assertSame(world.audio.get(1), world.audio.getFirst().bridged);
    var silent = world.verb(to("103"));
    world.seconds(20);
    assertEquals("NOANSWER", dialled(silent).status());
    assertEquals(CallState.TALKING, world.call().state());
    before.says(BYE);
    world.settle();
    world.ended();
  }

  @Test
  void whoeverPaysIsAskedBeforeItIsDialled() {
    talk();
    world.admission = World.refused("wallet-too-low", 402);
    var outcome = world.verb(to("+49301"));
    assertEquals(402, dialled(outcome).sipStatus());
    assertEquals(1, world.invited.size());
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void whoTransfersMayHangUpMeanwhile() {
    talk();
    FakeLeg before = world.callee();
    var outcome = world.verb(to("103"));
    before.says(BYE);
    world.settle();
    assertEquals(CallState.TRANSFERRING, world.call().state());
    assertEquals(Tones.RINGING, world.played());
    world.audio.getFirst().finishes();
    assertEquals(2 * Tones.RINGING.size(), world.played().size(), "it rings on");
    world.calleeAnswers();
    assertEquals("ANSWER", dialled(outcome).status());
    assertSame(world.audio.get(2), world.audio.getFirst().bridged);
    world.callerHangsUp();
    world.ended();
  }

  @Test
  void theCallIsOverWhenNobodyIsLeftToTalkTo() {
    talk();
    FakeLeg before = world.callee();
    var outcome = world.verb(to("103"));
    before.says(BYE);
    world.settle();
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    assertEquals("BUSY", dialled(outcome).status());
    world.ended();
  }

  @Test
  void whatCannotBeIsRefusedByName() {
    world.dials("102");
    assertEquals("no-talk", refused(world.verb(to("103"))));
    talk();
    assertEquals("no-such-destination", refused(world.verb(to("999"))));
    assertEquals("emergency-not-dialled", refused(world.verb(to("112"))));
    assertEquals("program-is-run", refused(world.verb(to("500"))));
    var foreign = new Verb.Transfer(new Verb.To("103", Duration.ofSeconds(20), "+4900"));
    assertEquals("caller-id-not-yours", refused(world.verb(foreign)));
    world.verb(to("103"));
    assertEquals("busy", refused(world.verb(to("103"))));
  }

  @Test
  void aProgramsDialGoesOnWithTheNewOne() {
    world.phone("103", 5071);
    world.dials("500");
    var dial = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeAnswers();
    var transfer = world.verb(to("103"));
    world.calleeAnswers();
    assertEquals("ANSWER", dialled(transfer).status());
    assertTrue(dial.isEmpty());
    world.calleeSays(BYE);
    assertEquals("ANSWER", dialled(dial).status());
    assertEquals(CallState.STEERED, world.call().state());
  }

  @Test
  void itIsGivenUpWithTheDialThatItsTalkIsOf() {
    for (boolean alone : new boolean[] {false, true}) {
      world = new World();
      world.phone("103", 5071);
      world.dials("500");
      var dial = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)), Duration.ofSeconds(10));
      world.calleeAnswers();
      FakeLeg before = world.callee();
      var transfer = world.verb(to("103"));
      if (alone) {
        before.says(BYE);
        world.settle();
      }
      world.seconds(10);
      assertEquals(Outcome.By.DEADLINE, cut(dial));
      assertEquals("CANCEL", dialled(transfer).status());
      assertTrue(world.callee().closed());
      assertEquals(CallState.STEERED, world.call().state());
    }
  }

  @Test
  void theRingingToneEndsWhenNobodyComesAndAProgramGoesOn() {
    for (boolean late : new boolean[] {true, false}) {
      world = new World().phone("103", 5071);
      world.dials("500");
      world.verb(new Verb.Answer());
      var dial = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
      world.calleeAnswers();
      FakeLeg before = world.callee();
      world.verb(to("103"), Duration.ofSeconds(late ? 5 : 60));
      before.says(BYE);
      world.settle();
      assertEquals(Tones.RINGING, world.played());
      if (late) {
        world.seconds(5);
      } else {
        world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
      }
      assertEquals("ANSWER", dialled(dial).status());
      assertEquals(CallState.STEERED, world.call().state());
      assertEquals(0, world.audio.getFirst().playing);
    }
  }

  @Test
  void itIsGivenUpWhenAProgramTakesTheCall() {
    talk();
    var transfer = world.verb(to("103"));
    Outcomes.done(world.verb(new Verb.RunProgram("500")));
    assertEquals("CANCEL", dialled(transfer).status());
    assertTrue(world.callee().closed());
    assertEquals(CallState.STEERED, world.call().state());
  }

  @Test
  void musicEndsWithTheTransfer() {
    talk();
    Outcomes.done(world.verb(new Verb.Hold(Verb.End.Side.CALLER, List.of())));
    assertNull(world.audio.getFirst().bridged);
    world.verb(to("103"));
    world.calleeAnswers();
    assertEquals(LegState.UP, world.call().first.state());
    assertSame(world.audio.get(2), world.audio.getFirst().bridged);
  }

  @Test
  void theNewOneAnswersWhileTheOtherHangsUp() {
    for (boolean answersFirst : new boolean[] {true, false}) {
      talk();
      FakeLeg before = world.callee();
      var outcome = world.verb(to("103"));
      (answersFirst ? world.callee() : before).says(answersFirst ? ANSWER : BYE);
      (answersFirst ? before : world.callee()).says(answersFirst ? BYE : ANSWER);
      world.settle();
      assertEquals("ANSWER", dialled(outcome).status());
      assertEquals(CallState.TALKING, world.call().state());
      world.callerHangsUp();
      world.ended();
      assertEquals(3, world.facts(CallFact.LegEnded.class).size());
    }
  }

  @Test
  void theNewOneAnswersWhileTheCallerHangsUp() {
    for (boolean answersFirst : new boolean[] {true, false}) {
      talk();
      var outcome = world.verb(to("103"));
      if (answersFirst) {
        world.callee().says(ANSWER);
        world.caller.says(BYE);
        world.settle();
        assertEquals("ANSWER", dialled(outcome).status());
      } else {
        world.caller.says(BYE);
        world.callee().says(ANSWER);
        world.settle();
        assertEquals(Outcome.By.HANG_UP, cut(outcome));
      }
      world.ended();
      assertEquals(
          answersFirst ? CallFact.LegEnded.LEAST : Duration.ZERO,
          world.ended(world.callee().id()).charged());
    }
  }

  @Test
  void aTransferIsGivenUpInTime() {
    talk();
    var outcome = world.verb(to("103"), Duration.ofSeconds(5));
    world.seconds(5);
    assertEquals(Outcome.By.DEADLINE, cut(outcome));
    assertTrue(world.callee().closed());
    assertEquals(CallState.TALKING, world.call().state());
    world.callee().says(ANSWER);
    world.settle();
    assertEquals(2, world.callee().did.size(), "the answer that crossed is ended");
    assertEquals(Optional.empty(), Optional.ofNullable(world.audio.get(2).bridged));
  }
}
