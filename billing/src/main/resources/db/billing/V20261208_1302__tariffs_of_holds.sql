-- As before, and each tariff is looked up by itself, once for all that are held by it: joined, all lines of all decks were read
-- for a single hold.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

create or replace function read_holds(p_leg uuid[])
  returns table (owner uuid, id uuid, hold_line smallint, part text, book uuid, wallet uuid, call uuid, amount bigint,
                 wallet_currency text, first_amount bigint, seconds bigint, last boolean, proved_millis bigint, steps text[],
                 placed timestamptz, resolved boolean, weight integer, rest boolean, tax_country text, tax_rate numeric,
                 price_start timestamptz, deck uuid, line integer, prefix text, currency text, rounding text, time_zone text,
                 holidays text[], bands text[], tax_basis text, tax_class text, lines text[])
language sql stable security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
  with held as materialized (
    select h.* from hold h
    where h.id = any (p_leg) and h.leg is not null
      and coalesce(h.owner, h.tenant)
            = coalesce(nullif(current_setting('meterline.tenant', true), '')::uuid, h.owner, h.tenant)),
  price as materialized (
    select t.*
    from (select distinct h.tenant, h.deck, h.rate from held h) q
      cross join lateral (
        select t.* from tariff t where t.tenant = q.tenant and t.deck = q.deck and t.line = q.rate offset 0) t)
  select coalesce(h.owner, h.tenant), h.id, h.line, h.part, h.tenant, h.wallet, h.call, h.amount,
         (select w.currency from wallet w where w.tenant = h.tenant and w.id = h.wallet), h.first_amount, h.granted_seconds,
         h.last, h.proved_millis,
         array(select x from jsonb_array_elements(h.steps) with ordinality as e (step, n),
                 unnest(array[step ->> 'at', step ->> 'sequence', step ->> 'total', step ->> 'seconds'])
                   with ordinality as v (x, k) order by n, k),
         h.placed, h.resolved is not null, h.weight, h.rest, h.tax_country, h.tax_rate, coalesce(h.price_start, h.placed),
         t.deck, t.line, t.prefix, t.currency, t.rounding, t.time_zone, t.holidays, t.bands, t.tax_basis, t.tax_class, t.lines
  from held h join price t on t.tenant = h.tenant and t.deck = h.deck and t.line = h.rate
  order by h.id, h.line
$$;

reset role;
revoke create on schema meterline from meterline_writer;
