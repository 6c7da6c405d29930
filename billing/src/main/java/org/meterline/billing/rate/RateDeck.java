package org.meterline.billing.rate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;

/**
 * One version of a rate deck, compiled for the longest match: a trie of digits in flat arrays.
 * Immutable; safe for many threads.
 */
public final class RateDeck {
  private final UUID id;
  private final Currency currency;
  private final List<Tariff> tariffs;
  private final Map<String, Tariff> inside;
  private final int[] next;
  private final int[] at;

  private RateDeck(
      UUID id,
      Currency currency,
      List<Tariff> tariffs,
      Map<String, Tariff> inside,
      int[] next,
      int[] at) {
    this.id = id;
    this.currency = currency;
    this.tariffs = tariffs;
    this.inside = inside;
    this.next = next;
    this.at = at;
  }

  /**
   * Compiles a deck.
   *
   * @throws IllegalArgumentException if a prefix comes twice, or is neither digits nor a kind of
   *     what is inside, or a tariff is in another currency
   */
  public static RateDeck compile(UUID id, Currency currency, List<Tariff> tariffs) {
    var inside = new HashMap<String, Tariff>();
    var lines = List.copyOf(tariffs);
    int[] next = new int[640];
    int[] at = new int[64];
    int nodes = 1;
    for (int i = 0; i < lines.size(); i++) {
      var tariff = lines.get(i);
      var prefix = tariff.prefix();
      if (!tariff.currency().equals(currency)) {
        throw new IllegalArgumentException(prefix + " is in " + tariff.currency());
      }
      if (prefix.equals(Tariff.EXTENSION) || prefix.equals(Tariff.PROGRAM)) {
        if (inside.put(prefix, tariff) != null) {
          throw new IllegalArgumentException(prefix + " comes twice");
        }
        continue;
      }
      if (!prefix.matches("[0-9]{1,15}")) {
        throw new IllegalArgumentException("not a prefix: " + prefix);
      }
      int node = 0;
      for (int k = 0; k < prefix.length(); k++) {
        int slot = node * 10 + (prefix.charAt(k) - '0');
        if (next[slot] == 0) {
          if (nodes == at.length) {
            at = Arrays.copyOf(at, nodes * 2);
            next = Arrays.copyOf(next, nodes * 20);
          }
          next[slot] = nodes++;
        }
        node = next[slot];
      }
      if (at[node] != 0) {
        throw new IllegalArgumentException(prefix + " comes twice");
      }
      at[node] = i + 1;
    }
    return new RateDeck(
        id,
        currency,
        lines,
        Map.copyOf(inside),
        Arrays.copyOf(next, nodes * 10),
        Arrays.copyOf(at, nodes));
  }

  public UUID id() {
    return id;
  }

  public Currency currency() {
    return currency;
  }

  /** All lines, in the order they were given. */
  public List<Tariff> tariffs() {
    return tariffs;
  }

  /**
   * Finds the price.
   *
   * @param key E.164 with or without the plus, or {@link Tariff#EXTENSION} or {@link
   *     Tariff#PROGRAM}
   */
  public Match match(String key) {
    var tariff =
        key.equals(Tariff.EXTENSION) || key.equals(Tariff.PROGRAM) ? inside.get(key) : longest(key);
    if (tariff == null) {
      return new Match.NoPrice("The rate deck has no price for " + shown(key) + ".");
    }
    if (tariff.blocked()) {
      return new Match.Blocked(tariff, "Calls to " + tariff.destination() + " are blocked.");
    }
    return new Match.Priced(
        tariff,
        shown(key)
            + " matches prefix "
            + tariff.prefix()
            + ", "
            + tariff.destination()
            + ": "
            + tariff.terms());
  }

  private @Nullable Tariff longest(String key) {
    int best = 0;
    int node = 0;
    for (int k = key.startsWith("+") ? 1 : 0; k < key.length(); k++) {
      int digit = key.charAt(k) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      node = next[node * 10 + digit];
      if (node == 0) {
        break;
      }
      if (at[node] != 0) {
        best = at[node];
      }
    }
    return best == 0 ? null : tariffs.get(best - 1);
  }

  private static String shown(String key) {
    // no whole number of an outsider in a text that ends in logs
    return key.length() > 7 && Character.isDigit(key.charAt(key.length() - 1))
        ? key.substring(0, key.length() - 3) + "…"
        : key;
  }
}
