-- What the records of all tenants tell of legs that the operator's book charged, or ought to have, for comparing the two: no
-- numbers, no names, and for the operator alone.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Legs that ended since then, and those of calls that were charged since then. Bought and free are the ids under which the
-- operator's book has them; seconds are null for a leg that nobody answered; priced says that somebody paid for it and it went
-- over a trunk. A leg that began more than a day before it is not looked for: no call lasts that long.
create function records_of_bought_legs(p_since timestamptz)
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
         case when l.answered is not null then greatest(1, ceil(l.charged_millis / 1000.0))::bigint end, l.recovered,
         coalesce(l.payer, '') <> '' and l.trunk is not null
  from leg l
  where exists (select from tenant o where o.id = current_tenant() and o.operator)
$$;

call open_to_app(array['records_of_bought_legs']);
reset role;
revoke create on schema meterline from meterline_writer;
