package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/**
 * Journals that people write. Within a {@link BookTransaction}: its connection decides whose book
 * it is. Persons are subjects of tokens, no names.
 */
public final class JournalBook {
  private final Connection connection;

  public JournalBook(Connection connection) {
    this.connection = connection;
  }

  /** Notes what is to be booked once a second person approves. */
  public JournalOutcome draft(UUID tenant, NewJournal journal, String by) throws SQLException {
    var lines = journal.lines();
    try (var s =
        connection.prepareStatement("select draft_journal(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      s.setObject(1, tenant);
      s.setObject(2, journal.id());
      s.setObject(3, journal.reverses(), Types.OTHER);
      s.setString(4, journal.reason());
      s.setObject(5, OffsetDateTime.ofInstant(journal.effective(), ZoneOffset.UTC));
      s.setString(6, by);
      s.setArray(
          7, connection.createArrayOf("integer", lines.stream().map(l -> l.account()).toArray()));
      s.setArray(
          8, connection.createArrayOf("uuid", lines.stream().map(l -> l.wallet()).toArray()));
      s.setArray(
          9, connection.createArrayOf("boolean", lines.stream().map(l -> l.debit()).toArray()));
      s.setArray(
          10, connection.createArrayOf("bigint", lines.stream().map(l -> l.units()).toArray()));
      return outcome(s);
    }
  }

  /** Posts it; not for who drafted it. */
  public JournalOutcome approve(UUID tenant, UUID journal, String by) throws SQLException {
    return decide(tenant, journal, true, "", by);
  }

  /** It will never be posted. */
  public JournalOutcome reject(UUID tenant, UUID journal, String reason, String by)
      throws SQLException {
    return decide(tenant, journal, false, reason, by);
  }

  private JournalOutcome decide(
      UUID tenant, UUID journal, boolean approved, String reason, String by) throws SQLException {
    try (var s = connection.prepareStatement("select decide_journal(?, ?, ?, ?, ?)")) {
      s.setObject(1, tenant);
      s.setObject(2, journal);
      s.setBoolean(3, approved);
      s.setString(4, reason);
      s.setString(5, by);
      return outcome(s);
    }
  }

  /**
   * Whether wallets would have what a journal takes of them if calls and purchases had nothing set
   * aside: then one that was too low may be posted later.
   */
  public boolean waits(UUID journal) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            with taken (wallet, amount) as (
              select s.wallet, sum(s.amount)
              from (
                select l.wallet, case when l.debit then l.amount::numeric else -l.amount end
                from journal_line l where l.journal = ?
                union all
                select q.wallet, q.amount
                from journal j
                  join move m on m.tenant = j.tenant and m.transfer = j.reverses
                  cross join lateral
                    (values (m.credit_wallet, m.amount::numeric), (m.debit_wallet, -m.amount::numeric))
                    as q (wallet, amount)
                where j.id = ?) s (wallet, amount)
              where s.wallet is not null
              group by s.wallet having sum(s.amount) > 0)
            select coalesce(bool_and(
                w.carrier or t.amount <= least(w.balance - w.floor, w.balance - w.goodwill)), false)
            from taken t join wallet w on w.id = t.wallet
            """)) {
      s.setObject(1, journal);
      s.setObject(2, journal);
      try (var row = s.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static JournalOutcome outcome(PreparedStatement s) throws SQLException {
    try (var row = s.executeQuery()) {
      row.next();
      return JournalOutcome.valueOf(row.getString(1));
    }
  }

  public Optional<Journal> find(UUID journal) throws SQLException {
    return read(journal, null, 1).stream().findFirst();
  }

  /**
   * Newest first.
   *
   * @param before only those with a smaller id, or null for the newest
   */
  public List<Journal> list(@Nullable UUID before, int limit) throws SQLException {
    return read(null, before, limit);
  }

  /** The currency of each account of the book, by its id. */
  public Map<Integer, Currency> currencies() throws SQLException {
    try (var s = connection.prepareStatement("select id, currency from account");
        var row = s.executeQuery()) {
      var found = new HashMap<Integer, Currency>();
      while (row.next()) {
        found.put(row.getInt(1), Currency.of(row.getString(2)));
      }
      return found;
    }
  }

  /** Which of these transfers have been taken back, and by which. */
  public Map<UUID, UUID> reversals(List<UUID> transfers) throws SQLException {
    try (var s =
        connection.prepareStatement(
            "select reversed, reversing from reversal where reversed = any (?)")) {
      s.setArray(1, connection.createArrayOf("uuid", transfers.toArray()));
      var found = new HashMap<UUID, UUID>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found.put(row.getObject(1, UUID.class), row.getObject(2, UUID.class));
        }
      }
      return found;
    }
  }

  private List<Journal> read(@Nullable UUID only, @Nullable UUID before, int limit)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select j.id, j.reverses, j.reason, j.effective, j.posting_date, j.drafted_by, j.drafted,
                   d.approved, d.decided_by, d.reason, d.decided
            from journal j left join journal_decision d on d.tenant = j.tenant and d.journal = j.id
            where (?::uuid is null or j.id = ?) and (?::uuid is null or j.id < ?)
            order by j.id desc limit ?
            """)) {
      s.setObject(1, only, Types.OTHER);
      s.setObject(2, only, Types.OTHER);
      s.setObject(3, before, Types.OTHER);
      s.setObject(4, before, Types.OTHER);
      s.setInt(5, limit);
      var found = new LinkedHashMap<UUID, Journal>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          var journal = journal(row);
          found.put(journal.id(), journal);
        }
      }
      var lines = lines(new ArrayList<>(found.keySet()));
      return found.values().stream()
          .map(j -> withLines(j, lines.getOrDefault(j.id(), List.of())))
          .toList();
    }
  }

  private static Journal journal(ResultSet row) throws SQLException {
    var by = row.getString(9);
    return new Journal(
        row.getObject(1, UUID.class),
        row.getObject(2, UUID.class),
        row.getString(3),
        instant(row, 4),
        row.getObject(5, LocalDate.class),
        row.getString(6),
        instant(row, 7),
        List.of(),
        by == null
            ? null
            : new Journal.Decision(row.getBoolean(8), by, row.getString(10), instant(row, 11)));
  }

  private static Journal withLines(Journal j, List<Journal.Line> lines) {
    return new Journal(
        j.id(),
        j.reverses(),
        j.reason(),
        j.effective(),
        j.postingDate(),
        j.draftedBy(),
        j.drafted(),
        lines,
        j.decision());
  }

  private Map<UUID, List<Journal.Line>> lines(List<UUID> journals) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            with side as (
              select l.journal, l.line::integer as line, l.account, l.wallet, l.debit, l.amount
              from journal_line l where l.journal = any (?)
              union all
              select j.id, 2 * m.line + x.n, x.account, null, x.debit, m.amount
              from journal j
                join move m on m.tenant = j.tenant and m.transfer = j.reverses
                cross join lateral (values (0, m.credit, true), (1, m.debit, false))
                  as x (n, account, debit)
              where j.id = any (?))
            select s.journal, a.code || ' ' || a.name || coalesce(': ' || w.name, ''), s.debit,
                   s.amount, a.currency
            from side s
              join account a on a.id = s.account
              left join wallet w on w.id = s.wallet
            order by s.journal, s.line
            """)) {
      var array = connection.createArrayOf("uuid", journals.toArray());
      s.setArray(1, array);
      s.setArray(2, array);
      var found = new HashMap<UUID, List<Journal.Line>>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found
              .computeIfAbsent(row.getObject(1, UUID.class), id -> new ArrayList<>())
              .add(
                  new Journal.Line(
                      row.getString(2),
                      row.getBoolean(3),
                      Money.of(row.getLong(4), Currency.of(row.getString(5)))));
        }
      }
      return found;
    }
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
