package org.meterline.ejb.number;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import com.google.i18n.phonenumbers.ShortNumberInfo;
import java.util.Optional;
import java.util.regex.Pattern;
import org.meterline.telephony.call.E164;

/** Reads dialled names as people of a country dial them. */
public final class Dialling {
  private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();
  private static final ShortNumberInfo SHORT = ShortNumberInfo.getInstance();

  /** Digits that a national number must have in a country that dials no trunk prefix. */
  private static final int NATIONAL = 7;

  private static final int NORTH_AMERICAN = 10;

  private static final Pattern WRITTEN = Pattern.compile("\\+?[0-9][0-9 ()./-]*");
  private static final Pattern MARKS = Pattern.compile("[ ()./-]");
  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{3,20}");
  private static final Pattern SHORT_NUMBER = Pattern.compile("[0-9]{2,6}");

  private Dialling() {}

  /** The name without the marks that people write into numbers. */
  public static String plain(String dialled) {
    return WRITTEN.matcher(dialled).matches() ? MARKS.matcher(dialled).replaceAll("") : dialled;
  }

  /**
   * The number of the world that is meant: {@code +…}, {@code 00…} (or the country's own
   * international prefix), or the national form.
   *
   * @param country ISO 3166 alpha-2
   */
  public static Optional<E164> outside(String dialled, String country) {
    String plain = plain(dialled);
    if (!NUMBER.matcher(plain).matches()) {
      return Optional.empty();
    }
    String text = plain.startsWith("00") ? "+" + plain.substring(2) : plain;
    boolean international = text.startsWith("+");
    try {
      PhoneNumber number = NUMBERS.parse(text, country);
      boolean asNational = international || national(text, country);
      if (!asNational
          || NUMBERS.isPossibleNumberWithReason(number) != ValidationResult.IS_POSSIBLE) {
        return Optional.empty();
      }
      return E164.parse(NUMBERS.format(number, PhoneNumberFormat.E164));
    } catch (NumberParseException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * Where a number is, as ISO 3166 alpha-2; empty for one that is nowhere, such as a satellite's.
   */
  public static String country(E164 number) {
    try {
      String region = NUMBERS.getRegionCodeForNumber(NUMBERS.parse(number.number(), null));
      return region == null || region.length() != 2 ? "" : region;
    } catch (NumberParseException unreadable) {
      return "";
    }
  }

  /** Whether it is a number that somebody may answer at no more than an ordinary call's price. */
  public static boolean rings(E164 number) {
    try {
      PhoneNumber parsed = NUMBERS.parse(number.number(), null);
      return NUMBERS.isValidNumber(parsed)
          && switch (NUMBERS.getNumberType(parsed)) {
            case FIXED_LINE, MOBILE, FIXED_LINE_OR_MOBILE, TOLL_FREE, VOIP, PERSONAL_NUMBER, UAN ->
                true;
            default -> false;
          };
    } catch (NumberParseException unreadable) {
      return false;
    }
  }

  /** Whether this calls for help in that country (110, 112, 911 …), dialled just so. */
  public static boolean emergency(String dialled, String country) {
    return SHORT_NUMBER.matcher(dialled).matches() && SHORT.isEmergencyNumber(dialled, country);
  }

  /** Short names are extensions: only a trunk prefix or enough digits make a national number. */
  private static boolean national(String text, String country) {
    String prefix = NUMBERS.getNddPrefixForRegion(country, true);
    if (prefix == null || prefix.isEmpty()) {
      return text.length() >= NATIONAL;
    }
    // In North America the trunk prefix is dialled or not; ten digits are always a number.
    return text.startsWith(prefix) || (prefix.equals("1") && text.length() == NORTH_AMERICAN);
  }
}
