-- Things at a fixed price: a page, a download, a question to an expert. Two steps, as with a call:
-- the price is held, until an instant by this database's clock; then it is captured, whole or less,
-- or released. The hold has the purchase's id and no node.

alter table hold drop constraint hold_resolution_check;
alter table hold add constraint hold_resolution_check
  check (resolution in ('SETTLED', 'RECOVERED', 'EXPIRED', 'RELEASED'));
create index hold_due on hold (expires) where resolved is null and expires is not null;

create table purchase (
  tenant   uuid not null,
  id       uuid not null,  -- of its hold
  wallet   uuid not null,
  item     text not null check (length(item) between 1 and 200),  -- the tenant's name for it
  text     text not null,  -- for people
  price    bigint not null check (price > 0),
  captured bigint check (captured between 1 and price),
  transfer uuid,  -- what was posted
  made_by  text not null,
  made     timestamptz not null default clock_timestamp(),
  primary key (tenant, id),
  foreign key (tenant, wallet) references wallet (tenant, id),
  check ((captured is null) = (transfer is null))
);
create index purchase_of_wallet on purchase (tenant, wallet, id);
select wall_in('purchase', false);
grant update on purchase to meterline_writer;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Ends holds of this wallet whose time is over; its row is locked by the caller. Answers what they held.
create function expire_holds_of(p_tenant uuid, p_wallet uuid) returns bigint language plpgsql as $$
declare
  v_freed bigint;
  v_now   timestamptz := clock_timestamp();
begin
  with gone as (
    update hold h set resolved = v_now, resolution = 'EXPIRED'
      where h.tenant = p_tenant and h.wallet = p_wallet and h.resolved is null and h.expires <= v_now
      returning h.amount)
  select coalesce(sum(g.amount), 0) into v_freed from gone g;
  if v_freed > 0 then
    update wallet w set held = w.held - v_freed where w.tenant = p_tenant and w.id = p_wallet;
    perform tell_of_wallet(p_tenant, p_wallet);
  end if;
  return v_freed;
end
$$;

-- Holds a price. The key is the caller's; asked again it answers the first purchase. Outcomes: HELD,
-- REPEATED, DUPLICATE, NO_WALLET, CURRENCY, FROZEN, TOO_LOW.
create function authorise_purchase(p_tenant uuid, p_wallet uuid, p_key text, p_id uuid, p_item text, p_text text,
                                   p_price bigint, p_currency text, p_millis bigint, p_by text)
  returns table (outcome text, purchase uuid, available bigint)
language plpgsql security definer set search_path = meterline, pg_temp as $$
#variable_conflict use_variable
declare
  v_wallet wallet;
  v_hash   bytea := sha256(convert_to(concat_ws('|', 'purchase', p_wallet, p_item, p_text, p_price, p_currency, p_millis), 'UTF8'));
  v_now    timestamptz := clock_timestamp();
begin
  perform check_tenant(array[p_tenant]);
  if p_price <= 0 or p_millis <= 0 then
    raise exception 'a purchase has a price and a time' using errcode = 'check_violation';
  end if;
  perform from wallet w where w.tenant = p_tenant and w.id = p_wallet for no key update;
  perform expire_holds_of(p_tenant, p_wallet);
  v_wallet := lock_wallet(p_tenant, p_wallet);
  available := v_wallet.balance - v_wallet.held - v_wallet.floor;
  select k.outcome, k.transfer into outcome, purchase from ask_key(p_tenant, p_key, v_hash, null) k;
  outcome := case
    when v_wallet.id is null then 'NO_WALLET'
    when outcome <> 'NEW' then outcome
    when v_wallet.currency <> p_currency then 'CURRENCY'
    when v_wallet.frozen then 'FROZEN'
    when p_price > available then 'TOO_LOW'
    when exists (select from hold h where h.id = p_id and h.line = 0 and h.tenant = p_tenant) then 'DUPLICATE'
    when not take_key(p_tenant, p_key, v_hash, p_id) then 'DUPLICATE'
    else 'HELD' end;
  if outcome = 'HELD' then
    insert into hold (tenant, id, wallet, amount, first_amount, placed, expires)
      values (p_tenant, p_id, p_wallet, p_price, p_price, v_now, v_now + p_millis * interval '1 millisecond');
    insert into purchase (tenant, id, wallet, item, text, price, made_by, made)
      values (p_tenant, p_id, p_wallet, p_item, p_text, p_price, p_by, v_now);
    update wallet w set held = w.held + p_price where w.tenant = p_tenant and w.id = p_wallet;
    perform tell_of_wallet(p_tenant, p_wallet);
    purchase := p_id;
    available := available - p_price;
  end if;
  return next;
end
$$;

-- Posts a held price, whole or less, and gives the rest back. First wins: the same again is REPEATED.
-- Outcomes: SETTLED, REPEATED, DUPLICATE (the key with another body), NO_PURCHASE, CURRENCY, CAPTURED (with
-- another key), RELEASED, EXPIRED, TOO_MUCH, PERIOD_CLOSED.
create function capture_purchase(p_tenant uuid, p_id uuid, p_key text, p_transfer uuid, p_amount bigint, p_currency text,
                                 p_by text, p_at timestamptz) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_purchase purchase%rowtype;
  v_hold     hold%rowtype;
  v_wallet   wallet%rowtype;
  v_known    text;
  v_outcome  text;
  v_hash     bytea := sha256(convert_to(concat_ws('|', 'capture', p_id, p_amount, p_currency), 'UTF8'));
begin
  perform check_tenant(array[p_tenant]);
  if p_amount <= 0 then
    raise exception 'a capture is more than nothing' using errcode = 'check_violation';
  end if;
  select b.* into v_purchase from purchase b where b.tenant = p_tenant and b.id = p_id;
  if not found then
    return 'NO_PURCHASE';
  end if;
  select w.* into v_wallet from wallet w where w.tenant = p_tenant and w.id = v_purchase.wallet for no key update;
  select h.* into v_hold from hold h where h.id = p_id and h.line = 0 and h.tenant = p_tenant for no key update;
  select k.outcome into v_known from ask_key(p_tenant, p_key, v_hash, p_transfer) k;
  v_outcome := case
    when v_known <> 'NEW' then v_known
    when v_wallet.currency <> p_currency then 'CURRENCY'
    when v_hold.resolution = 'SETTLED' then 'CAPTURED'
    when v_hold.resolution is not null then v_hold.resolution
    when v_hold.expires <= clock_timestamp() then 'EXPIRED'
    when p_amount > v_hold.amount then 'TOO_MUCH'
    when in_closed_period(p_tenant, p_at) then 'PERIOD_CLOSED'
    when not take_key(p_tenant, p_key, v_hash, p_transfer) then 'DUPLICATE'
    else 'SETTLED' end;
  if v_outcome = 'SETTLED' then
    perform record_transfer(p_tenant, p_transfer, 'purchase', v_wallet.currency, null, null,
                            v_purchase.text, v_hash, p_at, p_by);
    perform draw(v_wallet, p_transfer, 1, account_of(p_tenant, '4010', v_wallet.currency), null, p_amount, false);
    update hold h set resolved = clock_timestamp(), resolution = 'SETTLED', posted = p_amount
      where h.id = p_id and h.line = 0 and h.tenant = p_tenant;
    update purchase b set captured = p_amount, transfer = p_transfer where b.tenant = p_tenant and b.id = p_id;
    perform spend(p_tenant, v_wallet.id, p_amount, v_hold.amount);
  end if;
  return v_outcome;
end
$$;

-- Gives a held price back. Outcomes: RELEASED, REPEATED (it was given back before, or its time is over),
-- CAPTURED, NO_PURCHASE.
create function release_purchase(p_tenant uuid, p_id uuid) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_wallet uuid;
  v_hold   hold%rowtype;
begin
  perform check_tenant(array[p_tenant]);
  select b.wallet into v_wallet from purchase b where b.tenant = p_tenant and b.id = p_id;
  if not found then
    return 'NO_PURCHASE';
  end if;
  perform from wallet w where w.tenant = p_tenant and w.id = v_wallet for no key update;
  select h.* into v_hold from hold h where h.id = p_id and h.line = 0 and h.tenant = p_tenant for no key update;
  if v_hold.resolved is not null then
    return case v_hold.resolution when 'SETTLED' then 'CAPTURED' else 'REPEATED' end;
  end if;
  update hold h set resolved = clock_timestamp(),
      resolution = case when h.expires <= clock_timestamp() then 'EXPIRED' else 'RELEASED' end
    where h.id = p_id and h.line = 0 and h.tenant = p_tenant;
  perform spend(p_tenant, v_wallet, 0, v_hold.amount);
  return 'RELEASED';
end
$$;

-- Ends holds of any tenant whose time is over, so many wallets at a time; answers how many it looked at.
create function expire_holds(p_limit integer) returns integer
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_wallet wallet%rowtype;
  v_seen   integer := 0;
  v_now    timestamptz := clock_timestamp();
begin
  for v_wallet in
    select w.* from wallet w
    where (w.tenant, w.id) in (
        select h.tenant, h.wallet from hold h
        where h.resolved is null and h.expires <= v_now and h.tenant = coalesce(current_tenant(), h.tenant)
        limit p_limit)
    order by w.tenant, w.id for no key update skip locked
  loop
    perform expire_holds_of(v_wallet.tenant, v_wallet.id);
    v_seen := v_seen + 1;
  end loop;
  return v_seen;
end
$$;

revoke execute on function expire_holds_of(uuid, uuid) from public;
call open_to_app(array['authorise_purchase', 'capture_purchase', 'release_purchase', 'expire_holds']);
reset role;
revoke create on schema meterline from meterline_writer;
