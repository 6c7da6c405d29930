package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.TestTariff;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldRequest;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.TopUp;

/**
 * The second wall between tenants, attacked with raw SQL as the application's user; and what was
 * posted, attacked by everybody.
 */
class TenantWallTest {
  private static UUID ours = new UUID(0, 0);
  private static UUID theirs = new UUID(0, 0);
  private static UUID theirWallet = new UUID(0, 0);

  @BeforeAll
  static void twoTenants() throws SQLException {
    ours = TestDatabase.tenant();
    theirs = TestDatabase.tenant();
    theirWallet = UUID.randomUUID();
    var book = new PostgresWallets(TestDatabase.app());
    book.open(
        new NewWallet(
            theirs,
            theirWallet,
            UUID.randomUUID(),
            PayerKind.CUSTOMER,
            "Bea",
            null,
            "Calls",
            Money.zero(Currency.EUR)));
    book.topUp(
        new TopUp(
            theirs,
            theirWallet,
            "k",
            UUID.randomUUID(),
            Money.parse("5", Currency.EUR),
            "test",
            "t",
            Instant.EPOCH));
  }

  @Test
  void everyTableHidesOtherTenantsRows() throws SQLException {
    var tables = tables("tenant");
    assertTrue(tables.containsAll(List.of("wallet", "hold", "transfer", "move", "charge")));
    for (var table : tables) {
      long rows =
          count(
              TestDatabase.app(),
              ours,
              "select count(*) from " + table + " where tenant = '" + theirs + "'");
      assertEquals(0, rows, table);
      assertEquals(
          0, count(TestDatabase.app(), null, "select count(*) from " + table), table + ", nobody");
    }
    assertEquals(
        1, count(TestDatabase.app(), theirs, "select count(*) from wallet"), "their own they see");
    assertEquals(
        0,
        count(TestDatabase.app(), ours, "select count(*) from tenant where id <> '" + ours + "'"));
    assertEquals(0, count(TestDatabase.owner(), ours, "select count(*) from wallet"));
  }

  @Test
  void everyTableOfATenantHasTheTenantInItsKeyAndTheWallForced() throws SQLException {
    try (var connection = TestDatabase.superuser().getConnection();
        var s = connection.createStatement();
        var row =
            s.executeQuery(
                """
                select c.relname from pg_class c
                where c.relnamespace = 'meterline'::regnamespace and c.relkind in ('r', 'p')
                  and c.relname not in ('flyway_schema_history', 'currency')
                  and not (c.relrowsecurity and c.relforcerowsecurity)
                union all
                select c.relname from pg_class c
                  join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant'
                  join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
                where c.relnamespace = 'meterline'::regnamespace and not a.attnum = any (k.conkey)
                """)) {
      var bare = new ArrayList<String>();
      while (row.next()) {
        bare.add(row.getString(1));
      }
      assertEquals(List.of(), bare);
    }
  }

  @Test
  void theApplicationWritesNoMoneyByItself() {
    for (var sql :
        List.of(
            "update wallet set balance = 1000000000",
            "delete from wallet",
            "insert into transfer (tenant, id, kind, currency, description, hash, effective,"
                + " posting_date, made_by) values ('"
                + ours
                + "', gen_random_uuid(), 'x', 'EUR', '', '', now(), now(), 'x')",
            "update hold set amount = 0",
            "update bundle_prefix set prefix = '1'",
            "delete from request",
            "delete from outbox",
            "update rate set price = 0",
            "delete from rate",
            "select * from lease",
            "select * from move_2026_11",
            "select * from move_rest",
            "alter table move disable trigger all",
            "set role meterline_writer",
            "set role meterline_owner",
            "drop table move",
            "create table x (y int)")) {
      assertDenied(TestDatabase.app(), ours, sql, "42501");
    }
  }

  @Test
  void rowsOfAnotherTenantAreNotTaken() {
    assertDenied(
        TestDatabase.app(),
        ours,
        "insert into payer (tenant, id, kind, name) values ('"
            + theirs
            + "', gen_random_uuid(), 'CUSTOMER', 'Eve')",
        "42501");
  }

  @Test
  void functionsRefuseAnotherTenantThanTheTransactions() {
    assertDenied(
        TestDatabase.app(),
        ours,
        "select set_wallet('" + theirs + "', '" + theirWallet + "', 0, true)",
        "42501");
    assertDenied(
        TestDatabase.app(),
        ours,
        "select * from top_up('"
            + theirs
            + "', '"
            + theirWallet
            + "', 'x', gen_random_uuid(), 1, 'EUR', 'x', 'x', now())",
        "42501");
    assertDenied(
        TestDatabase.app(),
        ours,
        "select * from resolve_holds('SETTLED', array['"
            + theirs
            + "'::uuid], array[gen_random_uuid()], array[0::smallint], array[gen_random_uuid()],"
            + " array[1::bigint], array[1::bigint], array[now()], array['x'], array['[]'],"
            + " null, null)",
        "42501");
  }

  @Test
  void aWalletIsNotReachedUnderAnotherTenantsName() throws SQLException {
    assertFalse(new PostgresWallets(TestDatabase.app()).limit(ours, theirWallet, 0, true));
  }

  /** Of the operator's book a tenant's calls reach the wallets of carriers, and its own. */
  @Test
  void anotherTenantsWalletAtTheOperatorPaysForNothing() throws SQLException {
    new OperatorBook(TestDatabase.app())
        .open("Operator", ZoneId.of("Europe/Berlin"), "DE", Currency.EUR);
    var book = new PostgresWallets(TestDatabase.app());
    var wholesale = UUID.randomUUID();
    book.open(
        new NewWallet(
            OperatorBook.ID,
            wholesale,
            theirs,
            PayerKind.CUSTOMER,
            "T " + theirs,
            null,
            "W",
            Money.parse("-9", Currency.EUR)));
    var lease = book.take("node-" + wholesale, Duration.ofMinutes(1));
    var line =
        HoldLine.of(Part.WHOLESALE, OperatorBook.ID, wholesale, TestTariff.of(UUID.randomUUID()));
    assertEquals(
        List.of("NotHeld", "Held"),
        Stream.of(ours, theirs)
            .map(
                tenant -> {
                  var leg = UUID.randomUUID();
                  var request =
                      new HoldRequest(
                          tenant,
                          leg,
                          leg,
                          List.of(line),
                          List.of(Money.parse("6", Currency.EUR)),
                          60,
                          false,
                          Instant.EPOCH);
                  return book.hold(lease, List.of(request)).getFirst();
                })
            .map(outcome -> outcome.getClass().getSimpleName())
            .toList());
  }

  @Test
  void whatWasPostedIsNeverChanged() throws SQLException {
    for (var table : List.of("transfer", "move", "charge", "move_rest", "transfer_2026_11")) {
      for (var sql :
          List.of(
              "update " + table + " set tenant = tenant",
              "delete from " + table,
              "truncate " + table + " cascade")) {
        assertDenied(TestDatabase.owner(), theirs, sql, "23000");
        assertDenied(TestDatabase.app(), theirs, sql, "42501");
        assertDenied(
            TestDatabase.superuser(), theirs, sql.replace(table, "meterline." + table), "23000");
      }
    }
    assertEquals(1, count(TestDatabase.app(), theirs, "select count(*) from move"));
  }

  @Test
  void theFunctionsWithRightsOfTheirOwnAreTheseAndNoOthers() throws SQLException {
    try (var connection = TestDatabase.superuser().getConnection();
        var s = connection.createStatement();
        var row =
            s.executeQuery(
                """
                select p.proname, pg_get_userbyid(p.proowner), array_to_string(p.proconfig, ','),
                       has_function_privilege('meterline_app', p.oid, 'execute'),
                       coalesce((select bool_or(a.grantee = 0) from aclexplode(p.proacl) a), true)
                from pg_proc p where p.pronamespace = 'meterline'::regnamespace and p.prosecdef
                """)) {
      var names = new TreeSet<String>();
      while (row.next()) {
        names.add(row.getString(1));
        assertEquals("meterline_writer", row.getString(2), row.getString(1));
        assertTrue(row.getString(3).contains("search_path=meterline, pg_temp"), row.getString(1));
        assertTrue(row.getBoolean(4), row.getString(1));
        assertFalse(row.getBoolean(5), row.getString(1) + " is everybody's");
      }
      assertEquals(
          new TreeSet<>(
              List.of(
                  "open_book",
                  "open_wallet",
                  "open_wallet_once",
                  "set_wallet",
                  "place_holds",
                  "extend_holds",
                  "resolve_holds",
                  "top_up",
                  "read_holds",
                  "take_lease",
                  "renew_lease",
                  "stale_holds",
                  "unpaired_calls",
                  "seize_leases",
                  "take_back_lease",
                  "take_outbox",
                  "open_operator_book",
                  "open_currency",
                  "open_account",
                  "pass_between",
                  "unpaired_passages",
                  "all_books",
                  "close_period",
                  "reopen_period",
                  "draft_journal",
                  "decide_journal",
                  "add_seal",
                  "sum_balances",
                  "grant_goodwill",
                  "expire_goodwill",
                  "force_debit",
                  "settle_receivable",
                  "authorise_purchase",
                  "capture_purchase",
                  "release_purchase",
                  "expire_holds",
                  "refund_charge",
                  "transfer_money",
                  "prepare_re_rating",
                  "decide_re_rating",
                  "post_re_rating",
                  "take_up_free_legs",
                  "forget_free_legs",
                  "end_re_rating",
                  "set_input_tax")),
          names);
    }
  }

  @Test
  void theApplicationsUserIsNobodySpecial() throws SQLException {
    assertEquals(
        0,
        count(
            TestDatabase.superuser(),
            null,
            "select count(*) from pg_roles where rolname like 'meterline%' and (rolsuper or"
                + " rolbypassrls or rolcreaterole or rolcreatedb)"));
    assertEquals(
        0,
        count(
            TestDatabase.superuser(),
            null,
            "select count(*) from pg_class where relowner = 'meterline_app'::regrole"));
  }

  private static List<String> tables(String column) throws SQLException {
    try (var connection = TestDatabase.superuser().getConnection();
        var s =
            connection.prepareStatement(
                """
                select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
                where c.relnamespace = 'meterline'::regnamespace and c.relkind in ('r', 'p')
                  and not c.relispartition and a.attname = ? order by 1
                """)) {
      s.setString(1, column);
      var tables = new ArrayList<String>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          tables.add(row.getString(1));
        }
      }
      return tables;
    }
  }

  private static long count(
      DataSource source, @org.jspecify.annotations.Nullable UUID tenant, String sql)
      throws SQLException {
    try (var connection = source.getConnection()) {
      connection.setAutoCommit(false);
      name(connection, tenant);
      try (var s = connection.createStatement();
          var row = s.executeQuery(sql)) {
        row.next();
        return row.getLong(1);
      } finally {
        connection.rollback();
      }
    }
  }

  private static void assertDenied(DataSource source, UUID tenant, String sql, String state) {
    var refused =
        assertThrows(
            SQLException.class,
            () -> {
              try (var connection = source.getConnection()) {
                connection.setAutoCommit(false);
                try (var s = connection.createStatement()) {
                  name(connection, tenant);
                  s.execute(sql);
                } finally {
                  connection.rollback();
                }
              }
            },
            sql);
    assertEquals(state, refused.getSQLState(), sql + ": " + refused.getMessage());
  }

  private static void name(Connection connection, @org.jspecify.annotations.Nullable UUID tenant)
      throws SQLException {
    if (tenant != null) {
      try (var s = connection.prepareStatement("select set_config('meterline.tenant', ?, true)")) {
        s.setString(1, tenant.toString());
        s.execute();
      }
    }
  }
}
