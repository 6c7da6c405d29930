package org.meterline.billing.tax;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.rate.TaxRate;

/** A tenant's rates of tax, to be asked in the path of a call. Immutable. */
public final class TaxTable {
  /** Where there is no book. */
  public static final TaxTable NONE = new TaxTable("", ZoneOffset.UTC, List.of());

  private final String home;
  private final ZoneId zone;
  private final List<TaxTerm> terms;
  private final Map<Key, List<Interval>> rates;

  private record Key(String country, String taxClass) {}

  private record Interval(TaxRate rate, Instant from, @Nullable Instant until) {
    boolean has(Instant at) {
      return !at.isBefore(from) && (until == null || at.isBefore(until));
    }
  }

  /**
   * @param home the tenant's country, ISO 3166
   * @param zone the book's: rates change at its midnights
   */
  public TaxTable(String home, ZoneId zone, List<TaxTerm> terms) {
    this.home = home;
    this.zone = zone;
    this.terms = List.copyOf(terms);
    rates =
        terms.stream()
            .collect(
                Collectors.groupingBy(
                    t -> new Key(t.rate().country(), t.taxClass()),
                    Collectors.mapping(this::interval, Collectors.toUnmodifiableList())));
  }

  private Interval interval(TaxTerm term) {
    var until = term.until();
    return new Interval(
        term.rate(),
        term.from().atStartOfDay(zone).toInstant(),
        until == null ? null : until.atStartOfDay(zone).toInstant());
  }

  /**
   * What who pays is taxed for a leg whose price was agreed then: by the rate of their country,
   * which is 0 where the table has none.
   *
   * @param taxClass of the deck
   */
  public TaxRate rate(TaxPayer payer, String taxClass, Instant at) {
    if (payer.ownUse()) {
      return TaxRate.NONE;
    }
    var country = country(payer);
    for (var interval : rates.getOrDefault(new Key(country, taxClass), List.of())) {
      if (interval.has(at)) {
        return interval.rate();
      }
    }
    return new TaxRate(country, BigDecimal.ZERO);
  }

  public String country(TaxPayer payer) {
    var own = payer.country();
    return own == null ? home : own;
  }

  /**
   * Countries that have some rate on that day, but none of the class: who pays tax there would not
   * pay it by that class. In their order.
   */
  public List<String> without(String taxClass, LocalDate day) {
    var holding = terms.stream().filter(t -> t.holds(day)).toList();
    return holding.stream()
        .map(t -> t.rate().country())
        .distinct()
        .filter(
            c ->
                holding.stream()
                    .noneMatch(t -> t.rate().country().equals(c) && t.taxClass().equals(taxClass)))
        .sorted()
        .toList();
  }

  /** All rates, as they were given. */
  List<TaxTerm> terms() {
    return terms;
  }

  /** The day of the book that an instant belongs to. */
  public LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, zone);
  }
}
