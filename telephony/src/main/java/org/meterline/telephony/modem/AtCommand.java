package org.meterline.telephony.modem;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A command line.
 *
 * @param text without its end, for example {@code AT+CSQ}
 * @param prefix what lines of its reply begin with, for example {@code +CSQ}; null: no such lines
 * @param must whether an OK without a line of the reply is no reply to it
 * @param texts whether lines without a prefix are of its reply
 * @param calls whether NO CARRIER and the like end it, and any character aborts it (V.250, section
 *     5.6.1)
 * @param body what is sent once it is asked for, or null
 * @param shown what may be shown of it, for example without a PIN
 * @param patience how long its final result may take
 */
record AtCommand(
    String text,
    @Nullable String prefix,
    boolean must,
    boolean texts,
    boolean calls,
    @Nullable String body,
    String shown,
    Duration patience) {
  private static final Duration USUAL = Duration.ofSeconds(5);
  private static final Duration LONG = Duration.ofSeconds(30);

  /** One that is answered by OK. */
  static AtCommand set(String text) {
    return new AtCommand(text, null, false, false, false, null, text, USUAL);
  }

  /** One that is answered by a line with the prefix, and OK. */
  static AtCommand ask(String text, String prefix) {
    return new AtCommand(text, prefix, true, false, false, null, text, USUAL);
  }

  /** One that is answered by any number of lines with the prefix, and OK. */
  static AtCommand list(String text, String prefix) {
    return new AtCommand(text, prefix, false, false, false, null, text, USUAL);
  }

  /** One that is answered by plain lines, and OK. */
  static AtCommand name(String text) {
    return new AtCommand(text, null, true, true, false, null, text, USUAL);
  }

  /** One that dials or answers. */
  static AtCommand call(String text) {
    return new AtCommand(text, null, false, false, true, null, text, LONG);
  }

  /** One that asks for more. */
  static AtCommand send(String text, String prefix, String body) {
    return new AtCommand(text, prefix, true, false, false, body, text, Duration.ofSeconds(60));
  }

  /** One that holds a secret. */
  static AtCommand secret(String text, String shown) {
    return new AtCommand(text, null, false, false, false, null, shown, LONG);
  }

  AtCommand within(Duration other) {
    return new AtCommand(text, prefix, must, texts, calls, body, shown, other);
  }

  AtCommand withTexts() {
    return new AtCommand(text, prefix, must, true, calls, body, shown, patience);
  }
}
