-- Every function that writes money, recovers or reads across tenants: all of them are here, and a
-- test holds this list. They run as meterline_writer, with a fixed search path; each takes the
-- tenant as an argument and joins every row by (tenant, id). Within a transaction that has named a
-- tenant they refuse to act for another one.
--
--   open_book, open_wallet, set_wallet        books and wallets
--   place_holds, extend_holds, resolve_holds  a call's money, in batches
--   top_up                                    money into a wallet
--   open_holds                                what settlement needs to know of legs
--   take_lease, renew_lease, stale_holds      nodes and recovery
--   take_outbox                               what is to be announced
--
-- Locks are taken in one order: wallets by (tenant, id), then holds.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

create function check_tenant(p_tenant uuid[]) returns void language plpgsql stable as $$
declare
  v_current uuid := nullif(current_setting('meterline.tenant', true), '')::uuid;
begin
  if v_current is not null and exists (select from unnest(p_tenant) t where t is distinct from v_current) then
    raise exception 'this transaction belongs to another tenant' using errcode = 'insufficient_privilege';
  end if;
end
$$;

create function open_book(p_tenant uuid, p_name text, p_alias text, p_domain text, p_time_zone text, p_country text,
                          p_currency text) returns boolean
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(array[p_tenant]);
  insert into tenant (id, name, alias, domain, time_zone, country)
    values (p_tenant, p_name, p_alias, lower(p_domain), p_time_zone, p_country) on conflict (id) do nothing;
  insert into book (tenant, currency, time_zone) values (p_tenant, p_currency, p_time_zone)
    on conflict (tenant) do nothing;
  if not found then
    return false;
  end if;
  insert into account (tenant, code, name, kind, currency)
    select p_tenant, c.code, c.name, c.kind, p_currency
    from (values
      ('1000', 'Bank', 'ASSET'),
      ('1200', 'Top-ups in clearing', 'ASSET'),
      ('1400', 'Receivables from wallets', 'ASSET'),
      ('1590', 'Clearing with the operator', 'ASSET'),
      ('2100', 'Customer wallets', 'LIABILITY'),
      ('2110', 'Wallets for own calls', 'LIABILITY'),
      ('2300', 'Output tax', 'LIABILITY'),
      ('3000', 'Equity', 'EQUITY'),
      ('4000', 'Revenue from calls', 'INCOME'),
      ('4090', 'Own calls, internal', 'INCOME'),
      ('4900', 'Breakage', 'INCOME'),
      ('5000', 'Calls bought', 'EXPENSE'),
      ('6800', 'Goodwill', 'EXPENSE'),
      ('6900', 'Leakage', 'EXPENSE')) as c (code, name, kind);
  return true;
end
$$;

create function open_wallet(p_tenant uuid, p_id uuid, p_payer uuid, p_payer_kind text, p_payer_name text, p_email text,
                            p_name text, p_currency text, p_floor bigint) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_own     boolean := p_payer_kind = 'TENANT';
  v_account integer;
  v_income  integer;
begin
  perform check_tenant(array[p_tenant]);
  select id into v_account from account
    where tenant = p_tenant and code = case when v_own then '2110' else '2100' end and currency = p_currency;
  select id into v_income from account
    where tenant = p_tenant and code = case when v_own then '4090' else '4000' end and currency = p_currency;
  if v_account is null or v_income is null then
    return 'CURRENCY_MISMATCH';
  end if;
  insert into payer (tenant, id, kind, name, email) values (p_tenant, p_payer, p_payer_kind, p_payer_name, p_email)
    on conflict (tenant, id) do nothing;
  insert into wallet (tenant, id, payer, name, currency, account, income, floor)
    values (p_tenant, p_id, p_payer, p_name, p_currency, v_account, v_income, p_floor)
    on conflict (tenant, id) do nothing;
  return case when found then 'OPENED' else 'REPEATED' end;
end
$$;

-- Changes what stops new holds; what is held stays held.
create function set_wallet(p_tenant uuid, p_id uuid, p_floor bigint, p_frozen boolean) returns boolean
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(array[p_tenant]);
  update wallet set floor = p_floor, frozen = p_frozen where tenant = p_tenant and id = p_id;
  return found;
end
$$;

-- Sets money aside if balance - held - amount >= floor, decided under the wallet's row lock.
-- Outcomes: HELD, REPEATED (what is returned is what was granted then), DUPLICATE, RESOLVED, TOO_LOW,
-- FROZEN, NO_WALLET, CURRENCY, FENCED.
create function place_holds(
    p_node text, p_epoch bigint, p_tenant uuid[], p_id uuid[], p_wallet uuid[], p_currency text[], p_amount bigint[],
    p_call uuid[], p_leg uuid[], p_deck uuid[], p_rate integer[], p_seconds bigint[], p_last boolean[], p_expires bigint[])
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
                           p_expires) with ordinality
      as q (tenant, id, wallet, currency, amount, call, leg, deck, rate, seconds, last, expires, ord)
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
                        placed, expires)
        values (r.tenant, r.id, r.wallet, r.call, r.leg, p_node, p_epoch, r.amount, r.amount, r.seconds, r.last, r.deck, r.rate,
                clock_timestamp(), clock_timestamp() + r.expires * interval '1 millisecond')
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

-- Sets holds to absolute totals and notes how much use is proved by now. A sequence that was seen
-- changes nothing. Outcomes: HELD, REPEATED, TOO_LOW (proof noted, total unchanged), FROZEN, RESOLVED, FENCED, NO_HOLD.
create function extend_holds(
    p_node text, p_epoch bigint, p_tenant uuid[], p_id uuid[], p_sequence integer[], p_total bigint[], p_seconds bigint[],
    p_last boolean[], p_proved_millis bigint[])
  returns table (ordinal bigint, outcome text, available bigint, amount bigint, seconds bigint, last boolean)
language plpgsql security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_variable
declare
  r        record;
  v_wallet wallet%rowtype;
  v_hold   hold%rowtype;
  v_fenced boolean;
begin
  perform check_tenant(p_tenant);
  perform pg_advisory_xact_lock_shared(hashtextextended(p_node, 7));
  v_fenced := p_epoch is distinct from (select l.epoch from lease l where l.node = p_node);
  for r in
    select q.*, h.wallet
    from unnest(p_tenant, p_id, p_sequence, p_total, p_seconds, p_last, p_proved_millis) with ordinality
      as q (tenant, id, sequence, total, seconds, last, proved, ord)
      left join hold h on h.id = q.id and h.line = 0 and h.tenant = q.tenant
    order by q.tenant, h.wallet, q.ord
  loop
    ordinal := r.ord;
    available := 0;
    amount := 0;
    seconds := 0;
    last := false;
    if r.wallet is null then
      outcome := 'NO_HOLD';
      return next;
      continue;
    end if;
    select w.* into v_wallet from wallet w where w.tenant = r.tenant and w.id = r.wallet for no key update;
    select h.* into v_hold from hold h where h.id = r.id and h.line = 0 and h.tenant = r.tenant for no key update;
    available := v_wallet.balance - v_wallet.held - v_wallet.floor;
    amount := v_hold.amount;
    seconds := v_hold.granted_seconds;
    last := v_hold.last;
    if v_hold.resolved is not null then
      outcome := 'RESOLVED';
    elsif v_fenced or v_hold.epoch is distinct from p_epoch then
      outcome := 'FENCED';
    elsif r.sequence <= v_hold.sequence then
      outcome := 'REPEATED';
    elsif r.total > v_hold.amount and v_wallet.frozen then
      outcome := 'FROZEN';
    elsif r.total > v_hold.amount and r.total - v_hold.amount > available then
      outcome := 'TOO_LOW';
    else
      -- totals never shrink: a late question cannot take back what was granted
      amount := greatest(r.total, v_hold.amount);
      seconds := greatest(r.seconds, v_hold.granted_seconds);
      last := r.last;
      if amount > v_hold.amount then
        update wallet w set held = w.held + amount - v_hold.amount where w.tenant = r.tenant and w.id = r.wallet;
        available := available - (amount - v_hold.amount);
      end if;
      update hold h set
          sequence = r.sequence, amount = extend_holds.amount, granted_seconds = extend_holds.seconds,
          last = extend_holds.last, proved_millis = greatest(h.proved_millis, r.proved),
          steps = h.steps || jsonb_build_object('at', clock_timestamp(), 'sequence', r.sequence, 'total',
                                                extend_holds.amount, 'seconds', extend_holds.seconds)
        where h.id = r.id and h.line = 0 and h.tenant = r.tenant;
      outcome := 'HELD';
    end if;
    if outcome in ('TOO_LOW', 'FROZEN') and r.proved > v_hold.proved_millis then
      update hold h set proved_millis = r.proved where h.id = r.id and h.line = 0 and h.tenant = r.tenant;
    end if;
    return next;
  end loop;
end
$$;

-- The wallet's part of a settlement, and the news of it. Called by resolve_holds alone, which holds the row.
create function spend(p_tenant uuid, p_wallet uuid, p_spent bigint, p_freed bigint) returns void
language plpgsql as $$
begin
  update wallet set balance = balance - p_spent, held = held - p_freed where tenant = p_tenant and id = p_wallet;
  insert into outbox (tenant, type, subject, data)
    values (p_tenant, 'wallet.changed', p_wallet::text, jsonb_build_object('walletId', p_wallet));
end
$$;

-- Posts what was used, voids the rest: transfers, moves, wallets, charges and outbox in one commit.
-- First wins. Outcomes: SETTLED, REPEATED (the same again), DUPLICATE (same id, another body),
-- RESOLVED (by other means before), LATE (recovery had posted less: the difference was posted), NO_HOLD.
create function resolve_holds(
    p_by text, p_tenant uuid[], p_id uuid[], p_transfer uuid[], p_cost bigint[], p_seconds bigint[], p_at timestamptz[],
    p_description text[], p_trace text[])
  returns table (ordinal bigint, outcome text, posted bigint, overrun bigint)
language plpgsql security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_variable
declare
  r         record;
  v_wallet  wallet%rowtype;
  v_hold    hold%rowtype;
  v_charge  charge%rowtype;
  v_book    book%rowtype;
  v_leakage integer;
  v_cost    bigint;
  v_spent   bigint := 0;  -- of the wallet at hand, in this batch: written once
  v_freed   bigint := 0;
  v_touched boolean := false;
begin
  perform check_tenant(p_tenant);
  if p_by not in ('SETTLED', 'RECOVERED') then
    raise exception 'unknown resolution %', p_by;
  end if;
  for r in
    select q.*, h.wallet
    from unnest(p_tenant, p_id, p_transfer, p_cost, p_seconds, p_at, p_description, p_trace) with ordinality
      as q (tenant, id, transfer, cost, seconds, at, description, trace, ord)
      left join hold h on h.id = q.id and h.line = 0 and h.tenant = q.tenant
    order by q.tenant, h.wallet, q.ord
  loop
    ordinal := r.ord;
    posted := 0;
    overrun := 0;
    if r.wallet is null then
      outcome := 'NO_HOLD';
      return next;
      continue;
    end if;
    if v_wallet.id is distinct from r.wallet or v_wallet.tenant is distinct from r.tenant then
      if v_touched then
        perform spend(v_wallet.tenant, v_wallet.id, v_spent, v_freed);
      end if;
      v_spent := 0;
      v_freed := 0;
      v_touched := false;
      select w.* into v_wallet from wallet w where w.tenant = r.tenant and w.id = r.wallet for no key update;
    end if;
    select h.* into v_hold from hold h where h.id = r.id and h.line = 0 and h.tenant = r.tenant for no key update;
    select c.* into v_charge from charge c where c.tenant = r.tenant and c.id = r.transfer;
    if found then
      outcome := case when v_charge.leg = v_hold.leg and v_charge.seconds = r.seconds then 'REPEATED' else 'DUPLICATE' end;
      posted := v_charge.amount - v_charge.overrun;
      overrun := v_charge.overrun;
      return next;
      continue;
    end if;
    if v_hold.resolved is not null then
      v_cost := r.cost - v_hold.posted;
      if v_hold.resolution <> 'RECOVERED' or p_by = 'RECOVERED' or v_cost <= 0 then
        outcome := 'RESOLVED';
        return next;
        continue;
      end if;
      -- what recovery could not prove is proved now: only what is available is taken
      posted := greatest(0, least(v_cost, v_wallet.balance - v_spent - v_wallet.held + v_freed - v_wallet.floor));
      outcome := 'LATE';
    else
      v_cost := r.cost;
      posted := least(v_cost, v_hold.amount);
      v_freed := v_freed + v_hold.amount;
      outcome := 'SETTLED';
    end if;
    overrun := v_cost - posted;
    v_spent := v_spent + posted;
    v_touched := true;

    if v_cost > 0 then
      if v_book.tenant is distinct from r.tenant then
        select b.* into v_book from book b where b.tenant = r.tenant;
      end if;
      insert into transfer (tenant, id, kind, currency, call, leg, description, hash, effective, posting_date, made_by)
        values (r.tenant, r.transfer, 'call', v_wallet.currency, v_hold.call, v_hold.leg, r.description,
                sha256(convert_to(concat_ws('|', 'call', r.id, r.cost, r.seconds), 'UTF8')),
                r.at, (r.at at time zone v_book.time_zone)::date, 'meterline');
      if posted > 0 then
        insert into move (tenant, transfer, line, debit, credit, debit_wallet, amount)
          values (r.tenant, r.transfer, 1, v_wallet.account, v_wallet.income, r.wallet, posted);
      end if;
      if overrun > 0 then
        select a.id into strict v_leakage from account a
          where a.tenant = r.tenant and a.code = '6900' and a.currency = v_wallet.currency;
        insert into move (tenant, transfer, line, debit, credit, amount)
          values (r.tenant, r.transfer, 2, v_leakage, v_wallet.income, overrun);
      end if;
    end if;
    insert into charge (tenant, id, call, leg, segment, relation, posting, wallet, deck, rate, seconds, amount, overrun, trace)
      values (r.tenant, r.transfer, v_hold.call, v_hold.leg, v_hold.segment, v_hold.relation,
              case outcome when 'LATE' then 2 else 1 end, r.wallet, v_hold.deck, v_hold.rate, r.seconds, v_cost, overrun,
              r.trace::jsonb);
    update hold h set
        resolved = coalesce(h.resolved, clock_timestamp()), resolution = p_by, posted = h.posted + v_cost
      where h.id = r.id and h.line = 0 and h.tenant = r.tenant;
    return next;
  end loop;
  if v_touched then
    perform spend(v_wallet.tenant, v_wallet.id, v_spent, v_freed);
  end if;
end
$$;

-- Outcomes: POSTED, REPEATED, DUPLICATE (the key with another body), NO_WALLET, CURRENCY, OVERFLOW.
create function top_up(p_tenant uuid, p_wallet uuid, p_key text, p_transfer uuid, p_amount bigint, p_currency text,
                       p_reason text, p_by text, p_at timestamptz)
  returns table (outcome text, transfer uuid, balance bigint)
language plpgsql security definer set search_path = meterline, pg_temp as $$
#variable_conflict use_variable
declare
  v_wallet   wallet%rowtype;
  v_hash     bytea := sha256(convert_to(concat_ws('|', 'top-up', p_wallet, p_amount, p_currency, p_reason), 'UTF8'));
  v_request  request%rowtype;
  v_clearing integer;
  v_zone     text;
begin
  perform check_tenant(array[p_tenant]);
  if p_amount <= 0 then
    raise exception 'a top-up is more than nothing' using errcode = 'check_violation';
  end if;
  select w.* into v_wallet from wallet w where w.tenant = p_tenant and w.id = p_wallet for no key update;
  if not found then
    outcome := 'NO_WALLET';
    return next;
    return;
  end if;
  balance := v_wallet.balance;
  select q.* into v_request from request q where q.tenant = p_tenant and q.key = p_key;
  if not found then
    if v_wallet.currency <> p_currency then
      outcome := 'CURRENCY';
      return next;
      return;
    end if;
    if v_wallet.balance::numeric + p_amount > 9223372036854775807 - abs(v_wallet.floor::numeric) then
      outcome := 'OVERFLOW';
      return next;
      return;
    end if;
    insert into request (tenant, key, hash, transfer) values (p_tenant, p_key, v_hash, p_transfer) on conflict do nothing;
    if not found then  -- another wallet's top-up won with this key
      select q.* into v_request from request q where q.tenant = p_tenant and q.key = p_key;
    end if;
  end if;
  if v_request.key is not null then
    transfer := v_request.transfer;
    outcome := case when v_request.hash = v_hash then 'REPEATED' else 'DUPLICATE' end;
    return next;
    return;
  end if;

  select a.id into strict v_clearing from account a
    where a.tenant = p_tenant and a.code = '1200' and a.currency = p_currency;
  select b.time_zone into strict v_zone from book b where b.tenant = p_tenant;
  insert into transfer (tenant, id, kind, currency, description, hash, effective, posting_date, made_by)
    values (p_tenant, p_transfer, 'top-up', p_currency, p_reason, v_hash, p_at, (p_at at time zone v_zone)::date, p_by);
  insert into move (tenant, transfer, line, debit, credit, credit_wallet, amount)
    values (p_tenant, p_transfer, 1, v_clearing, v_wallet.account, p_wallet, p_amount);
  update wallet w set balance = w.balance + p_amount where w.tenant = p_tenant and w.id = p_wallet
    returning w.balance into balance;
  insert into outbox (tenant, type, subject, data)
    values (p_tenant, 'wallet.changed', p_wallet::text, jsonb_build_object('walletId', p_wallet));
  outcome := 'POSTED';
  transfer := p_transfer;
  return next;
end
$$;

-- What settlement needs to know of legs, whichever tenant they belong to; resolved ones too.
create function open_holds(p_leg uuid[])
  returns table (tenant uuid, id uuid, wallet uuid, call uuid, leg uuid, currency text, amount bigint, first_amount bigint,
                 seconds bigint, last boolean, proved_millis bigint, steps text[], placed timestamptz, resolved boolean,
                 deck uuid, line integer, prefix text, destination text, per_minute numeric, connect_fee numeric,
                 initial_seconds integer, increment_seconds integer, blocked boolean, rounding text)
language sql stable security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
  select h.tenant, h.id, h.wallet, h.call, h.leg, d.currency, h.amount, h.first_amount, h.granted_seconds, h.last,
         h.proved_millis,
         array(select x from jsonb_array_elements(h.steps) with ordinality as e (step, n),
                 unnest(array[step ->> 'at', step ->> 'sequence', step ->> 'total', step ->> 'seconds'])
                   with ordinality as v (x, k) order by n, k),
         h.placed, h.resolved is not null, h.deck, h.rate, r.prefix, r.destination,
         r.per_minute, r.connect_fee, r.initial_seconds, r.increment_seconds, r.blocked, d.rounding
  from hold h
    join rate r on r.tenant = h.tenant and r.deck = h.deck and r.line = h.rate
    join rate_deck d on d.tenant = h.tenant and d.id = h.deck
  where h.id = any (p_leg) and h.line = 0 and h.leg = h.id
    and h.tenant = coalesce(nullif(current_setting('meterline.tenant', true), '')::uuid, h.tenant)
$$;

-- A node begins: whatever carried its earlier epochs admits nothing from here on.
create function take_lease(p_node text, p_millis bigint) returns bigint
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_epoch bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended(p_node, 7));
  insert into lease as l (node, epoch, expires) values (p_node, 1, clock_timestamp() + p_millis * interval '1 millisecond')
    on conflict (node) do update set epoch = l.epoch + 1, expires = excluded.expires
    returning epoch into v_epoch;
  return v_epoch;
end
$$;

create function renew_lease(p_node text, p_epoch bigint, p_millis bigint) returns boolean
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  update lease set expires = clock_timestamp() + p_millis * interval '1 millisecond'
    where node = p_node and epoch = p_epoch;
  return found;
end
$$;

-- Legs whose holds were placed by this node before it took its present epoch.
create function stale_holds(p_node text, p_epoch bigint, p_limit integer) returns setof uuid
language sql stable security definer set search_path = meterline, pg_temp as $$
  select h.id from hold h
  where h.node = p_node and h.epoch < p_epoch and h.resolved is null and h.leg is not null
    and p_epoch <= (select l.epoch from lease l where l.node = p_node)
  order by h.id limit p_limit
$$;

create function take_outbox(p_limit integer)
  returns table (tenant uuid, id bigint, type text, subject text, data text, at timestamptz)
language sql security definer set search_path = meterline, pg_temp as $$
  with taken as (
    delete from outbox o where (o.tenant, o.id) in
      (select x.tenant, x.id from outbox x order by x.id limit p_limit for update skip locked)
    returning o.*)
  select t.tenant, t.id, t.type, t.subject, t.data::text, t.at from taken t order by t.id
$$;

do $$
declare
  v_function regprocedure;
begin
  for v_function in
    select p.oid from pg_proc p where p.pronamespace = 'meterline'::regnamespace and p.prosecdef
      and p.proname in ('open_book', 'open_wallet', 'set_wallet', 'place_holds', 'extend_holds', 'resolve_holds', 'top_up',
                        'open_holds', 'take_lease', 'renew_lease', 'stale_holds', 'take_outbox')
  loop
    execute format('revoke execute on function %s from public', v_function);
    execute format('grant execute on function %s to meterline_app', v_function);
  end loop;
end
$$;
revoke execute on function check_tenant(uuid[]), spend(uuid, uuid, bigint, bigint) from public;
reset role;
revoke create on schema meterline from meterline_writer;
