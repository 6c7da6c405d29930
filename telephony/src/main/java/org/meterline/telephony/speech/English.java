package org.meterline.telephony.speech;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.meterline.telephony.speech.Saying.Gender;

/** British English: "one hundred and one", "the third of March", "fourteen thirty". */
final class English extends Speller {
  private static final List<String> SMALL =
      List.of(
          "zero",
          "one",
          "two",
          "three",
          "four",
          "five",
          "six",
          "seven",
          "eight",
          "nine",
          "ten",
          "eleven",
          "twelve",
          "thirteen",
          "fourteen",
          "fifteen",
          "sixteen",
          "seventeen",
          "eighteen",
          "nineteen");
  private static final List<String> TENS =
      List.of(
          "", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");
  private static final List<String> SCALES =
      List.of("", "thousand", "million", "billion", "trillion");
  private static final Map<String, String> ORDINALS =
      Map.of(
          "one", "first", "two", "second", "three", "third", "five", "fifth", "eight", "eighth",
          "nine", "ninth", "twelve", "twelfth");
  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");
  private static final List<String> DAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

  private static final Coin CENT = coin("cent", "cents");
  private static final Map<String, Coin.Pair> CURRENCIES =
      Map.ofEntries(
          Map.entry("EUR", Coin.pair(coin("euro", "euros"), CENT)),
          Map.entry("USD", Coin.pair(coin("dollar", "dollars"), CENT)),
          Map.entry("CAD", Coin.pair(coin("Canadian dollar", "Canadian dollars"), CENT)),
          Map.entry("AUD", Coin.pair(coin("Australian dollar", "Australian dollars"), CENT)),
          Map.entry("GBP", Coin.pair(coin("pound", "pounds"), coin("penny", "pence"))),
          Map.entry("CHF", Coin.pair(coin("franc", "francs"), coin("centime", "centimes"))),
          Map.entry("JPY", Coin.pair(coin("yen", "yen"), coin("sen", "sen"))),
          Map.entry("SEK", Coin.pair(coin("krona", "kronor"), coin("öre", "öre"))),
          Map.entry("NOK", Coin.pair(coin("krone", "kroner"), coin("øre", "øre"))),
          Map.entry("DKK", Coin.pair(coin("krone", "kroner"), coin("øre", "øre"))),
          Map.entry("PLN", Coin.pair(coin("zloty", "zlotys"), coin("grosz", "groszy"))),
          Map.entry("CZK", Coin.pair(coin("koruna", "korunas"), coin("haler", "halers"))),
          Map.entry("CNY", Coin.pair(coin("yuan", "yuan"), coin("fen", "fen"))),
          Map.entry("INR", Coin.pair(coin("rupee", "rupees"), coin("paisa", "paise"))));

  private static Coin coin(String one, String many) {
    return new Coin(N, one, many);
  }

  @Override
  public String language() {
    return "en";
  }

  @Override
  Piece digit(int value) {
    return Piece.figure(value, SMALL.get(value));
  }

  private Piece small(int value) {
    return value < 10 ? digit(value) : Piece.word(SMALL.get(value));
  }

  @Override
  List<Piece> cardinal(long value, Gender gender) {
    List<Piece> pieces = new ArrayList<>();
    if (value == 0) {
      pieces.add(digit(0));
    }
    long unit = 1_000_000_000_000L;
    long left = value;
    for (int scale = 4; scale >= 0; scale--) {
      int group = (int) (left / unit);
      left %= unit;
      unit /= 1_000;
      if (group > 0) {
        below1000(group, scale == 0 && value > 999, pieces);
        if (scale > 0) {
          pieces.add(Piece.word(SCALES.get(scale)));
        }
      }
    }
    return pieces;
  }

  private void below1000(int value, boolean behind, List<Piece> pieces) {
    int rest = value % 100;
    if (value >= 100) {
      pieces.add(digit(value / 100));
      pieces.add(Piece.word("hundred"));
    }
    if (rest > 0 && (value >= 100 || behind)) {
      pieces.add(Piece.word("and"));
    }
    below100(rest, pieces);
  }

  private void below100(int value, List<Piece> pieces) {
    if (value >= 20) {
      pieces.add(Piece.word(TENS.get(value / 10)));
      if (value % 10 > 0) {
        pieces.add(digit(value % 10).glued("-"));
      }
    } else if (value > 0) {
      pieces.add(small(value));
    }
  }

  @Override
  List<Piece> ordinal(int value) {
    List<Piece> pieces = new ArrayList<>(cardinal(value, Gender.COUNTED));
    Piece last = pieces.removeLast();
    String word = last.text();
    String ordinal =
        word.endsWith("y")
            ? word.substring(0, word.length() - 1) + "ieth"
            : ORDINALS.getOrDefault(word, word.endsWith("t") ? word + "h" : word + "th");
    pieces.add(Piece.word(ordinal).glued(last.glue()));
    return pieces;
  }

  @Override
  List<Piece> date(LocalDate date) {
    List<Piece> pieces = new ArrayList<>();
    pieces.add(Piece.word("the"));
    pieces.addAll(ordinal(date.getDayOfMonth()));
    pieces.add(Piece.word("of"));
    pieces.add(Piece.word(MONTHS.get(date.getMonthValue() - 1)));
    pieces.addAll(year(date.getYear()));
    return pieces;
  }

  private List<Piece> year(int year) {
    int century = year / 100;
    int rest = year % 100;
    List<Piece> pieces = new ArrayList<>();
    if (century < 10 || (century % 10 == 0 && rest < 10)) {
      return cardinal(year, Gender.COUNTED);
    }
    below100(century, pieces);
    if (rest == 0) {
      pieces.add(Piece.word("hundred"));
    } else {
      twoDigits(rest, pieces);
    }
    return pieces;
  }

  private void twoDigits(int value, List<Piece> pieces) {
    if (value < 10) {
      pieces.add(Piece.word("oh"));
    }
    below100(value, pieces);
  }

  @Override
  List<Piece> time(LocalTime time) {
    List<Piece> pieces = new ArrayList<>(cardinal(time.getHour(), Gender.COUNTED));
    if (time.getMinute() == 0) {
      pieces.add(Piece.word("o'clock"));
    } else {
      twoDigits(time.getMinute(), pieces);
    }
    return pieces;
  }

  @Override
  List<Piece> moment(LocalDate date, LocalTime time) {
    List<Piece> pieces = new ArrayList<>();
    pieces.add(Piece.word(DAYS.get(date.getDayOfWeek().getValue() - 1)));
    pieces.addAll(date(date));
    pieces.add(Piece.word("at"));
    pieces.addAll(time(time));
    return pieces;
  }

  @Override
  List<Coin> units() {
    return List.of(
        coin("day", "days"),
        coin("hour", "hours"),
        coin("minute", "minutes"),
        coin("second", "seconds"));
  }

  @Override
  Map<String, Coin.Pair> currencies() {
    return CURRENCIES;
  }

  @Override
  String minus() {
    return "minus";
  }

  @Override
  String point() {
    return "point";
  }

  @Override
  List<Piece> parts(List<Piece> part, Coin coin, boolean single) {
    List<Piece> pieces = new ArrayList<>();
    pieces.add(Piece.word("and"));
    pieces.addAll(part);
    pieces.add(coin.of(single));
    return pieces;
  }

  @Override
  Map<Character, String> signs() {
    return Map.of(
        '*',
        "star",
        '#',
        "pound",
        '@',
        "at",
        '.',
        "dot",
        '-',
        "dash",
        '+',
        "plus",
        '/',
        "slash",
        '_',
        "underscore",
        ' ',
        "space");
  }

  @Override
  String letter(char letter) {
    return switch (letter) {
      case 'ä' -> "a umlaut";
      case 'ö' -> "o umlaut";
      case 'ü' -> "u umlaut";
      case 'ß' -> "sharp s";
      default -> String.valueOf(letter);
    };
  }
}
