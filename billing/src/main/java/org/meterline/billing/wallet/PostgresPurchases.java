package org.meterline.billing.wallet;

import static org.meterline.billing.wallet.BookCalls.instant;
import static org.meterline.billing.wallet.BookCalls.uuid;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.Refusal.Why;

/** Purchases in PostgreSQL. */
final class PostgresPurchases implements Purchases {
  private static final String SELECT =
      """
      select b.id, b.wallet, b.item, b.text, b.price, b.tax_class, b.tax_country,
             b.tax_rate, b.captured, b.transfer, b.made, h.expires,
             w.currency,
             case when h.resolution = 'SETTLED' then 'CAPTURED'
                  when h.resolution is not null then h.resolution
                  when h.expires <= clock_timestamp() then 'EXPIRED'
                  else 'AUTHORISED' end as state
      from purchase b
        join hold h on h.id = b.id and h.line = 0 and h.tenant = b.tenant
        join wallet w on w.tenant = b.tenant and w.id = b.wallet
      """;

  private final BookCalls calls;
  private final LowWallets low;

  PostgresPurchases(BookCalls calls) {
    this.calls = calls;
    low = new LowWallets(calls);
  }

  /** What the function said, before the purchase is read. */
  private record Said(String outcome, UUID purchase, long available) {}

  @Override
  public Outcome<Purchase> authorise(Authorisation a) {
    var currency = a.price().currency();
    var said =
        calls.one(
            "authorise a purchase",
            "select outcome, coalesce(purchase, ?), available"
                + " from authorise_purchase(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row -> new Said(row.getString(1), uuid(row, 2), row.getLong(3)),
            a.id(),
            a.tenant(),
            a.wallet(),
            a.key(),
            a.id(),
            a.item(),
            a.text(),
            a.price().units(),
            currency.code(),
            a.tax().classOrNull(),
            a.tax().countryOrNull(),
            a.tax().rate().rate(),
            a.time().toMillis(),
            a.by());
    return switch (said.outcome()) {
      case "HELD" -> done(a.tenant(), said.purchase(), false);
      case "REPEATED" -> done(a.tenant(), said.purchase(), true);
      case "DUPLICATE" -> refused(Why.KEY_REUSED);
      case "NO_WALLET" -> refused(Why.NO_WALLET);
      case "CURRENCY" -> refused(Why.CURRENCY);
      case "FROZEN" -> refused(Why.FROZEN);
      case "TOO_LOW" ->
          low.refused(
              a.tenant(),
              a.wallet(),
              Money.of(said.available(), currency),
              a.price(),
              Wallet::unheld);
      default -> throw new IllegalStateException(said.outcome());
    };
  }

  @Override
  public Outcome<Purchase> capture(Capture c) {
    var outcome =
        calls.one(
            "capture a purchase",
            "select capture_purchase(?, ?, ?, ?, ?, ?, ?, ?)",
            row -> row.getString(1),
            c.tenant(),
            c.purchase(),
            c.key(),
            c.transfer(),
            c.amount().units(),
            c.amount().currency().code(),
            c.by(),
            c.at());
    return switch (outcome) {
      case "SETTLED" -> done(c.tenant(), c.purchase(), false);
      case "REPEATED" -> done(c.tenant(), c.purchase(), true);
      case "DUPLICATE" -> refused(Why.KEY_REUSED);
      case "NO_PURCHASE" -> refused(Why.NO_PURCHASE);
      case "CURRENCY" -> refused(Why.CURRENCY);
      case "CAPTURED" -> refused(Why.CAPTURED);
      case "RELEASED" -> refused(Why.RELEASED);
      case "EXPIRED" -> refused(Why.EXPIRED);
      case "PERIOD_CLOSED" -> refused(Why.PERIOD_CLOSED);
      case "TOO_MUCH" ->
          new Outcome.Refused<>(
              Refusal.of(Why.MORE_THAN_HELD, find(c.tenant(), c.purchase()).orElseThrow().price()));
      default -> throw new IllegalStateException(outcome);
    };
  }

  @Override
  public Outcome<Purchase> release(UUID tenant, UUID purchase) {
    var outcome =
        calls.one(
            "release a purchase",
            "select release_purchase(?, ?)",
            row -> row.getString(1),
            tenant,
            purchase);
    return switch (outcome) {
      case "RELEASED" -> done(tenant, purchase, false);
      case "REPEATED" -> done(tenant, purchase, true);
      case "CAPTURED" -> refused(Why.CAPTURED);
      case "NO_PURCHASE" -> refused(Why.NO_PURCHASE);
      default -> throw new IllegalStateException(outcome);
    };
  }

  private Outcome<Purchase> done(UUID tenant, UUID purchase, boolean repeated) {
    return new Outcome.Done<>(find(tenant, purchase).orElseThrow(), repeated);
  }

  private static <T> Outcome<T> refused(Why why) {
    return new Outcome.Refused<>(Refusal.of(why));
  }

  @Override
  public Optional<Purchase> find(UUID tenant, UUID purchase) {
    return calls.read("read a purchase", tenant, connection -> find(connection, purchase));
  }

  private static Optional<Purchase> find(Connection connection, UUID purchase) throws SQLException {
    try (var s = connection.prepareStatement(SELECT + "where b.id = ?")) {
      s.setObject(1, purchase);
      return BookCalls.all(s, PostgresPurchases::purchase).stream().findFirst();
    }
  }

  @Override
  public List<Purchase> list(
      UUID tenant, @Nullable Set<UUID> wallets, @Nullable UUID before, int limit) {
    return calls.read(
        "read purchases",
        tenant,
        connection -> {
          try (var s =
              connection.prepareStatement(
                  SELECT
                      + "where (?::uuid is null or b.id < ?)"
                      + (wallets == null ? "" : " and b.wallet = any (?)")
                      + " order by b.id desc limit ?")) {
            int at = 0;
            s.setObject(++at, before, Types.OTHER);
            s.setObject(++at, before, Types.OTHER);
            if (wallets != null) {
              s.setArray(++at, connection.createArrayOf("uuid", wallets.toArray()));
            }
            s.setInt(++at, limit);
            return BookCalls.all(s, PostgresPurchases::purchase);
          }
        });
  }

  private static SaleTax tax(ResultSet row) throws SQLException {
    var taxClass = row.getString("tax_class");
    return taxClass == null ? SaleTax.NONE : new SaleTax(taxClass, TaxRate.read(row));
  }

  private static Purchase purchase(ResultSet row) throws SQLException {
    var currency = Currency.of(row.getString("currency"));
    var captured = row.getObject("captured", Long.class);
    return new Purchase(
        uuid(row, "id"),
        uuid(row, "wallet"),
        row.getString("item"),
        row.getString("text"),
        Money.of(row.getLong("price"), currency),
        tax(row),
        State.valueOf(row.getString("state")),
        captured == null ? null : Money.of(captured, currency),
        row.getObject("transfer", UUID.class),
        instant(row, "made"),
        instant(row, "expires"));
  }
}
