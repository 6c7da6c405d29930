package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.Prompt;

class VerbTitleTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void verbsReadLikeWords() {
    List<Prompt> two =
        List.of(new Prompt.Named("welcome"), new Prompt.File(Path.of("/programs/v1/menu.wav")));
    assertEquals("Answer", VerbTitle.of(new Verb.Answer()));
    assertEquals(
        "Play welcome, menu.wav", VerbTitle.of(new SoundVerb.Play(two, "", Duration.ZERO)));
    assertEquals(
        "Ask for digits: welcome, menu.wav",
        VerbTitle.of(new SoundVerb.Gather(two, SECOND, SECOND, 1)));
    assertEquals("Dial +49301234567", VerbTitle.of(new Verb.Dial("+49301234567", SECOND)));
    assertEquals(
        "Set caller id Ada +4930555101", VerbTitle.of(new Verb.SetCallerId("+4930555101", "Ada")));
    assertEquals("Set caller id Ada", VerbTitle.of(new Verb.SetCallerId(null, "Ada")));
    assertEquals(
        "Dial 102 & 103",
        VerbTitle.of(new Verb.Dial(List.of("102", "103"), SECOND, false, Optional.empty())));
    assertEquals("Wait for a digit, 1 s", VerbTitle.of(new SoundVerb.WaitDigit(SECOND)));
    assertEquals("Wait 0.5 s", VerbTitle.of(new Verb.Wait(Duration.ofMillis(500))));
  }

  @Test
  void outcomesReadLikeWords() {
    assertEquals("done", VerbTitle.outcome(Verb.Nothing.NOTHING));
    assertEquals("digits 2", VerbTitle.outcome(new SoundVerb.Gathered("2", false)));
    assertEquals(
        "no digits, the time was over", VerbTitle.outcome(new SoundVerb.Gathered("", true)));
    assertEquals(
        "stopped by 7", VerbTitle.outcome(new SoundVerb.Played(Optional.of('7'), Duration.ZERO)));
    assertEquals(
        "BUSY: 486 Busy here, talked 0 s",
        VerbTitle.outcome(Verb.Dialled.unanswered("BUSY", 486, "Busy here")));
    assertEquals("nothing", VerbTitle.outcome(Optional.empty()));
  }
}
