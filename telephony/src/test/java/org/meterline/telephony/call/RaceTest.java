package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Sdp;

/** Messages that cross: both orders end well, and each leg is ended and settled once. */
class RaceTest {
  private World world = new World();

  private static final Signalling.Event ANSWER = new Signalling.Event.Answered(new Sdp("answer"));
  private static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");
  private static final Signalling.Event CANCEL = new Signalling.Event.HungUp(true, "cancel");

  private void isOverOnce() {
    assertEquals(CallState.ENDED, world.call().state());
    assertEquals(1, world.facts(CallFact.Ended.class).size());
    List<LegId> ended =
        new ArrayList<>(world.facts(CallFact.LegEnded.class).stream().map(f -> f.leg()).toList());
    assertEquals(ended.stream().distinct().toList(), ended);
    assertTrue(world.invited.stream().allMatch(FakeLeg::closed));
    assertTrue(world.audio.stream().allMatch(a -> a.closed));
  }

  @Test
  void cancelBefore200() {
    world.dials("102");
    world.caller.says(CANCEL);
    world.callee().says(ANSWER);
    world.settle();
    isOverOnce();
    assertEquals(2, world.callee().did.size(), "CANCEL, then BYE for the 200 that crossed it");
    assertEquals(Duration.ZERO, world.ended(world.callee().id()).charged());
  }

  @Test
  void cancelAfter200() {
    world.dials("102");
    world.callee().says(ANSWER);
    world.caller.says(CANCEL);
    world.settle();
    isOverOnce();
  }

  @Test
  void whoIsCalledFirstAnswersWhileTheCallIsEnded() {
    for (boolean answersFirst : new boolean[] {true, false}) {
      world = new World();
      world.asksFor("102", "+49301");
      if (answersFirst) {
        world.callee().says(ANSWER);
        world.post(new Message.End("Ended by Anna"));
      } else {
        world.post(new Message.End("Ended by Anna"));
        world.callee().says(ANSWER);
      }
      world.settle();
      isOverOnce();
      assertEquals(1, world.invited.size(), "nobody else is called");
      assertEquals("Ended by Anna", world.only(CallFact.Ended.class).reason());
      assertEquals(
          answersFirst ? CallFact.LegEnded.LEAST : Duration.ZERO,
          world.ended(world.callee().id()).charged());
    }
  }

  @Test
  void theOtherAnswersWhileTheFirstHangsUp() {
    for (boolean answersFirst : new boolean[] {true, false}) {
      world = new World();
      world.asksFor("102", "+49301").calleeAnswers();
      FakeLeg first = world.invited.getFirst();
      world.seconds(2);
      if (answersFirst) {
        world.callee().says(ANSWER);
        first.says(BYE);
      } else {
        first.says(BYE);
        world.callee().says(ANSWER);
      }
      world.settle();
      isOverOnce();
      assertEquals(Duration.ofSeconds(2), world.ended(first.id()).charged());
      assertEquals(
          answersFirst ? CallFact.LegEnded.LEAST : Duration.ZERO,
          world.ended(world.callee().id()).charged());
      assertEquals(
          answersFirst ? 200 : 487, world.only(CallFact.Ended.class).sipStatus(), "put through");
    }
  }

  @Test
  void theFirstHangsUpWhileItIsAskedWhoPaysForTheOther() {
    world.asksFor("102", "+49301");
    world.hanging = true;
    world.calleeAnswers();
    world.callee().says(BYE);
    world.settle();
    assertEquals(CallState.ENDING, world.call().state());
    world.thaw();
    isOverOnce();
    assertEquals(1, world.invited.size());
    assertEquals(2, world.facts(CallFact.LegEnded.class).size(), "the late grant is voided");
  }

  @Test
  void bothHangUpAtOnce() {
    world.dials("102").calleeAnswers();
    world.caller.says(BYE);
    world.callee().says(BYE);
    world.settle();
    isOverOnce();
    assertEquals(1, world.caller.did.stream().filter(d -> d.startsWith("hangUp")).count());
  }

  @Test
  void byeWhileAnExtensionIsAsked() {
    world.dials("102").calleeAnswers();
    world.hanging = true;
    world.seconds(8);
    world.caller.says(BYE);
    world.settle();
    isOverOnce();
    world.thaw();
    assertEquals(0, world.facts(CallFact.LegExtended.class).size());
    assertEquals(Duration.ofSeconds(8), world.ended(world.callee().id()).charged());
  }

  @Test
  void aLateGrantAfterCancel() {
    world.hanging = true;
    world.dials("102");
    world.callerHangsUp();
    assertEquals(CallState.ENDING, world.call().state());
    world.thaw();
    isOverOnce();
    assertTrue(world.invited.isEmpty());
  }

  @Test
  void cancelWhileTheJournalWrites() {
    world.dials("102");
    World other = new World();
    other.hanging = true;
    other.dials("102");
    // the grant is back, its fact is not yet durable
    other.hanging = false;
    other.thaw();
    other.callerHangsUp();
    assertEquals(CallState.ENDED, other.call().state());
    assertEquals(2, other.facts(CallFact.LegEnded.class).size());
  }

  @Test
  void theEndOfTheCreditAndByeAtOnce() {
    world.admission = World.granted(10, true);
    world.extension = sequence -> World.refused("wallet-too-low", 402);
    world.dials("102").calleeAnswers();
    world.advanceMillis(9_999);
    world.callee().says(BYE);
    world.advanceMillis(1);
    isOverOnce();
    assertTrue(world.ended(world.callee().id()).charged().compareTo(Duration.ofSeconds(10)) <= 0);
  }

  @Test
  void ringTimeOutAnd200AtOnce() {
    world.dials("102");
    world.advanceMillis(60_000);
    world.callee().says(ANSWER);
    world.settle();
    isOverOnce();
    assertEquals(Duration.ZERO, world.ended(world.callee().id()).charged());

    World other = new World();
    other.dials("102");
    other.advanceMillis(59_999);
    other.callee().says(ANSWER);
    other.advanceMillis(1);
    assertEquals(CallState.TALKING, other.call().state());
  }

  @Test
  void trunkFailsOverWhileTheFirstAnswersAfterAll() {
    world.dials("+49301");
    world.seconds(1);
    FakeLeg first = world.invited.getFirst();
    first.says(ANSWER);
    world.settle();
    assertEquals(2, first.did.size(), "ended again: the 200 crossed the CANCEL");
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    world.callerHangsUp();
    isOverOnce();
  }

  @Test
  void theProgramEndsWhileTheCallerHangsUp() {
    world.dials("500");
    world.verb(new Verb.Answer());
    world.caller.says(BYE);
    world.programEnds(0, "exited");
    isOverOnce();
  }

  @Test
  void theCallerHangsUpAfterTheProgramsEnd() {
    world.dials("500");
    world.verb(new Verb.Answer());
    world.programEnds(0, "exited");
    world.caller.says(BYE);
    world.settle();
    isOverOnce();
  }

  @Test
  void calleeHangsUpWhileTheProgramGivesUp() {
    world.dials("500");
    var outcome = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)), Duration.ofSeconds(9));
    world.calleeAnswers();
    world.advanceMillis(8_999);
    world.callee().says(BYE);
    world.advanceMillis(1);
    assertEquals(1, outcome.size());
    assertEquals(CallState.STEERED, world.call().state());
    world.callerHangsUp();
    world.programEnds(0, "exited");
    isOverOnce();
  }

  @Test
  void aPromptsEndAndADigitAtOnce() {
    world.dials("500");
    var outcome = world.verb(new SoundVerb.Play(List.of(), "1", Duration.ZERO));
    assertEquals(1, outcome.size());
    var second =
        world.verb(
            new SoundVerb.Play(
                List.of(new org.meterline.telephony.media.Prompt.Named("welcome")),
                "1",
                Duration.ZERO));
    FakeAudio audio = world.audio.getFirst();
    audio.finishes();
    world.digit('1');
    audio.says(new MediaEvent.Played(1, true, Duration.ZERO));
    assertEquals(1, second.size());
  }

  @Test
  void twoEndingsFromOutside() {
    world.dials("102").calleeAnswers();
    world.post(new Message.End("one"));
    world.post(new Message.End("two"));
    world.settle();
    isOverOnce();
    assertEquals("one", world.only(CallFact.Ended.class).reason());
  }
}
