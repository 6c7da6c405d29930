-- What is sold besides calls is taxed as they are: a purchase by the class and the rate that it was authorised with, and what
-- a re-rating by hand asks for. The tax is in what is paid; what was sold before had none. A dispute is no sale: it takes a
-- payment back.

alter table purchase
  add column tax_class text,
  add column tax_country text,
  add column tax_rate numeric(7, 6) not null default 0;
comment on column purchase.tax_rate is 'agreed with the price; the tax point is when it is captured';

-- As charges have it, of what else was sold.
create table sale_tax (
  tenant      uuid not null,
  transfer    uuid not null,
  wallet      uuid not null,
  tax_class   text not null,
  tax_country text,
  tax_rate    numeric(7, 6) not null,
  tax         bigint not null check (tax >= 0),
  primary key (tenant, transfer),
  foreign key (tenant, wallet) references wallet (tenant, id)
);
comment on table sale_tax is 'what transfers that are no calls say of tax; the tax point is the transfer''s effective instant';
select wall_in('sale_tax', true);

-- What is given back of a charge or another sale gives its tax back, too: from output tax to the income that it is taken
-- from. Counted from all that was given back so far, so that the parts give back its tax and no unit more.
create or replace function give_back_tax() returns trigger language plpgsql as $$
declare
  v_rate   numeric;
  v_before bigint;
  v_tax    bigint;
begin
  select q.tax_rate into v_rate
    from (select c.tax_rate from charge c
            where c.tenant = new.tenant and c.id = new.transfer and c.wallet = new.wallet and c.tax > 0
          union all
          select s.tax_rate from sale_tax s
            where s.tenant = new.tenant and s.transfer = new.transfer and s.wallet = new.wallet and s.tax > 0) q;
  if found then
    select coalesce(sum(f.amount), 0) into v_before from refund f
      where f.tenant = new.tenant and f.transfer = new.transfer and f.wallet = new.wallet and f.id <> new.id;
    v_tax := tax_in(v_before + new.amount, v_rate) - tax_in(v_before, v_rate);
    if v_tax > 0 then
      insert into move (tenant, transfer, line, debit, credit, amount)
        select new.tenant, new.id, max(m.line) + 1, account_of(new.tenant, '2300', w.currency), min(m.debit), v_tax
        from move m join wallet w on w.tenant = new.tenant and w.id = new.wallet
        where m.tenant = new.tenant and m.transfer = new.id
        group by w.currency;
    end if;
  end if;
  return null;
end
$$;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Notes the tax that a sale contains, and moves it from the income to output tax, from this line on.
create function post_tax(p_tenant uuid, p_transfer uuid, p_wallet uuid, p_currency text, p_class text, p_country text,
                         p_rate numeric, p_amount bigint, p_income integer, p_line integer) returns void language plpgsql as $$
declare
  v_tax bigint := tax_in(p_amount, p_rate);
begin
  insert into sale_tax (tenant, transfer, wallet, tax_class, tax_country, tax_rate, tax)
    values (p_tenant, p_transfer, p_wallet, coalesce(p_class, ''), p_country, p_rate, v_tax);
  if v_tax > 0 then
    insert into move (tenant, transfer, line, debit, credit, amount)
      values (p_tenant, p_transfer, p_line, p_income, account_of(p_tenant, '2300', p_currency), v_tax);
  end if;
end
$$;

drop function authorise_purchase(uuid, uuid, text, uuid, text, text, bigint, text, bigint, text);
drop function force_debit(uuid, uuid, text, uuid, text, bigint, text, text, text, timestamptz);

-- Holds a price, with the tax that is in it. The key is the caller's; asked again it answers the first purchase. Outcomes: HELD,
-- REPEATED, DUPLICATE, NO_WALLET, CURRENCY, FROZEN, TOO_LOW.
create function authorise_purchase(p_tenant uuid, p_wallet uuid, p_key text, p_id uuid, p_item text, p_text text,
                                   p_price bigint, p_currency text, p_tax_class text, p_tax_country text,
                                   p_tax_rate numeric, p_millis bigint, p_by text)
  returns table (outcome text, purchase uuid, available bigint)
language plpgsql security definer set search_path = meterline, pg_temp as $$
#variable_conflict use_variable
declare
  v_wallet wallet;
  v_hash   bytea := sha256(convert_to(concat_ws('|', 'purchase', p_wallet, p_item, p_text, p_price, p_currency, p_millis,
                                               p_tax_class), 'UTF8'));
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
    insert into purchase (tenant, id, wallet, item, text, price, tax_class, tax_country, tax_rate, made_by, made)
      values (p_tenant, p_id, p_wallet, p_item, p_text, p_price, p_tax_class, p_tax_country, p_tax_rate, p_by, v_now);
    update wallet w set held = w.held + p_price where w.tenant = p_tenant and w.id = p_wallet;
    perform tell_of_wallet(p_tenant, p_wallet);
    purchase := p_id;
    available := available - p_price;
  end if;
  return next;
end
$$;

-- Posts a held price, whole or less, with the tax in it, and gives the rest back. First wins: the same again is REPEATED.
-- Outcomes: SETTLED, REPEATED, DUPLICATE (the key with another body), NO_PURCHASE, CURRENCY, CAPTURED (with
-- another key), RELEASED, EXPIRED, TOO_MUCH, PERIOD_CLOSED.
create or replace function capture_purchase(p_tenant uuid, p_id uuid, p_key text, p_transfer uuid, p_amount bigint, p_currency text,
                                 p_by text, p_at timestamptz) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_purchase purchase%rowtype;
  v_hold     hold%rowtype;
  v_wallet   wallet%rowtype;
  v_known    text;
  v_outcome  text;
  v_income   integer;
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
    v_income := account_of(p_tenant, '4010', v_wallet.currency);
    perform post_tax(p_tenant, p_transfer, v_wallet.id, v_wallet.currency, v_purchase.tax_class,
                     v_purchase.tax_country, v_purchase.tax_rate, p_amount, v_income, d.lines + 1)
      from draw(v_wallet, p_transfer, 1, v_income, null, p_amount, false) d;
    update hold h set resolved = clock_timestamp(), resolution = 'SETTLED', posted = p_amount
      where h.id = p_id and h.line = 0 and h.tenant = p_tenant;
    update purchase b set captured = p_amount, transfer = p_transfer where b.tenant = p_tenant and b.id = p_id;
    perform spend(p_tenant, v_wallet.id, p_amount, v_hold.amount);
  end if;
  return v_outcome;
end
$$;

-- Takes what is available; the rest is owed. Kinds: DISPUTE (a payment was taken back: what is refundable goes first, and
-- nothing of it is tax), RE_RATING (a call cost more: goodwill goes first, as in any use, and it contains tax).
-- Outcomes: POSTED, REPEATED, DUPLICATE, NO_WALLET, CURRENCY, PERIOD_CLOSED.
create function force_debit(p_tenant uuid, p_wallet uuid, p_key text, p_transfer uuid, p_kind text, p_amount bigint,
                            p_currency text, p_tax_class text, p_tax_country text, p_tax_rate numeric, p_reason text, p_by text,
                            p_at timestamptz)
  returns table (outcome text, transfer uuid, taken bigint, owed bigint)
language plpgsql security definer set search_path = meterline, pg_temp as $$
#variable_conflict use_variable
declare
  v_wallet wallet;
  v_hash   bytea := sha256(convert_to(concat_ws('|', 'forced', p_wallet, p_kind, p_amount, p_currency, p_reason,
                                               p_tax_class), 'UTF8'));
  v_credit integer;
  v_lines  integer := 0;
begin
  perform check_tenant(array[p_tenant]);
  if p_amount <= 0 or p_kind not in ('DISPUTE', 'RE_RATING') then
    raise exception 'a forced debit has a kind and is more than nothing' using errcode = 'check_violation';
  end if;
  v_wallet := lock_wallet(p_tenant, p_wallet);
  select k.outcome, k.transfer into outcome, transfer from ask_key(p_tenant, p_key, v_hash, p_transfer) k;
  outcome := case
    when v_wallet.id is null then 'NO_WALLET'
    when outcome <> 'NEW' then outcome
    when v_wallet.currency <> p_currency then 'CURRENCY'
    when in_closed_period(p_tenant, p_at) then 'PERIOD_CLOSED'
    when not take_key(p_tenant, p_key, v_hash, p_transfer) then 'DUPLICATE'
    else 'POSTED' end;
  if outcome = 'REPEATED' then
    owed := coalesce((select r.amount from receivable r where r.tenant = p_tenant and r.id = transfer), 0);
    taken := p_amount - owed;
  elsif outcome = 'POSTED' then
    transfer := p_transfer;
    taken := greatest(0, least(p_amount, v_wallet.balance - v_wallet.held - v_wallet.floor));
    owed := p_amount - taken;
    v_credit := case p_kind when 'DISPUTE' then account_of(p_tenant, '1200', p_currency) else v_wallet.income end;
    perform record_transfer(p_tenant, p_transfer, case p_kind when 'DISPUTE' then 'dispute' else 're-rating' end, p_currency,
                            null, null, p_reason, v_hash, p_at, p_by);
    if taken > 0 then
      select d.lines into v_lines from draw(v_wallet, p_transfer, 1, v_credit, null, taken, p_kind = 'DISPUTE') d;
    end if;
    if owed > 0 then
      insert into move (tenant, transfer, line, debit, credit, amount)
        values (p_tenant, p_transfer, v_lines + 1, account_of(p_tenant, '1400', p_currency), v_credit, owed);
      insert into receivable (tenant, id, wallet, kind, reason, amount)
        values (p_tenant, p_transfer, p_wallet, p_kind, p_reason, owed);
    end if;
    if p_kind = 'RE_RATING' then
      perform post_tax(p_tenant, p_transfer, p_wallet, p_currency, p_tax_class, p_tax_country, p_tax_rate, p_amount, v_credit,
                       v_lines + 2);
    end if;
    update wallet w set balance = w.balance - force_debit.taken, owed = w.owed + force_debit.owed,
        frozen = w.frozen or force_debit.owed > 0
      where w.tenant = p_tenant and w.id = p_wallet;
    perform tell_of_wallet(p_tenant, p_wallet);
  end if;
  return next;
end
$$;

revoke execute on function post_tax(uuid, uuid, uuid, text, text, text, numeric, bigint, integer, integer) from public;
call open_to_app(array['authorise_purchase', 'force_debit']);
reset role;
revoke create on schema meterline from meterline_writer;
