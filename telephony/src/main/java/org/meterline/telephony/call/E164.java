package org.meterline.telephony.call;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An international telephone number (ITU-T E.164): a plus sign and 2 to 15 digits.
 *
 * @param number for example {@code +4930123456}
 */
public record E164(String number) {
  private static final Pattern SHAPE = Pattern.compile("\\+[1-9][0-9]{1,14}");

  public E164 {
    if (!SHAPE.matcher(number).matches()) {
      throw new IllegalArgumentException("not an E.164 number: " + number);
    }
  }

  /**
   * The number that the text spells, if it is one; the text may lack nothing but is not trimmed.
   */
  public static Optional<E164> parse(String text) {
    return SHAPE.matcher(text).matches() ? Optional.of(new E164(text)) : Optional.empty();
  }

  /** The number without its plus sign. */
  public String digits() {
    return number.substring(1);
  }

  @Override
  public String toString() {
    return number;
  }
}
