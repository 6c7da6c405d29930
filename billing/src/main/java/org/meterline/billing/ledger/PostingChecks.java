package org.meterline.billing.ledger;

/**
 * What is checked posting by posting: of a {@link CheckedSpan}, so that what is read is as much as
 * was posted then. What belongs to a posting is looked up by its key, however little is known of
 * the tables: {@code offset 0} keeps it so.
 */
final class PostingChecks {
  private PostingChecks() {}

  /** The transfers of the span, their moves, the moves of none, and the charges. */
  static final String WITH =
      """
      fresh as materialized (
        select t.tenant, t.id, t.kind, t.recorded, t.posting_date, t.effective from transfer t
        where t.recorded >= :since and t.recorded < :until),
      orphan as materialized (
        select m.* from move m
        where m.transfer >= :first and m.transfer < :last
          and not exists (
            select from transfer t
            where t.tenant = m.tenant and t.id = m.transfer and t.id >= :first and t.id < :last)),
      fresh_move as materialized (
        select t.recorded, t.posting_date, t.effective, m.*
        from fresh t
          cross join lateral (
            select m.* from move m where m.tenant = t.tenant and m.transfer = t.id offset 0) m),
      fresh_charge as materialized (
        select c.tenant, c.id, c.leg, c.segment, c.line, c.amount, c.tax from charge c
        where c.recorded >= :since and c.recorded < :until),

      -- holds that the span's ids or charges are of; most agree with the charges of the span alone
      charged as (
        select c.tenant, c.leg, c.segment, c.line, sum(c.amount) as amount, bool_or(r.reversed) as reversed
        from fresh_charge c
          cross join lateral (
            select exists (
              select from reversal r where r.tenant = c.tenant and r.reversed = c.id offset 0) as reversed) r
        group by c.tenant, c.leg, c.segment, c.line),
      held as (
        select h.id from hold h where h.id >= :first and h.id < :last
        union
        select c.leg from fresh_charge c),
      held_line as materialized (
        select h.*
        from held i
          cross join lateral (
            select h.tenant, h.id, h.line, h.call, h.leg, h.segment, h.posted from hold h
            where h.id = i.id and h.resolved is not null and h.leg is not null offset 0) h),
      odd_line as materialized (
        select h.*
        from held_line h
          left join charged c on c.leg = h.leg and c.segment = h.segment and c.line = h.line
        where c.amount is distinct from h.posted or c.reversed or exists (
          select from re_rating_line l where l.tenant = h.tenant and l.leg = h.id and l.line = h.line offset 0))
      """;

  static final String CHECKS =
      """
      select 'move-without-account' as name, m.transfer::text as subject,
             '2 accounts of one currency' as expected,
             (num_nonnulls(d.id, c.id) - (m.debit = m.credit and d.id is not null)::int)::text as found
      from (select transfer, debit, credit from fresh_move
              union all select transfer, debit, credit from orphan) m
        left join account d on d.id = m.debit
        left join account c on c.id = m.credit
      where d.id is null or c.id is null or d.currency <> c.currency

      union all
      select 'move-without-transfer', m.transfer::text, '1', '0' from orphan m

      union all
      select 'transfer-without-moves', t.id::text, '1', '0'
      from fresh t
      where not exists (
        select from move m where m.tenant = t.tenant and m.transfer = t.id offset 0)

      -- what was captured was posted, and no more was given back than was taken and not written off
      union all
      select 'purchase-not-posted', b.id::text, coalesce(b.captured, 0)::text, coalesce(m.amount, 0)::text
      from purchase b
        cross join lateral (
          select sum(m.amount) as amount from move m
          where m.tenant = b.tenant and m.transfer = b.transfer and m.debit_wallet is not null offset 0) m
      where b.transfer >= :first and b.transfer < :last
        and coalesce(b.captured, 0) <> coalesce(m.amount, 0)

      union all
      select 'refund-too-high', f.transfer::text, '<= ' || (coalesce(m.amount, 0) - a.given_up), a.amount::text
      from (select distinct tenant, transfer, wallet from refund
              where id >= :first and id < :last) f
        cross join lateral (
          select sum(a.amount) as amount, max(a.given_up) as given_up from refund a
          where a.tenant = f.tenant and a.transfer = f.transfer and a.wallet = f.wallet offset 0) a
        cross join lateral (
          select sum(m.amount) as amount from move m
          where m.tenant = f.tenant and m.transfer = f.transfer and m.debit_wallet = f.wallet offset 0) m
      where a.amount > coalesce(m.amount, 0) - a.given_up

      -- what was charged is what was posted, and the other way round
      union all
      select 'charge-not-posted', c.id::text, (c.amount + c.tax)::text, m.amount::text
      from fresh_charge c
        cross join lateral (
          select coalesce(sum(m.amount), 0) as amount from move m
          where m.tenant = c.tenant and m.transfer = c.id offset 0) m
      where c.amount + c.tax <> m.amount

      union all
      select 'tax-not-posted', s.id::text, s.tax::text, m.amount::text
      from (select c.tenant, c.id, c.tax from fresh_charge c
              union all
              select x.tenant, x.transfer, x.tax from sale_tax x
              where x.transfer >= :first and x.transfer < :last) s
        cross join lateral (
          select coalesce(sum(m.amount), 0) as amount from move m
          where m.tenant = s.tenant and m.transfer = s.id
            and m.credit = any (array(select a.id from account a where a.code = '2300')) offset 0) m
      where s.tax <> m.amount

      union all
      select 'call-not-charged', t.id::text, '1', '0'
      from fresh t where t.kind in ('call', 'call re-rated')
        and not exists (select from charge c where c.tenant = t.tenant and c.id = t.id offset 0)

      union all
      select 'hold-not-charged', h.id::text, h.posted::text, (c.amount - anew.amount - late.amount)::text
      from odd_line h
        cross join lateral (
          select count(*) as charges, coalesce(sum(c.amount), 0) as amount from charge c
          where c.tenant = h.tenant and c.call = h.call and c.leg = h.leg and c.segment = h.segment and c.line = h.line
          offset 0) c
        cross join lateral (
          select coalesce(sum(l.before), 0) as amount from re_rating_line l
          where l.tenant = h.tenant and l.leg = h.id and l.line = h.line and l.charge is not null offset 0) anew
        cross join lateral (
          select coalesce(sum(c.amount), 0) as amount from charge c
          where c.tenant = h.tenant and c.call = h.call and c.leg = h.id and c.line = h.line
            and 'call, reversal' = (
              select t.kind from transfer t
              where t.tenant = c.tenant and t.id = (
                select r.reversing from reversal r where r.tenant = c.tenant and r.reversed = c.id))
          offset 0) late
      where h.posted <> c.amount - anew.amount - late.amount or c.charges = 0

      -- what passed between books stands in both
      union all
      select 'bought-unpaired', p.id::text, p.there, p.here
      from unpaired_calls(current_tenant(), :since, :until, :first, :last) p

      union all
      select 'passage-unpaired', p.id::text, p.there, p.here
      from unpaired_passages(current_tenant(), :since, :until) p

      -- a reversal mirrors what it takes back, wallets included
      union all
      select 'reversal-differs', r.reversing::text, 'the mirror of ' || r.reversed, 'other moves'
      from (
        select r.tenant, r.reversed, r.reversing from reversal r
        where r.reversing >= :first and r.reversing < :last
        union
        select r.tenant, r.reversed, r.reversing
        from fresh t
          cross join lateral (
            select r.* from reversal r where r.tenant = t.tenant and r.reversing = t.id offset 0) r
        where t.kind like '%reversal') r
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
      from re_rating_line l
        left join lateral (
          select c.amount from charge c where c.tenant = l.tenant and c.id = l.charge offset 0) c on true
      where l.charge >= :first and l.charge < :last and c.amount is distinct from l.after
      union all
      select 'charged-twice', i.leg::text, l.before::text, coalesce(b.amount, 0)::text
      from (select l.tenant, l.leg, l.line, min(c.call::text)::uuid as call
            from re_rating_line l
              left join lateral (
                select c.call from charge c where c.tenant = l.tenant and c.id = l.charge offset 0) c on true
            where l.charge >= :first and l.charge < :last
            group by l.tenant, l.leg, l.line) i
        cross join lateral (
          select sum(l.before) as before from re_rating_line l
          where l.tenant = i.tenant and l.leg = i.leg and l.line = i.line and l.charge is not null offset 0) l
        cross join lateral (
          select sum(c.amount) as amount from charge c
          where c.tenant = i.tenant and c.call = i.call and c.leg = i.leg and c.line = i.line
            and 'call re-rated, reversal' = (
              select t.kind from transfer t
              where t.tenant = c.tenant and t.id = (
                select r.reversing from reversal r where r.tenant = c.tenant and r.reversed = c.id))
          offset 0) b
      where l.before <> coalesce(b.amount, 0)
      union all
      select 're-rating-not-approved', t.id::text, '1', '0'
      from fresh t where t.kind = 'call re-rated'
        and not exists (
          select
          from re_rating_line l
            join re_rating r on r.tenant = l.tenant and r.id = l.re_rating
            join re_rating_decision d on d.tenant = r.tenant and d.re_rating = r.id
          where l.tenant = t.tenant and l.charge = t.id and d.approved and d.decided_by <> r.prepared_by
          offset 0)

      -- what people wrote is posted if, and only if, a second person approved
      union all
      select 'journal-not-approved', t.id::text, '1', '0'
      from fresh t where t.kind in ('journal', 'reversal')
        and not exists (
          select from journal_decision d join journal j on j.tenant = d.tenant and j.id = d.journal
          where d.tenant = t.tenant and d.journal = t.id and d.approved and d.decided_by <> j.drafted_by
          offset 0)
      """;
}
