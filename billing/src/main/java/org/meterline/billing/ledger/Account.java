package org.meterline.billing.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;

/**
 * An account of a book, with its balance as of an instant.
 *
 * @param code of the chart of accounts, such as {@code 2100}
 * @param exact debits − credits of an asset or expense, else credits − debits: a decimal number
 *     that may be more than one amount can hold
 */
public record Account(
    int id, String code, String name, Kind kind, Currency currency, BigDecimal exact) {

  /** The name of what is wrong with a balance that is more than one amount can hold. */
  public static final String OVERFLOW = "overflow";

  /** The side on which an account grows. */
  public enum Kind {
    ASSET(true),
    LIABILITY(false),
    EQUITY(false),
    INCOME(false),
    EXPENSE(true);

    private final boolean debit;

    Kind(boolean debit) {
      this.debit = debit;
    }

    /** Whether debits make it grow. */
    public boolean debit() {
      return debit;
    }
  }

  /**
   * The exact balance as an amount.
   *
   * @throws MoneyOverflow if it does not fit
   */
  public Money balance() {
    return amount(exact);
  }

  /** Debits − credits, whatever the kind; empty if that does not fit: {@link #OVERFLOW}. */
  public Optional<Money> net() {
    try {
      return Optional.of(amount(kind.debit() ? exact : exact.negate()));
    } catch (MoneyOverflow tooMuch) {
      return Optional.empty();
    }
  }

  private Money amount(BigDecimal sum) {
    return Money.round(sum, currency, RoundingMode.UNNECESSARY);
  }

  /** As a bookkeeper writes it: {@code 2100 Customer wallets}. */
  public String title() {
    return code + " " + name;
  }
}
