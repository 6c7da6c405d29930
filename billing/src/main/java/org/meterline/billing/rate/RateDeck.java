package org.meterline.billing.rate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;

/**
 * One version of a rate deck, compiled for the longest match. Immutable; safe for many threads.
 *
 * <p>Prefixes are numbers of four bits a digit (the digit plus one), from the left, so that their
 * order is that of the digits and a prefix comes just before what it begins. The longest prefix of
 * a number is then among the last entry that is not greater and that entry's own prefixes.
 */
public final class RateDeck {
  private static final int DIGITS = 15; // E.164

  private final DeckTerms terms;
  private final Rate[] rates; // by prefix, then in the order in which they are asked
  private final long[] keys; // one per prefix, ascending
  private final int[] first; // where the lines of a prefix begin; one more entry at the end
  private final int[] shorter; // the longest other prefix that begins this one, or -1
  private final Map<String, List<Rate>> inside;

  private RateDeck(DeckTerms terms, List<Rate> lines) {
    this.terms = terms;
    var sorted = new ArrayList<>(lines);
    sorted.sort(Comparator.comparing(Rate::prefix).thenComparing(Rate.ORDER));
    var kept = new HashMap<String, List<Rate>>();
    for (var rate : sorted) {
      if (isInside(rate.prefix())) {
        kept.computeIfAbsent(rate.prefix(), p -> new ArrayList<>()).add(rate);
      }
    }
    inside = Map.copyOf(kept);
    rates = sorted.stream().filter(r -> !isInside(r.prefix())).toArray(Rate[]::new);
    int prefixes = 0;
    for (int i = 0; i < rates.length; i++) {
      if (i == 0 || !rates[i].prefix().equals(rates[i - 1].prefix())) {
        prefixes++;
      }
    }
    keys = new long[prefixes];
    first = new int[prefixes + 1];
    shorter = new int[prefixes];
    int entry = -1;
    for (int i = 0; i < rates.length; i++) {
      if (i == 0 || !rates[i].prefix().equals(rates[i - 1].prefix())) {
        entry++;
        first[entry] = i;
        keys[entry] = key(rates[i].prefix(), 0);
        int up = entry - 1;
        while (up >= 0 && !begins(keys[up], keys[entry])) {
          up = shorter[up];
        }
        shorter[entry] = up;
      }
    }
    first[prefixes] = rates.length;
  }

  /**
   * Compiles a deck.
   *
   * @throws IllegalArgumentException if two lines are meant alike, or a time band is unknown; the
   *     message names the line
   */
  public static RateDeck compile(DeckTerms terms, List<Rate> lines) {
    var deck = new RateDeck(terms, lines);
    for (var rate : lines) {
      if (!rate.band().isEmpty() && !terms.calendar().knows(rate.band())) {
        throw new IllegalArgumentException(
            "line " + rate.line() + ": there is no time band " + rate.band());
      }
    }
    for (int i = 1; i < deck.rates.length; i++) {
      unlike(deck.rates[i - 1], deck.rates[i]);
    }
    for (var group : deck.inside.values()) {
      for (int i = 1; i < group.size(); i++) {
        unlike(group.get(i - 1), group.get(i));
      }
    }
    return deck;
  }

  private static void unlike(Rate a, Rate b) {
    // in their order those that are meant alike are neighbours, unless bands stand between
    if (a.prefix().equals(b.prefix())
        && a.band().equals(b.band())
        && a.weight() == b.weight()
        && Objects.equals(a.from(), b.from())) {
      throw new IllegalArgumentException(
          "line " + b.line() + ": " + b.prefix() + " comes twice, as in line " + a.line());
    }
  }

  public UUID id() {
    return terms.deck();
  }

  public Currency currency() {
    return terms.currency();
  }

  public DeckTerms terms() {
    return terms;
  }

  /** How many lines there are. */
  public int size() {
    return rates.length + inside.values().stream().mapToInt(List::size).sum();
  }

  /** All lines, by prefix, then in the order in which they are asked. */
  public List<Rate> rates() {
    var all = new ArrayList<>(Arrays.asList(rates));
    inside.keySet().stream().sorted().forEach(p -> all.addAll(inside.getOrDefault(p, List.of())));
    return all;
  }

  /** The price of a leg before anybody's tax. */
  public Match match(String key, Instant at) {
    return match(key, at, TaxRate.NONE);
  }

  /**
   * Finds the price of a leg: the longest prefix that has a line which is in force then and whose
   * time band it is; of those lines the one that came into force last, then one with a time band
   * before one without, then the heaviest, then the first.
   *
   * @param key E.164 with or without the plus, or {@link Rate#EXTENSION} or {@link Rate#PROGRAM}
   * @param at when the leg's price is agreed
   * @param tax of who pays
   */
  public Match match(String key, Instant at, TaxRate tax) {
    var found = tariff(key, at);
    if (found == null) {
      var ended = ended(key, at);
      return ended == null
          ? new Match.NoPrice("The rate deck has no price for " + shown(key) + ".", false)
          : new Match.NoPrice(
              "The rate deck's prices for "
                  + shown(key)
                  + " ended at "
                  + ended
                  + ": a deck with new ones has to be approved.",
              true);
    }
    var tariff = found.taxed(tax);
    return tariff.rate().blocked()
        ? new Match.Blocked(tariff, "Calls to " + tariff.destination() + " are blocked.")
        : new Match.Priced(tariff, explained(key, tariff));
  }

  /** The tariff of a leg, blocked or not, before tax; null if no line is meant. */
  public @Nullable Tariff tariff(String key, Instant at) {
    long holding = terms.calendar().holdingAt(at.getEpochSecond());
    if (isInside(key)) {
      return meant(inside.getOrDefault(key, List.of()), at, holding);
    }
    long number = key(key, key.startsWith("+") ? 1 : 0);
    for (int entry = floor(number); entry >= 0; entry = shorter[entry]) {
      if (begins(keys[entry], number)) {
        int from = first[entry];
        int until = first[entry + 1];
        var tariff =
            until - from == 1
                ? alone(rates[from], at, holding)
                : meant(Arrays.asList(rates).subList(from, until), at, holding);
        if (tariff != null) {
          return tariff;
        }
      }
    }
    return null;
  }

  /** When the last of the lines for it ended; null unless all that began have. */
  private @Nullable Instant ended(String key, Instant at) {
    Instant last = null;
    for (var rate : covering(key)) {
      var until = rate.until();
      if (rate.inForce(at)) {
        return null; // its time band is another
      }
      if (until != null && !until.isAfter(at) && (last == null || until.isAfter(last))) {
        last = until;
      }
    }
    return last;
  }

  /** All lines whose prefix begins it, at whatever time. */
  private List<Rate> covering(String key) {
    if (isInside(key)) {
      return inside.getOrDefault(key, List.of());
    }
    long number = key(key, key.startsWith("+") ? 1 : 0);
    var lines = new ArrayList<Rate>();
    for (int entry = floor(number); entry >= 0; entry = shorter[entry]) {
      if (begins(keys[entry], number)) {
        lines.addAll(Arrays.asList(rates).subList(first[entry], first[entry + 1]));
      }
    }
    return lines;
  }

  /** The tariff of a line, as if it had matched. */
  public Tariff tariff(Rate rate) {
    if (isInside(rate.prefix())) {
      return new Tariff(
          terms, rate, inside.getOrDefault(rate.prefix(), List.of(rate)), TaxRate.NONE);
    }
    int entry = floor(key(rate.prefix(), 0));
    return new Tariff(
        terms, rate, Arrays.asList(rates).subList(first[entry], first[entry + 1]), TaxRate.NONE);
  }

  private @Nullable Tariff alone(Rate rate, Instant at, long holding) {
    return rate.inForce(at) && terms.calendar().fits(rate.band(), holding)
        ? Tariff.of(terms, rate)
        : null;
  }

  private @Nullable Tariff meant(List<Rate> lines, Instant at, long holding) {
    for (int i = 0; i < lines.size(); i++) {
      var rate = lines.get(i);
      if (rate.inForce(at) && terms.calendar().fits(rate.band(), holding)) {
        return new Tariff(terms, rate, lines, TaxRate.NONE);
      }
    }
    return null;
  }

  private int floor(long number) {
    int low = 0;
    int high = keys.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (keys[middle] <= number) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  private static long key(String digits, int from) {
    long key = 0;
    int shift = 4 * (DIGITS - 1);
    for (int i = from; i < digits.length() && shift >= 0; i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      key |= (digit + 1L) << shift;
      shift -= 4;
    }
    return key;
  }

  private static boolean begins(long prefix, long number) {
    int unused = Long.numberOfTrailingZeros(prefix) & ~3;
    return prefix != 0 && (number >>> unused) == (prefix >>> unused);
  }

  private static boolean isInside(String key) {
    return key.equals(Rate.EXTENSION) || key.equals(Rate.PROGRAM);
  }

  private String explained(String key, Tariff tariff) {
    return shown(key) + " matches prefix " + tariff.matchInWords() + ": " + tariff.inWords();
  }

  private static String shown(String key) {
    // no whole number of an outsider in a text that ends in logs
    return key.length() > 7 && Character.isDigit(key.charAt(key.length() - 1))
        ? key.substring(0, key.length() - 3) + "…"
        : key;
  }
}
