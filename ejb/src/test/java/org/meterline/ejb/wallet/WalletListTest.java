package org.meterline.ejb.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.WalletPages;
import org.meterline.billing.wallet.WalletPages.Found;
import org.meterline.billing.wallet.WalletPages.Place;
import org.meterline.billing.wallet.WalletPages.Wanted;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.TestEntities;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;

/** Wallets are found by the beginning of names, and read by pages that do not read the rest. */
class WalletListTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

  private static final int MANY = 100_000;
  private static final int PAGE = 51;

  private final TestDatabase database = TestDatabase.get();
  private final Tenant tenant = database.newTenantWithBooks("many");

  WalletListTest() throws SQLException {}

  @Test
  void namesAreFoundByTheirBeginningInAnyCase() {
    var ann = open("Ann", "Ölmühle");
    open("Bea", "50% off");
    open("Cy", "500 off");
    open("Dan", "a_b");
    open("Eve", "axb");
    open("Fay", "back\\slash");
    assertEquals(List.of("Ölmühle"), found("öLM"));
    assertEquals(List.of("Ölmühle"), found("ann"), "by its payer's name");
    assertEquals(List.of(), found("mühle"), "not within a name");
    assertEquals(List.of("50% off"), found("50%"));
    assertEquals(List.of("50% off", "500 off"), found("50"));
    assertEquals(List.of("a_b"), found("A_"));
    assertEquals(List.of("back\\slash"), found("Back\\"));
    assertEquals(List.of(), found("%"));
    assertEquals(6, found("  ").size());
    assertEquals(List.of("a_b", "axb", "Ölmühle"), found("a"), "own names come first");
    assertEquals(List.of("Ölmühle"), names(list(finance(tenant), ofPayerOf(ann, "ö"))));
    assertEquals(List.of(), names(list(finance(tenant), ofPayerOf(ann, "a_"))));
    assertThrows(Refused.class, () -> WalletFilter.named("x".repeat(101)));
    assertThrows(Refused.class, () -> WalletFilter.named("\0"));
  }

  @Test
  void piecesFollowEachOtherWithoutGapOrRepetition() {
    for (int i = 0; i < 7; i++) {
      open("Kit " + i % 3, i % 2 == 0 ? "Kit's " + i : "Other " + i);
      open("Twin", "Same");
    }
    for (var text : List.of("", "k", "KIT", "t", "same")) {
      var whole = list(finance(tenant), WalletFilter.named(text));
      for (int limit : List.of(1, 2, 5)) {
        var pieces = new ArrayList<UUID>();
        var balances = new ArrayList<UUID>();
        @Nullable String cursor = null;
        do {
          var ask = new Ask(cursor, limit);
          var page = wallets().list(finance(tenant), WalletFilter.named(text), ask);
          page.items().forEach(each -> pieces.add(each.wallet().id()));
          books()
              .wallets(finance(tenant), null, WalletFilter.named(text), ask)
              .items()
              .forEach(each -> balances.add(each.wallet()));
          cursor = page.next();
        } while (cursor != null);
        var ids = whole.items().stream().map(each -> each.wallet().id()).toList();
        assertEquals(ids, pieces, text + " by " + limit);
        assertEquals(ids, balances, text + " by " + limit);
      }
    }
    assertEquals(14, list(finance(tenant), WalletFilter.ALL).items().size());
    for (var rubbish : List.of("wallet", "payer\n", "wallet\nx\ny", "x\ny")) {
      assertThrows(
          Refused.class,
          () -> wallets().list(finance(tenant), WalletFilter.ALL, cursorOf(rubbish)));
    }
  }

  private static Ask cursorOf(String key) {
    var page = Page.of(List.of(key, key), new Ask(null, 1), each -> each);
    return new Ask(page.next(), 1);
  }

  @Test
  void nobodyFindsWhatIsNotTheirs() throws SQLException {
    var mine = open("Ann", "Shared name");
    open("Bea", "Shared name too");
    var other = database.newTenantWithBooks("other");
    var theirs = open(other, "Ann", "Shared name");
    var stranger = new Wallets(TestEntities.of(other), book(), CLOCK);
    for (var text : List.of("shared", "ann", "")) {
      var page = stranger.list(finance(other), WalletFilter.named(text), Ask.first());
      assertEquals(
          List.of(theirs), page.items().stream().map(each -> each.wallet().id()).toList(), text);
    }
    assertEquals(
        List.of(), stranger.list(finance(other), ofPayerOf(mine, ""), Ask.first()).items());
    var payer = caller(tenant, Role.PAYER, mine);
    assertEquals(List.of("Shared name"), names(list(payer, WalletFilter.named("s"))));
    assertEquals(List.of(), names(list(payer, WalletFilter.named("bea"))));
    assertThrows(Refused.class, () -> books().wallets(payer, null, WalletFilter.ALL, Ask.first()));
  }

  /** Counted as the application's user, whom row-level security binds. */
  @Test
  void aPageReadsNoMoreThanItNeeds() throws SQLException {
    open("Kunde 0", "Kunde 0");
    try (Connection all = database.superuser().getConnection()) {
      run(
          all,
          """
          with own as (
            insert into payer (tenant, id, kind, name)
            select '%1$s', gen_random_uuid(), 'CUSTOMER', 'Kunde ' || i
            from generate_series(1, %2$d) i returning tenant, id, name)
          insert into wallet (tenant, id, payer, name, currency, account, income)
          select o.tenant, gen_random_uuid(), o.id,
            case when o.name like '%%7' then 'Geldbörse ' || o.name else o.name end,
            w.currency, w.account, w.income
          from own o join meterline.wallet w on w.tenant = o.tenant
          """
              .formatted(tenant.id(), MANY));
      run(all, "analyze wallet, payer");
    }
    try {
      var first = cheap(Wanted.ALL, null, PAGE);
      cheap(Wanted.ALL, first.getLast().place(), PAGE);
      cheap(Wanted.ALL, new Place(false, "Kunde 77777x", first.getFirst().wallet().id()), PAGE);
      cheap(text("kunde"), null, PAGE);
      // ten by their own names, and one by its payer's
      cheap(text("KUNDE 9999"), null, 11);
      cheap(text("geldbörse kunde 1"), null, PAGE);
      cheap(text("kunde 12347"), null, 1);
      cheap(text("nobody"), null, 0);
      var one = first.getLast().wallet();
      cheap(new Wanted(null, one.payer(), null, ""), null, 1);
      cheap(new Wanted(null, one.payer(), null, "k"), null, 1);
      cheap(new Wanted(null, null, one.id(), ""), null, 1);
      cheap(new Wanted(one.id(), null, null, ""), null, 1);
    } finally {
      try (Connection all = database.superuser().getConnection()) {
        run(all, "delete from wallet where tenant = '%s'".formatted(tenant.id()));
        run(all, "delete from payer where tenant = '%s'".formatted(tenant.id()));
      }
    }
  }

  /** Reads a page and checks that it is as long, and that few rows were fetched for it. */
  private List<Found> cheap(Wanted wanted, @Nullable Place after, int rows) throws SQLException {
    var read = new ArrayList<Found>();
    database.in(
        tenant,
        database.app(),
        connection -> {
          long before = rowsRead(connection);
          read.addAll(WalletPages.read(connection, wanted, after, PAGE));
          long fetched = rowsRead(connection) - before;
          assertEquals(rows, read.size(), wanted::toString);
          assertTrue(fetched <= 6 * PAGE, () -> wanted + " after " + after + ": " + fetched);
        });
    return read;
  }

  private static long rowsRead(Connection connection) throws SQLException {
    try (var s =
            connection.prepareStatement(
                """
                select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))
                from pg_stat_xact_user_tables where relname in ('wallet', 'payer')
                """);
        var row = s.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var s = connection.createStatement()) {
      s.execute("set search_path = meterline");
      // what refers to what is known: not to be looked up for each of many rows
      s.execute("set session_replication_role = replica");
      s.execute(sql);
    }
  }

  private static Wanted text(String text) {
    return new Wanted(null, null, null, text);
  }

  private List<String> found(String text) {
    return names(list(finance(tenant), WalletFilter.named(text)));
  }

  private WalletFilter ofPayerOf(UUID wallet, String name) {
    var payer = wallets().get(finance(tenant), wallet).wallet().payer();
    return new WalletFilter(payer, null, name);
  }

  private Page<WalletSeen> list(Caller caller, WalletFilter filter) {
    return wallets().list(caller, filter, Ask.first());
  }

  private static List<String> names(Page<WalletSeen> page) {
    return page.items().stream().map(each -> each.wallet().name()).toList();
  }

  private Wallets wallets() {
    return new Wallets(TestEntities.of(tenant), book(), CLOCK);
  }

  private Books books() {
    return new Books(TestEntities.of(tenant), CLOCK);
  }

  private PostgresWallets book() {
    return new PostgresWallets(database.app());
  }

  private UUID open(String payer, String name) {
    return open(tenant, payer, name);
  }

  private UUID open(Tenant of, String payer, String name) {
    var id = UUID.randomUUID();
    var none = Money.zero(Currency.EUR);
    book()
        .open(
            new NewWallet(
                of.id(), id, UUID.randomUUID(), PayerKind.CUSTOMER, payer, null, name, none));
    return id;
  }

  private static Caller finance(Tenant of) {
    return caller(of, Role.FINANCE, null);
  }

  private static Caller caller(Tenant of, Role role, @Nullable UUID wallet) {
    return new Caller(of, "subject", "someone@books.example", "Someone", role, wallet);
  }
}
