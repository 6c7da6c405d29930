package org.meterline.billing.wallet;

import static org.meterline.billing.wallet.BookCalls.uuid;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Refusal.Why;

/** Refunds and transfers in PostgreSQL. */
final class PostgresRefunds implements Refunds {
  private final BookCalls calls;
  private final LowWallets low;

  PostgresRefunds(BookCalls calls) {
    this.calls = calls;
    low = new LowWallets(calls);
  }

  /** What a function said. */
  private record Said(String outcome, UUID transfer, Money most) {
    static Said read(ResultSet row, Currency currency) throws SQLException {
      return new Said(row.getString(1), uuid(row, 2), Money.of(row.getLong(3), currency));
    }
  }

  @Override
  public Outcome<UUID> refund(Refund r) {
    return outcome(
        calls.one(
            "refund",
            "select outcome, transfer, most from refund_charge(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row -> Said.read(row, r.amount().currency()),
            r.tenant(),
            r.wallet(),
            r.charge(),
            r.key(),
            r.transfer(),
            r.amount().units(),
            r.amount().currency().code(),
            r.reason(),
            r.by(),
            r.at()));
  }

  @Override
  public Outcome<UUID> transfer(Between b) {
    var said =
        calls.one(
            "transfer",
            "select outcome, transfer, most from transfer_money(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row -> Said.read(row, b.amount().currency()),
            b.tenant(),
            b.from(),
            b.to(),
            b.key(),
            b.transfer(),
            b.amount().units(),
            b.amount().currency().code(),
            b.reason(),
            b.by(),
            b.at());
    return said.outcome().equals("TOO_LOW")
        ? low.refused(b.tenant(), b.from(), said.most(), b.amount(), Wallet::movableUnheld)
        : outcome(said);
  }

  private static Outcome<UUID> outcome(Said said) {
    return switch (said.outcome()) {
      case "POSTED" -> new Outcome.Done<>(said.transfer(), false);
      case "REPEATED" -> new Outcome.Done<>(said.transfer(), true);
      case "TOO_MUCH" -> new Outcome.Refused<>(Refusal.of(Why.MORE_THAN_CHARGED, said.most()));
      default -> new Outcome.Refused<>(Refusal.of(why(said.outcome())));
    };
  }

  private static Why why(String said) {
    return switch (said) {
      case "DUPLICATE" -> Why.KEY_REUSED;
      case "NO_WALLET" -> Why.NO_WALLET;
      case "CURRENCY" -> Why.CURRENCY;
      case "NO_CHARGE" -> Why.NO_CHARGE;
      case "OVERFLOW" -> Why.OVERFLOW;
      case "SAME_WALLET" -> Why.SAME_WALLET;
      case "OTHER_PAYER" -> Why.OTHER_PAYER;
      case "FROZEN" -> Why.FROZEN;
      case "REVERSED" -> Why.REVERSED;
      case "PERIOD_CLOSED" -> Why.PERIOD_CLOSED;
      default -> throw new IllegalStateException(said);
    };
  }
}
