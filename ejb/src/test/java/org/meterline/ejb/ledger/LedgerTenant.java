package org.meterline.ejb.ledger;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.TopUp;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;

/** A tenant of one test with a book, and people who look after it. */
final class LedgerTenant {
  static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
  static final Clock CLOCK = Clock.fixed(AT, ZoneOffset.UTC);

  final Tenant tenant;
  final Caller ann;
  final Caller bob;

  LedgerTenant() throws SQLException {
    tenant = TestDatabase.get().newTenantWithBooks("ledger");
    ann = caller("ann", Role.FINANCE);
    bob = caller("bob", Role.ADMIN);
  }

  Caller caller(String subject, Role role) {
    return new Caller(tenant, subject, subject + "@x.example", subject, role, null);
  }

  /** The tenant's book alone, as those who look after all books see it. */
  List<OperatorBook.Book> book() throws SQLException {
    try (var connection = TestDatabase.get().app().getConnection()) {
      return OperatorBook.all(connection).stream()
          .filter(book -> book.tenant().equals(tenant.id()))
          .toList();
    }
  }

  /** A customer's wallet; gives its id. */
  UUID wallet() {
    var wallet = UUID.randomUUID();
    new PostgresWallets(TestDatabase.get().app())
        .open(
            new NewWallet(
                tenant.id(),
                wallet,
                UUID.randomUUID(),
                NewWallet.PayerKind.CUSTOMER,
                "Ann",
                null,
                "Calls",
                Money.zero(Currency.EUR)));
    return wallet;
  }

  /** The transfer's id. */
  UUID topUp(UUID wallet, String amount) {
    var id = id();
    new PostgresWallets(TestDatabase.get().app())
        .topUp(
            new TopUp(
                tenant.id(),
                wallet,
                id.toString(),
                id,
                Money.parse(amount, Currency.EUR),
                "Cash",
                "t",
                AT));
    return id;
  }

  /** A new UUIDv7 of the test's time. */
  static UUID id() {
    return id(AT);
  }

  /** A new UUIDv7 of that time. */
  static UUID id(Instant at) {
    var random = UUID.randomUUID();
    return new UUID(
        (at.toEpochMilli() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xfff),
        random.getLeastSignificantBits());
  }

  <R> R journals(Function<Journals, R> use) {
    return journals(CLOCK, use);
  }

  <R> R journals(Clock clock, Function<Journals, R> use) {
    return Use.in(tenant, em -> use.apply(new Journals(em, clock)));
  }

  <R> R periods(Function<Periods, R> use) {
    return Use.in(tenant, em -> use.apply(new Periods(em, CLOCK)));
  }

  <R> R checks(Function<Checks, R> use) {
    return Use.in(tenant, em -> use.apply(new Checks(em, CLOCK)));
  }

  /** Changes rows behind all guards. */
  void tamper(String sql) throws SQLException {
    try (var connection = TestDatabase.get().superuser().getConnection();
        var s = connection.createStatement()) {
      s.execute("set session_replication_role = replica");
      s.execute("set search_path = meterline");
      s.execute(sql.replace("$tenant", "'" + tenant.id() + "'"));
    }
  }
}
