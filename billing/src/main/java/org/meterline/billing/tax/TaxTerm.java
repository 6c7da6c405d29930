package org.meterline.billing.tax;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.rate.TaxRate;

/**
 * A rate of tax and the days on which it holds, by the book's zone.
 *
 * @param id UUIDv7
 * @param taxClass as decks name it
 * @param from its first day
 * @param until the first day without it: the same as {@code from} if it was ended before it began;
 *     null for no end
 */
public record TaxTerm(
    UUID id, String taxClass, TaxRate rate, LocalDate from, @Nullable LocalDate until) {

  public TaxTerm {
    if (rate.country().isEmpty()) {
      throw new IllegalArgumentException("a rate of tax is some country's");
    }
    if (!taxClass.matches("\\S{1,40}")) {
      throw new IllegalArgumentException("a tax class is 1 to 40 characters without spaces");
    }
    if (until != null && until.isBefore(from)) {
      throw new IllegalArgumentException("an end comes after its beginning");
    }
  }

  boolean isAbout(TaxTerm other) {
    return taxClass.equals(other.taxClass) && rate.country().equals(other.rate.country());
  }

  boolean overlaps(TaxTerm other) {
    return isAbout(other) && beginsBefore(other.until) && other.beginsBefore(until);
  }

  boolean holds(LocalDate day) {
    return !day.isBefore(from) && (until == null || day.isBefore(until));
  }

  private boolean beginsBefore(@Nullable LocalDate day) {
    return day == null || from.isBefore(day);
  }

  TaxTerm until(LocalDate day) {
    return new TaxTerm(id, taxClass, rate, from, day);
  }
}
