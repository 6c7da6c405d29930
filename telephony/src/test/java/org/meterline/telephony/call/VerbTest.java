package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.cut;
import static org.meterline.telephony.call.Outcomes.done;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.Prompt;

/** What programs may do with a call, and what they are answered. */
class VerbTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final List<Prompt> WELCOME = List.of(new Prompt.Named("welcome"));
  private final World world = new World();

  @BeforeEach
  void aProgramSteers() {
    world.dials("500");
    assertEquals(CallState.STEERED, world.call().state());
  }

  @Test
  void answerAnswersOnce() {
    done(world.verb(new Verb.Answer()));
    done(world.verb(new Verb.Answer()));
    assertEquals(List.of("answer answer to offer"), world.caller.did);
    assertEquals(new Verb.Channel(CallState.STEERED, true), done(world.verb(new Verb.Status())));
  }

  @Test
  void playEndsWithItsPrompt() {
    world.verb(new Verb.Answer());
    var outcome = world.verb(new SoundVerb.Play(WELCOME, "", Duration.ZERO));
    assertTrue(outcome.isEmpty());
    world.audio.getFirst().finishes();
    assertEquals(new SoundVerb.Played(Optional.empty(), Duration.ofSeconds(2)), done(outcome));
  }

  @Test
  void anEscapeDigitEndsPlayAndOthersDoNot() {
    world.verb(new Verb.Answer());
    var outcome = world.verb(new SoundVerb.Play(WELCOME, "12", Duration.ZERO));
    world.digit('7');
    assertTrue(outcome.isEmpty());
    world.digit('2');
    assertEquals(new SoundVerb.Played(Optional.of('2'), SECOND), done(outcome));
  }

  @Test
  void digitsCountWhileAVerbAsksForThemAndAreLostElse() {
    world.verb(new Verb.Answer());
    world.digit('1');
    var wait = world.verb(new Verb.Wait(SECOND));
    world.digit('2');
    world.seconds(1);
    done(wait);
    var play = world.verb(new SoundVerb.Play(WELCOME, "12", Duration.ZERO));
    world.digit('7');
    world.audio.getFirst().finishes();
    assertEquals(new SoundVerb.Played(Optional.empty(), Duration.ofSeconds(2)), done(play));
    var gather = world.verb(new SoundVerb.Gather(WELCOME, SECOND, SECOND, 1));
    assertTrue(gather.isEmpty(), "nothing was typed ahead");
    world.digit('4');
    assertEquals(new SoundVerb.Gathered("4", false), done(gather));
    world.digit('5');
    var digit = world.verb(new SoundVerb.WaitDigit(SECOND));
    world.seconds(1);
    assertEquals(Optional.empty(), done(digit));
  }

  @Test
  void playBeforeTheAnswerIsEarlyAudio() {
    world.verb(new SoundVerb.Play(WELCOME, "", Duration.ZERO));
    assertEquals(List.of("progress"), world.caller.did);
  }

  @Test
  void digitsOfBothKindsAreHeard() {
    var first = world.verb(new SoundVerb.WaitDigit(SECOND));
    world.digit('1');
    assertEquals(Optional.of('1'), done(first));
    var second = world.verb(new SoundVerb.WaitDigit(SECOND));
    world.caller.says(new Signalling.Event.Digit('2'));
    world.settle();
    assertEquals(Optional.of('2'), done(second));
    var third = world.verb(new SoundVerb.WaitDigit(SECOND));
    world.seconds(1);
    assertEquals(Optional.empty(), done(third));
  }

  @Test
  void gatherEndsByHashByNumberAndByTime() {
    SoundVerb.Gather gather = new SoundVerb.Gather(WELCOME, SECOND.multipliedBy(3), SECOND, 4);
    var hash = world.verb(gather);
    world.digit('1');
    world.digit('#');
    assertEquals(new SoundVerb.Gathered("1", false), done(hash));

    var most = world.verb(gather);
    "1234".chars().forEach(digit -> world.digit((char) digit));
    assertEquals(new SoundVerb.Gathered("1234", false), done(most));

    var between = world.verb(gather);
    world.digit('9');
    world.seconds(1);
    assertEquals(new SoundVerb.Gathered("9", true), done(between));

    var silent = world.verb(gather);
    world.seconds(2);
    world.audio.getFirst().finishes();
    world.advanceMillis(2_999);
    assertTrue(silent.isEmpty());
    world.advanceMillis(1);
    assertEquals(new SoundVerb.Gathered("", true), done(silent));
  }

  @Test
  void aProgramThatNeverAnswersDoesNotKeepItsCallerRinging() {
    for (int i = 0; i < 179; i++) {
      done(world.verb(new Verb.Status()));
      world.seconds(1);
    }
    assertEquals(CallState.STEERED, world.call().state());
    var waiting = world.verb(new Verb.Wait(Duration.ofHours(1)), Duration.ofHours(2));
    world.seconds(1);
    assertEquals(Outcome.By.HANG_UP, cut(waiting));
    assertEquals(
        "reject 480 The program did not answer the call in time", world.caller.did.getLast());
    assertEquals(1, world.run().hangUps);
    world.programEnds(0, "exited");
    CallFact.Ended ended = world.only(CallFact.Ended.class);
    assertEquals(480, ended.sipStatus());
    assertTrue(ended.ladder().toString().contains("refused: not-steered"));
    assertEquals(List.of(Q850.NO_ANSWER), world.caller.causes);
  }

  @Test
  void anAnsweredProgramMayGoOn() {
    done(world.verb(new Verb.Answer()));
    world.seconds(8);
    world.extension = sequence -> World.granted(600, false);
    world.seconds(200);
    assertEquals(CallState.STEERED, world.call().state());
  }

  @Test
  void aDeadlineCutsAVerb() {
    var outcome = world.verb(new Verb.Wait(Duration.ofHours(1)), SECOND);
    world.seconds(1);
    assertEquals(Outcome.By.DEADLINE, cut(outcome));
  }

  @Test
  void aSecondVerbIsRefusedWhileOneRuns() {
    world.verb(new Verb.Wait(SECOND));
    assertInstanceOf(Outcome.Refused.class, world.verb(new Verb.Wait(SECOND)).getFirst());
    done(world.verb(new Verb.Note("beside")));
  }

  @Test
  void variablesAreThereFromTheStart() {
    assertEquals(Optional.of("blue"), done(world.verb(new Verb.GetVariable("COLOUR"))));
    done(world.verb(new Verb.SetVariable("A", "b")));
    assertEquals(Optional.of("b"), done(world.verb(new Verb.GetVariable("A"))));
    assertEquals(Optional.empty(), done(world.verb(new Verb.GetVariable("NONE"))));
  }

  @Test
  void afterHangUpOnlyWhatStillMeansSomethingWorks() {
    var playing = world.verb(new SoundVerb.Play(WELCOME, "", Duration.ZERO));
    world.callerHangsUp();
    assertEquals(
        List.of(
            new Outcome.Cut<>(
                Outcome.By.HANG_UP, Optional.of(new SoundVerb.Played(Optional.empty(), SECOND)))),
        playing);
    assertEquals(1, world.run().hangUps);
    assertEquals(new Verb.Channel(CallState.ENDING, false), done(world.verb(new Verb.Status())));
    done(world.verb(new Verb.SetVariable("A", "b")));
    assertEquals(Optional.of("b"), done(world.verb(new Verb.GetVariable("A"))));
    done(world.verb(new Verb.Note("still here")));
    for (Verb<?> verb :
        List.of(
            new Verb.Answer(),
            new Verb.Wait(SECOND),
            new SoundVerb.WaitDigit(SECOND),
            new Verb.Dial("102", SECOND),
            new Verb.SetCallerId("101", null),
            new Verb.HangUp("again"))) {
      assertEquals(Outcome.By.HANG_UP, cut(world.verb(verb)), verb.toString());
    }
    assertEquals(CallState.ENDING, world.call().state());
    world.programEnds(0, "exited");
    assertEquals(CallState.ENDED, world.call().state());
  }

  @Test
  void hangUpEndsTheCall() {
    world.verb(new Verb.Answer());
    done(world.verb(new Verb.HangUp("that was all")));
    assertEquals("hangUp 603 that was all", world.caller.did.getLast());
  }

  @Test
  void aProgramThatEndsEndsTheCall() {
    world.verb(new Verb.Answer());
    world.programEnds(0, "exited");
    assertEquals("hangUp 480 The program is done", world.caller.did.getLast());
    assertEquals(CallState.ENDED, world.call().state());
    CallFact.ProgramEnded ended = world.only(CallFact.ProgramEnded.class);
    assertEquals("said to stderr", ended.standardError());
    assertEquals(200, world.only(CallFact.Ended.class).sipStatus());
  }

  @Test
  void aProgramThatFailsBeforeItAnswersIsToldToTheCaller() {
    world.programEnds(2, "exited");
    assertTrue(world.caller.did.getLast().startsWith("reject 500"));

    World missing = new World();
    missing.dials("500").programEnds(-1, "not-started");
    assertTrue(missing.caller.did.getLast().startsWith("reject 503"));

    World killed = new World();
    killed.dials("500").programEnds(139, "signalled");
    assertTrue(killed.caller.did.getLast().startsWith("reject 500"));
  }

  @Test
  void aProgramThatIsNeverReportedAsEndedIsLost() {
    world.callerHangsUp();
    world.seconds(20);
    assertEquals(CallState.ENDED, world.call().state());
    assertEquals("lost", world.only(CallFact.ProgramEnded.class).ending());
  }
}
