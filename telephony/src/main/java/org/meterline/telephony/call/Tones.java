package org.meterline.telephony.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.meterline.telephony.media.Prompt;

/**
 * The tones that people know, by country: frequencies and cadences of ITU-T E.180, supplement 2
 * ("Various tones used in national networks"), at the level of E.180, -10 dBm0 and 3 dB less.
 */
public final class Tones {
  private static final int LEVEL = -13;
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** Frequencies, then on and off in milliseconds; no time at all for what goes on and on. */
  private record Tone(List<Integer> hertz, List<Integer> cadence) {}

  private static Tone tone(List<Integer> hertz, Integer... cadence) {
    return new Tone(hertz, List.of(cadence));
  }

  private static final List<Integer> EUROPE = List.of(425);

  private static final Map<String, Map<String, Tone>> COUNTRIES =
      Map.of(
          "de",
          Map.of(
              "dial", tone(EUROPE),
              "busy", tone(EUROPE, 480, 480),
              "ringing", tone(EUROPE, 1000, 4000),
              "congestion", tone(EUROPE, 240, 240)),
          "us",
          Map.of(
              "dial", tone(List.of(350, 440)),
              "busy", tone(List.of(480, 620), 500, 500),
              "ringing", tone(List.of(440, 480), 2000, 4000),
              "congestion", tone(List.of(480, 620), 250, 250)),
          "gb",
          Map.of(
              "dial", tone(List.of(350, 440)),
              "busy", tone(List.of(400), 375, 375),
              "ringing", tone(List.of(400, 450), 400, 200, 400, 2000),
              "congestion", tone(List.of(400), 400, 350, 225, 525)),
          "fr",
          Map.of(
              "dial", tone(List.of(440)),
              "busy", tone(List.of(440), 500, 500),
              "ringing", tone(List.of(440), 1500, 3500),
              "congestion", tone(List.of(440), 250, 250)));

  private Tones() {}

  /**
   * A tone for a time.
   *
   * @param name {@code dial}, {@code busy}, {@code ringing} or {@code congestion}
   * @param country {@code de}, {@code us}, {@code gb} or {@code fr}
   * @param length up to five minutes
   * @return empty when there is no such tone
   */
  public static Optional<List<Prompt>> named(String name, String country, Duration length) {
    Tone tone =
        COUNTRIES
            .getOrDefault(country.toLowerCase(Locale.ROOT), Map.of())
            .get(name.toLowerCase(Locale.ROOT));
    if (tone == null || length.isNegative() || length.compareTo(LONGEST) > 0) {
      return Optional.empty();
    }
    if (tone.cadence().isEmpty()) {
      return Optional.of(List.of(new Prompt.Chord(tone.hertz(), LEVEL, length)));
    }
    List<Prompt> row = new ArrayList<>();
    Duration left = length;
    for (int i = 0; left.isPositive(); i = (i + 1) % tone.cadence().size()) {
      Duration part = Duration.ofMillis(tone.cadence().get(i));
      Duration next = part.compareTo(left) > 0 ? left : part;
      row.add(i % 2 == 0 ? new Prompt.Chord(tone.hertz(), LEVEL, next) : new Prompt.Silence(next));
      left = left.minus(next);
    }
    return Optional.of(row);
  }

  /** The ringing tone of most countries, for a minute. */
  static final List<Prompt> RINGING =
      Collections.nCopies(
              12,
              List.<Prompt>of(
                  new Prompt.Tone(425, LEVEL, Duration.ofSeconds(1)),
                  new Prompt.Silence(Duration.ofSeconds(4))))
          .stream()
          .flatMap(List::stream)
          .toList();

  /** Something to wait by: two quiet chords taken apart, and a rest. */
  static final List<Prompt> MUSIC = music();

  private static List<Prompt> music() {
    List<Prompt> notes = new ArrayList<>();
    for (int hertz : new int[] {262, 330, 392, 523, 392, 330, 220, 262, 330, 440, 330, 262}) {
      notes.add(new Prompt.Chord(List.of(hertz, 2 * hertz), -16, Duration.ofMillis(320)));
    }
    notes.add(new Prompt.Silence(Duration.ofMillis(960)));
    return List.copyOf(notes);
  }
}
