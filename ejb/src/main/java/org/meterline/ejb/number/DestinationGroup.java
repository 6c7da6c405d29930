package org.meterline.ejb.number;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Locale;
import java.util.regex.Pattern;
import org.meterline.telephony.call.E164;

/**
 * Where a number leads, as coarsely as fraud is guarded against: a country ({@code LV}), a
 * country's premium-rate numbers ({@code LV-premium}), {@code satellite} (+870, +881, and the
 * networks of +882 and +883), or {@code international} for the other numbers of no country.
 */
public final class DestinationGroup {
  public static final String SATELLITE = "satellite";
  public static final String INTERNATIONAL = "international";
  private static final String PREMIUM = "-premium";

  /** Every group has this shape. */
  public static final Pattern SHAPE =
      Pattern.compile("[A-Z]{2}(" + PREMIUM + ")?|" + SATELLITE + "|" + INTERNATIONAL);

  private static final int TOO_MANY = 4;
  private static final int SHORTEST = 5;
  private static final Pattern SATELLITES = Pattern.compile("\\+(870|881|882|883).*");
  private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();

  private DestinationGroup() {}

  public static String of(E164 number) {
    if (SATELLITES.matcher(number.number()).matches()) {
      return SATELLITE;
    }
    String country = country(number);
    if (country.isEmpty()) {
      return INTERNATIONAL;
    }
    return isPremium(number) ? country + PREMIUM : country;
  }

  /** A group in words, as they stand behind "calls to". */
  public static String inWords(String group) {
    return switch (group) {
      case SATELLITE -> "satellites";
      case INTERNATIONAL -> "numbers of no country";
      default -> {
        String country = Locale.of("", group.substring(0, 2)).getDisplayCountry(Locale.ENGLISH);
        yield group.endsWith(PREMIUM) ? "premium-rate numbers of " + country : country;
      }
    };
  }

  /** A number that is none of a country yet belongs to the country's code all the same. */
  private static String country(E164 number) {
    String country = Dialling.country(number);
    if (!country.isEmpty()) {
      return country;
    }
    try {
      int code = NUMBERS.parse(number.number(), null).getCountryCode();
      String region = NUMBERS.getRegionCodeForCountryCode(code);
      return region.length() == 2 && !region.equals("ZZ") ? region : "";
    } catch (NumberParseException unreadable) {
      return "";
    }
  }

  /** Digits too many are often carried all the same, so they hide nothing. */
  private static boolean isPremium(E164 number) {
    String digits = number.number();
    for (int more = 0; more <= TOO_MANY && digits.length() - more > SHORTEST; more++) {
      try {
        PhoneNumber parsed = NUMBERS.parse(digits.substring(0, digits.length() - more), null);
        if (NUMBERS.getNumberType(parsed) == PhoneNumberType.PREMIUM_RATE) {
          return true;
        }
      } catch (NumberParseException unreadable) {
        return false;
      }
    }
    return false;
  }
}
