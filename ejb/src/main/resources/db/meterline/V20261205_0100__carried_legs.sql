-- What the operator charged for the legs of a tenant's calls, and what it owes carriers for them, with the numbers dialled: a
-- deck of the operator's is tried on them before it comes into force.

create policy writer on call_leg for select to meterline_writer using (true);
grant select on call_leg to meterline_writer;
create policy writer on trunk for select to meterline_writer using (true);
grant select on trunk to meterline_writer;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- The next legs of a tenant that began in that time, in the order of their ids, at most so many; of those that were charged or
-- owed in the operator's book, and lasted, what rating needs: where they went (a number, or extension or program), when their
-- price was agreed, seconds, and what was charged and owed before tax, of several carriers to the one that carried it. Of all
-- others the id alone, so that whoever reads on knows from where. Refused in any book but the operator's.
create function carried_legs(p_tenant uuid, p_since timestamptz, p_until timestamptz, p_after uuid, p_limit integer)
  returns table (leg uuid, number text, start timestamptz, seconds bigint, charged bigint, currency text, cost bigint,
                 cost_currency text, carrier uuid)
language plpgsql stable security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_custom_plan set enable_seqscan = off as $$
#variable_conflict use_column
declare
  v_book  uuid := current_tenant();
  -- ids begin with their milliseconds (RFC 9562, UUIDv7)
  v_first uuid := (lpad(to_hex((extract(epoch from p_since) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
  v_end   uuid := (lpad(to_hex((extract(epoch from p_until) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
begin
  if not exists (select from tenant t where t.id = v_book and t.operator) then
    raise exception 'where calls went that were carried is told in the operator''s book alone'
      using errcode = 'insufficient_privilege';
  end if;
  if p_until > p_since + interval '366 days' then
    raise exception 'a year at most' using errcode = 'invalid_parameter_value';
  end if;
  return query
    with page as materialized (
      select l.id, l.call, l.trunk, case when not l.incoming and l.destination ~ '^[+]?[0-9]+$' then l.destination end as number
      from call_leg l
      where l.tenant = p_tenant and l.id > coalesce(p_after, v_first) and l.id < v_end
      order by l.id limit least(greatest(p_limit, 1), 10000))
    select p.id, case when s.seconds is not null then coalesce(s.inside, p.number) end, s.start, coalesce(s.seconds, 0), s.charged,
           s.currency, case when s.carried then s.cost end, case when s.carried then s.cost_currency end,
           case when s.carried then s.carrier end
    from page p
      -- leg by leg, whatever the statistics say: what is joined may compare all with all
      left join lateral (
        select min(q.start) as start, max(q.seconds) as seconds, max(q.inside) as inside,
               (array_agg(q.amount) filter (where q.relation = 'WHOLESALE'))[1] as charged,
               (array_agg(q.currency) filter (where q.relation = 'WHOLESALE'))[1] as currency,
               -- of several carriers the one that carried it, whom alone something is owed
               (array_agg(q.amount order by q.amount desc, q.line) filter (where q.relation = 'COST'))[1] as cost,
               (array_agg(q.currency order by q.amount desc, q.line) filter (where q.relation = 'COST'))[1] as cost_currency,
               (array_agg(q.payer order by q.amount desc, q.line) filter (where q.relation = 'COST'))[1] as carrier,
               -- if none of several is owed anything it was none of them; nor was the only one over a trunk of the tenant's own
               (count(*) filter (where q.relation = 'COST') = 1
                and not exists (select from trunk t where t.name = p.trunk and t.owner is not null))
               or max(q.amount) filter (where q.relation = 'COST') > 0 as carried
        from (
          select h.line, h.relation, min(coalesce(h.price_start, h.placed)) as start, max(c.seconds) as seconds,
                 sum(c.amount - c.tax)::bigint as amount, w.currency, w.payer, max(c.inside) as inside
          from (values (p.id), (transfer_id(p.id, 'bought')), (transfer_id(p.id, 'bought free'))) as k (id)
            join hold h on h.id = k.id and h.tenant = v_book and h.owner = p_tenant and h.call = p.call
              and h.relation in ('WHOLESALE', 'COST')
            join wallet w on w.tenant = v_book and w.id = h.wallet
            cross join lateral (
              select c.seconds, c.amount, c.tax, (select r.prefix from rate r
                      where r.tenant = v_book and r.deck = c.deck and r.line = c.rate and r.prefix in ('extension', 'program')) as inside
              from standing_charge c
              where c.tenant = v_book and c.call = p.call and c.leg = h.id and c.line = h.line offset 0) as c
          group by h.id, h.line, h.relation, w.currency, w.payer) as q
        having max(q.seconds) > 0) as s on true
    order by p.id;
end
$$;

call open_to_app(array['carried_legs']);
reset role;
revoke create on schema meterline from meterline_writer;
