package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.done;
import static org.meterline.telephony.call.Outcomes.refused;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.SupervisionVerb.Mode;
import org.meterline.telephony.call.Verb.End.Side;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.media.Sdp;

/** Somebody listens to a talk, whispers into it, and joins it; and prompts are heard over it. */
class SupervisionTest {
  private static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");
  private final World world = new World();
  private FakeLeg agent = world.caller;

  @BeforeEach
  void theyTalk() {
    world.phone("103", 5071);
    world.dials("102").answered();
    agent = world.callee();
  }

  private FakeAudio caller() {
    return world.audio.getFirst();
  }

  private FakeAudio callee() {
    return world.audio.get(1);
  }

  private FakeAudio boss() {
    return world.audio.get(2);
  }

  private static SupervisionVerb.Supervise from(String phone, Mode mode, boolean tone) {
    return new SupervisionVerb.Supervise(
        new Verb.To(phone, Duration.ofSeconds(20), null), mode, Side.CALLEE, tone);
  }

  private FakeMix supervised(Mode mode) {
    var outcome = world.verb(from("103", mode, false));
    assertEquals(2, world.asks.size(), "who pays for its leg is asked");
    assertSame(callee(), caller().bridged, "the talk is as it was while it rings");
    world.calleeSays(new Signalling.Event.Answered(new Sdp("answer")));
    assertEquals(
        world.callee().id(),
        assertInstanceOf(SupervisionVerb.Supervised.class, done(outcome)).leg());
    FakeMix mix = world.plane.mixes.getLast();
    assertTrue(mix.hears(caller(), callee()) && mix.hears(callee(), caller()), "they talk");
    assertTrue(mix.hears(boss(), callee()) && mix.hears(boss(), caller()), "it hears both");
    assertEquals(CallState.TALKING, world.call().state());
    return mix;
  }

  private void assertHeard(FakeMix mix, boolean byCaller, boolean byCallee) {
    assertEquals(byCaller, mix.hears(caller(), boss()), "by the caller");
    assertEquals(byCallee, mix.hears(callee(), boss()), "by the callee");
  }

  @Test
  void listensWhispersAndJoinsByVerbAndByKey() {
    FakeMix mix = supervised(Mode.LISTEN);
    assertHeard(mix, false, false);
    done(world.verb(new SupervisionVerb.ChangeSupervision(Mode.WHISPER)));
    assertHeard(mix, false, true);
    done(world.verb(new SupervisionVerb.ChangeSupervision(Mode.BARGE)));
    assertHeard(mix, true, true);
    boss().says(new MediaEvent.Digit('4'));
    assertHeard(mix, false, false);
    boss().says(new MediaEvent.Digit('5'));
    assertHeard(mix, false, true);
    assertTrue(mix.digits.contains(new FakeMix.Pair(caller(), callee())), "digits still pass");
    done(world.verb(new SupervisionVerb.StopSupervision()));
    assertTrue(mix.closed);
    assertSame(callee(), caller().bridged, "bridged again");
    assertEquals("not-supervised", refused(world.verb(new SupervisionVerb.StopSupervision())));
    world.callerHangsUp();
    world.ended();
  }

  @Test
  void theTalkGoesOnWhenItHangsUpAndItsSilenceEndsItAlone() {
    supervised(Mode.LISTEN);
    world.seconds(3);
    world.calleeSays(BYE);
    assertSame(callee(), caller().bridged);
    assertEquals(CallState.TALKING, world.call().state());
    assertEquals(Duration.ofSeconds(3), world.ended(world.callee().id()).charged());
    world.verb(from("103", Mode.LISTEN, false));
    world.calleeSays(new Signalling.Event.Answered(new Sdp("answer")));
    world.audio.get(3).says(new MediaEvent.TimedOut());
    assertTrue(world.callee().closed());
    assertEquals(CallState.TALKING, world.call().state());
    world.callerHangsUp();
    world.ended();
  }

  @Test
  void itsLegEndsWithTheTalk() {
    supervised(Mode.BARGE);
    agent.says(BYE);
    world.settle();
    assertTrue(world.callee().closed());
    world.ended();
  }

  @Test
  void itsCreditEndsItAlone() {
    world.extension = sequence -> World.refused("no-money", 402);
    supervised(Mode.LISTEN);
    world.seconds(9);
    assertEquals(CallState.TALKING, world.call().state());
    assertFalse(boss().overlaid.isEmpty() && caller().overlaid.isEmpty(), "told before");
  }

  @Test
  void holdPartsThemAndJoinsThemInTheMixAgain() {
    FakeMix mix = supervised(Mode.WHISPER);
    done(world.verb(new Verb.Hold(Side.CALLER, List.of())));
    assertFalse(mix.hears(caller(), callee()));
    assertNull(caller().bridged);
    done(world.verb(new Verb.Unhold(Side.CALLER)));
    assertTrue(mix.hears(caller(), callee()));
    assertHeard(mix, false, true);
    LegId own = world.callee().id();
    assertEquals(
        "unknown-leg", refused(world.verb(new Verb.Hold(new Verb.End.Of(own), List.of()))));
  }

  @Test
  void refusalsHaveNames() {
    assertEquals("no-such-destination", refused(world.verb(from("999", Mode.LISTEN, false))));
    assertEquals("not-a-phone", refused(world.verb(from("+49301", Mode.LISTEN, false))));
    assertEquals(
        "not-supervised", refused(world.verb(new SupervisionVerb.ChangeSupervision(Mode.BARGE))));
    var outcome = world.verb(from("103", Mode.LISTEN, false));
    assertEquals("busy", refused(world.verb(from("103", Mode.LISTEN, false))));
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    assertEquals("no-supervisor", refused(outcome));
    supervisedAgain();
    assertEquals("supervised-already", refused(world.verb(from("103", Mode.LISTEN, false))));
  }

  private void supervisedAgain() {
    var outcome = world.verb(from("103", Mode.LISTEN, false));
    world.calleeSays(new Signalling.Event.Answered(new Sdp("answer")));
    done(outcome);
  }

  @Test
  void bothHearAToneWhenItIsWanted() {
    world.admission = World.granted(1000, false);
    var outcome = world.verb(from("103", Mode.LISTEN, true));
    world.calleeSays(new Signalling.Event.Answered(new Sdp("answer")));
    done(outcome);
    assertEquals(1, caller().overlaid.size());
    assertEquals(1, callee().overlaid.size());
    world.seconds(15);
    assertEquals(2, caller().overlaid.size(), "again and again");
    done(world.verb(new SupervisionVerb.StopSupervision()));
    world.seconds(16);
    assertEquals(2, caller().overlaid.size(), "and no more");
  }

  // --- Prompts over a talk

  @Test
  void aPromptIsPlayedOverTheTalkToBoth() {
    Prompt note = new Prompt.Named("beep");
    var outcome = world.verb(new SoundVerb.PlayOver(List.of(note), 12, null));
    assertEquals(List.of(note), caller().overlaid);
    assertEquals(List.of(note), callee().overlaid);
    assertSame(callee(), caller().bridged, "they talk on");
    caller().overlayFinishes();
    assertTrue(outcome.isEmpty(), "the other hears it still");
    callee().overlayFinishes();
    assertEquals(Duration.ofSeconds(2), ((SoundVerb.Played) done(outcome)).position());
    var stopped = world.verb(new SoundVerb.PlayOver(List.of(note), 0, Side.CALLER));
    assertEquals(
        "busy", refused(world.verb(new SoundVerb.PlayOver(List.of(note), 0, Side.CALLEE))));
    done(world.verb(new SoundVerb.StopPlay()));
    assertEquals(Duration.ofSeconds(1), ((SoundVerb.Played) done(stopped)).position());
  }

  /** Music would take the ear of whom the supervisor may talk to. */
  @Test
  void whoIsPutOnHoldHearsWhoSupervisesAndNoMusic() {
    world.caller.says(new Signalling.Event.Offered(new Sdp("sendonly")));
    world.settle();
    assertEquals(Tones.MUSIC.getLast(), callee().played.getLast());
    supervised(Mode.BARGE);
    assertEquals(0, callee().playing, "the music is over");
  }
}
