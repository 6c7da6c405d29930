package org.meterline.telephony.speech;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How texts are spoken and sounds are fetched.
 *
 * @param cloud a voice by HTTP; null: espeak-ng of this machine
 * @param patience how long a text may take, and a sound of another server
 * @param privateAddresses whether sounds are fetched from loopback, link-local and private
 *     addresses, too: then whoever steers a call reads what this machine reaches there
 */
public record SpeechSettings(@Nullable Cloud cloud, Duration patience, boolean privateAddresses) {
  /** The voice of this machine, and the public web. */
  public static final SpeechSettings USUAL =
      new SpeechSettings(null, Duration.ofSeconds(10), false);

  /**
   * A voice by HTTP: a POST whose answer is a WAV file, or JSON with one in Base64 as {@code
   * audioContent}.
   *
   * @param header one header, with its secret, as {@code Name: value}; empty for none
   * @param body JSON with {@code {text}}, {@code {language}} and {@code {voice}} in it, within
   *     quotes
   * @param voice the one that is meant when none is told
   */
  public record Cloud(URI address, String header, String body, String voice) {
    @Override
    public String toString() {
      return "Cloud[" + address + "]"; // the header is a secret
    }
  }
}
