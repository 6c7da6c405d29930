package org.meterline.ejb.control;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.sound.SoundLibrary;
import org.meterline.telephony.call.Tones;
import org.meterline.telephony.media.Prompt;

/**
 * Something to be heard: a built-in prompt, a sound that the tenant handed in, something said, a
 * sound of another server, a tone by its name, frequencies, or silence.
 *
 * @param prompt a built-in one, for example {@code digits/7}
 * @param tone {@code dial}, {@code busy}, {@code ringing} or {@code congestion}
 * @param country of the tone: {@code de} if not told
 * @param hertz up to four frequencies that sound together
 * @param level of each, in dBm0: -13 if not told
 * @param seconds of a tone, frequencies or silence: 1 if not told
 * @param url of a sound on another server, by http or https
 * @param say something said
 * @param sound the name of one that the tenant handed in
 */
public record Sound(
    @Nullable String prompt,
    @Nullable String tone,
    @Nullable String country,
    @Nullable List<@Nullable Integer> hertz,
    @Nullable Integer level,
    @Nullable Boolean silence,
    @Nullable Double seconds,
    @Nullable String url,
    @Nullable Said say,
    @Nullable String sound) {
  private static final int MOST = 64;
  private static final double LONGEST = 300;
  private static final int LEVEL = -13;
  private static final int LOUDEST = 3;
  private static final int HIGHEST = 3_999;
  private static final int MOST_TONES = 4;
  private static final int LONGEST_URL = 2_000;

  static List<Prompt> prompts(String field, @Nullable List<@Nullable Sound> sounds) {
    if (sounds == null) {
      return List.of();
    }
    if (sounds.size() > MOST) {
      throw Refused.invalid(field, "must be " + MOST + " at most");
    }
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < sounds.size(); i++) {
      String name = field + "[" + i + "]";
      Sound sound = sounds.get(i);
      if (sound == null) {
        throw Refused.invalid(name, "is needed");
      }
      prompts.addAll(sound.prompts(name));
    }
    return prompts;
  }

  private List<Prompt> prompts(String field) {
    Duration length = length(field);
    if (prompt != null) {
      return List.of(new Prompt.Named(prompt));
    }
    if (sound != null) {
      if (!SoundLibrary.NAME.matcher(sound).matches()) {
        throw Refused.invalid(field + ".sound", "is not the name of a sound");
      }
      return List.of(new Prompt.Own(sound));
    }
    if (say != null) {
      return List.of(say.prompt(field + ".say"));
    }
    if (url != null) {
      return List.of(new Prompt.Remote(address(field + ".url", url)));
    }
    if (tone != null) {
      return Tones.named(tone, country == null ? "de" : country, length)
          .orElseThrow(() -> Refused.invalid(field, "there is no such tone"));
    }
    if (hertz != null) {
      int loud = level == null ? LEVEL : level;
      if (hertz.isEmpty()
          || hertz.size() > MOST_TONES
          || loud > LOUDEST
          || hertz.stream().anyMatch(each -> each == null || each < 1 || each > HIGHEST)) {
        throw Refused.invalid(field, "must be up to four frequencies from 1 to 3999 Hz");
      }
      return List.of(new Prompt.Chord(List.copyOf(hertz), loud, length));
    }
    if (Boolean.TRUE.equals(silence)) {
      return List.of(new Prompt.Silence(length));
    }
    throw Refused.invalid(
        field, "must have a prompt, a sound, a url, something to say, a tone, hertz, or silence");
  }

  private static URI address(String field, String url) {
    try {
      URI address = new URI(url);
      String scheme = address.getScheme() == null ? "" : address.getScheme();
      if (url.length() <= LONGEST_URL
          && address.getHost() != null
          && address.getUserInfo() == null
          && scheme.toLowerCase(Locale.ROOT).matches("https?")) {
        return address;
      }
    } catch (URISyntaxException e) {
      // As any other that is none.
    }
    throw Refused.invalid(field, "must be an address of http or https");
  }

  private Duration length(String field) {
    double given = seconds == null ? 1 : seconds;
    if (!(given >= 0 && given <= LONGEST)) {
      throw Refused.invalid(field + ".seconds", "must be between 0 and 300");
    }
    return Duration.ofMillis(Math.round(given * 1_000));
  }
}
