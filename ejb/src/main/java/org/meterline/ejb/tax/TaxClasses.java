package org.meterline.ejb.tax;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.tax.TaxBook;
import org.meterline.billing.tax.TaxPayer;
import org.meterline.billing.tax.TaxTable;
import org.meterline.ejb.refusal.Refused;

/**
 * Prices come into force only where their class of tax is known: in a country that has rates, a
 * class without one would be charged no tax, and nobody would have said so.
 */
public final class TaxClasses {
  private TaxClasses() {}

  /**
   * Looks for the class in all countries that have rates then.
   *
   * @param payer who alone pays these prices, if that is settled: then it is their country that
   *     counts
   * @throws Refused with 409 {@code tax-rate-missing}
   */
  public static void check(
      Connection connection, String taxClass, @Nullable UUID payer, Instant from)
      throws SQLException {
    var book = new TaxBook(connection);
    var table = book.table();
    if (table.isEmpty()) {
      return;
    }
    var who = payer == null ? null : book.payer(payer).orElse(null);
    var missing = missing(table.get(), taxClass, who, from);
    if (missing.isPresent()) {
      throw missing.get();
    }
  }

  /**
   * What is to be said against the class; empty if it is known.
   *
   * @param who alone pays these prices, or null
   */
  static Optional<Refused> missing(
      TaxTable table, String taxClass, @Nullable TaxPayer who, Instant from) {
    if (who != null && who.ownUse()) {
      return Optional.empty();
    }
    var day = table.day(from);
    var missing =
        table.without(taxClass, day).stream()
            .filter(c -> who == null || c.equals(table.country(who)))
            .toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Refused.conflict(
                "tax-rate-missing",
                "There is no rate of tax for the class "
                    + taxClass
                    + " in "
                    + String.join(", ", missing)
                    + " on "
                    + day
                    + ", though there is one for another class: add it, of 0 % if no tax is due."));
  }
}
