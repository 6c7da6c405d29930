package org.meterline.billing.rate;

import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.meterline.billing.money.Currency;

/**
 * What holds for all lines of a deck's version.
 *
 * @param deck the version, which never changes
 * @param rounding how an exact cost becomes units of the currency
 * @param calendar the deck's zone, holidays and time bands
 */
public record DeckTerms(
    UUID deck, Currency currency, RoundingMode rounding, DeckCalendar calendar, Tax tax) {

  public DeckTerms {
    switch (rounding) {
      case UP, HALF_UP, HALF_EVEN, DOWN -> {}
      default -> throw new IllegalArgumentException("no way to round money: " + rounding);
    }
  }

  /**
   * The terms of a deck with its own calendar.
   *
   * @throws IllegalArgumentException if there are more time bands than can be told apart
   */
  public static DeckTerms of(
      UUID deck,
      Currency currency,
      RoundingMode rounding,
      ZoneId zone,
      List<LocalDate> holidays,
      List<TimeBand> bands,
      Tax tax) {
    return new DeckTerms(deck, currency, rounding, DeckCalendar.of(zone, holidays, bands), tax);
  }

  public ZoneId zone() {
    return calendar.zone();
  }

  public List<LocalDate> holidays() {
    return calendar.holidays();
  }

  public List<TimeBand> bands() {
    return calendar.bands();
  }

  /** Whether tax is in the prices or comes on top of them, and by which rule it is found. */
  public record Tax(Basis basis, String taxClass) {
    /** Prices with all tax in them. */
    public static final Tax GROSS = new Tax(Basis.GROSS, "standard");
  }

  /** What a price is before or after tax. */
  public enum Basis {
    NET,
    GROSS
  }

  /** Gross prices, rounded half up, without time bands. */
  public static DeckTerms plain(UUID deck, Currency currency) {
    return new DeckTerms(
        deck, currency, RoundingMode.HALF_UP, DeckCalendar.plain(ZoneOffset.UTC), Tax.GROSS);
  }
}
