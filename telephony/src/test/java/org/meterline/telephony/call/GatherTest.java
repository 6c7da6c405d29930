package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.done;
import static org.meterline.telephony.call.Outcomes.refused;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.media.Prompt;

/** Which digits end what, and which are wanted; and what plays, stands still and goes on. */
class GatherTest {
  private static final List<Prompt> WELCOME = List.of(new Prompt.Named("welcome"));
  private final World world = new World();

  private SoundVerb.Gather gather(String terminators, int least, String pattern, boolean bargeIn) {
    world.dials("500");
    return new SoundVerb.Gather(
        WELCOME,
        Duration.ofSeconds(3),
        Duration.ofSeconds(1),
        6,
        terminators,
        new SoundVerb.Wanted(least, DigitPattern.parse(pattern)),
        bargeIn,
        Verb.End.Side.CALLER);
  }

  private void press(String digits) {
    digits.chars().forEach(digit -> world.digit((char) digit));
  }

  @Test
  void itEndsByWhatIsSaidToEndIt() {
    var outcome = world.verb(gather("*0", 0, ".*", true));
    press("1#2*");
    assertEquals(new SoundVerb.Gathered("1#2", false), done(outcome));
  }

  @Test
  void whatIsNotWantedIsToldAsSuch() {
    SoundVerb.Gather gather = gather("#", 3, "4[0-9]+|9", true);
    var few = world.verb(gather);
    press("42#");
    assertEquals(new SoundVerb.Gathered("42", false, false), done(few));
    var other = world.verb(gather);
    press("5123#");
    assertEquals(new SoundVerb.Gathered("5123", false, false), done(other));
    var good = world.verb(gather);
    press("412#");
    assertEquals(new SoundVerb.Gathered("412", false, true), done(good));
  }

  @Test
  void digitsCountFromTheEndOfThePromptsWithoutBargeIn() {
    var outcome = world.verb(gather("#", 0, ".*", false));
    press("12#");
    assertTrue(outcome.isEmpty());
    world.audio.getFirst().finishes();
    press("34#");
    assertEquals(new SoundVerb.Gathered("34", false), done(outcome));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "[1-3]{2} 12 14",
        "1?2+ 222 11",
        "[^0].{3} 1234 0123",
        "0{2,}1 00001 01",
        "[*]1{1,2} *11 1",
        "1|23|4 23 2",
        ".*.*.*.*.*.*.*.*.*.*.*.*9 0000000000000000000000000009 0000000000000000000000000000"
      })
  void patternsMatchAllOfTheDigits(String pattern, String good, String bad) {
    assertTrue(DigitPattern.parse(pattern).matches(good));
    assertFalse(DigitPattern.parse(pattern).matches(bad));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(1)", "[12", "1{", "1{3,2}", "1{999}", "x", "*", "[3-1]", "+"})
  void whatIsNoPatternIsRefused(String pattern) {
    assertThrows(IllegalArgumentException.class, () -> DigitPattern.parse(pattern));
  }

  @Test
  void whatPlaysStandsStillAndGoesOn() {
    world.dials("500");
    assertEquals("nothing-plays", refused(world.verb(new SoundVerb.PausePlay())));
    var play = world.verb(new SoundVerb.Play(WELCOME, "", Duration.ZERO));
    done(world.verb(new SoundVerb.PausePlay()));
    done(world.verb(new SoundVerb.SeekPlay(Duration.ofMillis(1500))));
    done(world.verb(new SoundVerb.ResumePlay()));
    assertEquals(List.of("told", "pause", "seek 1500", "resume"), world.audio.getFirst().did);
    assertTrue(play.isEmpty());
    done(world.verb(new SoundVerb.StopPlay()));
    done(play);
    assertEquals("nothing-plays", refused(world.verb(new SoundVerb.StopPlay())));
  }

  @Test
  void tonesHaveTheirCadence() {
    Duration second = Duration.ofSeconds(1);
    List<Prompt> busy = Tones.named("busy", "us", second).orElseThrow();
    assertEquals(
        List.of(
            new Prompt.Chord(List.of(480, 620), -13, second.dividedBy(2)),
            new Prompt.Silence(second.dividedBy(2))),
        busy);
    assertEquals(1, Tones.named("dial", "de", second).orElseThrow().size());
    assertTrue(Tones.named("dial", "xx", second).isEmpty());
    assertTrue(Tones.named("whistle", "de", second).isEmpty());
    assertTrue(Tones.named("dial", "de", Duration.ofHours(1)).isEmpty());
  }
}
