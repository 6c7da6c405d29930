-- A leg that was answered and used no grant, for the grant came too late or what it was for could not begin, has 0 ms charged, and
-- was charged for no second: it counts as none, where it counted as one. A leg that was charged has 1 ms at least.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Seconds are null for a leg that nobody answered, and 0 for one that used no grant.
create or replace function records_of_bought_legs(p_since timestamptz)
  returns table (tenant uuid, id uuid, call uuid, bought uuid, free uuid, began timestamptz, ended timestamptz, seconds bigint,
                 recovered boolean, priced boolean)
language sql stable security definer set search_path = meterline, pg_temp set enable_nestloop = on as $$
  with charged as materialized (
    select distinct h.owner as tenant, c.call
    from charge c join hold h on h.id = c.leg and h.line = c.line and h.tenant = c.tenant
    where c.tenant = current_tenant() and c.recorded >= p_since),
  leg as (
    select l.* from charged c join call_leg l on l.tenant = c.tenant and l.call = c.call
    union
    select l.* from tenant t
      join call_leg l on l.tenant = t.id and l.ended >= p_since
        and l.id >= (lpad(to_hex((extract(epoch from p_since - interval '1 day') * 1000)::bigint), 12, '0')
                     || repeat('0', 20))::uuid)
  select l.tenant, l.id, l.call, transfer_id(l.id, 'bought'), transfer_id(l.id, 'bought free'), l.began, l.ended,
         case when l.answered is not null then ceil(l.charged_millis / 1000.0)::bigint end, l.recovered,
         coalesce(l.payer, '') <> '' and l.trunk is not null
  from leg l
  where exists (select from tenant o where o.id = current_tenant() and o.operator)
$$;

-- One that used no grant did not last.
create or replace function carried_legs(p_tenant uuid, p_since timestamptz, p_until timestamptz, p_after uuid, p_limit integer)
  returns table (leg uuid, number text, start timestamptz, seconds bigint, charged bigint, currency text, cost bigint,
                 cost_currency text, carrier uuid, free boolean)
language plpgsql stable security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_custom_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off
  set jit = off as $$
#variable_conflict use_column
declare
  v_book  uuid := current_tenant();
  -- ids begin with their milliseconds (RFC 9562, UUIDv7)
  v_first uuid := (lpad(to_hex((extract(epoch from p_since) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
  v_end   uuid := (lpad(to_hex((extract(epoch from p_until) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
  v_legs  uuid[];
  v_calls uuid[];
  v_holds uuid[];  -- three for each leg, in the order of the legs
  v_bases uuid[];  -- the leg of each
begin
  if not exists (select from tenant t where t.id = v_book and t.operator) then
    raise exception 'where calls went that were carried is told in the operator''s book alone'
      using errcode = 'insufficient_privilege';
  end if;
  if p_until > p_since + interval '366 days' then
    raise exception 'a year at most' using errcode = 'invalid_parameter_value';
  end if;
  select array_agg(q.id), array_agg(distinct q.call) into v_legs, v_calls
    from (select l.id, l.call from call_leg l
          where l.tenant = p_tenant and l.id > coalesce(p_after, v_first) and l.id < v_end
          order by l.id limit least(greatest(p_limit, 1), 10000)) q;
  if v_legs is null then
    return;
  end if;
  select array_agg(k.id), array_agg(q.leg) into v_holds, v_bases
    from unnest(v_legs) as q (leg)
      cross join lateral unnest(array[q.leg, transfer_id(q.leg, 'bought'), transfer_id(q.leg, 'bought free')]) as k (id);
  return query
    with page as materialized (
      select l.id, l.call, l.trunk, case when not l.incoming and l.destination ~ '^[+]?[0-9]+$' then l.destination end as number,
             case when l.answered is not null and l.ended is not null
               then nullif(ceil(l.charged_millis / 1000.0), 0)::bigint end as lasted
      from call_leg l where l.tenant = p_tenant and l.id = any (v_legs)),
    key as materialized (select k.leg, k.id from unnest(v_bases, v_holds) as k (leg, id)),
    held as materialized (
      select h.id, h.line, h.call, h.relation, h.wallet, coalesce(h.price_start, h.placed) as start, h.late_seconds
      from hold h
      where h.id = any (v_holds) and h.tenant = v_book and h.owner = p_tenant and h.relation in ('WHOLESALE', 'COST')),
    due as materialized (
      select c.id, c.call, c.leg, c.line, c.deck, c.rate, c.seconds, c.amount, c.tax from charge c
      where c.tenant = v_book and c.call = any (v_calls)),
    taken as materialized (
      select r.reversed from reversal r where r.tenant = v_book and r.reversed = any (array(select d.id from due d))),
    inside as materialized (
      select d.deck, d.rate, (select r.prefix from rate r
          where r.tenant = v_book and r.deck = d.deck and r.line = d.rate and r.prefix in ('extension', 'program')) as prefix
      from (select distinct d.deck, d.rate from due d) d),
    paying as materialized (
      select w.id, w.currency, w.payer from wallet w
      where w.tenant = v_book and w.id = any (array(select distinct h.wallet from held h))),
    own as materialized (select distinct t.name from trunk t where t.owner is not null),
    given as materialized (
      select k.leg, f.price_start, (select d.currency from rate_deck d where d.tenant = v_book and d.id = f.deck) as currency,
             (select r.prefix from rate r
              where r.tenant = v_book and r.deck = f.deck and r.line = f.rate and r.prefix in ('extension', 'program')) as inside
      from free_leg f join key k on k.id = f.id
      where f.tenant = v_book and f.id = any (v_holds) and f.line = 0 and f.owner = p_tenant
        and not exists (select from held h where h.id = f.id)),
    line as (
      select k.leg, h.line, h.relation, min(h.start) as start, coalesce(min(h.late_seconds), max(c.seconds)) as seconds,
             sum(c.amount - c.tax)::bigint as amount, w.currency, w.payer, max(i.prefix) as inside
      from key k
        join held h on h.id = k.id
        join page p on p.id = k.leg and p.call = h.call
        join due c on c.call = h.call and c.leg = h.id and c.line = h.line
        join paying w on w.id = h.wallet
        left join taken r on r.reversed = c.id
        left join inside i on i.deck = c.deck and i.rate = c.rate
      where r.reversed is null
      group by k.leg, h.id, h.line, h.relation, w.currency, w.payer),
    told as (
      select q.leg, min(q.start) as start, max(q.seconds) as seconds, max(q.inside) as inside,
             (array_agg(q.amount) filter (where q.relation = 'WHOLESALE'))[1] as charged,
             (array_agg(q.currency) filter (where q.relation = 'WHOLESALE'))[1] as currency,
             -- of several carriers the one that carried it, whom alone something is owed
             (array_agg(q.amount order by q.amount desc, q.line) filter (where q.relation = 'COST'))[1] as cost,
             (array_agg(q.currency order by q.amount desc, q.line) filter (where q.relation = 'COST'))[1] as cost_currency,
             (array_agg(q.payer order by q.amount desc, q.line) filter (where q.relation = 'COST'))[1] as carrier,
             count(*) filter (where q.relation = 'COST') as carriers,
             max(q.amount) filter (where q.relation = 'COST') as most
      from line q group by q.leg having max(q.seconds) > 0),
    seen as (
      select p.id, p.number, s.start, s.seconds, s.inside, s.charged, s.currency, s.cost, s.cost_currency, s.carrier,
             f.price_start, f.currency as free_currency, f.inside as free_inside,
             case when f.leg is not null then p.lasted end as lasted, f.leg is not null and s.charged is null as free,
             -- if none of several is owed anything it was none of them; nor was the only one over a trunk of the tenant's own
             s.carriers = 1 and o.name is null or s.most > 0 as carried
      from page p left join told s on s.leg = p.id left join own o on o.name = p.trunk
        left join given f on f.leg = p.id)
    select s.id, case when coalesce(s.seconds, s.lasted) is not null then coalesce(s.inside, s.free_inside, s.number) end,
           coalesce(s.start, s.price_start), coalesce(s.seconds, s.lasted, 0), case when s.free then 0 else s.charged end,
           case when s.free then s.free_currency else s.currency end, case when s.carried then s.cost end,
           case when s.carried then s.cost_currency end,
           case when s.carried then s.carrier end, s.free and s.lasted is not null
    from seen s order by s.id;
end
$$;

reset role;
revoke create on schema meterline from meterline_writer;
