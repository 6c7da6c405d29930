package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.call.Verb.RecordingChange;

/** What is on recordings of a talk of two phones that say a tone each. */
final class RecordedTalk {
  private static final int SECOND = 8_000;
  private static final int AUDIBLE = 6_500;
  private static final int INAUDIBLE = 400;

  private final House house;

  private RecordedTalk(House house) {
    this.house = house;
  }

  /**
   * Three recordings side by side: one as it is, one with a second masked, one without that second.
   *
   * @param caller who says a tone of so many hertz
   * @param heard the other one's, in hertz
   */
  static void asItIsMaskedAndPaused(House house, Baresip caller, int said, int heard)
      throws Exception {
    var talk = new RecordedTalk(house);
    UUID whole = talk.begin();
    UUID masked = talk.begin();
    UUID paused = talk.begin();
    caller.hearsMore(SECOND);
    talk.change(masked, RecordingChange.MASK);
    talk.change(paused, RecordingChange.PAUSE);
    caller.hearsMore(SECOND);
    talk.change(masked, RecordingChange.UNMASK);
    talk.change(paused, RecordingChange.RESUME);
    caller.hearsMore(SECOND);
    talk.change(null, RecordingChange.STOP);
    until("they are closed", () -> List.of(whole, masked, paused).stream().allMatch(talk::isOver));

    short[] saidThroughout = talk.side(whole, 0, said, heard);
    short[] heardThroughout = talk.side(whole, 1, heard, said);
    int mask = (int) (talk.ended(masked).masked().toNanos() / 125_000);
    assertTrue(mask > SECOND / 2, "masked for " + mask + " samples");
    talk.isSilentFor(mask, talk.side(masked, 0, said, heard), said, saidThroughout);
    talk.isSilentFor(mask, talk.side(masked, 1, heard, said), heard, heardThroughout);

    short[] without = talk.side(paused, 0, said, heard);
    int missing = saidThroughout.length - without.length;
    assertEquals(mask, missing, mask / 2.0, "it is shorter by as much as was masked elsewhere");
    assertTrue(silence(without).samples() < mask / 2, "and what is left is not silent");
    assertEquals(Duration.ZERO, talk.ended(paused).masked());
  }

  private UUID begin() throws Exception {
    var take = new Verb.Take(null, true, false, Duration.ofMinutes(5), Duration.ZERO, "", "a test");
    return ((Verb.RecordingStarted) Steered.done(house, new Verb.StartRecording(take))).recording();
  }

  private void change(@Nullable UUID recording, RecordingChange change) throws Exception {
    Steered.done(house, new Verb.ChangeRecording(recording, change));
  }

  private boolean isOver(UUID recording) {
    return house.facts.stream()
        .anyMatch(
            f -> f instanceof CallFact.RecordingEnded over && over.recording().equals(recording));
  }

  private CallFact.RecordingEnded ended(UUID recording) {
    return house.facts.stream()
        .filter(CallFact.RecordingEnded.class::isInstance)
        .map(CallFact.RecordingEnded.class::cast)
        .filter(over -> over.recording().equals(recording))
        .findFirst()
        .orElseThrow();
  }

  /** One side of a recording, on which that tone alone is heard. */
  private short[] side(UUID recording, int channel, int hertz, int others) throws Exception {
    Path file =
        house.facts.stream()
            .filter(CallFact.RecordingBegan.class::isInstance)
            .map(CallFact.RecordingBegan.class::cast)
            .filter(began -> began.recording().equals(recording))
            .map(house::file)
            .findFirst()
            .orElseThrow();
    short[] side = Tones.side(file, channel);
    assertTrue(Tones.loudest(side, hertz) > AUDIBLE, hertz + " is on channel " + channel);
    assertTrue(Tones.loudest(side, others) < INAUDIBLE, others + " is not on channel " + channel);
    return side;
  }

  /** That it is silent so long, with the tone before and after it and in what was not masked. */
  private void isSilentFor(int mask, short[] side, int hertz, short[] unmasked) {
    Silence silence = silence(side);
    // Up to a few packets that were on their way are missing beside it.
    assertEquals(mask, silence.samples(), SECOND / 3.0, "samples of silence");
    assertTrue(silence.samples() >= mask, silence.samples() + " samples of silence of " + mask);
    int after = silence.from() + silence.samples();
    assertTrue(isLoud(side, 0, silence.from(), hertz), "before it is masked");
    assertTrue(isLoud(side, after, side.length, hertz), "and afterwards");
    assertTrue(isLoud(unmasked, silence.from(), after, hertz), "and meanwhile elsewhere");
  }

  private static boolean isLoud(short[] side, int from, int to, int hertz) {
    return Tones.loudest(Arrays.copyOfRange(side, from, Math.min(to, side.length)), hertz)
        > AUDIBLE;
  }

  private record Silence(int from, int samples) {}

  /** The longest stretch without a sound. */
  private static Silence silence(short[] samples) {
    var longest = new Silence(0, 0);
    int from = 0;
    for (int i = 0; i < samples.length; i++) {
      if (samples[i] != 0) {
        from = i + 1;
      } else if (i + 1 - from > longest.samples()) {
        longest = new Silence(from, i + 1 - from);
      }
    }
    return longest;
  }
}
