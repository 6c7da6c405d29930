-- What a late end adds is the posting after those that are there: a re-rating in between had made its own.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- As before.
create or replace function post_lines(
    p_by text, p_wallets uuid[], p_books uuid[], p_owner uuid[], p_id uuid[], p_line smallint[], p_transfer uuid[],
    p_cost bigint[], p_seconds bigint[], p_at timestamptz[], p_description text[], p_trace text[], p_outcome text[],
    p_posted bigint[], p_drawn integer[], out done bigint, out of_lines bigint, out posted bigint[], out overrun bigint[])
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
#variable_conflict use_column
declare
  v_tenants uuid[];
  v_wallets uuid[];
  v_spent   bigint[];
  v_freed   bigint[];
begin
  -- shared with each other, against closing
  perform pg_advisory_xact_lock_shared(7301, hashtext(b::text) & 255) from unnest(p_books) b;
  with ended as (
    update hold h set resolved = coalesce(h.resolved, clock_timestamp()), resolution = p_by, posted = greatest(h.posted, q.cost)
      from unnest(p_owner, p_id, p_line, p_transfer, p_cost, p_seconds, p_at, p_description, p_trace, p_outcome, p_posted, p_drawn)
          with ordinality
          as q (owner, id, line, transfer, cost, seconds, at, description, trace, outcome, posted, drawn, ord)
      where h.id = any (p_id) and h.id = q.id and h.line = q.line and coalesce(h.owner, h.tenant) = q.owner
        and (q.outcome in ('SETTLED', 'LATE') or q.outcome is null and h.leg is not null and h.resolved is null)
      returning q.ord, q.transfer, q.seconds, q.at, q.description, q.trace, q.drawn, coalesce(q.outcome, 'SETTLED') as outcome,
        greatest(0, q.cost - old.posted) as cost, q.posted, h.tenant, h.owner, h.id, h.line, h.lines, h.call, h.leg, h.segment,
        h.relation, h.part, h.wallet, h.deck, h.rate, h.tax_country, h.tax_rate, h.amount as held),
  line as materialized (
    select p.*, case when p.tax_rate > 0 then tax_in(p.posted, p.tax_rate) else 0 end as tax,
           -- the other side is in the book of the tenant who buys
           case when p.part = 'WHOLESALE' and p.posted > 0 then p.owner end as buyer,
           case when p.part = 'WHOLESALE' and p.posted > 0 and p.tax_rate > 0
             then input_tax_account(p.owner, p.currency, p.tax_country) end as input
    from (
      select e.ord, e.transfer, e.seconds, e.at, e.description, e.trace, e.drawn, e.outcome, e.cost,
             coalesce(e.posted, case when w.carrier then e.cost else least(e.cost, e.held) end) as posted, e.tenant, e.owner, e.id,
             e.line, e.lines, e.call, e.leg, e.segment, e.relation, e.part, e.wallet, e.deck, e.rate, e.tax_country, e.tax_rate,
             e.held, w.currency, w.account, w.income, w.carrier
      from ended e join wallet w on w.id = any (array(select e.wallet from ended e)) and w.id = e.wallet and w.tenant = e.tenant
      ) p),
  accounts as materialized (
    select a.tenant, a.currency, a.code, a.id from account a
    where a.tenant = any (p_books) and a.code in ('1590', '2300', '5000', '6900')),
  transfers as (
    insert into transfer (tenant, id, kind, currency, call, leg, description, hash, effective, posting_date, made_by)
      select t.tenant, t.transfer, t.kind, t.currency, t.call, t.leg, t.description, t.hash, t.at,
             greatest((t.at at time zone b.time_zone)::date, c.through + 1), 'meterline'
      from (
        select s.tenant, s.kind, l.transfer, l.currency, l.call, l.leg, l.description, l.at,
               sha256(convert_to(concat_ws('|', 'call', l.id, l.line, l.cost, l.seconds), 'UTF8')) as hash
        from line l, lateral (values (l.tenant, 'call'), (l.buyer, 'call bought')) as s (tenant, kind)
        where l.cost > 0 and s.tenant is not null) t
        join (select * from book b where b.tenant = any (p_books)) b on b.tenant = t.tenant
        left join (select * from closing c where c.tenant = any (p_books)) c on c.tenant = t.tenant),
  moves as (
    insert into move (tenant, transfer, line, debit, credit, debit_wallet, credit_wallet, amount)
      select m.tenant, l.transfer, m.line, coalesce(m.debit, d.id), coalesce(m.credit, c.id), m.debit_wallet, m.credit_wallet,
             m.amount
      from line l
        cross join lateral (values
          -- paid by the wallet, or owed to the carrier; drawn from pockets it is there already
          (l.tenant, 1, case when l.carrier then l.income else l.account end, null,
           case when l.carrier then l.account else l.income end, null, case when not l.carrier then l.wallet end,
           case when l.carrier then l.wallet end, case when l.drawn is null then l.posted end),
          -- beyond the hold
          (l.tenant, coalesce(l.drawn, 1) + 1, null, '6900', l.income, null, null, null, l.cost - l.posted),
          -- the tax that is contained
          (l.tenant, coalesce(l.drawn, 1) + 2, l.income, null, null, '2300', null, null, l.tax),
          -- bought of the operator, with the tax apart that is deducted
          (l.buyer, 1, null, '5000', null, '1590', null, null,
           case when l.buyer is not null then l.posted - case when l.input is null then 0 else l.tax end end),
          (l.buyer, 2, l.input, null, null, '1590', null, null, case when l.input is not null then l.tax end))
          as m (tenant, line, debit, debit_code, credit, credit_code, debit_wallet, credit_wallet, amount)
        left join accounts d on d.tenant = m.tenant and d.currency = l.currency and d.code = m.debit_code
        left join accounts c on c.tenant = m.tenant and c.currency = l.currency and c.code = m.credit_code
      where m.amount > 0),
  charges as (
    insert into charge (tenant, id, call, leg, line, segment, relation, posting, wallet, deck, rate, seconds, amount, overrun,
                        tax_country, tax_rate, tax, trace)
      select l.tenant, l.transfer, l.call, l.leg, l.line, l.segment, l.relation,
             case l.outcome when 'LATE' then 1 + coalesce(
               (select max(c.posting) from charge c
                where c.tenant = l.tenant and c.call = l.call and c.leg = l.leg and c.line = l.line), 0) else 1 end,
             l.wallet, l.deck, l.rate, l.seconds, l.cost, l.cost - l.posted, l.tax_country, l.tax_rate, l.tax, l.trace::jsonb
      from line l where l.outcome = 'SETTLED' or l.cost > 0),
  spent as (
    select l.tenant, l.wallet, sum(case when l.carrier then -l.posted else l.posted end)::bigint as spent,
           sum(case l.outcome when 'SETTLED' then l.held else 0 end)::bigint as freed
    from line l group by l.tenant, l.wallet)
  select a.*, s.*
    into done, of_lines, posted, overrun, v_tenants, v_wallets, v_spent, v_freed
    from (select count(*), coalesce(sum(l.lines) filter (where l.line = 0), 0), array_agg(l.posted order by l.ord),
                 array_agg(l.cost - l.posted order by l.ord)
          from line l) a,
         (select array_agg(s.tenant), array_agg(s.wallet), array_agg(s.spent), array_agg(s.freed) from spent s) s;
  -- last, so that others wait for these for no longer than the commit takes
  if p_wallets is null and not lock_plain(v_wallets) then
    raise exception using errcode = 'no_data_found';
  end if;
  with wallets as (
    update wallet w set balance = w.balance - s.spent, held = w.held - s.freed
      from unnest(v_tenants, v_wallets, v_spent, v_freed) as s (tenant, wallet, spent, freed)
      where w.id = any (v_wallets) and w.id = s.wallet and w.tenant = s.tenant
      returning w.tenant, w.id)
  insert into outbox (tenant, type, subject, data)
    select w.tenant, 'wallets.changed', '', jsonb_build_object('walletIds', array_agg(w.id)) from wallets w group by w.tenant;
end
$$;

reset role;
revoke create on schema meterline from meterline_writer;
