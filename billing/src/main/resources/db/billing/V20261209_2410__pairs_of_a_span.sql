-- The halves of what passed between books, as the check of a day, or of the last days, asks for them: of what was recorded
-- within a span, and of refunds, which do not say when they were recorded, by their ids. Both halves are recorded at once.
-- What belongs to a row is looked up row by row, however little is known of the tables: "offset 0" keeps it so.

grant create on schema meterline to meterline_writer;
set role meterline_writer;
drop function unpaired_calls(uuid);
drop function unpaired_passages(uuid);

-- As before, of a span, by all moves of a half. What a tenant bought was sold by the operator; what was given back of it was so in
-- both books, what is taken back is so in both, and what is deducted here is output tax there.
create function unpaired_calls(p_tenant uuid, p_since timestamptz, p_until timestamptz, p_first uuid, p_last uuid)
returns table (id uuid, here text, there text)
language sql stable security definer set search_path = meterline, pg_temp as $$
  with asked as (
    select p_tenant = coalesce(nullif(current_setting('meterline.tenant', true), '')::uuid, p_tenant) as mine),
  -- what this book bought, with its other half
  bought as materialized (
    select t.tenant, t.id, t.currency, m.amount, o.halves, o.amount as sold, o.currency as sold_in, o.tax
    from transfer t
      cross join lateral (
        select sum(m.amount)::bigint as amount from move m where m.tenant = t.tenant and m.transfer = t.id) m
      cross join lateral (
        select count(*) as halves, min(o.amount) as amount, min(w.currency) as currency, min(o.tax) as tax
        from (
            select c.tenant, c.wallet, c.amount - c.overrun as amount, c.tax
            from charge c
            where t.kind = 'call bought' and c.tenant = (select s.id from tenant s where s.operator)
              and c.id = t.id and c.relation = 'WHOLESALE' and c.tenant <> t.tenant
            union all
            select f.tenant, f.wallet, f.amount, output_tax_back(f)
            from refund f
            where t.kind = 'call bought, refund' and f.tenant = (select s.id from tenant s where s.operator)
              and f.id = t.id and f.tenant <> t.tenant) o
          left join lateral (
            select w.currency from wallet w where w.tenant = o.tenant and w.id = o.wallet offset 0) w on true) o
    where t.tenant = p_tenant and t.recorded >= p_since and t.recorded < p_until
      and t.kind in ('call bought', 'call bought, refund') and (select mine from asked)),
  -- what this book charged tenants, and gave them back: recorded then, or taken back then
  taken_back as materialized (
    select r.reversed as id
    from transfer t
      cross join lateral (
        select r.reversed from reversal r where r.tenant = t.tenant and r.reversing = t.id offset 0) r
    where t.tenant = p_tenant and t.recorded >= p_since and t.recorded < p_until
      and t.kind in ('call re-rated, reversal', 'call, reversal') and (select mine from asked)),
  charged as materialized (
    select c.id from charge c
    where c.tenant = p_tenant and c.recorded >= p_since and c.recorded < p_until
      and c.relation = 'WHOLESALE' and (select mine from asked)
    union
    select b.id from taken_back b),
  refunded as materialized (
    select f.id from refund f
    where f.tenant = p_tenant and f.id >= p_first and f.id < p_last and (select mine from asked)
    union
    select b.id from taken_back b),
  sold as materialized (
    select c.id, h.owner, 'call bought' as kind, c.amount - c.overrun as amount
    from charged q
      cross join lateral (
        select c.* from charge c
        where c.tenant = p_tenant and c.id = q.id and c.relation = 'WHOLESALE' and c.amount > c.overrun offset 0) c
      cross join lateral (
        select h.owner from hold h
        where h.tenant = c.tenant and h.id = c.leg and h.line = c.line and h.owner is not null offset 0) h
    union all
    select f.id, h.owner, 'call bought, refund', f.amount
    from refunded q
      cross join lateral (
        select f.* from refund f where f.tenant = p_tenant and f.id = q.id offset 0) f
      cross join lateral (
        select c.* from charge c
        where c.tenant = f.tenant and c.id = f.transfer and c.wallet = f.wallet and c.relation = 'WHOLESALE' offset 0) c
      cross join lateral (
        select h.owner from hold h
        where h.tenant = c.tenant and h.id = c.leg and h.line = c.line and h.owner is not null offset 0) h),
  -- whether it stands in the other book, and what takes it back here
  told as materialized (
    select s.*, r.reversing, t.kind as taken_back,
           exists (select from transfer t where t.tenant = s.owner and t.id = s.id and t.kind = s.kind offset 0) as there
    from sold s
      left join lateral (
        select r.reversing from reversal r where r.tenant = p_tenant and r.reversed = s.id offset 0) r on true
      left join lateral (
        select t.kind from transfer t where t.tenant = p_tenant and t.id = r.reversing offset 0) t on true)
  select b.id, coalesce(b.amount, 0)::text || ' ' || b.currency,
         coalesce(b.sold::text || ' ' || b.sold_in, 'nothing')
  from bought b
  where b.halves <> 1 or b.sold <> b.amount or b.sold_in <> b.currency
  union all
  -- what is deducted here is what is output tax there
  select b.id, m.amount::text || ' of it tax', coalesce(b.tax, 0)::text || ' of it tax'
  from bought b
    cross join lateral (
      select m.debit, m.credit, m.amount from move m where m.tenant = b.tenant and m.transfer = b.id offset 0) m
  where m.amount <> coalesce(b.tax, 0) and exists (
    select from account a where a.tenant = b.tenant and a.code = '1570' and a.id in (m.debit, m.credit) offset 0)
  union all
  select s.id, s.amount::text, 'nothing'
  from told s
  where not s.there
    -- what was given back in this book alone before both said so, and is taken back
    and not (s.kind = 'call bought, refund' and s.reversing is not null)
  union all
  select s.id, 'taken back', 'not so'
  from told s
  where s.there and s.taken_back in ('call re-rated, reversal', 'call, reversal')
    and not exists (
      select from reversal o where o.tenant = s.owner and o.reversed = s.id and o.reversing = s.reversing offset 0)
$$;

-- As before, of a span.
create function unpaired_passages(p_tenant uuid, p_since timestamptz, p_until timestamptz)
returns table (id uuid, here text, there text)
language sql stable security definer set search_path = meterline, pg_temp as $$
  select t.id, coalesce(m.amount::text, 'nothing') || ' ' || t.currency, o.halves
  from transfer t
    left join lateral (
      select m.debit, m.credit, m.amount from move m where m.tenant = t.tenant and m.transfer = t.id offset 0) m on true
    cross join lateral (
      select coalesce(string_agg(coalesce(n.amount::text, 'nothing') || ' ' || u.currency, ', '), 'nothing') as halves,
             count(*) filter (where u.hash = t.hash and n.amount = m.amount and u.currency = t.currency
               and ((m.credit = mine.id and n.debit = its.id) or (m.debit = mine.id and n.credit = its.id))) as pairs
      from book b
        cross join lateral (
          select u.* from transfer u
          where u.tenant = b.tenant and u.id = t.id and u.tenant <> t.tenant and u.kind = 'passage' offset 0) u
        left join lateral (
          select n.debit, n.credit, n.amount from move n where n.tenant = u.tenant and n.transfer = u.id offset 0) n on true
        left join lateral (
          select a.id from account a
          where a.tenant = t.tenant and a.code = '1590' and a.currency = t.currency offset 0) mine on true
        left join lateral (
          select a.id from account a
          where a.tenant = u.tenant and a.code = '1590' and a.currency = u.currency offset 0) its on true) o
  where t.tenant = p_tenant and t.kind = 'passage' and t.recorded >= p_since and t.recorded < p_until
    and p_tenant = coalesce(nullif(current_setting('meterline.tenant', true), '')::uuid, p_tenant)
    and o.pairs <> 1
$$;
call open_to_app(array['unpaired_calls', 'unpaired_passages']);
reset role;
revoke create on schema meterline from meterline_writer;
