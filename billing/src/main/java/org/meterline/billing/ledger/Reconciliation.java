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

  private static final String SQL =
      """
      with wallet_moves as (
        select wallet, sum(amount) as amount from (
          select credit_wallet as wallet, amount from move where credit_wallet is not null
          union all
          select debit_wallet, -amount from move where debit_wallet is not null) m
        group by wallet),
      pocket_moves as (
        select pocket, sum(amount) as amount from (
          select credit_pocket as pocket, amount from move where credit_pocket is not null
          union all
          select debit_pocket, -amount from move where debit_pocket is not null) m
        group by pocket),
      wallet_holds as (
        select wallet, sum(amount) as amount from hold where resolved is null group by wallet),
      side as (
        select debit as account, amount from move
        union all
        select credit, -amount from move),
      balance as (select account, sum(amount) as amount from side group by account)

      -- every book is zero: debits and credits of all its accounts
      select 'book-not-zero', 'book', '0', sum(b.amount)::text
      from balance b join account a on a.id = b.account having sum(b.amount) <> 0

      -- the sums that balances are read of, as their days were last compared with the moves
      union all
      select d.name, d.subject, d.expected, d.found
      from balance_check k
        cross join jsonb_to_recordset(k.differences) as d (name text, subject text, expected text, found text)
      where k.differences <> '[]'

      union all
      select 'move-without-account', m.transfer::text, '2 accounts of one currency', count(a.id)::text
      from move m left join account a on a.id in (m.debit, m.credit)
      group by m.tenant, m.transfer, m.line, m.debit, m.credit
      having count(a.id) <> case when m.debit = m.credit then 1 else 2 end or count(distinct a.currency) <> 1

      union all
      select 'move-without-transfer', m.transfer::text, '1', '0'
      from move m where not exists (select from transfer t where t.tenant = m.tenant and t.id = m.transfer)

      union all
      select 'transfer-without-moves', t.id::text, '1', '0'
      from transfer t where not exists (select from move m where m.tenant = t.tenant and m.transfer = t.id)

      union all
      select 'wallet-balance', w.id::text, coalesce(m.amount, 0)::text, w.balance::text
      from wallet w left join wallet_moves m on m.wallet = w.id
      where w.balance <> coalesce(m.amount, 0)

      union all
      select 'wallet-held', w.id::text, coalesce(h.amount, 0)::text, w.held::text
      from wallet w left join wallet_holds h on h.wallet = w.id
      where w.held <> coalesce(h.amount, 0)

      union all
      select 'wallet-below-floor', w.id::text, '>= ' || w.floor, (w.balance - w.held)::text
      from wallet w where not w.carrier and w.balance - w.held < w.floor - w.short

      -- a pocket is the sum of its moves; a wallet is the sum of its pockets
      union all
      select 'pocket-balance', k.id::text, coalesce(m.amount, 0)::text, k.balance::text
      from pocket k left join pocket_moves m on m.pocket = k.id
      where k.balance <> coalesce(m.amount, 0)

      union all
      select 'wallet-goodwill', w.id::text, coalesce(sum(k.balance), 0)::text, w.goodwill::text
      from wallet w left join pocket k on k.tenant = w.tenant and k.wallet = w.id
      group by w.tenant, w.id, w.goodwill having w.goodwill <> coalesce(sum(k.balance), 0)

      -- what wallets owe is what stands on the account of receivables
      union all
      select 'wallet-owed', w.id::text, coalesce(sum(r.amount - r.settled), 0)::text, w.owed::text
      from wallet w left join receivable r on r.tenant = w.tenant and r.wallet = w.id
      group by w.tenant, w.id, w.owed having w.owed <> coalesce(sum(r.amount - r.settled), 0)

      union all
      select 'receivables', a.code || ' ' || a.currency, coalesce(w.owed, 0)::text, coalesce(b.amount, 0)::text
      from account a
        left join (select currency, sum(owed) as owed from wallet group by currency) w on w.currency = a.currency
        left join balance b on b.account = a.id
      where a.code = '1400' and coalesce(w.owed, 0) <> coalesce(b.amount, 0)

      union all
      select 'wallet-not-frozen', w.id::text, (w.stopped or w.owed > 0)::text, w.frozen::text
      from wallet w where w.frozen <> (w.stopped or w.owed > 0)

      -- what was captured was posted, and no more was given back than was taken
      union all
      select 'purchase-not-posted', b.id::text, coalesce(b.captured, 0)::text, coalesce(m.amount, 0)::text
      from purchase b
        left join (select transfer, sum(amount) as amount from move where debit_wallet is not null group by transfer) m
          on m.transfer = b.transfer
      where coalesce(b.captured, 0) <> coalesce(m.amount, 0)

      union all
      select 'refund-too-high', f.transfer::text, '<= ' || coalesce(min(m.amount), 0), sum(f.amount)::text
      from refund f
        left join (select transfer, debit_wallet, sum(amount) as amount from move group by transfer, debit_wallet) m
          on m.transfer = f.transfer and m.debit_wallet = f.wallet
      group by f.transfer, f.wallet having sum(f.amount) > coalesce(min(m.amount), 0)

      -- the control account of wallets is their sum
      union all
      select 'control-account', a.code || ' ' || a.currency, w.amount::text, (-coalesce(b.amount, 0))::text
      from (select account, sum(balance) as amount from wallet group by account) w
        join account a on a.id = w.account
        left join balance b on b.account = w.account
      where w.amount <> -coalesce(b.amount, 0)

      -- what was charged is what was posted, and the other way round
      union all
      select 'charge-not-posted', c.id::text, (c.amount + c.tax)::text, coalesce(sum(m.amount), 0)::text
      from charge c left join move m on m.tenant = c.tenant and m.transfer = c.id
      group by c.tenant, c.id, c.amount, c.tax having c.amount + c.tax <> coalesce(sum(m.amount), 0)

      union all
      select 'tax-not-posted', s.id::text, s.tax::text, coalesce(sum(m.amount), 0)::text
      from (select c.tenant, c.id, c.tax from charge c
              union all select x.tenant, x.transfer, x.tax from sale_tax x) s
        left join (move m join account a on a.tenant = m.tenant and a.id = m.credit and a.code = '2300')
          on m.tenant = s.tenant and m.transfer = s.id
      group by s.tenant, s.id, s.tax having s.tax <> coalesce(sum(m.amount), 0)

      union all
      select 'call-not-charged', t.id::text, '1', '0'
      from transfer t where t.kind in ('call', 'call re-rated')
        and not exists (select from charge c where c.tenant = t.tenant and c.id = t.id)

      union all
      select 'hold-not-charged', h.id::text, h.posted::text,
             (coalesce(sum(c.amount), 0) - coalesce(anew.amount, 0) - coalesce(late.amount, 0))::text
      from hold h
        left join charge c on c.tenant = h.tenant and c.leg = h.leg and c.segment = h.segment and c.line = h.line
        left join (
          select leg, line, sum(before) as amount from re_rating_line where charge is not null group by leg, line) anew
          on anew.leg = h.id and anew.line = h.line
        left join (
          select c.leg, c.line, sum(c.amount) as amount
          from charge c
            join reversal r on r.tenant = c.tenant and r.reversed = c.id
            join transfer t on t.tenant = r.tenant and t.id = r.reversing and t.kind = 'call, reversal'
          group by c.leg, c.line) late on late.leg = h.id and late.line = h.line
      where h.resolved is not null and h.leg is not null
      group by h.tenant, h.id, h.line, h.posted, anew.amount, late.amount
      having h.posted <> coalesce(sum(c.amount), 0) - coalesce(anew.amount, 0) - coalesce(late.amount, 0)
        or count(c.id) = 0

      -- what passed between books stands in both
      union all
      select 'bought-unpaired', p.id::text, p.there, p.here from unpaired_calls(current_tenant()) p

      union all
      select 'passage-unpaired', p.id::text, p.there, p.here from unpaired_passages(current_tenant()) p

      -- a reversal mirrors what it takes back, wallets included
      union all
      select 'reversal-differs', r.reversing::text, 'the mirror of ' || r.reversed, 'other moves'
      from reversal r
      where exists (
        (select m.credit, m.debit, m.credit_wallet, m.debit_wallet, m.amount from move m
           where m.tenant = r.tenant and m.transfer = r.reversed
         except all
         select m.debit, m.credit, m.debit_wallet, m.credit_wallet, m.amount from move m
           where m.tenant = r.tenant and m.transfer = r.reversing)
        union all
        (select m.debit, m.credit, m.debit_wallet, m.credit_wallet, m.amount from move m
           where m.tenant = r.tenant and m.transfer = r.reversing
         except all
         select m.credit, m.debit, m.credit_wallet, m.debit_wallet, m.amount from move m
           where m.tenant = r.tenant and m.transfer = r.reversed))

      -- what is charged anew stands in the place of what was charged, and was approved
      union all
      select 're-rating-differs', l.charge::text, l.after::text, coalesce(c.amount::text, 'nothing')
      from re_rating_line l left join charge c on c.tenant = l.tenant and c.id = l.charge
      where l.charge is not null and c.amount is distinct from l.after
      union all
      select 'charged-twice', l.leg::text, sum(l.before)::text, coalesce(min(b.amount), 0)::text
      from re_rating_line l
        left join (
          select c.leg, c.line, sum(c.amount) as amount
          from charge c
            join reversal r on r.tenant = c.tenant and r.reversed = c.id
            join transfer t on t.tenant = r.tenant and t.id = r.reversing and t.kind = 'call re-rated, reversal'
          group by c.leg, c.line) b on b.leg = l.leg and b.line = l.line
      where l.charge is not null
      group by l.leg, l.line having sum(l.before) <> coalesce(min(b.amount), 0)
      union all
      select 're-rating-not-approved', t.id::text, '1', '0'
      from transfer t where t.kind = 'call re-rated'
        and not exists (select from re_rating_line l
          join re_rating r on r.tenant = l.tenant and r.id = l.re_rating
          join re_rating_decision d on d.tenant = r.tenant and d.re_rating = r.id
          where l.tenant = t.tenant and l.charge = t.id and d.approved and d.decided_by <> r.prepared_by)

      -- what people wrote is posted if, and only if, a second person approved
      union all
      select 'journal-not-posted', d.journal::text, '1', '0'
      from journal_decision d where d.approved
        and not exists (select from transfer t where t.tenant = d.tenant and t.id = d.journal)
      union all
      select 'journal-not-approved', t.id::text, '1', '0'
      from transfer t where t.kind in ('journal', 'reversal')
        and not exists (select from journal_decision d join journal j on j.tenant = d.tenant and j.id = d.journal
          where d.tenant = t.tenant and d.journal = t.id and d.approved and d.decided_by <> j.drafted_by)
      """;

  /**
   * Every difference; empty when all agrees. All of a book is read: nested loops, chosen where
   * nothing is known yet of a table that has just grown, would take minutes.
   *
   * @param connection within a transaction of the tenant
   */
  public static List<Difference> check(Connection connection) throws SQLException {
    var found = new ArrayList<Difference>();
    try (var s = connection.createStatement()) {
      s.execute("set local enable_nestloop = off");
    }
    try (var s = connection.prepareStatement(SQL);
        var row = s.executeQuery()) {
      while (row.next()) {
        found.add(
            new Difference(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
      }
    }
    return found;
  }
}
