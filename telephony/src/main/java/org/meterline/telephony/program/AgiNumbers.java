package org.meterline.telephony.program;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as C's {@code scanf} and {@code atoi} read them: what follows the digits is ignored. */
final class AgiNumbers {
  private static final Pattern WHOLE = Pattern.compile("\\s*([+-]?\\d{1,18}).*", Pattern.DOTALL);
  private static final Pattern SECONDS =
      Pattern.compile("\\s*(\\d{1,9}(?:\\.\\d{0,9})?|\\.\\d{1,9}).*", Pattern.DOTALL);

  private AgiNumbers() {}

  static OptionalLong scan(String text) {
    Matcher matcher = WHOLE.matcher(text);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  /** The number within these bounds; nothing legible is 0. */
  static long bounded(String text, long least, long most) {
    return Math.clamp(scan(text).orElse(0), least, most);
  }

  static Optional<Duration> seconds(String text) {
    Matcher matcher = SECONDS.matcher(text);
    return matcher.matches()
        ? Optional.of(
            Duration.ofMillis(new BigDecimal(matcher.group(1)).movePointRight(3).longValue()))
        : Optional.empty();
  }
}
