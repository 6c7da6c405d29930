package org.meterline.billing.rate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.meterline.billing.money.Money;

/**
 * The tax on what a payer is charged.
 *
 * @param country whose tax it is, ISO 3166; empty where none is known
 * @param rate a part of the net amount, between 0 and 1: 0.19 for 19 %; at most six decimal places
 */
public record TaxRate(String country, BigDecimal rate) {
  /** No tax, of no country. */
  public static final TaxRate NONE = new TaxRate("", BigDecimal.ZERO);

  private static final int PLACES = 6;

  public TaxRate {
    // no pattern: one is made for each hold that is read
    if (!country.isEmpty()
        && (country.length() != 2 || !letter(country.charAt(0)) || !letter(country.charAt(1)))) {
      throw new IllegalArgumentException("no country: " + country);
    }
    if (rate.signum() < 0 || rate.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("a tax is between 0 and 100 %");
    }
    rate = rate.signum() == 0 ? BigDecimal.ZERO : rate.stripTrailingZeros();
    if (rate.scale() > PLACES) {
      throw new IllegalArgumentException("a tax rate has more than six decimal places");
    }
    if (country.isEmpty() && rate.signum() > 0) {
      throw new IllegalArgumentException("a tax is some country's");
    }
  }

  private static boolean letter(char c) {
    return c >= 'A' && c <= 'Z';
  }

  /** From a row's tax_country, null where none is known, and tax_rate. */
  public static TaxRate read(ResultSet row) throws SQLException {
    var country = row.getString("tax_country");
    return country == null ? NONE : new TaxRate(country, row.getBigDecimal("tax_rate"));
  }

  public boolean isZero() {
    return rate.signum() == 0;
  }

  /** The tax that an amount contains, in whole units, half up. */
  public Money in(Money gross) {
    var units =
        BigDecimal.valueOf(gross.units())
            .multiply(rate)
            .divide(BigDecimal.ONE.add(rate), 0, RoundingMode.HALF_UP);
    return Money.of(units.longValueExact(), gross.currency());
  }

  /** The same net amount with another tax, in whole units, half up. */
  public Money to(TaxRate other, Money gross) {
    if (equals(other)) {
      return gross;
    }
    var units =
        BigDecimal.valueOf(gross.units())
            .multiply(BigDecimal.ONE.add(other.rate))
            .divide(BigDecimal.ONE.add(rate), 0, RoundingMode.HALF_UP);
    return Money.of(units.longValueExact(), gross.currency());
  }

  /** An amount with the tax on it, exactly. */
  BigDecimal on(BigDecimal net) {
    return isZero() ? net : net.multiply(BigDecimal.ONE.add(rate));
  }

  /** For people: {@code 19 % tax}, {@code no tax}. */
  public String inWords() {
    return isZero() ? "no tax" : Rate.plain(rate.movePointRight(2)) + " % tax";
  }
}
