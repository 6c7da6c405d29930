package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;

/** What was posted or decided, attacked by whoever owns the tables, and by the application. */
class UnchangeableTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  /** Tables that are no facts, and why; whatever is not here refuses each change. */
  private static final Map<String, String> NO_FACTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("account", "the chart, which is added to"),
              Map.entry("balance_check", "what comparing a day found last"),
              Map.entry("balance_day", "summed of moves, and may be summed anew"),
              Map.entry("balance_head", "how far days are summed"),
              Map.entry("book", "has moves and is none"),
              Map.entry("bundle_prefix", "what a bundle covers now; its charges name the prefix"),
              Map.entry("closing", "how far a book is closed; each closing is a closing_event"),
              Map.entry("currency", "has a guard of its own, against another scale"),
              Map.entry("deck_problem", "of a draft's file"),
              Map.entry("free_leg", "a note that is forgotten after a time"),
              Map.entry("hold", "money set aside, until it is resolved by a charge"),
              Map.entry("lease", "which node is alive"),
              Map.entry("outbox", "what is yet to be announced"),
              Map.entry("payer", "a name and an address, which change"),
              Map.entry("payer_rule", "in force now; each decision has the rule it was made by"),
              Map.entry("pocket", "a sum of moves"),
              Map.entry("purchase", "open until a transfer captures it"),
              Map.entry("rate_deck", "may be withdrawn; what it says are rates"),
              Map.entry("receivable", "open until moves settle it; its begin is a transfer"),
              Map.entry("reconciliation", "the last check of a day"),
              Map.entry("request", "a key that a caller chose; what it led to is a transfer"),
              Map.entry("sponsor", "may be put out of service"),
              Map.entry("sponsor_offer", "may be ended; each decision has what was offered"),
              Map.entry("tax_rate", "may be ended; each charge has the tax it was made with"),
              Map.entry("tenant", "a name and a domain"),
              Map.entry("wallet", "a sum of moves, and its limits"),
              Map.entry("wallet_day", "summed of moves, and may be summed anew")));

  static Stream<String> attacks() {
    return Stream.of(
        "alter table move detach partition move_2026_11",
        "alter table charge detach partition charge_rest",
        "drop table transfer_2026_11",
        "drop table move cascade",
        "drop table journal_decision",
        "drop schema meterline cascade",
        "drop owned by meterline_owner cascade",
        "alter table move disable trigger all",
        "alter table move_2026_11 disable trigger refuse_change",
        "alter table seal disable trigger refuse_rewrite",
        "drop trigger refuse_change on move_rest",
        "drop trigger refuse_change_of_row on move",
        "alter trigger refuse_change on move rename to other",
        "create or replace trigger refuse_change before update of tenant on move"
            + " for each statement execute function refuse_change()",
        "create or replace function refuse_change() returns trigger language plpgsql"
            + " as 'begin return null; end'",
        "create or replace function refuse_rewrite() returns trigger language plpgsql"
            + " as 'begin return null; end'",
        "alter function refuse_change() rename to other",
        "drop function refuse_change() cascade",
        "alter table move alter column amount type numeric using 0",
        "alter table move rename column debit to other",
        "alter table move drop column amount cascade",
        "alter table transfer drop column description",
        "update seal set head = head",
        "delete from closing_event",
        "truncate journal cascade");
  }

  @Test
  void whatIsNoFactIsKnownByName() throws SQLException {
    try (var connection = TestDatabase.owner().getConnection()) {
      assertEquals(List.copyOf(NO_FACTS.keySet()), bare(connection));
    }
  }

  @Test
  void aTableToComeIsAFactUnlessItIsKnown() throws SQLException {
    try (var connection = TestDatabase.owner().getConnection();
        var s = connection.createStatement()) {
      connection.setAutoCommit(false);
      s.execute("create table discount (tenant uuid, amount bigint)");
      s.execute("create table discount_end (tenant uuid)");
      s.execute("select wall_in('discount', false), wall_in('discount_end', true)");
      var known = new ArrayList<>(NO_FACTS.keySet());
      known.add("discount");
      known.sort(null);
      assertEquals(known, bare(connection));
      connection.rollback();
    }
  }

  /** Those without a guard. */
  private static List<String> bare(Connection connection) throws SQLException {
    return BookTable.all(connection).stream()
        .filter(table -> !table.guarded())
        .map(BookTable::name)
        .toList();
  }

  static List<BookTable> facts() throws SQLException {
    try (var connection = TestDatabase.owner().getConnection()) {
      return BookTable.all(connection).stream()
          .filter(table -> !NO_FACTS.containsKey(table.name()))
          .toList();
    }
  }

  /** Statements are refused before they look for rows, so it matters not whether there are any. */
  @ParameterizedTest
  @MethodSource("facts")
  void everybodyIsRefusedEachChangeOfAFact(BookTable fact) {
    var attacks = new ArrayList<String>();
    for (var part : Stream.concat(Stream.of(fact.name()), fact.partitions().stream()).toList()) {
      attacks.add("update meterline.%s set tenant = tenant".formatted(part));
      attacks.add("delete from meterline." + part);
      attacks.add("truncate meterline.%s cascade".formatted(part));
      attacks.add("drop table meterline.%s cascade".formatted(part));
      attacks.add("alter table meterline.%s disable trigger user".formatted(part));
    }
    for (var part : fact.partitions()) {
      attacks.add(
          "alter table meterline.%s detach partition meterline.%s".formatted(fact.name(), part));
    }
    for (var sql : attacks) {
      assertEquals("23000", refused(TestDatabase.owner(), sql), sql);
      assertEquals("23000", refused(TestDatabase.superuser(), sql), sql);
      assertEquals("42501", refused(TestDatabase.app(), sql), sql);
    }
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void theOwnerIsRefused(String sql) {
    assertEquals("23000", refused(TestDatabase.owner(), sql));
  }

  @Test
  void theGuardsAreNotTheOwners() {
    for (var sql :
        new String[] {
          "drop event trigger meterline_keep_from_drop",
          "alter event trigger meterline_keep_from_change disable",
          "drop schema meterline_guard cascade",
          "drop function meterline_guard.keep_posted() cascade",
          "set session_replication_role = replica",
          "set event_triggers = off"
        }) {
      assertEquals("42501", refused(TestDatabase.owner(), sql), sql);
      assertEquals("42501", refused(TestDatabase.app(), sql), sql);
    }
  }

  @Test
  void aPartitionToComeIsGuardedFromTheStart() throws SQLException {
    assertEquals(2, months("2031-11-05", 1));
    assertEquals(0, months("2031-11-30", 1));
    var book = new TestBook();
    book.wallet("1.00", AT);
    var later = TestBook.id(Instant.parse("2031-12-24T10:00:00Z"));
    TestBook.tamper(
        "insert into transfer (tenant, id, kind, currency, description, hash, effective,"
            + " posting_date, made_by) select tenant, ?, kind, currency, description, hash,"
            + " effective, posting_date, made_by from transfer where tenant = ?",
        later,
        book.tenant);
    for (var sql :
        new String[] {
          "update transfer_2031_12 set kind = 'x'",
          "delete from transfer_2031_12",
          "truncate transfer_2031_12",
          "alter table transfer detach partition transfer_2031_12",
          "drop table transfer_2031_12"
        }) {
      assertEquals("23000", refused(TestDatabase.owner(), sql), sql);
      assertEquals(
          "23000",
          refused(TestDatabase.superuser(), sql.replace("transfer", "meterline.transfer")),
          sql);
    }
  }

  @Test
  void aMonthWithPostingsAmongTheRestKeepsNoOtherFromPartitions() throws SQLException {
    var book = new TestBook();
    book.wallet("1.00", Instant.parse("2034-02-14T10:00:00Z"));
    try (var connection = TestDatabase.owner().getConnection();
        var s = connection.createStatement()) {
      try (var row = s.executeQuery("select open_months_ahead('2034-01-05', 2)")) {
        row.next();
        assertEquals(2, row.getInt(1), "January and March");
      }
      assertEquals(
          "No partitions for 2034-02: postings of that month are among the rest already.",
          s.getWarnings().getMessage());
    }
    assertEquals(0, months("2034-01-05", 2), "and so it stays");
    book.topUp(book.wallet("1.00", AT), "1.00", Instant.parse("2034-02-28T10:00:00Z"));
  }

  @Test
  void whatIsNotPostedStaysTheOwners() throws SQLException {
    try (var connection = TestDatabase.owner().getConnection();
        var s = connection.createStatement()) {
      s.execute("create table scratch (x integer)");
      s.execute("alter table scratch add column y integer");
      s.execute("alter table scratch rename column y to z");
      s.execute("alter table scratch alter column x type bigint");
      s.execute("alter table scratch drop column z");
      s.execute("drop table scratch");
    }
  }

  private static int months(String from, int months) throws SQLException {
    try (var connection = TestDatabase.owner().getConnection();
        var s = connection.prepareStatement("select open_months_ahead(?::date, ?)")) {
      s.setString(1, from);
      s.setInt(2, months);
      try (var row = s.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  private static String refused(DataSource source, String sql) {
    return assertThrows(
            SQLException.class,
            () -> {
              try (var connection = source.getConnection()) {
                connection.setAutoCommit(false);
                try (var s = connection.createStatement()) {
                  s.execute(sql);
                } finally {
                  connection.rollback();
                }
              }
            },
            sql)
        .getSQLState();
  }
}
