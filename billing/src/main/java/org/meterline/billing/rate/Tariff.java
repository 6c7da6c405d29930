package org.meterline.billing.rate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/**
 * What a leg is charged by. A running call keeps the tariff it started with: the line that matched
 * says fee, increments, minimum, grace and maximum; each second has the price of the line whose
 * time band it falls in, among those of the same prefix that are in force when the leg begins.
 *
 * @param terms the deck's
 * @param rate the line that matched when the leg began
 * @param lines all of the deck with that prefix, in the order in which they are asked
 * @param tax of who pays, in the price or on it as the terms say
 * @param age seconds of the leg before the part that is charged by it; 0 from the leg's beginning
 * @param spent what those before cost by this deck, as prices are, in 3600ths of the currency: so
 *     much of its maximum is gone
 */
public record Tariff(
    DeckTerms terms, Rate rate, List<Rate> lines, TaxRate tax, long age, BigDecimal spent) {
  private static final BigDecimal PARTS = BigDecimal.valueOf(Cost.PARTS);

  public Tariff {
    lines = List.copyOf(lines);
    if (age < 0 || spent.signum() < 0) {
      throw new IllegalArgumentException("a leg goes on from where it is");
    }
    // equal amounts are to be equal tariffs
    spent = spent.stripTrailingZeros();
  }

  /** The tariff of a leg from its beginning. */
  public Tariff(DeckTerms terms, Rate rate, List<Rate> lines, TaxRate tax) {
    this(terms, rate, lines, tax, 0, BigDecimal.ZERO);
  }

  /** The tariff of a line that stands alone, before anybody's tax. */
  public static Tariff of(DeckTerms terms, Rate rate) {
    return new Tariff(terms, rate, List.of(rate), TaxRate.NONE);
  }

  /** The same with another tax. */
  public Tariff taxed(TaxRate tax) {
    return new Tariff(terms, rate, lines, tax, age, spent);
  }

  public UUID deck() {
    return terms.deck();
  }

  public int line() {
    return rate.line();
  }

  public String prefix() {
    return rate.prefix();
  }

  public String destination() {
    return rate.destination();
  }

  public Currency currency() {
    return terms.currency();
  }

  /**
   * Nothing has to be paid, however long it takes and whatever band it gets into: that follows from
   * the lines that are in force at the beginning, as {@link Cost} has it.
   *
   * @param agreed when its price was agreed, before it rang
   */
  public boolean free(Instant agreed) {
    return rate.free()
        && lines.stream().allMatch(line -> line.free() || line.blocked() || !line.inForce(agreed));
  }

  /**
   * By what a leg is charged that is handed over in mid-call: without connect fee, initial part,
   * minimum and grace, by the lines that were in force when the leg began, by the prices for its
   * age, and up to what is left of its maximum. What a sponsor offers stays as it was quoted.
   *
   * @param age seconds of the leg by then
   * @param spent see {@link Cost#parts}
   */
  public Tariff goingOn(long age, BigDecimal spent) {
    return offered() ? this : new Tariff(terms, rate.goingOn(), lines, tax, age, spent);
  }

  /** Whether it is what a sponsor offers, and no price of a deck for numbers. */
  public boolean offered() {
    return rate.prefix().equals(Rate.OFFER);
  }

  /**
   * What is left of the maximum, in 3600ths of the currency; null if there is none. Less than
   * nothing if what was billed first passed it.
   */
  @Nullable BigDecimal left() {
    var maximum = rate.maximum();
    return maximum == null ? null : maximum.multiply(PARTS).subtract(spent);
  }

  /** What is billed for so much use; see {@link Rate#billedSeconds}. */
  public long billedSeconds(long seconds) {
    return rate.billedSeconds(seconds);
  }

  /** Whether tax comes on top of the prices. */
  public boolean net() {
    return terms.tax().basis() == DeckTerms.Basis.NET;
  }

  /** For people: {@code peak: 0.02 EUR/min + 0.05, 60/1, incl. 19 % tax}. */
  public String inWords() {
    return (rate.band().isEmpty() ? "" : rate.band() + ": ")
        + rate.terms(currency().code())
        + taxInWords();
  }

  /**
   * Which line of the deck it is: {@code 49, Germany, in force from 2026-01-01T00:00:00Z, line 17,
   * one of 2 with that prefix}.
   */
  public String matchInWords() {
    return prefix()
        + ", "
        + destination()
        + (rate.from() == null ? "" : ", in force from " + rate.from())
        + (rate.until() == null ? "" : ", in force until " + rate.until())
        + (lines.size() == 1
            ? ""
            : ", line " + line() + ", one of " + lines.size() + " with that prefix");
  }

  private String taxInWords() {
    if (tax.isZero()) {
      return net() ? (tax.country().isEmpty() ? ", before tax" : ", no tax") : "";
    }
    return (net() ? ", plus " : ", incl. ") + tax.inWords();
  }

  /** The price of a minute in the currency's units, for showing. */
  public Money perMinuteShown() {
    return Money.round(
        rate.price()
            .multiply(BigDecimal.valueOf(3600 / rate.unitSeconds()))
            .divide(BigDecimal.valueOf(60), currency().scale(), RoundingMode.HALF_EVEN),
        currency(),
        RoundingMode.HALF_EVEN);
  }

  /** The connect fee in the currency's units, for showing. */
  public Money connectFeeShown() {
    return Money.round(rate.connectFee(), currency(), RoundingMode.HALF_EVEN);
  }
}
