-- What a line of a deck can say: price of any unit, minimum, grace, later prices, its own time in
-- force, time bands, weight, a maximum. A hold keeps the instant at which its price was agreed.

alter table rate_deck
  add column payer     uuid,  -- whose own deck it is; null for everybody's
  add column time_zone text not null default 'UTC',
  add column holidays  date[] not null default '{}',
  -- each 'name days from-until': days are digits 1 (Monday) to 7, and H for holidays
  add column bands     text[] not null default '{}',
  add column tax_basis text not null default 'GROSS' check (tax_basis in ('NET', 'GROSS')),
  add column tax_class text not null default 'standard' check (tax_class ~ '^\S{1,40}$'),
  add foreign key (tenant, payer) references payer (tenant, id);

alter table rate rename column per_minute to price;
alter table rate
  add column unit_seconds    integer not null default 60
    check (unit_seconds between 1 and 3600 and 3600 % unit_seconds = 0),
  add column minimum_seconds integer not null default 0 check (minimum_seconds between 0 and 86400),
  add column grace_seconds   integer not null default 0 check (grace_seconds between 0 and 3600),
  -- from that second of a leg on, a unit costs that much
  add column later_from      integer[] not null default '{}',
  add column later_price     numeric(24, 12)[] not null default '{}',
  -- calls that begin then are meant; whole seconds
  add column valid_from      timestamptz,
  add column valid_until     timestamptz,
  add column band            text not null default '',
  add column weight          integer not null default 0,
  add column maximum         numeric(24, 12) check (maximum > 0),
  add column at_maximum      text not null default 'FREE' check (at_maximum in ('CUT', 'FREE')),
  add check (cardinality(later_from) = cardinality(later_price)),
  add check (valid_until > valid_from),
  add check (valid_from = date_trunc('second', valid_from, 'UTC')),
  add check (valid_until = date_trunc('second', valid_until, 'UTC'));
comment on column rate.price is 'of unit_seconds, from the first second of a leg on';

alter table hold add column price_start timestamptz;
comment on column hold.price_start is 'when the price of its leg was agreed; null for what is no leg';

-- A line with its deck's terms and all lines of its prefix, for charging by it: a call that gets
-- into another time band needs those. The lines are flat text, 18 items each.
create view tariff with (security_invoker = true) as
select r.tenant, r.deck, r.line, r.prefix, d.currency, d.rounding, d.time_zone,
       d.holidays::text[] as holidays, d.bands, d.tax_basis, d.tax_class,
       array(
         select v.item
         from rate o,
           unnest(array[
             o.line::text, o.prefix, o.destination, o.price::text, o.unit_seconds::text, o.connect_fee::text,
             o.initial_seconds::text, o.increment_seconds::text, o.minimum_seconds::text, o.grace_seconds::text,
             array_to_string(o.later_from, ' '), array_to_string(o.later_price, ' '),
             extract(epoch from o.valid_from)::bigint::text, extract(epoch from o.valid_until)::bigint::text,
             o.band, o.weight::text, o.maximum::text, case when o.blocked then 'x' else '-' end || o.at_maximum
           ]) with ordinality as v (item, n)
         where o.tenant = r.tenant and o.deck = r.deck and o.prefix = r.prefix
         order by o.line, v.n) as lines
from rate r join rate_deck d on d.tenant = r.tenant and d.id = r.deck;
grant select on tariff to meterline_app, meterline_writer;

grant create on schema meterline to meterline_writer;
set role meterline_writer;
update hold set price_start = placed where leg is not null;

drop function place_holds(text, bigint, uuid[], uuid[], uuid[], text[], bigint[], uuid[], uuid[], uuid[], integer[], bigint[],
                          boolean[], bigint[]);
drop function open_holds(uuid[]);

-- Sets money aside if balance - held - amount >= floor, decided under the wallet's row lock.
-- Outcomes: HELD, REPEATED (what is returned is what was granted then), DUPLICATE, RESOLVED, TOO_LOW,
-- FROZEN, NO_WALLET, CURRENCY, FENCED.
create function place_holds(
    p_node text, p_epoch bigint, p_tenant uuid[], p_id uuid[], p_wallet uuid[], p_currency text[], p_amount bigint[],
    p_call uuid[], p_leg uuid[], p_deck uuid[], p_rate integer[], p_seconds bigint[], p_last boolean[], p_expires bigint[],
    p_price_start timestamptz[])
  returns table (ordinal bigint, outcome text, available bigint, amount bigint, seconds bigint, last boolean)
language plpgsql security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_variable
declare
  r        record;
  v_wallet wallet%rowtype;
  v_hold   hold%rowtype;
  v_added  bigint := 0;
  v_fenced boolean := false;
begin
  perform check_tenant(p_tenant);
  if p_node is not null then
    -- shared with each other, against take_lease: no hold of an old epoch appears after recovery has looked
    perform pg_advisory_xact_lock_shared(hashtextextended(p_node, 7));
    v_fenced := p_epoch is distinct from (select l.epoch from lease l where l.node = p_node);
  end if;
  for r in
    select q.* from unnest(p_tenant, p_id, p_wallet, p_currency, p_amount, p_call, p_leg, p_deck, p_rate, p_seconds, p_last,
                           p_expires, p_price_start) with ordinality
      as q (tenant, id, wallet, currency, amount, call, leg, deck, rate, seconds, last, expires,
            price_start, ord)
    order by q.tenant, q.wallet, q.ord
  loop
    ordinal := r.ord;
    available := 0;
    amount := 0;
    seconds := 0;
    last := false;
    if v_wallet.id is distinct from r.wallet or v_wallet.tenant is distinct from r.tenant then
      if v_added > 0 then
        update wallet w set held = w.held + v_added where w.tenant = v_wallet.tenant and w.id = v_wallet.id;
      end if;
      v_added := 0;
      select w.* into v_wallet from wallet w where w.tenant = r.tenant and w.id = r.wallet for no key update;
      if not found then
        v_wallet := null;
        outcome := 'NO_WALLET';
        return next;
        continue;
      end if;
    end if;
    available := v_wallet.balance - v_wallet.held - v_added - v_wallet.floor;

    select h.* into v_hold from hold h where h.id = r.id and h.line = 0 and h.tenant = r.tenant;
    if found then
      amount := v_hold.amount;
      seconds := v_hold.granted_seconds;
      last := v_hold.last;
      outcome := case
        when v_hold.wallet is distinct from r.wallet or v_hold.leg is distinct from r.leg
          or v_hold.deck is distinct from r.deck or v_hold.rate is distinct from r.rate
          or (r.leg is null and v_hold.first_amount <> r.amount) then 'DUPLICATE'
        when v_hold.resolved is not null then 'RESOLVED'
        else 'REPEATED' end;
    elsif v_fenced then
      outcome := 'FENCED';
    elsif v_wallet.currency <> r.currency then
      outcome := 'CURRENCY';
    elsif v_wallet.frozen then
      outcome := 'FROZEN';
    elsif r.amount < 0 or r.amount > available then
      outcome := 'TOO_LOW';
    else
      insert into hold (tenant, id, wallet, call, leg, node, epoch, amount, first_amount, granted_seconds, last, deck, rate,
                        placed, expires, price_start)
        values (r.tenant, r.id, r.wallet, r.call, r.leg, p_node, p_epoch, r.amount, r.amount, r.seconds, r.last, r.deck, r.rate,
                clock_timestamp(), clock_timestamp() + r.expires * interval '1 millisecond', r.price_start)
        on conflict do nothing;
      if found then
        v_added := v_added + r.amount;
        available := available - r.amount;
        amount := r.amount;
        seconds := r.seconds;
        last := r.last;
        outcome := 'HELD';
      else
        outcome := 'DUPLICATE';
      end if;
    end if;
    return next;
  end loop;
  if v_added > 0 then
    update wallet w set held = w.held + v_added where w.tenant = v_wallet.tenant and w.id = v_wallet.id;
  end if;
end
$$;

-- What settlement needs to know of legs, whichever tenant they belong to; resolved ones too.
create function open_holds(p_leg uuid[])
  returns table (tenant uuid, id uuid, wallet uuid, call uuid, leg uuid, amount bigint, first_amount bigint,
                 seconds bigint, last boolean, proved_millis bigint, steps text[], placed timestamptz, resolved boolean,
                 price_start timestamptz, deck uuid, line integer, prefix text, currency text, rounding text, time_zone text,
                 holidays text[], bands text[], tax_basis text, tax_class text, lines text[])
language sql stable security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
  select h.tenant, h.id, h.wallet, h.call, h.leg, h.amount, h.first_amount, h.granted_seconds, h.last,
         h.proved_millis,
         array(select x from jsonb_array_elements(h.steps) with ordinality as e (step, n),
                 unnest(array[step ->> 'at', step ->> 'sequence', step ->> 'total', step ->> 'seconds'])
                   with ordinality as v (x, k) order by n, k),
         h.placed, h.resolved is not null, coalesce(h.price_start, h.placed), t.deck, t.line, t.prefix, t.currency, t.rounding, t.time_zone,
         t.holidays, t.bands, t.tax_basis, t.tax_class, t.lines
  from hold h join tariff t on t.tenant = h.tenant and t.deck = h.deck and t.line = h.rate
  where h.id = any (p_leg) and h.line = 0 and h.leg = h.id
    and h.tenant = coalesce(nullif(current_setting('meterline.tenant', true), '')::uuid, h.tenant)
$$;

revoke execute on function open_holds(uuid[]),
  place_holds(text, bigint, uuid[], uuid[], uuid[], text[], bigint[], uuid[], uuid[], uuid[], integer[], bigint[], boolean[],
              bigint[], timestamptz[]) from public;
grant execute on function open_holds(uuid[]),
  place_holds(text, bigint, uuid[], uuid[], uuid[], text[], bigint[], uuid[], uuid[], uuid[], integer[], bigint[], boolean[],
              bigint[], timestamptz[]) to meterline_app;
reset role;
revoke create on schema meterline from meterline_writer;
