-- Pockets: what of a wallet's money is refundable, and what was given and expires.
--
-- A pocket of goodwill is a row; what no such row has is the refundable pocket. Each move says which
-- pocket it touched (none: the refundable one), so a wallet is the sum of its pockets, and each
-- pocket is the sum of its moves. Spending takes the goodwill that expires first, then what is
-- refundable; holds count as covered in the same order, so expiry takes only goodwill that no hold
-- needs.

-- Not money: the seconds of a bundle. What is not money is worth nothing in euros.
alter table currency alter column per_euro drop not null, add check ((per_euro is null) = (code = 'SEC'));
insert into currency (code, minor, scale) values ('SEC', 0, 0);
alter table book add check (currency <> 'SEC');

alter table wallet
  add column goodwill       bigint not null default 0 check (goodwill >= 0),  -- part of the balance: a cache of pockets
  add column goodwill_until timestamptz,  -- the earliest expiry of a pocket that has money
  add column owed           bigint not null default 0 check (owed >= 0),  -- a cache of open receivables
  add column short          bigint not null default 0 check (short >= 0),  -- how far below its floor a lower limit left it
  add column stopped        boolean not null default false;  -- frozen by hand; frozen is: that, or it owes

alter table move add column debit_pocket uuid, add column credit_pocket uuid;

create table pocket (
  tenant  uuid not null,
  id      uuid not null,  -- of the transfer that filled it
  wallet  uuid not null,
  expires timestamptz not null,
  granted bigint not null check (granted > 0),
  balance bigint not null check (balance >= 0),  -- a cache of moves
  made    timestamptz not null default now(),
  primary key (tenant, id),
  foreign key (tenant, wallet) references wallet (tenant, id)
);
comment on table pocket is 'goodwill in a wallet; expires by the database''s clock';
create index pocket_of_wallet on pocket (tenant, wallet, expires, id) where balance > 0;
create index pocket_due on pocket (expires) where balance > 0;
select wall_in('pocket', false);
grant update on pocket to meterline_writer;

-- As before, but that goodwill expires in a closed period, too: on the first open day, as calls do.
create or replace function keep_period() returns trigger language plpgsql as $$
declare
  v_through date;
begin
  perform pg_advisory_xact_lock_shared(7301, hashtext(new.tenant::text) & 255);
  select c.through into v_through from closing c where c.tenant = new.tenant;
  if new.posting_date <= v_through then
    if new.kind like 'call%' or new.kind = 'expiry' then
      new.posting_date := v_through + 1;
    else
      raise exception 'period-closed: the book is closed through %, the posting date is %', v_through, new.posting_date
        using errcode = '23ML1', hint = 'post it on a later day, or reopen the period with a reason';
    end if;
  end if;
  return new;
end
$$;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

update wallet set stopped = true where frozen;

-- Books that are there already get the accounts that new ones open with.
insert into account (tenant, code, name, kind, currency)
  select b.tenant, c.code, c.name, c.kind, b.currency
  from (select a.tenant, a.currency from account a where a.code = '2100') b,
    (values ('4010', 'Revenue from purchases', 'INCOME'), ('6910', 'Receivables written off', 'EXPENSE'))
    as c (code, name, kind)
  on conflict (tenant, code, currency) do nothing;

-- As before, but that seconds are no currency: what bundles need is opened with them.
-- Outcomes: OPENED, REPEATED, NO_BOOK, CURRENCY.
create or replace function open_currency(p_tenant uuid, p_currency text) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_own text;
begin
  perform check_tenant(array[p_tenant]);
  select b.currency into v_own from book b where b.tenant = p_tenant;
  if not found then
    return 'NO_BOOK';
  elsif not exists (select from currency c where c.code = p_currency and c.code <> 'SEC') then
    return 'CURRENCY';
  end if;
  insert into account (tenant, code, name, kind, currency)
    select a.tenant, a.code, a.name, a.kind, p_currency from account a where a.tenant = p_tenant and a.currency = v_own
    on conflict do nothing;
  return case when found then 'OPENED' else 'REPEATED' end;
end
$$;

-- One more account. Outcomes: OPENED, REPEATED, DUPLICATE (the code has another name or kind), NO_BOOK, CURRENCY.
create or replace function open_account(p_tenant uuid, p_code text, p_name text, p_kind text, p_currency text) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(array[p_tenant]);
  if not exists (select from book b where b.tenant = p_tenant) then
    return 'NO_BOOK';
  elsif not exists (select from currency c where c.code = p_currency and c.code <> 'SEC') then
    return 'CURRENCY';
  elsif exists (select from account a where a.tenant = p_tenant and a.code = p_code and a.currency <> 'SEC'
                and (a.name <> p_name or a.kind <> p_kind)) then
    return 'DUPLICATE';
  end if;
  insert into account (tenant, code, name, kind, currency) values (p_tenant, p_code, p_name, p_kind, p_currency)
    on conflict do nothing;
  return case when found then 'OPENED' else 'REPEATED' end;
end
$$;

-- A bundle is a wallet in seconds; its accounts mirror those of money.
create function open_bundle_accounts(p_tenant uuid) returns void language sql as $$
  insert into account (tenant, code, name, kind, currency)
    select p_tenant, c.code, c.name, c.kind, 'SEC'
    from (values
      ('1200', 'Seconds sold in bundles', 'ASSET'),
      ('1400', 'Seconds owed', 'ASSET'),
      ('2100', 'Seconds in bundles', 'LIABILITY'),
      ('2110', 'Seconds in own bundles', 'LIABILITY'),
      ('4000', 'Seconds used', 'INCOME'),
      ('4010', 'Seconds used for purchases', 'INCOME'),
      ('4090', 'Own seconds used', 'INCOME'),
      ('4900', 'Seconds expired', 'INCOME'),
      ('6900', 'Seconds beyond a bundle', 'EXPENSE'),
      ('6910', 'Seconds written off', 'EXPENSE')) as c (code, name, kind)
    on conflict (tenant, code, currency) do nothing
$$;

create function account_of(p_tenant uuid, p_code text, p_currency text) returns integer language plpgsql stable as $$
declare
  v_account integer;
begin
  select a.id into strict v_account from account a
    where a.tenant = p_tenant and a.code = p_code and a.currency = p_currency;
  return v_account;
end
$$;

-- The head of a transfer.
create function record_transfer(
    p_tenant uuid, p_id uuid, p_kind text, p_currency text, p_call uuid, p_leg uuid, p_description text, p_hash bytea,
    p_at timestamptz, p_by text) returns void language sql as $$
  insert into transfer (tenant, id, kind, currency, call, leg, description, hash, effective, posting_date, made_by)
    select p_tenant, p_id, p_kind, p_currency, p_call, p_leg, p_description, p_hash, p_at,
           (p_at at time zone b.time_zone)::date, p_by
    from book b where b.tenant = p_tenant
$$;

create function tell_of_wallet(p_tenant uuid, p_wallet uuid) returns void language sql as $$
  insert into outbox (tenant, type, subject, data)
    values (p_tenant, 'wallet.changed', p_wallet::text, jsonb_build_object('walletId', p_wallet))
$$;

-- Lets the application call the functions of these names, and nobody else.
create procedure open_to_app(p_names text[]) language plpgsql as $$
declare
  v_function regprocedure;
begin
  for v_function in
    select p.oid from pg_proc p where p.pronamespace = 'meterline'::regnamespace and p.proname = any (p_names)
  loop
    execute format('revoke execute on function %s from public', v_function);
    execute format('grant execute on function %s to meterline_app', v_function);
  end loop;
end
$$;

-- Puts money in, or takes what is less than nothing; answers the balance. The row is locked by the caller.
create function pay_in(p_tenant uuid, p_wallet uuid, p_amount bigint) returns bigint language sql as $$
  update wallet w set balance = w.balance + p_amount,
      short = least(w.short, greatest(0, w.floor - (w.balance + p_amount - w.held)))
    where w.tenant = p_tenant and w.id = p_wallet returning w.balance
$$;

-- What is known of a caller's key, or else of the transfer's id: NEW, REPEATED (with the first transfer) or DUPLICATE.
create function ask_key(p_tenant uuid, p_key text, p_hash bytea, p_transfer uuid, out outcome text, out transfer uuid)
language plpgsql stable as $$
declare
  v_hash bytea;
begin
  select q.hash, q.transfer into v_hash, transfer from request q where q.tenant = p_tenant and q.key = p_key;
  if not found then
    select t.hash, t.id into v_hash, transfer from transfer t where t.tenant = p_tenant and t.id = p_transfer;
  end if;
  outcome := case when not found then 'NEW' when v_hash = p_hash then 'REPEATED' else 'DUPLICATE' end;
end
$$;

-- Whether what is posted at that instant is refused. Closing waits for who has asked.
create function in_closed_period(p_tenant uuid, p_at timestamptz) returns boolean language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(7301, hashtext(p_tenant::text) & 255);
  return exists (select from closing c join book b on b.tenant = c.tenant
                 where c.tenant = p_tenant and (p_at at time zone b.time_zone)::date <= c.through);
end
$$;

-- False if something else took the key in the meantime: then it was another body, for the wallet is locked.
create function take_key(p_tenant uuid, p_key text, p_hash bytea, p_transfer uuid) returns boolean language plpgsql as $$
begin
  insert into request (tenant, key, hash, transfer) values (p_tenant, p_key, p_hash, p_transfer) on conflict do nothing;
  return found;
end
$$;

create function fits(p_wallet wallet, p_amount bigint) returns boolean language sql immutable
  return p_wallet.balance::numeric + p_amount <= 9223372036854775807 - abs(p_wallet.floor::numeric);

-- What may leave a wallet as refundable money: what no hold needs, and no credit.
create function movable(p_wallet wallet) returns bigint language sql immutable
  return greatest(0, least(p_wallet.balance - p_wallet.held - p_wallet.floor,
                           p_wallet.balance - p_wallet.goodwill - greatest(0, p_wallet.held - p_wallet.goodwill)));

-- Takes money out of pockets and writes the moves, from this line on. Goodwill goes first, unless
-- what is refundable is to go first. The balance itself is the caller's to write.
create function draw(p_wallet wallet, p_transfer uuid, p_line integer, p_credit integer, p_credit_wallet uuid, p_amount bigint,
                     p_refundable_first boolean, out lines integer, out drawn bigint) language plpgsql as $$
declare
  v_pocket pocket%rowtype;
  v_left   bigint := p_amount;
  v_take   bigint;
begin
  lines := 0;
  drawn := 0;
  if p_refundable_first then
    v_left := p_amount - least(p_amount, greatest(0, p_wallet.balance - p_wallet.goodwill));
  end if;
  if v_left > 0 and p_wallet.goodwill > 0 then
    for v_pocket in
      select * from pocket k where k.tenant = p_wallet.tenant and k.wallet = p_wallet.id and k.balance > 0
        order by k.expires, k.id for no key update
    loop
      v_take := least(v_left, v_pocket.balance);
      update pocket k set balance = k.balance - v_take where k.tenant = v_pocket.tenant and k.id = v_pocket.id;
      insert into move (tenant, transfer, line, debit, credit, debit_wallet, debit_pocket, credit_wallet, amount)
        values (p_wallet.tenant, p_transfer, p_line + lines, p_wallet.account, p_credit, p_wallet.id, v_pocket.id,
                p_credit_wallet, v_take);
      lines := lines + 1;
      drawn := drawn + v_take;
      v_left := v_left - v_take;
      exit when v_left = 0;
    end loop;
    perform count_goodwill(p_wallet.tenant, p_wallet.id);
  end if;
  if p_amount > drawn then
    insert into move (tenant, transfer, line, debit, credit, debit_wallet, credit_wallet, amount)
      values (p_wallet.tenant, p_transfer, p_line + lines, p_wallet.account, p_credit, p_wallet.id, p_credit_wallet,
              p_amount - drawn);
    lines := lines + 1;
  end if;
end
$$;

create function count_goodwill(p_tenant uuid, p_wallet uuid) returns void language sql as $$
  update wallet w set (goodwill, goodwill_until) =
      (select coalesce(sum(k.balance), 0), min(k.expires) from pocket k
       where k.tenant = p_tenant and k.wallet = p_wallet and k.balance > 0)
    where w.tenant = p_tenant and w.id = p_wallet
$$;

-- Takes the goodwill whose time is over and that no hold needs. The wallet's row is locked by the
-- caller, who goes on with the row that is returned.
create function expire_pockets(p_wallet wallet) returns wallet language plpgsql as $$
declare
  v_wallet   wallet := p_wallet;
  v_pocket   pocket%rowtype;
  v_covers   bigint := p_wallet.held;  -- holds that the pockets seen so far do not cover
  v_take     bigint;
  v_transfer uuid;
  v_now      timestamptz := clock_timestamp();
begin
  for v_pocket in
    select * from pocket k where k.tenant = p_wallet.tenant and k.wallet = p_wallet.id and k.balance > 0
      order by k.expires, k.id for no key update
  loop
    exit when v_pocket.expires > v_now;
    v_take := least(greatest(0, v_pocket.balance - v_covers),
                    greatest(0, v_wallet.balance - v_wallet.held - v_wallet.floor));
    v_covers := greatest(0, v_covers - v_pocket.balance);
    continue when v_take = 0;
    v_transfer := uuidv7();
    perform record_transfer(p_wallet.tenant, v_transfer, 'expiry', p_wallet.currency, null, null, 'Goodwill expired',
                            sha256(convert_to(concat_ws('|', 'expiry', v_pocket.id, v_transfer, v_take), 'UTF8')),
                            v_pocket.expires, 'meterline');
    insert into move (tenant, transfer, line, debit, credit, debit_wallet, debit_pocket, amount)
      values (p_wallet.tenant, v_transfer, 1, p_wallet.account, account_of(p_wallet.tenant, '4900', p_wallet.currency),
              p_wallet.id, v_pocket.id, v_take);
    update pocket k set balance = k.balance - v_take where k.tenant = v_pocket.tenant and k.id = v_pocket.id;
    update wallet w set balance = w.balance - v_take where w.tenant = p_wallet.tenant and w.id = p_wallet.id
      returning w.balance into v_wallet.balance;
  end loop;
  if v_wallet.balance <> p_wallet.balance then
    perform count_goodwill(p_wallet.tenant, p_wallet.id), tell_of_wallet(p_wallet.tenant, p_wallet.id);
    select w.* into v_wallet from wallet w where w.tenant = p_wallet.tenant and w.id = p_wallet.id;
  end if;
  return v_wallet;
end
$$;

-- The wallet, locked, without goodwill whose time is over; a row of nulls if there is none.
create function lock_wallet(p_tenant uuid, p_wallet uuid) returns wallet language plpgsql as $$
declare
  v_wallet wallet%rowtype;
begin
  select w.* into v_wallet from wallet w where w.tenant = p_tenant and w.id = p_wallet for no key update;
  if v_wallet.goodwill_until <= clock_timestamp() then
    v_wallet := expire_pockets(v_wallet);
  end if;
  return v_wallet;
end
$$;

create or replace function open_wallet(p_tenant uuid, p_id uuid, p_payer uuid, p_payer_kind text, p_payer_name text, p_email text,
                            p_name text, p_currency text, p_floor bigint) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_own     boolean := p_payer_kind = 'TENANT';
  v_account integer;
  v_income  integer;
begin
  perform check_tenant(array[p_tenant]);
  if p_currency = 'SEC' then
    perform open_bundle_accounts(p_tenant);
  end if;
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

-- Changes what stops new holds; what is held stays held, also when that is now below the floor.
create or replace function set_wallet(p_tenant uuid, p_id uuid, p_floor bigint, p_frozen boolean) returns boolean
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(array[p_tenant]);
  update wallet w set floor = p_floor, stopped = p_frozen, frozen = p_frozen or w.owed > 0,
      short = greatest(0, p_floor - (w.balance - w.held))
    where w.tenant = p_tenant and w.id = p_id;
  return found;
end
$$;

-- Goodwill, or a bundle's seconds, until an instant. Outcomes: POSTED, REPEATED, DUPLICATE, NO_WALLET,
-- CURRENCY, OVERFLOW, EXPIRED (the instant has passed), PERIOD_CLOSED.
create function grant_goodwill(p_tenant uuid, p_wallet uuid, p_key text, p_transfer uuid, p_amount bigint, p_currency text,
                               p_until timestamptz, p_reason text, p_by text, p_at timestamptz)
  returns table (outcome text, transfer uuid, balance bigint)
language plpgsql security definer set search_path = meterline, pg_temp as $$
#variable_conflict use_variable
declare
  v_wallet wallet;
  v_hash   bytea := sha256(convert_to(concat_ws('|', 'goodwill', p_wallet, p_amount, p_currency,
                                                extract(epoch from p_until), p_reason), 'UTF8'));
begin
  perform check_tenant(array[p_tenant]);
  if p_amount <= 0 then
    raise exception 'a top-up is more than nothing' using errcode = 'check_violation';
  end if;
  v_wallet := lock_wallet(p_tenant, p_wallet);
  balance := v_wallet.balance;
  select k.outcome, k.transfer into outcome, transfer from ask_key(p_tenant, p_key, v_hash, p_transfer) k;
  outcome := case
    when v_wallet.id is null then 'NO_WALLET'
    when outcome <> 'NEW' then outcome
    when v_wallet.currency <> p_currency then 'CURRENCY'
    when p_until <= clock_timestamp() then 'EXPIRED'
    when not fits(v_wallet, p_amount) then 'OVERFLOW'
    when in_closed_period(p_tenant, p_at) then 'PERIOD_CLOSED'
    when not take_key(p_tenant, p_key, v_hash, p_transfer) then 'DUPLICATE'
    else 'POSTED' end;
  if outcome = 'POSTED' then
    perform record_transfer(p_tenant, p_transfer, 'goodwill', p_currency, null, null, p_reason, v_hash, p_at, p_by);
    insert into move (tenant, transfer, line, debit, credit, credit_wallet, credit_pocket, amount)
      values (p_tenant, p_transfer, 1,
              account_of(p_tenant, case p_currency when 'SEC' then '1200' else '6800' end, p_currency),
              v_wallet.account, p_wallet, p_transfer, p_amount);
    insert into pocket (tenant, id, wallet, expires, granted, balance)
      values (p_tenant, p_transfer, p_wallet, p_until, p_amount, p_amount);
    balance := pay_in(p_tenant, p_wallet, p_amount);
    perform count_goodwill(p_tenant, p_wallet);
    perform tell_of_wallet(p_tenant, p_wallet);
    transfer := p_transfer;
  end if;
  return next;
end
$$;

-- Expires goodwill of any tenant, so many wallets at a time; answers how many it looked at.
create function expire_goodwill(p_limit integer) returns integer
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_wallet wallet%rowtype;
  v_seen   integer := 0;
  v_now    timestamptz := clock_timestamp();
begin
  for v_wallet in
    select w.* from wallet w
    where (w.tenant, w.id) in (
        select k.tenant, k.wallet from pocket k join wallet x on x.tenant = k.tenant and x.id = k.wallet
        where k.balance > 0 and k.expires <= v_now
          and k.tenant = coalesce(current_tenant(), k.tenant)
          -- what holds need is not looked at again and again
          and x.held < x.goodwill and x.balance - x.held > x.floor
        limit p_limit)
    order by w.tenant, w.id for no key update skip locked
  loop
    perform expire_pockets(v_wallet);
    v_seen := v_seen + 1;
  end loop;
  return v_seen;
end
$$;

-- The wallets, locked in the order in which all take them, without goodwill whose time is over; nulls for those that
-- are not there. One by one: so the order of locks, and the plan, is what it has to be.
create function lock_wallets(p_tenant uuid[], p_wallet uuid[]) returns wallet[] language plpgsql as $$
declare
  v_key    record;
  v_wallet wallet;
  v_all    wallet[] := '{}';
begin
  for v_key in
    select distinct q.tenant, q.wallet from unnest(p_tenant, p_wallet) as q (tenant, wallet)
    where q.wallet is not null order by q.tenant, q.wallet
  loop
    select w.* into v_wallet from wallet w where w.tenant = v_key.tenant and w.id = v_key.wallet for no key update;
    if v_wallet.goodwill_until <= clock_timestamp() then
      v_wallet := expire_pockets(v_wallet);
    end if;
    v_all := v_all || v_wallet;
  end loop;
  return v_all;
end
$$;

-- Which of those each of the asked is; beyond them for none.
create function wallet_places(p_tenant uuid[], p_wallet uuid[]) returns integer[] language sql immutable as $$
  select array_agg(p.place order by p.ord)
  from (select q.ord, dense_rank() over (order by q.wallet is null, q.tenant, q.wallet)::integer as place
        from unnest(p_tenant, p_wallet) with ordinality as q (tenant, wallet, ord)) p
$$;

create function available_of(p_wallets wallet[]) returns bigint[] language sql immutable as $$
  select coalesce(array_agg(w.balance - w.held - w.floor order by w.ord), '{}')
  from (select (p_wallets[k]).balance, (p_wallets[k]).held, (p_wallets[k]).floor, k as ord
        from generate_subscripts(p_wallets, 1) k) w
$$;

create function hold_more(p_wallets wallet[], p_added bigint[]) returns void language plpgsql as $$
begin
  for k in 1..cardinality(p_wallets) loop
    if p_added[k] > 0 then
      update wallet w set held = w.held + p_added[k]
        where w.tenant = (p_wallets[k]).tenant and w.id = (p_wallets[k]).id;
    end if;
  end loop;
end
$$;

-- As before, but in steps that each do with all of a batch: the locks, what is known, the decisions, the rows. What is
-- known is asked one by one: a join planned for an empty table would read all holds there are.
create or replace function place_holds(
    p_node text, p_epoch bigint, p_tenant uuid[], p_id uuid[], p_wallet uuid[], p_currency text[], p_amount bigint[],
    p_call uuid[], p_leg uuid[], p_deck uuid[], p_rate integer[], p_seconds bigint[], p_last boolean[], p_expires bigint[],
    p_price_start timestamptz[])
  returns table (ordinal bigint, outcome text, available bigint, amount bigint, seconds bigint, last boolean)
language plpgsql security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_variable
declare
  v_size      integer := cardinality(p_id);
  v_wallets   wallet[];
  v_wallet    wallet;
  v_at        integer[];
  v_left      bigint[];  -- what is available of each wallet
  v_added     bigint[];
  v_known     hold[];
  v_hold      hold;
  v_outcome   text[];
  v_available bigint[];
  v_amount    bigint[];
  v_seconds   bigint[];
  v_last      boolean[];
  v_held      integer := 0;
  v_rows      integer;
  v_fenced    boolean := false;
  v_now       timestamptz;
begin
  perform check_tenant(p_tenant);
  if v_size > 1 and (select count(distinct q.id) from unnest(p_id) as q (id)) < v_size then
    for k in 1..v_size loop  -- the same asked for twice at once
      return query select k::bigint, h.outcome, h.available, h.amount, h.seconds, h.last
        from place_holds(p_node, p_epoch, p_tenant[k:k], p_id[k:k], p_wallet[k:k], p_currency[k:k], p_amount[k:k],
                         p_call[k:k], p_leg[k:k], p_deck[k:k], p_rate[k:k], p_seconds[k:k], p_last[k:k], p_expires[k:k],
                         p_price_start[k:k]) h;
    end loop;
    return;
  end if;
  if p_node is not null then
    -- shared with each other, against take_lease: no hold of an old epoch appears after recovery has looked
    perform pg_advisory_xact_lock_shared(hashtextextended(p_node, 7));
    v_fenced := p_epoch is distinct from (select l.epoch from lease l where l.node = p_node);
  end if;
  v_wallets := lock_wallets(p_tenant, p_wallet);
  v_at := wallet_places(p_tenant, p_wallet);
  v_left := available_of(v_wallets);
  v_added := array_fill(0::bigint, array[cardinality(v_wallets)]);
  v_known := array(
    select (select h from hold h where h.id = q.id and h.line = 0 and h.tenant = q.tenant)
    from unnest(p_tenant, p_id) with ordinality as q (tenant, id, ord) order by q.ord);
  v_now := clock_timestamp();

  for k in 1..v_size loop
    v_wallet := v_wallets[v_at[k]];
    v_hold := v_known[k];
    v_outcome[k] := case
      when v_wallet.id is null then 'NO_WALLET'
      when v_hold.id is not null then case
        when v_hold.wallet is distinct from p_wallet[k] or v_hold.leg is distinct from p_leg[k]
          or v_hold.deck is distinct from p_deck[k] or v_hold.rate is distinct from p_rate[k]
          or (p_leg[k] is null and v_hold.first_amount <> p_amount[k]) then 'DUPLICATE'
        when v_hold.resolved is not null then 'RESOLVED'
        else 'REPEATED' end
      when v_fenced then 'FENCED'
      when v_wallet.currency <> p_currency[k] then 'CURRENCY'
      when v_wallet.frozen then 'FROZEN'
      when p_amount[k] < 0 or p_amount[k] > v_left[v_at[k]] then 'TOO_LOW'
      else 'HELD' end;
    if v_outcome[k] = 'HELD' then
      v_held := v_held + 1;
      v_left[v_at[k]] := v_left[v_at[k]] - p_amount[k];
      v_added[v_at[k]] := v_added[v_at[k]] + p_amount[k];
      v_amount[k] := p_amount[k];
      v_seconds[k] := p_seconds[k];
      v_last[k] := p_last[k];
    else
      v_amount[k] := coalesce(v_hold.amount, 0);
      v_seconds[k] := coalesce(v_hold.granted_seconds, 0);
      v_last[k] := coalesce(v_hold.last, false);
    end if;
    v_available[k] := coalesce(v_left[v_at[k]], 0);
  end loop;

  insert into hold (tenant, id, wallet, call, leg, node, epoch, amount, first_amount, granted_seconds, last, deck, rate,
                    placed, expires, price_start)
    select q.tenant, q.id, q.wallet, q.call, q.leg, p_node, p_epoch, q.amount, q.amount, q.seconds, q.last, q.deck, q.rate,
           v_now, v_now + q.expires * interval '1 millisecond', q.price_start
    from unnest(p_tenant, p_id, p_wallet, p_call, p_leg, p_amount, p_seconds, p_last, p_deck, p_rate, p_expires,
                p_price_start, v_outcome)
      as q (tenant, id, wallet, call, leg, amount, seconds, last, deck, rate, expires, price_start, outcome)
    where q.outcome = 'HELD'
    on conflict do nothing;
  get diagnostics v_rows = row_count;
  if v_rows < v_held and v_size = 1 then
    v_outcome[1] := 'DUPLICATE';  -- of another wallet, at the same time
    v_added[1] := 0;
  elsif v_rows < v_held then
    raise exception 'a hold came in between: ask one by one' using errcode = 'unique_violation';
  end if;
  perform hold_more(v_wallets, v_added);
  return query select q.ord, q.outcome, q.available, q.amount, q.seconds, q.last
    from unnest(v_outcome, v_available, v_amount, v_seconds, v_last) with ordinality
      as q (outcome, available, amount, seconds, last, ord);
end
$$;

-- As before, but that goodwill whose time is over pays for nothing more, and that holds are asked for one by one.
create or replace function extend_holds(
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
    select q.*,
           -- asked one by one: a join planned for an empty table would read all holds there are
           (select h.wallet from hold h
            where h.id = q.id and h.line = 0 and h.tenant = q.tenant and h.leg is not null) as wallet
    from unnest(p_tenant, p_id, p_sequence, p_total, p_seconds, p_last, p_proved_millis) with ordinality
      as q (tenant, id, sequence, total, seconds, last, proved, ord)
    order by q.tenant, wallet, q.ord
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
    if v_wallet.goodwill_until <= clock_timestamp() then
      v_wallet := expire_pockets(v_wallet);
    end if;
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

-- Posts what lines of holds cost: their transfers, moves (but those that were drawn from goodwill) and charges.
create function post_calls(
    p_wallets wallet[], p_at_wallet integer[], p_known hold[], p_outcome text[], p_transfer uuid[], p_cost bigint[],
    p_posted bigint[], p_overrun bigint[], p_lines integer[], p_seconds bigint[], p_at timestamptz[], p_description text[],
    p_trace text[], p_hash bytea[]) returns void language plpgsql as $$
begin
  insert into transfer (tenant, id, kind, currency, call, leg, description, hash, effective, posting_date, made_by)
    select (q.h).tenant, p_transfer[q.k], 'call', (q.w).currency, (q.h).call, (q.h).leg, p_description[q.k], p_hash[q.k],
           p_at[q.k], (p_at[q.k] at time zone (select b.time_zone from book b where b.tenant = (q.h).tenant))::date, 'meterline'
    from (select k, p_known[k] as h, p_wallets[p_at_wallet[k]] as w from generate_subscripts(p_known, 1) k) q
    where p_cost[q.k] > 0;
  insert into move (tenant, transfer, line, debit, credit, debit_wallet, amount)
    select (q.h).tenant, p_transfer[q.k], 1, (q.w).account, (q.w).income, (q.w).id, p_posted[q.k]
    from (select k, p_known[k] as h, p_wallets[p_at_wallet[k]] as w from generate_subscripts(p_known, 1) k
          where p_outcome[k] in ('SETTLED', 'LATE')) q
    where p_posted[q.k] > 0 and (q.w).goodwill = 0;
  insert into move (tenant, transfer, line, debit, credit, amount)
    select (q.h).tenant, p_transfer[q.k], p_lines[q.k] + 1, account_of((q.h).tenant, '6900', (q.w).currency), (q.w).income,
           p_overrun[q.k]
    from (select k, p_known[k] as h, p_wallets[p_at_wallet[k]] as w from generate_subscripts(p_known, 1) k
          where p_outcome[k] in ('SETTLED', 'LATE') and p_overrun[k] > 0) q;
  insert into charge (tenant, id, call, leg, line, segment, relation, posting, wallet, deck, rate, seconds, amount, overrun,
                      trace)
    select (q.h).tenant, p_transfer[q.k], (q.h).call, (q.h).leg, (q.h).line, (q.h).segment, (q.h).relation,
           case p_outcome[q.k] when 'LATE' then 2 else 1 end, (q.h).wallet, (q.h).deck, (q.h).rate, p_seconds[q.k],
           p_cost[q.k], p_overrun[q.k], p_trace[q.k]::jsonb
    from (select k, p_known[k] as h from generate_subscripts(p_known, 1) k) q
    where p_outcome[q.k] = 'SETTLED' or (p_outcome[q.k] = 'LATE' and p_cost[q.k] > 0);
end
$$;

-- The charges that were posted with these transfers' ids.
create function charges_of(p_tenant uuid[], p_transfer uuid[]) returns charge[] language sql stable as $$
  select array_agg((select c from charge c where c.tenant = q.tenant and c.id = q.transfer) order by q.ord)
  from unnest(p_tenant, p_transfer) with ordinality as q (tenant, transfer, ord)
$$;

-- Whether there are transfers of these ids.
create function are_used(p_tenant uuid[], p_transfer uuid[]) returns boolean[] language sql stable as $$
  select array_agg(exists (select from transfer t where t.tenant = q.tenant and t.id = q.transfer) order by q.ord)
  from unnest(p_tenant, p_transfer) with ordinality as q (tenant, transfer, ord)
$$;

-- The wallets' part of settlements, and the news of it. Called by those that hold the rows.
create function spend_all(p_wallets wallet[], p_touched boolean[], p_spent bigint[], p_freed bigint[]) returns void
language plpgsql as $$
begin
  for k in 1..cardinality(p_wallets) loop
    if p_touched[k] then
      update wallet w set balance = w.balance - p_spent[k], held = w.held - p_freed[k]
        where w.tenant = (p_wallets[k]).tenant and w.id = (p_wallets[k]).id;
    end if;
  end loop;
  insert into outbox (tenant, type, subject, data)
    select (q.w).tenant, 'wallet.changed', (q.w).id, jsonb_build_object('walletId', (q.w).id)
    from (select p_wallets[k] as w from generate_subscripts(p_wallets, 1) k where p_touched[k]) q;
end
$$;

-- As before, but in steps that each do with all of a batch, and that what was used is drawn from pockets.
-- DUPLICATE too when the transfer's id was used for something else.
create or replace function resolve_holds(
    p_by text, p_tenant uuid[], p_id uuid[], p_transfer uuid[], p_cost bigint[], p_seconds bigint[], p_at timestamptz[],
    p_description text[], p_trace text[])
  returns table (ordinal bigint, outcome text, posted bigint, overrun bigint)
language plpgsql security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_variable
declare
  v_size    integer := cardinality(p_id);
  v_asked   uuid[];
  v_wallets wallet[];
  v_wallet  wallet;
  v_at      integer[];
  v_left    bigint[];  -- what is available of each wallet
  v_spent   bigint[];
  v_freed   bigint[];
  v_touched boolean[];
  v_known   hold[];
  v_hold    hold;
  v_charges charge[];
  v_charge  charge;
  v_used    boolean[];  -- there is a transfer of that id
  v_outcome text[];
  v_cost    bigint[];
  v_posted  bigint[];
  v_overrun bigint[];
  v_lines   integer[];  -- of the transfer, before what was beyond the hold
  v_ended   uuid[] := '{}';
begin
  perform check_tenant(p_tenant);
  if p_by not in ('SETTLED', 'RECOVERED') then
    raise exception 'unknown resolution %', p_by;
  end if;
  if v_size > 1 and (select least(count(distinct q.id), count(distinct q.transfer))
                     from unnest(p_id, p_transfer) as q (id, transfer)) < v_size then
    for k in 1..v_size loop  -- the same asked for twice at once
      return query select k::bigint, s.outcome, s.posted, s.overrun
        from resolve_holds(p_by, p_tenant[k:k], p_id[k:k], p_transfer[k:k], p_cost[k:k], p_seconds[k:k], p_at[k:k],
                           p_description[k:k], p_trace[k:k]) s;
    end loop;
    return;
  end if;
  -- a hold's wallet never changes; all else of it is read when that is locked
  v_asked := array(
    select (select h.wallet from hold h where h.id = q.id and h.line = 0 and h.tenant = q.tenant and h.leg is not null)
    from unnest(p_tenant, p_id) with ordinality as q (tenant, id, ord) order by q.ord);
  v_wallets := lock_wallets(p_tenant, v_asked);
  v_at := wallet_places(p_tenant, v_asked);
  v_left := available_of(v_wallets);
  v_spent := array_fill(0::bigint, array[cardinality(v_wallets)]);
  v_freed := v_spent;
  v_touched := array_fill(false, array[cardinality(v_wallets)]);
  v_known := array(
    select (select h from hold h where h.id = q.id and h.line = 0 and h.tenant = q.tenant and h.leg is not null)
    from unnest(p_tenant, p_id) with ordinality as q (tenant, id, ord) order by q.ord);
  v_charges := charges_of(p_tenant, p_transfer);
  v_used := are_used(p_tenant, p_transfer);

  for k in 1..v_size loop
    v_hold := v_known[k];
    v_charge := v_charges[k];
    v_cost[k] := 0;
    v_posted[k] := 0;
    v_overrun[k] := 0;
    v_lines[k] := 1;
    v_outcome[k] := case
      when v_hold.id is null then 'NO_HOLD'
      when v_charge.id is not null then
        case when v_charge.leg = v_hold.leg and v_charge.seconds = p_seconds[k] then 'REPEATED' else 'DUPLICATE' end
      when v_hold.resolved is null then case when v_used[k] then 'DUPLICATE' else 'SETTLED' end
      when v_hold.resolution <> 'RECOVERED' or p_by = 'RECOVERED' or p_cost[k] <= v_hold.posted then 'RESOLVED'
      when v_used[k] then 'DUPLICATE'
      else 'LATE' end;
    if v_outcome[k] in ('REPEATED', 'DUPLICATE') then
      v_posted[k] := coalesce(v_charge.amount - v_charge.overrun, 0);
      v_overrun[k] := coalesce(v_charge.overrun, 0);
    elsif v_outcome[k] in ('SETTLED', 'LATE') then
      v_cost[k] := p_cost[k] - v_hold.posted;
      -- late: what recovery could not prove is proved now; only what is available is taken
      v_posted[k] := least(v_cost[k], case v_outcome[k] when 'SETTLED' then v_hold.amount else greatest(0, v_left[v_at[k]]) end);
      v_overrun[k] := v_cost[k] - v_posted[k];
      v_touched[v_at[k]] := true;
      v_spent[v_at[k]] := v_spent[v_at[k]] + v_posted[k];
      if v_outcome[k] = 'SETTLED' then
        v_freed[v_at[k]] := v_freed[v_at[k]] + v_hold.amount;
        v_left[v_at[k]] := v_left[v_at[k]] + v_hold.amount - v_posted[k];
      else
        v_left[v_at[k]] := v_left[v_at[k]] - v_posted[k];
      end if;
      v_ended := v_ended || p_id[k];
      v_wallet := v_wallets[v_at[k]];
      if v_posted[k] > 0 and v_wallet.goodwill > 0 then
        v_lines[k] := (select d.lines from draw(v_wallet, p_transfer[k], 1, v_wallet.income, null, v_posted[k], false) d);
      end if;
    end if;
  end loop;

  if cardinality(v_ended) > 0 then
    perform post_calls(v_wallets, v_at, v_known, v_outcome, p_transfer, v_cost, v_posted, v_overrun, v_lines, p_seconds,
                       p_at, p_description, p_trace,
                       array(select sha256(convert_to(concat_ws('|', 'call', q.id, q.cost, q.seconds), 'UTF8'))
                             from unnest(p_id, p_cost, p_seconds) with ordinality as q (id, cost, seconds, ord)
                             order by q.ord));
    update hold h set resolved = coalesce(h.resolved, clock_timestamp()), resolution = p_by,
        posted = h.posted + v_cost[array_position(p_id, h.id)]
      where h.id = any (v_ended) and h.line = 0 and h.tenant = p_tenant[array_position(p_id, h.id)];
    perform spend_all(v_wallets, v_touched, v_spent, v_freed);
  end if;
  return query select q.ord, q.outcome, q.posted, q.overrun
    from unnest(v_outcome, v_posted, v_overrun) with ordinality as q (outcome, posted, overrun, ord);
end
$$;

revoke execute on function open_bundle_accounts(uuid), account_of(uuid, text, text),
  record_transfer(uuid, uuid, text, text, uuid, uuid, text, bytea, timestamptz, text), tell_of_wallet(uuid, uuid),
  ask_key(uuid, text, bytea, uuid), in_closed_period(uuid, timestamptz), take_key(uuid, text, bytea, uuid),
  fits(wallet, bigint), movable(wallet),
  draw(wallet, uuid, integer, integer, uuid, bigint, boolean), count_goodwill(uuid, uuid), expire_pockets(wallet),
  lock_wallet(uuid, uuid), lock_wallets(uuid[], uuid[]), wallet_places(uuid[], uuid[]), available_of(wallet[]),
  hold_more(wallet[], bigint[]),
  post_calls(wallet[], integer[], hold[], text[], uuid[], bigint[], bigint[], bigint[], integer[], bigint[], timestamptz[],
             text[], text[], bytea[]),
  spend_all(wallet[], boolean[], bigint[], bigint[]), pay_in(uuid, uuid, bigint),
  charges_of(uuid[], uuid[]), are_used(uuid[], uuid[]) from public;
revoke execute on procedure open_to_app(text[]) from public;
call open_to_app(array['grant_goodwill', 'expire_goodwill']);
reset role;
revoke create on schema meterline from meterline_writer;

-- Accounts that wallets need besides those that a book opens with.
create function open_wallet_accounts() returns trigger language plpgsql as $$
begin
  insert into account (tenant, code, name, kind, currency)
    values (new.tenant, '4010', 'Revenue from purchases', 'INCOME', new.currency),
           (new.tenant, '6910', 'Receivables written off', 'EXPENSE', new.currency)
    on conflict (tenant, code, currency) do nothing;
  return new;
end
$$;
revoke execute on function open_wallet_accounts() from public;
create trigger open_wallet_accounts after insert on book for each row execute function open_wallet_accounts();
