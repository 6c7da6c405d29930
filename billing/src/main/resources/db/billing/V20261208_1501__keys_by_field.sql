-- The hash of what came with a key keeps its fields apart: a text that contains what parts them is another request than two
-- texts, and so is one with a class from one without. Of the others at most the last field is free text.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- As with one hash, for keys that may have been taken before with another hash of the same.
create function ask_key(p_tenant uuid, p_key text, p_hash bytea, p_before bytea, p_transfer uuid, out outcome text,
                        out transfer uuid)
language plpgsql stable as $$
begin
  select k.outcome, k.transfer into outcome, transfer from ask_key(p_tenant, p_key, p_hash, p_transfer) k;
  if outcome = 'DUPLICATE' then
    select k.outcome, k.transfer into outcome, transfer from ask_key(p_tenant, p_key, p_before, p_transfer) k;
  end if;
end
$$;

-- As before. Outcomes: HELD, REPEATED, DUPLICATE, NO_WALLET, CURRENCY, FROZEN, TOO_LOW.
create or replace function authorise_purchase(p_tenant uuid, p_wallet uuid, p_key text, p_id uuid, p_item text, p_text text,
                                   p_price bigint, p_currency text, p_tax_class text, p_tax_country text,
                                   p_tax_rate numeric, p_millis bigint, p_by text)
  returns table (outcome text, purchase uuid, available bigint)
language plpgsql security definer set search_path = meterline, pg_temp as $$
#variable_conflict use_variable
declare
  v_wallet wallet;
  v_hash   bytea := sha256(convert_to(jsonb_build_array('purchase', p_wallet, p_item, p_text, p_price, p_currency, p_millis,
                                                        p_tax_class)::text, 'UTF8'));
  v_before bytea := sha256(convert_to(concat_ws('|', 'purchase', p_wallet, p_item, p_text, p_price, p_currency, p_millis,
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
  select k.outcome, k.transfer into outcome, purchase from ask_key(p_tenant, p_key, v_hash, v_before, null) k;
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

-- As before. Outcomes: POSTED, REPEATED, DUPLICATE, NO_WALLET, CURRENCY, OVERFLOW (so much cannot be owed), PERIOD_CLOSED.
create or replace function force_debit(p_tenant uuid, p_wallet uuid, p_key text, p_transfer uuid, p_kind text, p_amount bigint,
                            p_currency text, p_tax_class text, p_tax_country text, p_tax_rate numeric, p_reason text, p_by text,
                            p_at timestamptz)
  returns table (outcome text, transfer uuid, taken bigint, owed bigint)
language plpgsql security definer set search_path = meterline, pg_temp as $$
#variable_conflict use_variable
declare
  v_wallet wallet;
  v_hash   bytea := sha256(convert_to(jsonb_build_array('forced', p_wallet, p_kind, p_amount, p_currency, p_reason,
                                                        p_tax_class)::text, 'UTF8'));
  v_before bytea := sha256(convert_to(concat_ws('|', 'forced', p_wallet, p_kind, p_amount, p_currency, p_reason,
                                               p_tax_class), 'UTF8'));
  v_credit integer;
  v_lines  integer := 0;
  v_available bigint;  -- of what is asked for
begin
  perform check_tenant(array[p_tenant]);
  if p_amount <= 0 or p_kind not in ('DISPUTE', 'RE_RATING') then
    raise exception 'a forced debit has a kind and is more than nothing' using errcode = 'check_violation';
  end if;
  v_wallet := lock_wallet(p_tenant, p_wallet);
  v_available := greatest(0, least(p_amount, v_wallet.balance::numeric - v_wallet.held - v_wallet.floor));
  select k.outcome, k.transfer into outcome, transfer from ask_key(p_tenant, p_key, v_hash, v_before, p_transfer) k;
  outcome := case
    when v_wallet.id is null then 'NO_WALLET'
    when outcome <> 'NEW' then outcome
    when v_wallet.currency <> p_currency then 'CURRENCY'
    when v_wallet.owed::numeric + p_amount - v_available > 9223372036854775807 then 'OVERFLOW'
    when in_closed_period(p_tenant, p_at) then 'PERIOD_CLOSED'
    when not take_key(p_tenant, p_key, v_hash, p_transfer) then 'DUPLICATE'
    else 'POSTED' end;
  if outcome = 'REPEATED' then
    owed := coalesce((select r.amount from receivable r where r.tenant = p_tenant and r.id = transfer), 0);
    taken := p_amount - owed;
  elsif outcome = 'POSTED' then
    transfer := p_transfer;
    taken := v_available;
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

revoke execute on function ask_key(uuid, text, bytea, bytea, uuid) from public;
reset role;
revoke create on schema meterline from meterline_writer;
