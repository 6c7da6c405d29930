package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.JointTalk.ANSWER;
import static org.meterline.telephony.call.JointTalk.BYE;
import static org.meterline.telephony.call.Outcomes.dialled;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.ReferTest.Asked;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Sdp;

/**
 * A phone puts who it talks to through to somebody whom it hears ring: REFER with Replaces of a
 * dialog that it set up and that is early still.
 */
class SemiAttendedTest {
  private static final Signalling.Event BUSY = new Signalling.Event.Failed(486, "Busy here");

  private final World world = new World().phone("103", 5071).phone("104", 5072);

  SemiAttendedTest() {
    world.numbers.put("104", new Destination.Phone(World.HARBOUR, "104"));
    world.admission = World.granted(1000, false);
  }

  private Asked refers(FakeLeg who, World.Beside to) {
    Asked asked = new Asked("103", to.caller.id());
    who.says(new Signalling.Event.Referred(asked));
    world.settle();
    return asked;
  }

  /** A call of that user to 103, whose phone rings. */
  private World.Beside rings(String user) {
    World.Beside rings = world.beside(user, "103", null);
    world.calleeSays(new Signalling.Event.Progress(180, null));
    assertEquals(List.of("ring"), rings.caller.did);
    return rings;
  }

  private void end(World.Beside other) {
    assertEquals(CallState.ENDED, world.call().state());
    assertEquals(CallState.ENDED, other.call.state());
    assertTrue(world.invited.stream().allMatch(FakeLeg::closed));
    assertTrue(world.audio.stream().allMatch(each -> each.closed));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoStaysHearsItRingAndIsJoinedWithWhoAnswers(boolean caller) {
    world.dials("102").answered();
    FakeLeg phone = caller ? world.caller : world.callee();
    FakeLeg stays = caller ? world.callee() : world.caller;
    FakeAudio audio = world.audio.get(caller ? 1 : 0);
    phone.says(new Signalling.Event.Offered(new Sdp("sendonly")));
    world.settle();
    assertEquals(Tones.MUSIC, audio.played);
    audio.played.clear();
    World.Beside other = rings(caller ? "101" : "102");
    FakeLeg called = world.callee();
    world.seconds(2);
    Asked asked = refers(phone, other);
    assertEquals(List.of("accepted", "200"), asked.told);
    assertTrue(phone.closed());
    assertEquals("reject 487", other.caller.did.getLast().substring(0, 10));
    assertEquals(Tones.RINGING, audio.played, "in place of music");
    assertEquals(CallState.RINGING, other.call.state());
    audio.finishes();
    assertTrue(audio.playing != 0, "again and again");
    other.caller.says(new Signalling.Event.HungUp(true, "it gives up, too"));
    world.calleeSays(new Signalling.Event.Progress(180, null));
    world.seconds(4);
    world.calleeAnswers();
    assertEquals(0, audio.playing);
    assertEquals(world.audio.getLast(), audio.bridged);
    assertEquals(CallState.TALKING, other.call.state());
    stays.says(new Signalling.Event.Digit('1'));
    called.says(new Signalling.Event.Digit('2'));
    world.settle();
    assertEquals("1", world.audio.getLast().digits.toString());
    assertEquals("2", audio.digits.toString());
    world.seconds(3);
    called.says(BYE);
    world.settle();
    end(other);
    CallFact.Ended ended = world.ended(other.call.id);
    assertEquals(200, ended.sipStatus());
    assertEquals(Duration.ofSeconds(3), ended.talked());
    assertEquals(Duration.ofSeconds(3), world.ended(called.id()).charged());
    assertEquals(Duration.ZERO, world.ended(other.caller.id()).charged());
    assertEquals(Duration.ofSeconds(9), world.ended(world.call().id).talked());
  }

  @Test
  void theCallsEndWhenNobodyAnswers() {
    world.dials("102").answered();
    World.Beside other = rings("101");
    refers(world.caller, other);
    world.calleeSays(BUSY);
    end(other);
    assertEquals(486, world.ended(other.call.id).sipStatus());
    assertEquals(Duration.ZERO, world.ended(other.call.id).talked());
  }

  @Test
  void itRingsNoMoreWhenWhoStaysHangsUp() {
    world.dials("102").answered();
    FakeLeg stays = world.callee();
    World.Beside other = rings("101");
    FakeLeg called = world.callee();
    refers(world.caller, other);
    stays.says(BYE);
    world.settle();
    assertTrue(called.closed());
    end(other);
  }

  @Test
  void aProgramGoesOnWhenNobodyAnswers() {
    world.dials("500");
    world.verb(new Verb.Answer());
    var dial = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeAnswers();
    FakeLeg phone = world.callee();
    World.Beside other = rings("102");
    assertEquals(List.of("accepted", "200"), refers(phone, other).told);
    assertTrue(dial.isEmpty());
    world.calleeSays(BUSY);
    assertEquals("ANSWER", dialled(dial).status());
    assertEquals(CallState.STEERED, world.call().state());
    assertEquals(0, world.audio.getFirst().playing);
    assertEquals(CallState.ENDED, other.call.state());
    world.callerHangsUp();
  }

  /** A talk across two calls, and the one who stays is the other call's. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void soInATalkAcrossTwoCalls(boolean answered) {
    JointTalk talk = new JointTalk(true);
    World.Beside third = talk.world.beside("101", "104", null);
    talk.world.calleeSays(new Signalling.Event.Progress(180, null));
    Asked asked = talk.refers(talk.ours, "104", third.caller.id());
    assertEquals(List.of("accepted", "200"), asked.told);
    assertTrue(talk.ours.closed() && third.caller.closed());
    assertEquals(CallState.ENDED, talk.world.call().state());
    assertEquals(Tones.RINGING, talk.farAudio.played);
    if (answered) {
      talk.world.calleeAnswers();
      assertTrue(talk.talk(talk.world.audio.getLast(), talk.farAudio));
      talk.far.says(BYE);
      talk.world.settle();
    } else {
      talk.world.calleeSays(BUSY);
    }
    assertEquals(CallState.ENDED, talk.other.call.state());
    assertEquals(CallState.ENDED, third.call.state());
  }

  /** Who waits for the answer hands it on in turn, and whom it rings for is answered elsewhere. */
  @Test
  void bothEndsMayBeOthersBeforeTheAnswer() {
    world.dials("102").answered();
    FakeLeg stays = world.callee();
    World.Beside other = rings("101");
    FakeLeg called = world.callee();
    refers(world.caller, other);
    Asked on = new Asked("104", null);
    stays.says(new Signalling.Event.Referred(on));
    world.settle();
    world.calleeAnswers();
    assertEquals(List.of("accepted", "200"), on.told);
    FakeAudio came = world.audio.getLast();
    assertEquals(Tones.RINGING, came.played);
    World.Beside picks = world.beside("105", "103", new Signalling.Replaced(called.id(), true));
    assertTrue(called.closed());
    assertEquals(picks.audio, came.bridged);
    assertEquals(0, came.playing);
    assertEquals(CallState.ENDED, other.call.state());
    world.calleeSays(BYE);
    world.settle();
    assertEquals(CallState.ENDED, picks.call.state());
    assertEquals(CallState.ENDED, world.call().state());
  }

  @Test
  void notForOthersNorInAProgramsPlace() {
    world.dials("102").answered();
    World.Beside others = rings("104");
    assertEquals(List.of("accepted", "403"), refers(world.caller, others).told);
    World.Beside program = world.beside("101", "500", null);
    program.call.on(new Message.Run(new Verb.Ring(), Duration.ofMinutes(1), outcome -> {}));
    assertEquals(List.of("accepted", "603"), refers(world.caller, program).told);
    assertEquals(CallState.TALKING, world.call().state());
    assertEquals(world.audio.get(1), world.audio.getFirst().bridged);
  }

  @Test
  void whatMustBeEarlyIsNotTakenWhenItIsAnswered() {
    world.dials("102").answered();
    World.Beside other = rings("101");
    world.callee().says(ANSWER);
    world.settle();
    Asked asked = new Asked("103", other.caller.id(), true);
    world.caller.says(new Signalling.Event.Referred(asked));
    world.settle();
    assertEquals(List.of("accepted", "486"), asked.told);
    assertEquals(CallState.TALKING, world.call().state());
  }

  /** A rule of the call in which it rings holds: the sides are those of one that was answered. */
  @ParameterizedTest
  @EnumSource(RecordingRule.Consent.class)
  void itIsRecordedByRule(RecordingRule.Consent consent) {
    world.dials("102").answered();
    FakeAudio stays = world.audio.get(1);
    World.Beside other = rings("101");
    refers(world.caller, other);
    world.records(consent, RecordingRule.Told.BOTH, true);
    stays.played.clear();
    world.calleeAnswers();
    FakeAudio called = world.audio.getLast();
    if (consent != RecordingRule.Consent.SILENT) {
      assertNull(stays.bridged, "not before who answers knows");
      assertTrue(world.plane.recorder.begun.isEmpty());
      if (consent == RecordingRule.Consent.ASK) {
        called.says(new MediaEvent.Digit('1'));
      } else {
        called.finishes();
      }
      assertEquals(List.of(Telling.ANNOUNCEMENT), stays.overlaid, "who comes in is told");
    }
    assertEquals(called, stays.bridged);
    FakeRecorder.Fake whole = world.plane.recorder.begun.getFirst();
    assertEquals(List.of(whole.fromBeyond()), called.recordings);
    world.calleeSays(BYE);
    end(other);
    assertEquals(1, world.facts(CallFact.RecordingEnded.class).size());
  }

  @Test
  void whateverFailsLeavesNobodyBehind() {
    SemiAttendedTest whole = new SemiAttendedTest();
    World.Beside with = whole.beforeAll();
    int before = whole.world.effects.count;
    whole.transfer(with);
    int effects = whole.world.effects.count - before;
    assertTrue(effects > 5, "a story worth telling");
    for (int n = 1; n <= effects; n++) {
      SemiAttendedTest each = new SemiAttendedTest();
      World.Beside other = each.beforeAll();
      each.world.effects.failing = each.world.effects.count + n;
      each.transfer(other);
      String when = "with " + n + " failing: " + each.world.log.get(each.world.effects.failing - 1);
      assertEquals(
          each.world.call().state().live() && each.world.call().junction.shared(),
          other.call.state().live() && other.call.junction.shared(),
          when);
      each.world.post(new Message.End("enough"));
      other.call.on(new Message.End("enough"));
      each.world.settle();
      each.world.seconds(120);
      assertEquals(CallState.ENDED, each.world.call().state(), when);
      assertEquals(CallState.ENDED, other.call.state(), when);
    }
  }

  private World.Beside beforeAll() {
    world.dials("102").answered();
    return rings("101");
  }

  private void transfer(World.Beside other) {
    refers(world.caller, other);
    world.calleeAnswers();
  }
}
