package org.meterline.telephony.speech;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.meterline.telephony.speech.Saying.Gender;

/** German: "einundzwanzig", "der dritte März", "vierzehn Uhr dreißig", "ein Euro fünfzig". */
final class German extends Speller {
  private static final List<String> SMALL =
      List.of(
          "null",
          "eins",
          "zwei",
          "drei",
          "vier",
          "fünf",
          "sechs",
          "sieben",
          "acht",
          "neun",
          "zehn",
          "elf",
          "zwölf",
          "dreizehn",
          "vierzehn",
          "fünfzehn",
          "sechzehn",
          "siebzehn",
          "achtzehn",
          "neunzehn");
  private static final List<String> TENS =
      List.of(
          "", "zehn", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig",
          "neunzig");
  private static final List<String> ORDINALS =
      List.of(
          "nullte", "erste", "zweite", "dritte", "vierte", "fünfte", "sechste", "siebte", "achte",
          "neunte");
  private static final List<String> MONTHS =
      List.of(
          "Januar",
          "Februar",
          "März",
          "April",
          "Mai",
          "Juni",
          "Juli",
          "August",
          "September",
          "Oktober",
          "November",
          "Dezember");
  private static final List<String> DAYS =
      List.of("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag");
  private static final List<Coin> SCALES =
      List.of(
          new Coin(F, "Billion", "Billionen"),
          new Coin(F, "Milliarde", "Milliarden"),
          new Coin(F, "Million", "Millionen"));

  private static final Coin CENT = new Coin(M, "Cent", "Cent");
  private static final Coin OERE = new Coin(N, "Öre", "Öre");
  private static final Coin KRONE = new Coin(F, "Krone", "Kronen");
  private static final Map<String, Coin.Pair> CURRENCIES =
      Map.ofEntries(
          Map.entry("EUR", Coin.pair(same(M, "Euro"), CENT)),
          Map.entry("USD", Coin.pair(same(M, "Dollar"), CENT)),
          Map.entry("CAD", Coin.pair(new Coin(M, "kanadischer Dollar", "kanadische Dollar"), CENT)),
          Map.entry(
              "AUD", Coin.pair(new Coin(M, "australischer Dollar", "australische Dollar"), CENT)),
          Map.entry("GBP", Coin.pair(same(N, "Pfund"), new Coin(M, "Penny", "Pence"))),
          Map.entry("CHF", Coin.pair(same(M, "Franken"), same(M, "Rappen"))),
          Map.entry("JPY", Coin.pair(same(M, "Yen"), same(M, "Sen"))),
          Map.entry("SEK", Coin.pair(KRONE, OERE)),
          Map.entry("NOK", Coin.pair(KRONE, OERE)),
          Map.entry("DKK", Coin.pair(KRONE, OERE)),
          Map.entry("PLN", Coin.pair(same(M, "Zloty"), new Coin(M, "Grosz", "Groszy"))),
          Map.entry("CZK", Coin.pair(KRONE, same(M, "Heller"))),
          Map.entry("CNY", Coin.pair(same(M, "Yuan"), same(M, "Fen"))),
          Map.entry(
              "INR", Coin.pair(new Coin(F, "Rupie", "Rupien"), new Coin(M, "Paisa", "Paise"))));

  private static Coin same(Gender gender, String name) {
    return new Coin(gender, name, name);
  }

  @Override
  public String language() {
    return "de";
  }

  @Override
  Piece digit(int value) {
    return Piece.figure(value, SMALL.get(value));
  }

  private Piece small(int value) {
    return value < 10 ? digit(value) : Piece.word(SMALL.get(value));
  }

  private Piece one(Gender gender) {
    return switch (gender) {
      case COUNTED -> digit(1);
      case MASCULINE, NEUTER -> Piece.word("ein");
      case FEMININE -> Piece.word("eine");
    };
  }

  @Override
  List<Piece> cardinal(long value, Gender gender) {
    List<Piece> pieces = new ArrayList<>();
    if (value == 0) {
      pieces.add(digit(0));
    }
    long unit = 1_000_000_000_000L;
    long left = value;
    for (Coin scale : SCALES) {
      int group = (int) (left / unit);
      left %= unit;
      unit /= 1_000;
      if (group > 0) {
        List<Piece> count = new ArrayList<>();
        below1000(group, F, count);
        compound(count, pieces);
        pieces.add(scale.of(group == 1));
      }
    }
    List<Piece> rest = new ArrayList<>();
    int thousands = (int) (left / 1_000);
    if (thousands > 0) {
      below1000(thousands, M, rest);
      rest.add(Piece.word("tausend"));
    }
    below1000((int) (left % 1_000), gender, rest);
    compound(rest, pieces);
    return pieces;
  }

  /** One word of all of them. */
  private static void compound(List<Piece> word, List<Piece> pieces) {
    for (int i = 0; i < word.size(); i++) {
      pieces.add(i == 0 ? word.get(i) : word.get(i).glued(""));
    }
  }

  private void below1000(int value, Gender gender, List<Piece> pieces) {
    hundreds(value / 100, pieces);
    below100(value % 100, gender, pieces);
  }

  private void hundreds(int value, List<Piece> pieces) {
    if (value > 0) {
      pieces.add(value == 1 ? one(M) : digit(value));
      pieces.add(Piece.word("hundert"));
    }
  }

  private void below100(int value, Gender gender, List<Piece> pieces) {
    if (value >= 20) {
      if (value % 10 > 0) {
        pieces.add(Piece.word(value % 10 == 1 ? "einund" : SMALL.get(value % 10) + "und"));
      }
      pieces.add(Piece.word(TENS.get(value / 10)));
    } else if (value == 1) {
      pieces.add(one(gender));
    } else if (value > 0) {
      pieces.add(small(value));
    }
  }

  @Override
  List<Piece> ordinal(int value) {
    List<Piece> pieces = new ArrayList<>();
    int rest = value % 100;
    if (value == 0) {
      pieces.add(Piece.word(ORDINALS.getFirst()));
    } else if (rest == 0 || rest >= 20) {
      pieces.addAll(cardinal(value, Gender.COUNTED));
      Piece last = pieces.removeLast();
      pieces.add(Piece.word(last.text() + "ste").glued(last.glue()));
    } else {
      if (value > 100) {
        pieces.addAll(cardinal(value - rest, Gender.COUNTED));
      }
      String last = rest < 10 ? ORDINALS.get(rest) : SMALL.get(rest) + "te";
      pieces.add(Piece.word(last).glued(pieces.isEmpty() ? " " : ""));
    }
    return pieces;
  }

  @Override
  List<Piece> date(LocalDate date) {
    List<Piece> pieces = new ArrayList<>();
    pieces.add(Piece.word("der"));
    pieces.addAll(ordinal(date.getDayOfMonth()));
    pieces.add(Piece.word(MONTHS.get(date.getMonthValue() - 1)));
    pieces.addAll(year(date.getYear()));
    return pieces;
  }

  private List<Piece> year(int year) {
    if (year < 1_100 || year >= 2_000) {
      return cardinal(year, Gender.COUNTED);
    }
    List<Piece> word = new ArrayList<>();
    word.add(small(year / 100));
    word.add(Piece.word("hundert"));
    below100(year % 100, Gender.COUNTED, word);
    List<Piece> pieces = new ArrayList<>();
    compound(word, pieces);
    return pieces;
  }

  @Override
  List<Piece> time(LocalTime time) {
    List<Piece> pieces = new ArrayList<>(cardinal(time.getHour(), N));
    pieces.add(Piece.word("Uhr"));
    if (time.getMinute() > 0) {
      pieces.addAll(cardinal(time.getMinute(), Gender.COUNTED));
    }
    return pieces;
  }

  @Override
  List<Piece> moment(LocalDate date, LocalTime time) {
    List<Piece> pieces = new ArrayList<>();
    pieces.add(Piece.word(DAYS.get(date.getDayOfWeek().getValue() - 1)));
    pieces.addAll(date(date));
    pieces.add(Piece.word("um"));
    pieces.addAll(time(time));
    return pieces;
  }

  @Override
  List<Coin> units() {
    return List.of(
        new Coin(M, "Tag", "Tage"),
        new Coin(F, "Stunde", "Stunden"),
        new Coin(F, "Minute", "Minuten"),
        new Coin(F, "Sekunde", "Sekunden"));
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
    return "Komma";
  }

  @Override
  List<Piece> parts(List<Piece> part, Coin coin, boolean single) {
    return part;
  }

  @Override
  Map<Character, String> signs() {
    return Map.of(
        '*',
        "Stern",
        '#',
        "Raute",
        '@',
        "ät",
        '.',
        "Punkt",
        '-',
        "Strich",
        '+',
        "plus",
        '/',
        "Schrägstrich",
        '_',
        "Unterstrich",
        ' ',
        "Leerzeichen");
  }

  @Override
  String letter(char letter) {
    return switch (letter) {
      case 'ä' -> "a-Umlaut";
      case 'ö' -> "o-Umlaut";
      case 'ü' -> "u-Umlaut";
      case 'ß' -> "Eszett";
      default -> String.valueOf(letter);
    };
  }
}
