package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a book agrees with itself: wallets, holds, charges and moves. Reads one state of a book,
 * so it may run while calls are charged. Within a {@link BookTransaction}, best a reading one.
 */
public final class Reconciliation {
  private Reconciliation() {}

  /**
   * Something that does not agree.
   *
   * @param name what kind of thing, stable, lower-kebab
   * @param subject which one: a wallet's, transfer's, charge's or account's id
   * @param expected and {@code found}: units of the currency, or counts
   */
  public record Difference(String name, String subject, String expected, String found) {}

  /** The sums of days, and what was recorded after the last of them. */
  private static final String SUMS =
      """
      recent as (
        select debit, credit, debit_wallet, credit_wallet, debit_pocket, credit_pocket, amount
        from fresh_move where recorded >= :summed
        union all
        select debit, credit, debit_wallet, credit_wallet, debit_pocket, credit_pocket, amount
        from orphan where transfer >= :unminted),
      balance as (
        select account, sum(amount) as amount from (
          select account, debits - credits as amount from balance_day where recorded <= :through
          union all
          select debit, amount from recent
          union all
          select credit, -amount from recent) side
        group by account),
      posted as (
        select holder, sum(amount) as amount from (
          select credit_wallet as holder, amount from recent
          union all
          select debit_wallet, -amount from recent
          union all
          select credit_pocket, amount from recent
          union all
          select debit_pocket, -amount from recent) side
        where holder is not null group by holder),
      wallet_moves as materialized (
        select w.id, w.balance, coalesce(d.balance, 0) + coalesce(m.amount, 0) as amount
        from wallet w
          left join posted m on m.holder = w.id
          left join lateral (
            select d.balance from wallet_day d
            where d.tenant = w.tenant and d.holder = w.id and d.recorded <= :through
            order by d.recorded desc limit 1) d on true),
      pocket_moves as materialized (
        select k.id, k.balance, coalesce(d.balance, 0) + coalesce(m.amount, 0) as amount
        from pocket k
          left join posted m on m.holder = k.id
          left join lateral (
            select d.balance from wallet_day d
            where d.tenant = k.tenant and d.holder = k.id and d.recorded <= :through
            order by d.recorded desc limit 1) d on true),
      wallet_holds as (
        select wallet, sum(amount) as amount from hold where resolved is null group by wallet)
      """;

  private static final String CHECKS =
      """
      -- every book is zero: debits and credits of all its accounts
      select 'book-not-zero' as name, 'book' as subject, '0' as expected, sum(b.amount)::text as found
      from balance b join account a on a.id = b.account having sum(b.amount) <> 0

      union all
      select 'wallet-balance', m.id::text, m.amount::text, m.balance::text
      from wallet_moves m where m.balance <> m.amount

      union all
      select 'wallet-held', w.id::text, coalesce(h.amount, 0)::text, w.held::text
      from wallet w left join wallet_holds h on h.wallet = w.id
      where w.held <> coalesce(h.amount, 0)

      union all
      select 'wallet-below-floor', w.id::text, '>= ' || w.floor, (w.balance - w.held)::text
      from wallet w where not w.carrier and w.balance - w.held < w.floor - w.short

      -- a pocket is the sum of its moves; a wallet is the sum of its pockets
      union all
      select 'pocket-balance', m.id::text, m.amount::text, m.balance::text
      from pocket_moves m where m.balance <> m.amount

      union all
      select 'wallet-goodwill', w.id::text, coalesce(k.amount, 0)::text, w.goodwill::text
      from wallet w
        left join (select wallet, sum(balance) as amount from pocket group by wallet) k on k.wallet = w.id
      where w.goodwill <> coalesce(k.amount, 0)

      -- what wallets owe is what stands on the account of receivables
      union all
      select 'wallet-owed', w.id::text, coalesce(r.amount, 0)::text, w.owed::text
      from wallet w
        left join (select wallet, sum(amount - settled) as amount from receivable group by wallet) r on r.wallet = w.id
      where w.owed <> coalesce(r.amount, 0)

      union all
      select 'receivables', a.code || ' ' || a.currency, coalesce(w.owed, 0)::text, coalesce(b.amount, 0)::text
      from account a
        left join (select currency, sum(owed) as owed from wallet group by currency) w on w.currency = a.currency
        left join balance b on b.account = a.id
      where a.code = '1400' and coalesce(w.owed, 0) <> coalesce(b.amount, 0)

      union all
      select 'wallet-not-frozen', w.id::text, (w.stopped or w.owed > 0)::text, w.frozen::text
      from wallet w where w.frozen <> (w.stopped or w.owed > 0)

      -- the control account of wallets is their sum
      union all
      select 'control-account', a.code || ' ' || a.currency, w.amount::text, (-coalesce(b.amount, 0))::text
      from (select account, sum(balance) as amount from wallet group by account) w
        join account a on a.id = w.account
        left join balance b on b.account = w.account
      where w.amount <> -coalesce(b.amount, 0)

      -- what people wrote is posted if a second person approved
      union all
      select 'journal-not-posted', d.journal::text, '1', '0'
      from journal_decision d where d.approved
        and not exists (
          select from transfer t where t.tenant = d.tenant and t.id = d.journal offset 0)
      """;

  /** Of the days before, as they were last compared with what was recorded on them. */
  private static final String PROVED =
      """
      select d.name, d.subject, d.expected, d.found
      from balance_check k
        cross join jsonb_to_recordset(k.differences) as d (name text, subject text, expected text, found text)
      where k.differences <> '[]'
      """;

  /**
   * Every difference; empty when all agrees. Reads sums of the days that were proved, and postings
   * of those that were not; what proving found of the others is told with it.
   *
   * @param connection within a transaction of the tenant
   */
  public static List<Difference> check(Connection connection) throws SQLException {
    var proved = SummedDays.proved(connection);
    var summed = SummedDays.of(connection);
    joinWhole(connection);
    var found = new ArrayList<Difference>();
    try (var s = connection.prepareStatement(sql(CheckedSpan.after(proved), summed));
        var row = s.executeQuery()) {
      while (row.next()) {
        found.add(
            new Difference(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
      }
    }
    return found;
  }

  /** What is found of the last proved day's legs is found twice; it is told once. */
  private static String sql(CheckedSpan span, SummedDays summed) {
    var end = CheckedSpan.after(summed);
    return "with "
        + span.in(PostingChecks.WITH)
        + ", "
        + SUMS.replace(":summed", CheckedSpan.literal(end.since()))
            .replace(":unminted", CheckedSpan.literal(end.firstMinted()))
            .replace(":through", "'" + summed.last() + "'")
        + CHECKS
        + " union all "
        + span.in(PostingChecks.CHECKS)
        + " union "
        + PROVED;
  }

  /**
   * Before a statement of these checks. What is read is joined as a whole, and looked up where the
   * statement says so: nested loops, chosen where nothing is known yet of a table that has just
   * grown, would take minutes.
   */
  static void joinWhole(Connection connection) throws SQLException {
    try (var s = connection.createStatement()) {
      s.execute("set local enable_nestloop = off");
    }
  }
}
