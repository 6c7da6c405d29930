package org.meterline.telephony.speech;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.meterline.telephony.speech.Saying.Gender;

/** Puts things into the words of a language. Pure: the same words for the same thing. */
public abstract sealed class Speller permits English, German {
  /** From here on nobody knows the names; {@code 10^15}. */
  static final BigInteger UNNAMED = BigInteger.TEN.pow(15);

  static final Gender M = Gender.MASCULINE;
  static final Gender F = Gender.FEMININE;
  static final Gender N = Gender.NEUTER;

  private static final List<String> LANGUAGES = List.of("de", "en");

  /** The spelling alphabet of the ITU (Radio Regulations, appendix 14). */
  private static final List<String> ALPHABET =
      List.of(
          "Alfa",
          "Bravo",
          "Charlie",
          "Delta",
          "Echo",
          "Foxtrot",
          "Golf",
          "Hotel",
          "India",
          "Juliett",
          "Kilo",
          "Lima",
          "Mike",
          "November",
          "Oscar",
          "Papa",
          "Quebec",
          "Romeo",
          "Sierra",
          "Tango",
          "Uniform",
          "Victor",
          "Whiskey",
          "X-ray",
          "Yankee",
          "Zulu");

  /** The languages that things are said in. */
  public static List<String> languages() {
    return LANGUAGES;
  }

  /** The speller of a language by its tag (BCP 47); English where there is none. */
  public static Speller of(String tag) {
    return language(tag).equals("de") ? new German() : new English();
  }

  /** The language of a tag, without a country: {@code de} of {@code de-AT} and {@code de_AT}. */
  public static String language(String tag) {
    return tag.strip().toLowerCase(Locale.ROOT).split("[-_.@]", 2)[0];
  }

  /** Which language it speaks. */
  public abstract String language();

  /** The pieces as they are written. */
  public static String text(List<Piece> pieces) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      text.append(text.isEmpty() ? "" : piece.glue()).append(piece.text());
    }
    return text.toString();
  }

  /**
   * The words for a thing.
   *
   * @throws IllegalArgumentException for a text, which has its own
   */
  public final List<Piece> spell(Saying what) {
    return switch (what) {
      case Saying.Text text -> throw new IllegalArgumentException("a text is not spelled");
      case Saying.Digits(String digits) -> signs(digits.replaceAll("[^0-9*#]", ""), false);
      case Saying.Letters(String letters) -> signs(letters, false);
      case Saying.Phonetic(String letters) -> signs(letters, true);
      case Saying.Cardinal(BigDecimal value, Gender gender) -> number(value, gender);
      case Saying.Ordinal(int value) -> ordinal(value);
      case Saying.Date(LocalDate date) -> date(date);
      case Saying.Time(LocalTime time) -> time(time);
      case Saying.Moment(LocalDate date, LocalTime time) -> moment(date, time);
      case Saying.Length(Duration length) -> length(length);
      case Saying.Money(BigDecimal amount, Currency currency) -> money(amount, currency);
    };
  }

  // --- What a language has to tell

  abstract Piece digit(int value);

  /** A whole number from 0 to below {@link #UNNAMED}. */
  abstract List<Piece> cardinal(long value, Gender gender);

  abstract List<Piece> ordinal(int value);

  abstract List<Piece> date(LocalDate date);

  abstract List<Piece> time(LocalTime time);

  abstract List<Piece> moment(LocalDate date, LocalTime time);

  /** Day, hour, minute and second. */
  abstract List<Coin> units();

  abstract Map<String, Coin.Pair> currencies();

  abstract String minus();

  abstract String point();

  /** What stands between euros and cents, and whether the cents are named there. */
  abstract List<Piece> parts(List<Piece> part, Coin coin, boolean single);

  /** The names of {@code * # @ . - + / _} and a blank. */
  abstract Map<Character, String> signs();

  /** The last word of the alphabet is told by the letter, but for ä, ö, ü and ß. */
  abstract String letter(char letter);

  // --- What is the same in all

  private List<Piece> signs(String text, boolean phonetic) {
    List<Piece> pieces = new ArrayList<>();
    String lower = text.toLowerCase(Locale.ROOT);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c >= '0' && c <= '9') {
        pieces.add(digit(c - '0'));
      } else if (c == '*') {
        pieces.add(new Piece("digits/star", signs().getOrDefault(c, ""), " "));
      } else if (c == '#') {
        pieces.add(new Piece("digits/pound", signs().getOrDefault(c, ""), " "));
      } else if (c >= 'a' && c <= 'z') {
        pieces.add(
            phonetic
                ? new Piece("phonetic/" + c, ALPHABET.get(c - 'a'), " ")
                : new Piece("letters/" + c, letter(c), " "));
      } else if ("äöüß".indexOf(c) >= 0) {
        Piece word = Piece.word(letter(c));
        pieces.add(word);
      } else if (signs().containsKey(c)) {
        pieces.add(Piece.word(signs().getOrDefault(c, "")));
      }
    }
    return pieces;
  }

  private List<Piece> number(BigDecimal value, Gender gender) {
    BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    List<Piece> pieces = new ArrayList<>();
    if (plain.signum() < 0) {
      pieces.add(Piece.word(minus()));
    }
    BigInteger whole = plain.abs().toBigInteger();
    String fraction = fraction(plain);
    if (whole.compareTo(UNNAMED) < 0) {
      pieces.addAll(cardinal(whole.longValueExact(), fraction.isEmpty() ? gender : Gender.COUNTED));
    } else {
      pieces.addAll(signs(whole.toString(), false));
    }
    if (!fraction.isEmpty()) {
      pieces.add(Piece.word(point()));
      pieces.addAll(signs(fraction, false));
    }
    return pieces;
  }

  private static String fraction(BigDecimal value) {
    String text = value.abs().toPlainString();
    int point = text.indexOf('.');
    return point < 0 ? "" : text.substring(point + 1);
  }

  private List<Piece> money(BigDecimal amount, Currency currency) {
    Coin.Pair names = currencies().get(currency.getCurrencyCode());
    BigDecimal plain = amount.stripTrailingZeros();
    boolean fine = plain.scale() > Math.max(0, currency.getDefaultFractionDigits());
    if (names == null) {
      List<Piece> pieces = new ArrayList<>(number(plain, Gender.COUNTED));
      pieces.addAll(signs(currency.getCurrencyCode(), false));
      return pieces;
    }
    BigInteger whole = plain.abs().toBigInteger();
    if (fine || whole.compareTo(UNNAMED) >= 0) {
      List<Piece> pieces = new ArrayList<>(number(plain, Gender.COUNTED));
      pieces.add(names.whole().of(false));
      return pieces;
    }
    int cents =
        plain
            .abs()
            .remainder(BigDecimal.ONE)
            .movePointRight(2)
            .setScale(0, RoundingMode.UNNECESSARY)
            .intValueExact();
    List<Piece> pieces = new ArrayList<>();
    if (plain.signum() < 0) {
      pieces.add(Piece.word(minus()));
    }
    if (whole.signum() > 0 || cents == 0) {
      pieces.addAll(counted(whole.longValueExact(), names.whole()));
    }
    if (cents > 0 && whole.signum() > 0) {
      pieces.addAll(parts(cardinal(cents, Gender.COUNTED), names.part(), cents == 1));
    } else if (cents > 0) {
      pieces.addAll(counted(cents, names.part()));
    }
    return pieces;
  }

  /** So many of something. */
  final List<Piece> counted(long count, Coin what) {
    List<Piece> pieces = new ArrayList<>(cardinal(count, what.gender()));
    pieces.add(what.of(count == 1));
    return pieces;
  }

  private List<Piece> length(Duration length) {
    Duration left = length.abs();
    long[] parts = {
      left.toDays(), left.toHoursPart(), left.toMinutesPart(), left.toSecondsPart(),
    };
    List<Piece> pieces = new ArrayList<>();
    if (length.isNegative()) {
      pieces.add(Piece.word(minus()));
    }
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] > 0 || (i == parts.length - 1 && left.toSeconds() == 0)) {
        pieces.addAll(counted(parts[i], units().get(i)));
      }
    }
    return pieces;
  }
}
