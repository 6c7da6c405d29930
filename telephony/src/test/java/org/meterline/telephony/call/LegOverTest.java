package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.cut;
import static org.meterline.telephony.call.Outcomes.done;
import static org.meterline.telephony.call.Outcomes.soFar;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.meterline.telephony.call.Verb.End;
import org.meterline.telephony.call.Verb.End.Side;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.speech.Saying;

/**
 * A leg ends while a verb plays to it or listens to it: that verb is over, and the call goes on.
 */
class LegOverTest {
  private static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");
  private static final List<Prompt> PROMPT = List.of(new Prompt.Named("busy"));

  private final World world = new World().phone("103", 5071);

  @BeforeEach
  void anApplicationSteersATalk() {
    world.numbers.put("600", new Destination.Application(World.HARBOUR, "orders", true));
    world.dials("600");
    dials();
  }

  private void dials() {
    world.verb(new Verb.Dial("103", Duration.ofSeconds(20)));
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
  }

  private static Verb<?> play(End to) {
    return new SoundVerb.Play(PROMPT, "", Duration.ZERO, to);
  }

  private static Verb<?> playOver(@Nullable End to) {
    return new SoundVerb.PlayOver(PROMPT, 12, to);
  }

  private static Verb<?> gather(List<Prompt> prompts, End of) {
    return new SoundVerb.Gather(
        prompts,
        Duration.ofMinutes(10),
        Duration.ofSeconds(2),
        4,
        "#",
        new SoundVerb.Wanted(0, DigitPattern.ANY),
        true,
        of);
  }

  private static Stream<Verb<?>> toTheCallee() {
    return Stream.of(
        play(Side.CALLEE),
        playOver(Side.CALLEE),
        new SoundVerb.Say(new Saying.Text("Good bye."), null, null, "", Side.CALLEE),
        gather(PROMPT, Side.CALLEE),
        gather(List.of(), Side.CALLEE),
        new Verb.TakeMessage(
            new Verb.Take(
                Side.CALLEE, false, true, Duration.ofHours(1), Duration.ZERO, "", "program")));
  }

  @ParameterizedTest
  @MethodSource("toTheCallee")
  void theCallerIsSteeredOnWhenWhoHeardItHangsUp(Verb<?> verb) {
    var outcome = world.verb(verb, Duration.ofHours(1));
    assertTrue(outcome.isEmpty(), "it is under way");
    world.calleeSays(BYE);
    assertEquals(Outcome.By.HANG_UP, cut(outcome));
    assertEquals(CallState.STEERED, world.call().state());
    var next = world.verb(play(Side.CALLER));
    world.audio.getFirst().finishes();
    done(next);
    world.seconds(599);
    assertEquals(CallState.STEERED, world.call().state());
    world.seconds(1);
    assertEquals("Nobody said any more what comes next", world.ended().reason());
  }

  @Test
  void whatBothHearGoesOnForWhoIsLeft() {
    var outcome = world.verb(playOver(null));
    world.calleeSays(BYE);
    assertTrue(outcome.isEmpty(), "the caller hears it still");
    world.audio.getFirst().overlayFinishes();
    assertEquals(new SoundVerb.Played(Optional.empty(), Duration.ofSeconds(2)), done(outcome));

    dials();
    var another = world.verb(playOver(null));
    world.audio.getFirst().overlayFinishes();
    world.calleeSays(BYE);
    assertEquals(new SoundVerb.Played(Optional.empty(), Duration.ofSeconds(2)), soFar(another));
  }

  /** Who was called talks on, to another one. */
  @Test
  void whoHandsTheTalkOnIsListenedToNoMore() {
    LegId called = world.callee().id();
    var gathered = world.verb(gather(List.of(), Side.CALLER));
    world.caller.says(new Signalling.Event.Referred(new ReferTest.Asked("102", null)));
    world.settle();
    assertTrue(gathered.isEmpty());
    world.calleeAnswers();
    assertTrue(world.caller.closed());
    assertEquals(Outcome.By.HANG_UP, cut(gathered));
    var played = world.verb(play(new End.Of(called)));
    world.audio.get(1).finishes();
    done(played);
    assertEquals(CallState.TALKING, world.call().state());
  }
}
