package org.meterline.ejb.tax;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.money.Currency;
import org.meterline.billing.tax.TaxBook;
import org.meterline.billing.tax.TaxTable;
import org.meterline.billing.wallet.SaleTax;
import org.meterline.ejb.refusal.Refused;

/** Whose tax, and how much, is in the price of what a wallet pays besides calls. */
public final class SalesTax {
  /** Of what does not say. */
  private static final String USUAL = "standard";

  private static final Pattern CLASS = Pattern.compile("\\S{1,40}");

  private SalesTax() {}

  /**
   * The rate of the payer's country, or else the tenant's, as it is then; none where a tenant has
   * no rates, for its own wallets, and for bundles, which are no money.
   *
   * @param connection in the tenant's transaction
   * @param taxClass of what is sold, or null for the usual one
   * @param repeated whether the books have an answer already, and ask for no more than the class
   * @throws Refused with 422 when it is no class, or 409 {@code tax-rate-missing} when the country
   *     has rates, but none for it
   */
  public static SaleTax of(
      Connection connection,
      UUID wallet,
      Currency currency,
      @Nullable String taxClass,
      Instant at,
      BookTransaction.Work<Boolean> repeated)
      throws SQLException {
    if (taxClass != null && !CLASS.matcher(taxClass).matches()) {
      throw Refused.invalid("taxClass", "must be a word of at most 40 characters");
    }
    var book = new TaxBook(connection);
    var payer = book.payerOf(wallet);
    var table = book.table().orElse(TaxTable.NONE);
    if (payer.isEmpty() || payer.get().ownUse() || currency.equals(Currency.SECONDS)) {
      return SaleTax.NONE;
    }
    var sold = taxClass == null ? USUAL : taxClass;
    var missing = TaxClasses.missing(table, sold, payer.get(), at);
    if (missing.isPresent() && !repeated.with(connection)) {
      throw missing.get();
    }
    return new SaleTax(sold, table.rate(payer.get(), sold, at));
  }
}
