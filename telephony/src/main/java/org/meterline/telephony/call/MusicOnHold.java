package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import org.meterline.telephony.media.Prompt;

/**
 * What those hear who are on hold, where nobody says what: a tenant's choice.
 *
 * @param prompts heard again and again
 */
public record MusicOnHold(List<Prompt> prompts) {
  public static final MusicOnHold BUILT_IN = new MusicOnHold(Tones.MUSIC);

  public static final MusicOnHold SILENCE =
      new MusicOnHold(List.of(new Prompt.Silence(Duration.ofMinutes(1))));

  public MusicOnHold {
    prompts = List.copyOf(prompts);
  }

  /** A sound that the tenant handed in. */
  public static MusicOnHold own(String name) {
    return new MusicOnHold(List.of(new Prompt.Own(name)));
  }
}
