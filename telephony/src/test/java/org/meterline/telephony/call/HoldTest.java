package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.done;
import static org.meterline.telephony.call.Outcomes.refused;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.Verb.End.Side;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.media.Sdp;

/** Who hears whom, who hears music, and what else is done with ends that talk. */
class HoldTest {
  private final World world = new World();

  @BeforeEach
  void theyTalk() {
    world.dials("102").answered();
  }

  private FakeAudio caller() {
    return world.audio.getFirst();
  }

  private FakeAudio callee() {
    return world.audio.get(1);
  }

  @Test
  void whoIsOnHoldHearsMusicAgainAndAgain() {
    done(world.verb(new Verb.Hold(Side.CALLEE, List.of())));
    assertNull(caller().bridged);
    assertEquals(Tones.MUSIC, callee().played);
    callee().finishes();
    assertEquals(2 * Tones.MUSIC.size(), callee().played.size());
    done(world.verb(new Verb.Unhold(Side.CALLEE)));
    assertSame(callee(), caller().bridged);
    assertEquals(0, callee().playing);
    assertEquals(2 * Tones.MUSIC.size(), callee().played.size(), "no more of it");
    world.callerHangsUp();
    world.ended();
  }

  @Test
  void bothMayBeOnHoldAndHearEachOtherWhenNoneIs() {
    done(world.verb(new Verb.Hold(Side.CALLER, List.of(new Prompt.Named("welcome")))));
    assertEquals(List.of(new Prompt.Named("welcome")), caller().played);
    done(world.verb(new Verb.Hold(Side.CALLEE, List.of())));
    done(world.verb(new Verb.Unhold(Side.CALLER)));
    assertNull(caller().bridged);
    done(world.verb(new Verb.Unhold(Side.CALLEE)));
    assertSame(callee(), caller().bridged);
  }

  @Test
  void aPromptIsHeardInPlaceOfTheMusic() {
    done(world.verb(new Verb.Hold(Side.CALLEE, List.of())));
    Prompt soon = new Prompt.Named("please-wait");
    var play = world.verb(new SoundVerb.Play(List.of(soon), "", Duration.ZERO, Side.CALLEE));
    assertEquals(soon, callee().played.getLast());
    callee().finishes();
    done(play);
    assertEquals(Tones.MUSIC.getLast(), callee().played.getLast(), "then music again");
  }

  @Test
  void musicThatCannotBeHadIsNotBegunForEver() {
    done(world.verb(new Verb.Hold(Side.CALLEE, List.of(new Prompt.Named("gone")))));
    callee().finishes(Duration.ZERO);
    assertEquals(Tones.MUSIC, callee().played.subList(1, callee().played.size()), "ours instead");
  }

  @Test
  void theTenantSaysWhatIsHeardOnHoldFromTheNextOneOn() {
    List<Prompt> own = List.of(new Prompt.Own("waltz"));
    callerOffers("sendonly");
    world.directory.musicOnHold = MusicOnHold.own("waltz");
    callee().finishes();
    assertEquals(Tones.MUSIC.getLast(), callee().played.getLast(), "this hold goes on as it began");
    callerOffers("sendrecv");
    callee().played.clear();
    callerOffers("sendonly");
    assertEquals(own, callee().played);
    callee().finishes();
    assertEquals(2, callee().played.size(), "again");
    done(world.verb(new Verb.Hold(Side.CALLER, List.of())));
    assertEquals(own, caller().played, "by the verb, too");
    done(world.verb(new Verb.Unhold(Side.CALLER)));
    callerOffers("sendrecv");
    callee().played.clear();
    world.directory.musicOnHold = MusicOnHold.SILENCE;
    callerOffers("sendonly");
    assertEquals(MusicOnHold.SILENCE.prompts(), callee().played);
    world.callerHangsUp();
    assertEquals(0, notes("it cannot be had"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ourMusicIsHeardInPlaceOfASoundThatCannotBeRead(boolean byAPhone) {
    world.directory.musicOnHold = MusicOnHold.own("gone");
    if (byAPhone) {
      callerOffers("sendonly");
    } else {
      done(world.verb(new Verb.Hold(Side.CALLEE, List.of())));
    }
    callee().says(new MediaEvent.Failed(callee().playing, "there is no sound gone"));
    callee().finishes(Duration.ZERO);
    assertEquals(Tones.MUSIC, callee().played.subList(1, callee().played.size()));
    callee().finishes();
    assertEquals(1 + 2 * Tones.MUSIC.size(), callee().played.size(), "again");
    world.callerHangsUp();
    assertEquals(1, notes("there is no sound gone"));
    assertEquals(1, notes("it cannot be had: the built-in music is heard in its place"));
  }

  private long notes(String told) {
    return world.ended().ladder().stream().filter(step -> step.toString().contains(told)).count();
  }

  @Test
  void theyArePartedAndBridged() {
    done(world.verb(new Verb.Unbridge()));
    assertNull(caller().bridged);
    done(world.verb(new Verb.Bridge()));
    assertSame(callee(), caller().bridged);
  }

  @Test
  void theCallEndsOnHoldToo() {
    done(world.verb(new Verb.Hold(Side.CALLEE, List.of())));
    LegId callee = world.callee().id();
    assertEquals("unknown-leg", refused(world.verb(new Verb.Hold(end(), List.of()))));
    world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    world.ended();
    assertEquals(callee, world.callee().id());
  }

  private void callerOffers(String direction) {
    world.caller.says(new Signalling.Event.Offered(new Sdp(direction)));
    world.settle();
  }

  @Test
  void whoIsPutOnHoldByTheOthersPhoneHearsMusic() {
    for (String direction : List.of("sendonly", "inactive")) {
      callerOffers(direction);
      int before = callee().played.size();
      assertEquals(Tones.MUSIC.getLast(), callee().played.getLast(), "music");
      callee().finishes();
      assertEquals(before + Tones.MUSIC.size(), callee().played.size(), "again");
      assertEquals(List.of(), caller().played, "who holds hears nothing");
      callerOffers("sendrecv");
      assertEquals(0, callee().playing);
      assertSame(callee(), caller().bridged);
    }
    world.calleeSays(new Signalling.Event.Offered(new Sdp("sendonly")));
    assertEquals(Tones.MUSIC, caller().played, "and the other way round");
    world.callerHangsUp();
    world.ended();
  }

  @Test
  void whereBothHoldNobodyHearsMusic() {
    callerOffers("sendonly");
    world.calleeSays(new Signalling.Event.Offered(new Sdp("inactive")));
    assertEquals(0, callee().playing);
    callerOffers("sendrecv");
    assertEquals(Tones.MUSIC, caller().played);
    world.calleeSays(new Signalling.Event.Offered(new Sdp("sendrecv")));
    assertEquals(0, caller().playing);
  }

  @Test
  void aPromptIsHeardOnAPhonesHoldToo() {
    callerOffers("sendonly");
    Prompt soon = new Prompt.Named("please-wait");
    var play = world.verb(new SoundVerb.Play(List.of(soon), "", Duration.ZERO, Side.CALLEE));
    assertEquals(soon, callee().played.getLast());
    callee().finishes();
    done(play);
    assertEquals(Tones.MUSIC.getLast(), callee().played.getLast(), "then music again");
    var last = world.verb(new SoundVerb.Play(List.of(soon), "", Duration.ZERO, Side.CALLEE));
    callerOffers("sendrecv");
    assertTrue(callee().playing != 0, "what is said to them is not cut by the resumption");
    callee().finishes();
    done(last);
    assertEquals(soon, callee().played.getLast());
  }

  /** The phone takes the talk up before the call hears that the prompt has cut its music. */
  @Test
  void whatBeginsAsThePhoneTakesTheTalkUpIsNotCutWithTheMusic() {
    callerOffers("sendonly");
    Prompt soon = new Prompt.Named("please-wait");
    List<Outcome<?>> play = new ArrayList<>();
    var verb = new SoundVerb.Play(List.of(soon), "", Duration.ZERO, Side.CALLEE);
    world.post(new Message.Run(verb, Duration.ofMinutes(1), play::add));
    callerOffers("sendrecv");
    assertEquals(soon, callee().played.getLast());
    assertTrue(callee().playing != 0, "it is heard to its end");
    assertEquals(List.of(), play);
    callee().finishes();
    done(play);
    assertEquals(soon, callee().played.getLast());
  }

  @Test
  void aPromptInPlaceOfMusicOutlastsTheVerbsHold() {
    done(world.verb(new Verb.Hold(Side.CALLEE, List.of())));
    Prompt soon = new Prompt.Named("please-wait");
    var play = world.verb(new SoundVerb.Play(List.of(soon), "", Duration.ZERO, Side.CALLEE));
    done(world.verb(new Verb.Unhold(Side.CALLEE)));
    assertSame(callee(), caller().bridged);
    assertEquals(List.of(), play);
    callee().finishes();
    done(play);
    assertEquals(soon, callee().played.getLast());
  }

  @Test
  void aVerbsHoldGoesBeforeAPhones() {
    done(world.verb(new Verb.Hold(Side.CALLEE, List.of(new Prompt.Named("welcome")))));
    callerOffers("sendonly");
    assertEquals(List.of(new Prompt.Named("welcome")), callee().played);
    done(world.verb(new Verb.Unhold(Side.CALLEE)));
    assertEquals(Tones.MUSIC.getLast(), callee().played.getLast(), "the phone holds still");
    callerOffers("sendrecv");
    assertEquals(0, callee().playing);
    assertSame(callee(), caller().bridged);
  }

  @Test
  void theMusicEndsWhenTheHeldOneIsSentOn() {
    callerOffers("sendonly");
    world.phone("103", 5071);
    var transfer =
        world.verb(
            new Verb.Transfer(new Verb.To("103", Duration.ofSeconds(20), null), Side.CALLEE));
    world.calleeAnswers();
    done(transfer);
    assertEquals(0, callee().playing);
    assertEquals(CallState.TALKING, world.call().state());
  }

  private static Verb.End end() {
    return new Verb.End.Of(LegId.mint());
  }

  @Test
  void digitsAreSentToEitherEnd() {
    done(world.verb(new SoundVerb.SendDigits("12#", Side.CALLEE)));
    done(world.verb(new SoundVerb.SendDigits("9", new Verb.End.Of(world.call().first.id))));
    assertEquals("12#", callee().digits.toString());
    assertEquals("9", caller().digits.toString());
  }

  @Test
  void digitsOfTheCalleeAreGathered() {
    var gather =
        world.verb(
            new SoundVerb.Gather(
                List.of(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                2,
                "#",
                new SoundVerb.Wanted(0, DigitPattern.ANY),
                true,
                Side.CALLEE));
    world.digit('7');
    callee().says(new MediaEvent.Digit('4'));
    callee().says(new MediaEvent.Digit('2'));
    assertEquals(new SoundVerb.Gathered("42", false), done(gather));
  }

  @Test
  void aProgramTakesTheCallOver() {
    done(world.verb(new Verb.RunProgram("500")));
    assertEquals(CallState.STEERED, world.call().state());
    assertTrue(world.callee().closed());
    assertEquals(2, world.asks.size(), "the program is paid for, too");
    assertNull(caller().bridged);
    assertEquals("program-runs", refused(world.verb(new Verb.RunProgram("500"))));
    world.seconds(5);
    world.programEnds(0, "exited");
    world.ended();
    assertEquals(Duration.ofSeconds(5), world.ended(world.caller.id()).charged());
  }

  @Test
  void theTalkGoesOnWhenNobodyPaysForTheProgram() {
    world.admission = World.refused("wallet-too-low", 402);
    assertEquals("wallet-too-low", refused(world.verb(new Verb.RunProgram("500"))));
    assertEquals("no-such-destination", refused(world.verb(new Verb.RunProgram("102"))));
    assertEquals(CallState.TALKING, world.call().state());
    assertSame(callee(), caller().bridged);
    world.callerHangsUp();
    world.ended();
  }

  @Test
  void theProgramIsPaidForWhileTheCallerHangsUp() {
    world.hanging = true;
    var run = world.verb(new Verb.RunProgram("500"));
    world.callerHangsUp();
    assertEquals(Outcome.By.HANG_UP, Outcomes.cut(run));
    world.thaw();
    world.ended();
    assertNull(world.programs.run);
    assertEquals(Duration.ZERO, world.ended(world.caller.id()).charged());
  }

  /** What was granted too late waits for another try, and costs nothing if there is none. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsPaidForTooLateIsChargedWhenAProgramRuns(boolean again) {
    world.hanging = true;
    var run = world.verb(new Verb.RunProgram("500"));
    world.seconds(5);
    assertEquals("authority-unavailable", refused(run));
    world.thaw();
    assertNull(world.programs.run);
    assertEquals(CallState.TALKING, world.call().state());
    if (again) {
      done(world.verb(new Verb.RunProgram("500")));
    }
    world.seconds(2);
    world.callerHangsUp();
    if (again) {
      world.programEnds(0, "exited");
    }
    world.ended();
    assertEquals(Duration.ofSeconds(again ? 2 : 0), world.ended(world.caller.id()).charged());
  }

  @Test
  void whoHangsUpAtOnceIsToldFromWhoIsNotCharged() {
    done(world.verb(new Verb.RunProgram("500")));
    world.callerHangsUp();
    world.programEnds(0, "exited");
    assertEquals(Duration.ofMillis(1), world.ended(world.caller.id()).charged());
  }
}
