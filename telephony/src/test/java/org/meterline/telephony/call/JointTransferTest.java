package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.JointTalk.ANSWER;
import static org.meterline.telephony.call.JointTalk.BYE;
import static org.meterline.telephony.call.Outcomes.dialled;
import static org.meterline.telephony.call.Outcomes.done;
import static org.meterline.telephony.call.Outcomes.refused;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.ReferTest.Asked;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.media.Sdp;

/** A talk across two calls is handed on by one of its sides, to somebody new. */
class JointTransferTest {
  private static final Prompt SOON = new Prompt.Named("credit-ends");

  private static Verb.Transfer transfer(Verb.End.Side stays) {
    return new Verb.Transfer(new Verb.To("104", Duration.ofSeconds(20), null), stays);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoTransfersIsReplacedAndEachCallPaysForItsOwn(boolean caller) {
    JointTalk talk = new JointTalk(caller);
    World world = talk.world;
    int questions = world.asks.size();
    Asked asked = talk.refers(talk.ours, "+49301", null);
    assertEquals(questions + 1, world.asks.size());
    assertEquals(talk.user(), world.asks.getLast().sentOnBy(), "whose limits count");
    assertEquals(world.call().id, world.asks.getLast().call());
    assertEquals(CallState.TRANSFERRING, world.call().state());
    assertTrue(talk.talk(talk.audio, talk.farAudio), "they talk while it rings");
    world.calleeSays(new Signalling.Event.Progress(180, null));
    world.seconds(2);
    world.calleeAnswers();
    assertEquals(List.of("accepted", "rings", "200"), asked.told);
    FakeLeg came = world.callee();
    FakeAudio audio = world.audio.getLast();
    assertTrue(talk.ours.closed());
    assertTrue(talk.talk(audio, talk.farAudio));
    assertEquals(CallState.TALKING, world.call().state());
    assertEquals(CallState.TALKING, talk.other.call.state());
    assertEquals("+49301", world.seen.getLast().callee());

    came.says(new Signalling.Event.Digit('5'));
    talk.far.says(new Signalling.Event.Digit('6'));
    world.settle();
    assertEquals("5", talk.farAudio.digits.toString());
    assertEquals("6", audio.digits.toString(), "the other call knows who it is");
    world.seconds(3);
    came.says(BYE);
    world.settle();
    CallFact.Ended ended = world.ended(world.call().id);
    assertTrue(ended.ladder().toString().contains(" to +49301"), ended.ladder().toString());
    assertTrue(talk.over(talk.other));
    assertTrue(talk.far.closed());
    assertEquals(talk.chargedOfOurs(2), world.ended(talk.ours.id()).charged());
    assertEquals(Duration.ofSeconds(3), world.ended(came.id()).charged());
    assertEquals(Duration.ofSeconds(5), world.ended(talk.far.id()).charged());
    assertTrue(world.audio.stream().allMatch(each -> each.closed));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theOneWhoCameAndTheFarOneTransferInTurn(boolean caller) {
    JointTalk talk = new JointTalk(caller);
    World world = talk.world;
    talk.refers(talk.ours, "104", null);
    world.calleeAnswers();
    FakeLeg came = world.callee();
    FakeAudio first = world.audio.getLast();
    Asked far = talk.refers(talk.far, "105", null);
    assertEquals("103", world.asks.getLast().sentOnBy());
    world.calleeAnswers();
    assertEquals(List.of("accepted", "200"), far.told);
    FakeAudio second = world.audio.getLast();
    assertTrue(talk.far.closed());
    assertTrue(talk.talk(first, second));
    Asked again = talk.refers(came, "+49301", null);
    world.calleeAnswers();
    assertEquals(List.of("accepted", "200"), again.told);
    assertTrue(talk.talk(world.audio.getLast(), second));
    world.calleeSays(BYE);
    world.ended(world.call().id);
    assertEquals(CallState.ENDED, talk.other.call.state());
  }

  /** As phones do it: REFER, BYE. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoIsLeftInTheOtherCallHearsItRing(boolean caller) {
    JointTalk talk = new JointTalk(caller);
    World world = talk.world;
    talk.refers(talk.ours, "104", null);
    talk.ours.says(BYE);
    world.settle();
    assertEquals(CallState.TRANSFERRING, world.call().state());
    assertEquals(CallState.TALKING, talk.other.call.state());
    assertEquals(Tones.RINGING, talk.farAudio.played);
    talk.farAudio.finishes();
    assertTrue(talk.farAudio.playing != 0, "again and again");
    world.calleeAnswers();
    assertEquals(0, talk.farAudio.playing);
    assertTrue(talk.talk(world.audio.getLast(), talk.farAudio));
    world.calleeSays(BYE);
    world.ended(world.call().id);
    assertEquals(CallState.ENDED, talk.other.call.state());
  }

  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void whenNobodyAnswersTheTalkGoesOnIfWhoTransfersIsThere(boolean caller, boolean there) {
    JointTalk talk = new JointTalk(caller);
    World world = talk.world;
    Asked asked = talk.refers(talk.ours, "104", null);
    if (!there) {
      talk.ours.says(BYE);
      world.settle();
    }
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    assertEquals(List.of("accepted", "486"), asked.told);
    if (there) {
      assertEquals(CallState.TALKING, world.call().state());
      assertTrue(talk.talk(talk.audio, talk.farAudio));
      assertEquals(List.of("accepted", "422"), talk.refers(talk.ours, "999", null).told);
      assertEquals(List.of("accepted", "422"), talk.refers(talk.ours, "500", null).told);
      talk.ours.says(BYE);
      world.settle();
    }
    assertEquals(CallState.ENDED, world.call().state());
    assertEquals(CallState.ENDED, talk.other.call.state());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoRingsIsCancelledWhenTheFarOneHangsUp(boolean caller) {
    JointTalk talk = new JointTalk(caller);
    Asked asked = talk.refers(talk.ours, "104", null);
    FakeLeg rings = talk.world.callee();
    talk.far.says(BYE);
    talk.world.settle();
    assertTrue(rings.closed());
    assertEquals(List.of("accepted", "487"), asked.told);
    assertEquals(CallState.ENDED, talk.world.call().state());
    assertEquals(CallState.ENDED, talk.other.call.state());
  }

  @Test
  void bothSidesHandOnAtOnce() {
    JointTalk talk = new JointTalk(true);
    World world = talk.world;
    talk.refers(talk.ours, "104", null);
    FakeLeg one = world.callee();
    talk.refers(talk.far, "105", null);
    FakeLeg two = world.callee();
    one.says(ANSWER);
    two.says(ANSWER);
    world.settle();
    assertTrue(talk.ours.closed() && talk.far.closed());
    FakeAudio last = world.audio.getLast();
    assertTrue(talk.talk(world.audio.get(world.audio.size() - 2), last));
    two.says(BYE);
    world.settle();
    assertTrue(one.closed());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void recordingsGoOnWithWhoComes(boolean caller) {
    JointTalk talk = new JointTalk(caller);
    World world = talk.world;
    CallLeg leg = Objects.requireNonNull(world.call().legs.talking());
    for (Verb.End end : new Verb.End[] {null, new Verb.End.Of(leg.id)}) {
      var take = new Verb.Take(end, true, false, Duration.ofHours(1), Duration.ZERO, "", "anna");
      assertNull(world.call().recordings.begin(UUID.randomUUID(), take, leg, recorded -> {}));
    }
    FakeRecorder.Fake whole = world.plane.recorder.begun.getFirst();
    assertEquals(2, talk.audio.recordings.size());
    talk.refers(talk.ours, "104", null);
    world.calleeAnswers();
    assertEquals(
        List.of(caller ? whole : whole.fromBeyond()), world.audio.getLast().recordings, "sides");
    assertTrue(talk.audio.recordings.isEmpty());
    assertEquals(1, world.facts(CallFact.RecordingEnded.class).size(), "the leg's own");
    world.calleeSays(BYE);
    assertEquals(2, world.facts(CallFact.RecordingEnded.class).size());
    world.ended(world.call().id);
  }

  /** As phones do it: REFER, BYE; what the call records is recorded of who comes, too. */
  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void recordingsWaitForWhoComes(boolean caller, boolean answered) {
    JointTalk talk = new JointTalk(caller);
    World world = talk.world;
    CallLeg leg = Objects.requireNonNull(world.call().legs.talking());
    var take = new Verb.Take(null, true, false, Duration.ofHours(1), Duration.ZERO, "", "anna");
    assertNull(world.call().recordings.begin(UUID.randomUUID(), take, leg, recorded -> {}));
    FakeRecorder.Fake whole = world.plane.recorder.begun.getFirst();
    talk.refers(talk.ours, "104", null);
    talk.ours.says(BYE);
    world.settle();
    assertEquals(0, world.facts(CallFact.RecordingEnded.class).size());
    if (answered) {
      world.calleeAnswers();
      assertEquals(List.of(caller ? whole : whole.fromBeyond()), world.audio.getLast().recordings);
      world.calleeSays(BYE);
    } else {
      world.calleeSays(new Signalling.Event.Failed(486, "Busy"));
    }
    world.ended(world.call().id);
    assertEquals(1, world.facts(CallFact.RecordingEnded.class).size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoSupervisesEitherCallHearsWhoComes(boolean here) {
    JointTalk talk = new JointTalk(true);
    World world = talk.world;
    Verb<?> supervise =
        new SupervisionVerb.Supervise(
            new Verb.To("105", Duration.ofSeconds(20), null),
            SupervisionVerb.Mode.LISTEN,
            Verb.End.Side.CALLEE,
            false);
    var outcome = here ? world.verb(supervise) : talk.there(supervise);
    world.calleeAnswers();
    done(outcome);
    FakeAudio supervisor = world.audio.getLast();
    talk.refers(talk.ours, "104", null);
    world.calleeAnswers();
    FakeAudio came = world.audio.getLast();
    FakeMix mix = world.plane.mixes.getLast();
    assertTrue(mix.hears(came, talk.farAudio) && mix.hears(talk.farAudio, came));
    assertTrue(mix.hears(supervisor, came) && mix.hears(supervisor, talk.farAudio));
    world.calleeSays(BYE);
    assertTrue(world.plane.mixes.stream().allMatch(each -> each.closed));
    assertTrue(world.audio.stream().allMatch(each -> each.closed));
  }

  @Test
  void holdAndTheCreditsEndAreHeardAcrossAsBefore() {
    JointTalk talk = new JointTalk(false);
    World world = talk.world;
    world.admission = World.granted(10, true);
    world.extension = sequence -> World.granted(10, true);
    talk.refers(talk.ours, "+49301", null);
    world.calleeAnswers();
    FakeAudio came = world.audio.getLast();
    talk.far.says(new Signalling.Event.Offered(new Sdp("sendonly")));
    world.settle();
    assertEquals(Tones.MUSIC, came.played);
    talk.far.says(new Signalling.Event.Offered(new Sdp("sendrecv")));
    world.settle();
    assertEquals(0, came.playing);
    world.seconds(7);
    assertTrue(came.overlaid.contains(SOON) && talk.farAudio.overlaid.contains(SOON));
    world.seconds(4);
    assertEquals(CallState.ENDED, talk.other.call.state());
  }

  @Test
  void overTheApiWhoIsOfThisCallIsReplaced() {
    JointTalk talk = new JointTalk(true);
    World world = talk.world;
    assertEquals("talk-shared", refused(world.verb(transfer(Verb.End.Side.CALLER))));
    var outcome = world.verb(transfer(Verb.End.Side.CALLEE));
    assertEquals("busy", refused(world.verb(transfer(Verb.End.Side.CALLEE))));
    world.calleeAnswers();
    assertEquals("ANSWER", dialled(outcome).status());
    assertTrue(talk.talk(world.audio.getLast(), talk.farAudio));
    var late = world.verb(transfer(Verb.End.Side.CALLEE), Duration.ofSeconds(5));
    world.seconds(5);
    assertEquals(Outcome.By.DEADLINE, Outcomes.cut(late));
    assertTrue(world.callee().closed());
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void aCarrierAndAProgramsCallerDoNotHandItOn() {
    JointTalk talk = new JointTalk(true);
    World world = talk.world;
    talk.refers(talk.ours, "+49301", null);
    world.calleeAnswers();
    assertEquals(List.of("refused 403"), talk.refers(world.callee(), "104", null).told);
    world.calleeSays(BYE);

    World steered = new World().phone("103", 5071);
    steered.dials("500");
    steered.verb(new Verb.Answer());
    steered.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    steered.calleeAnswers();
    steered.beside("103", "102", new Signalling.Replaced(steered.callee().id(), false));
    assertTrue(steered.call().junction.joined());
    Asked asked = new Asked("103", null);
    steered.caller.says(new Signalling.Event.Referred(asked));
    steered.settle();
    assertEquals(List.of("refused 603"), asked.told);
    steered.callerHangsUp();
  }

  /** The one that rings is answered for at another phone. */
  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void whatRingsIsAnsweredAtAnotherPhone(boolean caller, boolean there) {
    JointTalk talk = new JointTalk(caller);
    World world = talk.world;
    Asked asked = talk.refers(talk.ours, "104", null);
    FakeLeg rings = world.callee();
    if (!there) {
      talk.ours.says(BYE);
      world.settle();
    }
    World.Beside picks = world.beside("105", "104", new Signalling.Replaced(rings.id(), true));
    assertEquals(List.of("accepted", "200"), asked.told);
    assertTrue(rings.closed() && talk.ours.closed());
    assertEquals(CallState.ENDED, world.call().state(), "nobody of it is left");
    assertTrue(talk.talk(picks.audio, talk.farAudio));
    assertEquals(0, talk.farAudio.playing);
    assertEquals(Duration.ZERO, world.ended(rings.id()).charged());
    picks.caller.says(BYE);
    world.settle();
    assertEquals(CallState.ENDED, talk.other.call.state());
    assertTrue(world.audio.stream().allMatch(each -> each.closed));
  }

  /** The other call transfers while the far one of it is another by now. */
  @Test
  void theNewOneIsHeardWhenTheEndBeforeWasReplacedWithinACall() {
    JointTalk talk = new JointTalk(false);
    World world = talk.world;
    assertFalse(talk.ours.closed());
    Asked asked = talk.refers(talk.far, "105", null);
    world.calleeAnswers();
    assertEquals(List.of("accepted", "200"), asked.told);
    assertSame(world.audio.getLast(), talk.audio.bridged);
    talk.ours.says(new Signalling.Event.Digit('3'));
    world.settle();
    assertEquals("3", world.audio.getLast().digits.toString());
  }

  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void whateverFailsLeavesNobodyBehind(boolean caller, boolean there) {
    JointTalk whole = new JointTalk(caller);
    int before = whole.world.effects.count;
    handsOn(whole, there);
    int effects = whole.world.effects.count - before;
    assertTrue(effects > 10, "a story worth telling");
    for (int n = 1; n <= effects; n++) {
      JointTalk talk = new JointTalk(caller);
      World world = talk.world;
      world.effects.failing = world.effects.count + n;
      handsOn(talk, there);
      String when = "with " + n + " failing: " + world.log.get(world.effects.failing - 1);
      assertEquals(
          world.call().state().live() && world.call().junction.shared(),
          talk.other.call.state().live() && talk.other.call.junction.shared(),
          when);
      world.post(new Message.End("enough"));
      talk.other.call.on(new Message.End("enough"));
      world.settle();
      world.seconds(120);
      assertEquals(CallState.ENDED, world.call().state(), when);
      assertEquals(CallState.ENDED, talk.other.call.state(), when);
      assertTrue(world.callee().closed() || world.callee() == talk.ours, when);
    }
  }

  private static void handsOn(JointTalk talk, boolean there) {
    FakeLeg before = talk.world.callee();
    talk.refers(talk.ours, "104", null);
    if (!there) {
      talk.ours.says(BYE);
      talk.world.settle();
    }
    if (talk.world.callee() != before) {
      talk.world.calleeAnswers();
    }
  }
}
