package org.meterline.billing.rerate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.payer.Earlier;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.tax.TaxPayer;
import org.meterline.billing.tax.TaxTable;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;

/**
 * A leg, or what it was handed over to, that was charged for or free, to be tried on another deck:
 * each keeps what it began with, as in a re-rating by that deck.
 */
public final class TriedLeg {
  private final ChargedLegRows.Key key;
  private final ChargedLeg leg;
  private final String to;
  private final List<Money> charged;
  private final Payers payers;

  /**
   * @param taxes what of what stands is tax, by line
   */
  TriedLeg(
      ChargedLegRows.Key key, ChargedLeg leg, String to, Map<Integer, Long> taxes, Payers payers) {
    this.key = key;
    this.leg = leg;
    this.to = to;
    this.payers = payers;
    this.charged =
        shares(leg)
            .mapToObj(
                i -> {
                  var was = leg.standing().get(i);
                  long units = was == null ? 0 : was.amount() - taxes.getOrDefault(i, 0L);
                  return Money.of(units, line(leg, i).tariff().currency());
                })
            .toList();
  }

  /**
   * Who they are.
   *
   * @param wallets whose a wallet is
   * @param decks whose own deck it is; everybody's are absent
   */
  record Payers(Map<UUID, UUID> wallets, Map<UUID, UUID> decks) {
    /** By whose own deck a leg was priced, else who paid, or the first of those who did. */
    @Nullable UUID of(ChargedLeg leg) {
      for (int i = 0; i < leg.hold().lines().size(); i++) {
        var line = line(leg, i);
        if (line.shares() && byDeck(line)) {
          var deck = leg.decks().get(i);
          var own = deck == null ? null : decks.get(deck);
          return own == null ? wallets.get(line.wallet()) : own;
        }
      }
      return null;
    }

    /** By whose own deck it was free, else who would have paid first; null if nobody would have. */
    @Nullable UUID of(FreeLeg leg) {
      var own = decks.get(leg.tariff().deck());
      return own != null || leg.lines().isEmpty()
          ? own
          : wallets.get(leg.lines().getFirst().wallet());
    }
  }

  public UUID call() {
    return key.call();
  }

  /** The call's leg that it is, or is a part of. */
  public UUID leg() {
    return key.leg();
  }

  /** E.164, or {@code extension} or {@code program}. */
  public String to() {
    return to;
  }

  /** When the price of the whole leg was agreed. */
  public Instant agreed() {
    return leg.agreed();
  }

  /** Seconds of the leg before it was handed over to this part; 0 of a leg from its beginning. */
  public long age() {
    return leg.earlier().stream().mapToLong(part -> part.hold().seconds()).sum();
  }

  public long seconds() {
    return leg.seconds();
  }

  /** What each of those who paid was charged, before tax. */
  public List<Money> charged() {
    return charged;
  }

  /** It had cost nothing by its deck. */
  public boolean free() {
    return leg.free() != null;
  }

  /**
   * By whose own deck it was priced, else who paid, or the first of those who did; null if sponsors
   * alone paid, at what they offered.
   */
  public @Nullable UUID payer() {
    return payers.of(leg);
  }

  /** That one, and those of the parts before. */
  public Set<UUID> payers() {
    return Stream.concat(Stream.of(leg), leg.earlier().stream())
        .flatMap(part -> Stream.ofNullable(payers.of(part)))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * Whether a price in that currency can be tried on it: what a sponsor offered for a share of a
   * price is in the currency of the price.
   *
   * @param prices whether the price is one for that payer's parts of the leg
   */
  public boolean takes(Currency currency, Predicate<UUID> prices) {
    return Stream.concat(Stream.of(leg), leg.earlier().stream())
        .filter(part -> !replaced(part, prices).isEmpty())
        .flatMap(part -> shares(part).mapToObj(i -> line(part, i)))
        .allMatch(line -> byDeck(line) || line.tariff().currency().equals(currency));
  }

  /** The lines of an own part, or one before, in whose place the price comes. */
  private Set<Integer> replaced(ChargedLeg part, Predicate<UUID> prices) {
    var payer = payers.of(part);
    return payer != null && prices.test(payer) ? byDeck(part) : Set.of();
  }

  /**
   * What those who paid would be due, before tax. What sponsors offered stays as it was, and so do
   * the seconds of bundles.
   *
   * @param price in a currency that it {@linkplain #takes takes}; it is one for its own payer
   * @param at when the price is agreed of the whole leg
   * @param prices whether the price is one for that payer's parts of the leg
   * @throws MoneyOverflow if something is out of range
   */
  public List<Money> due(Tariff price, TaxTable taxes, Instant at, Predicate<UUID> prices) {
    var later = Duration.between(leg.agreed(), at);
    var of = price.terms().tax().taxClass();
    UnaryOperator<HoldLine> by = line -> line.by(price.taxed(taxes.rate(who(line), of, at)));
    var earlier = Earlier.NONE;
    for (var part : leg.earlier()) {
      var dues = part.dues(replaced(part, prices), by, earlier, later);
      earlier = earlier.and(dues, part.hold().seconds());
    }
    var dues = leg.dues(byDeck(leg), by, earlier, later);
    var costs = dues.at(leg.seconds());
    var due = new ArrayList<Money>();
    for (int i = 0; i < costs.size(); i++) {
      var line = dues.lines().get(i);
      if (line.shares()) {
        due.add(costs.get(i).minus(line.tariff().tax().in(costs.get(i))));
      }
    }
    return due;
  }

  /** Where it went; empty if nobody knows. */
  static Optional<String> to(ChargedLeg leg) {
    return leg.key(byDeck(leg));
  }

  /** Whether something stands of all that were to pay. */
  static boolean stands(ChargedLeg leg) {
    return shares(leg).allMatch(leg.standing()::containsKey);
  }

  /** The lines that a deck's prices for numbers are for, and no sponsor's offer. */
  private static Set<Integer> byDeck(ChargedLeg leg) {
    var lines = new HashSet<Integer>();
    for (int i = 0; i < leg.hold().lines().size(); i++) {
      if (byDeck(line(leg, i))) {
        lines.add(i);
      }
    }
    return Collections.unmodifiableSet(lines);
  }

  private static boolean byDeck(HoldLine line) {
    return line.part() != Part.SPONSOR && !line.tariff().offered();
  }

  private static IntStream shares(ChargedLeg leg) {
    return IntStream.range(0, leg.hold().lines().size()).filter(i -> line(leg, i).shares());
  }

  private static HoldLine line(ChargedLeg leg, int line) {
    return leg.hold().lines().get(line).of();
  }

  /** Who was not taxed by any country is the tenant. */
  private static TaxPayer who(HoldLine line) {
    TaxRate tax = line.tariff().tax();
    return tax.country().isEmpty() ? TaxPayer.TENANT : new TaxPayer(tax.country(), false);
  }
}
