package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.done;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.speech.Saying;
import org.meterline.telephony.speech.Saying.Gender;

/** What a call says, in which language, and what becomes of it when it cannot be said. */
class SayTest {
  private static final Saying HELLO = new Saying.Text("Hello.");
  private final World world = new World();

  @BeforeEach
  void aProgramSteers() {
    world.dials("500");
    done(world.verb(new Verb.Answer()));
  }

  private FakeAudio audio() {
    return world.audio.getFirst();
  }

  @Test
  void whatIsSaidIsPlayedInTheCallsLanguageUnlessToldOtherwise() {
    Saying number = new Saying.Cardinal(BigDecimal.TEN, Gender.COUNTED);
    var first = world.verb(new SoundVerb.Say(number, ""));
    audio().finishes();
    assertEquals(new SoundVerb.Played(Optional.empty(), Duration.ofSeconds(2)), done(first));
    world.verb(new SoundVerb.Say(HELLO, "de", "de+f2", "#", Verb.End.Side.CALLER));
    assertEquals(
        List.of(new Prompt.Spoken(number, null, null), new Prompt.Spoken(HELLO, "de", "de+f2")),
        audio().played);
  }

  @Test
  void aDigitEndsIt() {
    var outcome = world.verb(new SoundVerb.Say(HELLO, "#"));
    world.digit('#');
    assertEquals(new SoundVerb.Played(Optional.of('#'), Duration.ofSeconds(1)), done(outcome));
  }

  @Test
  void withoutAVoiceItIsRefusedAndTheCallGoesOn() {
    var outcome = world.verb(new SoundVerb.Say(HELLO, ""));
    audio().says(new MediaEvent.Failed(audio().playing, "there is no voice here"));
    audio().finishes();
    var refused = assertInstanceOf(Outcome.Refused.class, outcome.getFirst());
    assertEquals("not-spoken", refused.why().code());
    assertEquals("there is no voice here", refused.why().reason());
    assertEquals(CallState.STEERED, world.call().state());
    assertTrue(world.verb(new SoundVerb.Say(HELLO, "")).isEmpty());
  }

  @Test
  void aRowTellsWhatWasLeftOut() {
    var outcome =
        world.verb(
            new SoundVerb.Play(
                List.of(new Prompt.Named("welcome"), new Prompt.Spoken(HELLO, null, null)),
                "",
                Duration.ZERO));
    audio().says(new MediaEvent.Failed(audio().playing, "there is no voice here"));
    audio().finishes();
    assertEquals(
        new SoundVerb.Played(
            Optional.empty(), Duration.ofSeconds(2), List.of("there is no voice here")),
        done(outcome));
  }

  @Test
  void theLanguageIsAVariable() {
    assertEquals("en", audio().language);
    done(world.verb(new Verb.SetVariable(Verb.SetVariable.LANGUAGE, "de-AT")));
    assertEquals("de-AT", audio().language);
    world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    assertEquals("de-AT", world.audio.getLast().language);
  }
}
