package org.meterline.billing.wallet;

import static org.meterline.billing.wallet.BookCalls.instant;
import static org.meterline.billing.wallet.BookCalls.instantOrNull;
import static org.meterline.billing.wallet.BookCalls.uuid;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Refusal.Why;

/** Forced debits and receivables in PostgreSQL. */
final class PostgresDebts implements Debts {
  private static final String SELECT =
      """
      select r.id, r.wallet, r.kind, r.reason, r.amount, r.settled, r.made, r.closed, w.currency
      from receivable r join wallet w on w.tenant = r.tenant and w.id = r.wallet
      """;

  private final BookCalls calls;
  private final LowWallets low;

  PostgresDebts(BookCalls calls) {
    this.calls = calls;
    low = new LowWallets(calls);
  }

  /** What the function said of a settlement, before the receivable is read. */
  private record Said(String outcome, UUID transfer, Money most, Money owed) {}

  @Override
  public Outcome<Taken> force(ForcedDebit d) {
    var currency = d.amount().currency();
    return calls.one(
        "force a debit",
        "select outcome, transfer, taken, owed from force_debit(?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
            + " ?, ?, ?)",
        row ->
            switch (row.getString(1)) {
              case "POSTED", "REPEATED" ->
                  new Outcome.Done<>(
                      new Taken(
                          uuid(row, 2),
                          Money.of(row.getLong(3), currency),
                          Money.of(row.getLong(4), currency)),
                      row.getString(1).equals("REPEATED"));
              case "DUPLICATE" -> refused(Why.KEY_REUSED);
              case "NO_WALLET" -> refused(Why.NO_WALLET);
              case "CURRENCY" -> refused(Why.CURRENCY);
              case "OVERFLOW" -> refused(Why.OVERFLOW);
              case "PERIOD_CLOSED" -> refused(Why.PERIOD_CLOSED);
              default -> throw new IllegalStateException(row.getString(1));
            },
        d.tenant(),
        d.wallet(),
        d.key(),
        d.transfer(),
        d.kind().name(),
        d.amount().units(),
        currency.code(),
        d.tax().classOrNull(),
        d.tax().countryOrNull(),
        d.tax().rate().rate(),
        d.reason(),
        d.by(),
        d.at());
  }

  @Override
  public Outcome<SettledDebt> settle(Settle settle) {
    var currency = settle.amount().currency();
    var said =
        calls.one(
            "settle a receivable",
            "select outcome, transfer, most, owed"
                + " from settle_receivable(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row ->
                new Said(
                    row.getString(1),
                    uuid(row, 2),
                    Money.of(row.getLong(3), currency),
                    Money.of(row.getLong(4), currency)),
            settle.tenant(),
            settle.receivable(),
            settle.key(),
            settle.transfer(),
            settle.means().name(),
            settle.amount().units(),
            currency.code(),
            settle.reason(),
            settle.by(),
            settle.at());
    return switch (said.outcome()) {
      case "POSTED" -> new Outcome.Done<>(new SettledDebt(said.transfer(), said.owed()), false);
      case "REPEATED" -> new Outcome.Done<>(new SettledDebt(said.transfer(), said.owed()), true);
      case "DUPLICATE" -> refused(Why.KEY_REUSED);
      case "NO_RECEIVABLE" -> refused(Why.NO_RECEIVABLE);
      case "CLOSED" -> refused(Why.RECEIVABLE_CLOSED);
      case "CURRENCY" -> refused(Why.CURRENCY);
      case "PERIOD_CLOSED" -> refused(Why.PERIOD_CLOSED);
      case "TOO_MUCH" -> new Outcome.Refused<>(Refusal.of(Why.MORE_THAN_OWED, said.most()));
      case "TOO_LOW" ->
          low.refused(
              settle.tenant(),
              receivable(settle.tenant(), settle.receivable()).orElseThrow().wallet(),
              said.most(),
              settle.amount(),
              Wallet::movableUnheld);
      default -> throw new IllegalStateException(said.outcome());
    };
  }

  private static <T> Outcome<T> refused(Why why) {
    return new Outcome.Refused<>(Refusal.of(why));
  }

  @Override
  public List<Receivable> receivables(
      UUID tenant, @Nullable UUID wallet, @Nullable UUID after, int limit) {
    return calls.read(
        "read receivables",
        tenant,
        connection -> {
          try (var s =
              connection.prepareStatement(
                  SELECT
                      + """
                        where r.wallet = coalesce(?, r.wallet)
                          and (?::uuid is null or (r.made, r.id) >
                            (select a.made, a.id from receivable a where a.id = ?))
                        order by r.made, r.id limit ?
                        """)) {
            s.setObject(1, wallet, Types.OTHER);
            s.setObject(2, after, Types.OTHER);
            s.setObject(3, after, Types.OTHER);
            s.setInt(4, limit);
            return BookCalls.all(s, PostgresDebts::receivable);
          }
        });
  }

  @Override
  public Optional<Receivable> receivable(UUID tenant, UUID id) {
    return calls.read(
        "read a receivable",
        tenant,
        connection -> {
          try (var s = connection.prepareStatement(SELECT + "where r.id = ?")) {
            s.setObject(1, id);
            return BookCalls.all(s, PostgresDebts::receivable).stream().findFirst();
          }
        });
  }

  private static Receivable receivable(ResultSet row) throws SQLException {
    var currency = Currency.of(row.getString("currency"));
    return new Receivable(
        uuid(row, "id"),
        uuid(row, "wallet"),
        Kind.valueOf(row.getString("kind")),
        row.getString("reason"),
        Money.of(row.getLong("amount"), currency),
        Money.of(row.getLong("settled"), currency),
        instant(row, "made"),
        instantOrNull(row, "closed"));
  }
}
