package org.meterline.telephony.program;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The argument of Asterisk's Dial: {@code technology/resource[,seconds[,options]]}. Of the resource
 * only the number counts, {@code 102} in {@code PJSIP/102@trunk}; options change nothing.
 *
 * @param dialled the extension or number
 */
record DialText(String dialled, Duration ringTime) {
  private static final Duration USUAL_RING_TIME = Duration.ofMinutes(3);
  private static final Duration LONGEST_RING_TIME = Duration.ofMinutes(10);
  private static final Pattern RESOURCE =
      Pattern.compile("(?:[A-Za-z]\\w*/)?(?:sip:)?([+0-9A-Za-z*#._-]{1,64})(?:[@/:].*)?");

  /** Empty when there is nothing to dial, or more than one destination. */
  static Optional<DialText> parse(String text) {
    String[] parts = text.strip().split("[,|]", 3);
    Matcher resource = RESOURCE.matcher(parts[0].strip());
    if (parts[0].indexOf('&') >= 0 || !resource.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new DialText(resource.group(1), parts.length > 1 ? ringTime(parts[1]) : USUAL_RING_TIME));
  }

  private static Duration ringTime(String seconds) {
    Duration time = AgiNumbers.seconds(seconds).orElse(Duration.ZERO);
    if (time.isZero()) {
      return USUAL_RING_TIME;
    }
    return time.compareTo(LONGEST_RING_TIME) > 0 ? LONGEST_RING_TIME : time;
  }
}
