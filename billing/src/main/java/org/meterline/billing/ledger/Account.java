package org.meterline.billing.ledger;

import org.meterline.billing.money.Money;

/**
 * An account of a book, with its balance as of an instant.
 *
 * @param code of the chart of accounts, such as {@code 2100}
 * @param balance debits − credits of an asset or expense, else credits − debits
 */
public record Account(int id, String code, String name, Kind kind, Money balance) {

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

  /** As a bookkeeper writes it: {@code 2100 Customer wallets}. */
  public String title() {
    return code + " " + name;
  }
}
