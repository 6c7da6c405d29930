-- Giving back what a wallet paid, and moving money between the wallets of a payer.

create table refund (
  tenant   uuid not null,
  id       uuid not null,  -- of its transfer
  transfer uuid not null,  -- what is given back, as far as it took from this wallet
  wallet   uuid not null,
  amount   bigint not null check (amount > 0),
  made     timestamptz not null default clock_timestamp(),
  primary key (tenant, id),
  foreign key (tenant, wallet) references wallet (tenant, id)
);
create index refund_of_transfer on refund (tenant, transfer, wallet);
select wall_in('refund', true);

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Gives back what a call, a purchase or a re-rating took from the wallet, never more than that in all.
-- What was drawn last comes back first, each part into the pocket it came from: goodwill stays
-- goodwill, with its expiry. Outcomes: POSTED, REPEATED, DUPLICATE, NO_WALLET, CURRENCY, NO_CHARGE,
-- REVERSED (it was taken back whole), TOO_MUCH (most: what is left to give back), OVERFLOW, PERIOD_CLOSED.
create function refund_charge(p_tenant uuid, p_wallet uuid, p_charge uuid, p_key text, p_transfer uuid, p_amount bigint,
                              p_currency text, p_reason text, p_by text, p_at timestamptz)
  returns table (outcome text, transfer uuid, most bigint)
language plpgsql security definer set search_path = meterline, pg_temp as $$
#variable_conflict use_variable
declare
  v_wallet wallet;
  v_paid   transfer%rowtype;
  v_hash   bytea := sha256(convert_to(concat_ws('|', 'refund', p_wallet, p_charge, p_amount, p_currency, p_reason), 'UTF8'));
  v_part   record;
  v_left   bigint := p_amount;
  v_give   bigint;
  v_line   integer := 1;
begin
  perform check_tenant(array[p_tenant]);
  if p_amount <= 0 then
    raise exception 'a refund is more than nothing' using errcode = 'check_violation';
  end if;
  v_wallet := lock_wallet(p_tenant, p_wallet);
  select t.* into v_paid from transfer t
    where t.tenant = p_tenant and t.id = p_charge and t.kind in ('call', 'purchase', 're-rating');
  most := coalesce((select sum(m.amount) from move m
                    where m.tenant = p_tenant and m.transfer = v_paid.id and m.debit_wallet = p_wallet), 0)
        - coalesce((select sum(f.amount) from refund f
                    where f.tenant = p_tenant and f.transfer = v_paid.id and f.wallet = p_wallet), 0);
  select k.outcome, k.transfer into outcome, transfer from ask_key(p_tenant, p_key, v_hash, p_transfer) k;
  outcome := case
    when v_wallet.id is null then 'NO_WALLET'
    when outcome <> 'NEW' then outcome
    when v_wallet.currency <> p_currency then 'CURRENCY'
    when not exists (select from move m where m.tenant = p_tenant and m.transfer = v_paid.id and m.debit_wallet = p_wallet)
      then 'NO_CHARGE'
    when exists (select from reversal b where b.tenant = p_tenant and b.reversed = v_paid.id) then 'REVERSED'
    when p_amount > most then 'TOO_MUCH'
    when not fits(v_wallet, p_amount) then 'OVERFLOW'
    when in_closed_period(p_tenant, p_at) then 'PERIOD_CLOSED'
    when not take_key(p_tenant, p_key, v_hash, p_transfer) then 'DUPLICATE'
    else 'POSTED' end;
  if outcome = 'POSTED' then
    transfer := p_transfer;
    perform record_transfer(p_tenant, p_transfer, 'refund', p_currency, v_paid.call, v_paid.leg, p_reason, v_hash, p_at, p_by);
    for v_part in
      select m.line, m.credit, m.debit_pocket as pocket,
             m.amount - coalesce((select sum(b.amount) from refund f
                                    join move b on b.tenant = f.tenant and b.transfer = f.id
                                  where f.tenant = p_tenant and f.transfer = v_paid.id and f.wallet = p_wallet
                                    and b.debit = m.credit and b.credit_pocket is not distinct from m.debit_pocket), 0) as amount
      from move m where m.tenant = p_tenant and m.transfer = v_paid.id and m.debit_wallet = p_wallet
      order by m.line desc
    loop
      v_give := least(v_left, v_part.amount);
      continue when v_give <= 0;
      insert into move (tenant, transfer, line, debit, credit, credit_wallet, credit_pocket, amount)
        values (p_tenant, p_transfer, v_line, v_part.credit, v_wallet.account, p_wallet, v_part.pocket, v_give);
      update pocket k set balance = k.balance + v_give where k.tenant = p_tenant and k.id = v_part.pocket;
      v_left := v_left - v_give;
      v_line := v_line + 1;
    end loop;
    if v_left <> 0 then
      raise exception 'the parts of % do not add up', p_charge using errcode = 'integrity_constraint_violation';
    end if;
    insert into refund (tenant, id, transfer, wallet, amount) values (p_tenant, p_transfer, p_charge, p_wallet, p_amount);
    perform pay_in(p_tenant, p_wallet, p_amount), count_goodwill(p_tenant, p_wallet), tell_of_wallet(p_tenant, p_wallet);
    most := most - p_amount;
  end if;
  return next;
end
$$;

-- Moves refundable money between two wallets of one payer. Outcomes: POSTED, REPEATED, DUPLICATE,
-- NO_WALLET, SAME_WALLET, OTHER_PAYER, CURRENCY, FROZEN, TOO_LOW (most: what may leave), OVERFLOW, PERIOD_CLOSED.
create function transfer_money(p_tenant uuid, p_from uuid, p_to uuid, p_key text, p_transfer uuid, p_amount bigint,
                               p_currency text, p_reason text, p_by text, p_at timestamptz)
  returns table (outcome text, transfer uuid, most bigint)
language plpgsql security definer set search_path = meterline, pg_temp as $$
#variable_conflict use_variable
declare
  v_from wallet;
  v_to   wallet;
  v_hash bytea := sha256(convert_to(concat_ws('|', 'transfer', p_from, p_to, p_amount, p_currency, p_reason), 'UTF8'));
begin
  perform check_tenant(array[p_tenant]);
  if p_amount <= 0 then
    raise exception 'a transfer is more than nothing' using errcode = 'check_violation';
  end if;
  if p_from < p_to then
    v_from := lock_wallet(p_tenant, p_from);
    v_to := lock_wallet(p_tenant, p_to);
  else
    v_to := lock_wallet(p_tenant, p_to);
    v_from := lock_wallet(p_tenant, p_from);
  end if;
  most := movable(v_from);
  select k.outcome, k.transfer into outcome, transfer from ask_key(p_tenant, p_key, v_hash, p_transfer) k;
  outcome := case
    when v_from.id is null or v_to.id is null then 'NO_WALLET'
    when outcome <> 'NEW' then outcome
    when p_from = p_to then 'SAME_WALLET'
    when v_from.payer <> v_to.payer then 'OTHER_PAYER'
    when v_from.currency <> p_currency or v_to.currency <> p_currency then 'CURRENCY'
    when v_from.frozen then 'FROZEN'
    when p_amount > most then 'TOO_LOW'
    when not fits(v_to, p_amount) then 'OVERFLOW'
    when in_closed_period(p_tenant, p_at) then 'PERIOD_CLOSED'
    when not take_key(p_tenant, p_key, v_hash, p_transfer) then 'DUPLICATE'
    else 'POSTED' end;
  if outcome = 'POSTED' then
    transfer := p_transfer;
    perform record_transfer(p_tenant, p_transfer, 'transfer', p_currency, null, null, p_reason, v_hash, p_at, p_by);
    insert into move (tenant, transfer, line, debit, credit, debit_wallet, credit_wallet, amount)
      values (p_tenant, p_transfer, 1, v_from.account, v_to.account, p_from, p_to, p_amount);
    update wallet w set balance = w.balance - p_amount where w.tenant = p_tenant and w.id = p_from;
    perform pay_in(p_tenant, p_to, p_amount);
    perform tell_of_wallet(p_tenant, p_from), tell_of_wallet(p_tenant, p_to);
    most := most - p_amount;
  end if;
  return next;
end
$$;

-- As before, but that what a refund was given for stays, and that it knows of pockets.
-- Outcomes: POSTED, REJECTED, REPEATED (decided so by the same person before), DECIDED (otherwise), NO_JOURNAL,
-- SAME_PERSON, NO_REASON, PERIOD_CLOSED, REVERSED, TOO_LOW (a wallet has not what the reversal takes),
-- NOT_REVERSIBLE (something of it was given back), OVERFLOW.
create or replace function decide_journal(p_tenant uuid, p_id uuid, p_approve boolean, p_reason text, p_by text) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_journal  journal%rowtype;
  v_wallet   wallet;
  v_decision journal_decision%rowtype;
  v_currency text;
  v_call     uuid;
  v_text     text;
  r          record;
begin
  perform check_tenant(array[p_tenant]);
  perform pg_advisory_xact_lock(hashtextextended(p_tenant::text || p_id::text, 9));
  select j.* into v_journal from journal j where j.tenant = p_tenant and j.id = p_id;
  if not found then
    return 'NO_JOURNAL';
  end if;
  select d.* into v_decision from journal_decision d where d.tenant = p_tenant and d.journal = p_id;
  if found then
    return case when v_decision.approved = p_approve and v_decision.decided_by = p_by then 'REPEATED' else 'DECIDED' end;
  elsif p_approve and v_journal.drafted_by = p_by then
    return 'SAME_PERSON';
  elsif not p_approve and coalesce(trim(p_reason), '') = '' then
    return 'NO_REASON';
  end if;
  insert into journal_decision (tenant, journal, approved, decided_by, reason)
    values (p_tenant, p_id, p_approve, p_by, coalesce(p_reason, ''));
  if not p_approve then
    return 'REJECTED';
  end if;

  v_text := v_journal.reason;
  if v_journal.reverses is null then
    select a.currency into v_currency from journal_line l join account a on a.tenant = l.tenant and a.id = l.account
      where l.tenant = p_tenant and l.journal = p_id order by l.line limit 1;
  else
    insert into reversal (tenant, reversed, reversing) values (p_tenant, v_journal.reverses, p_id) on conflict do nothing;
    if not found then
      raise exception using errcode = 'MLREV';
    end if;
    select t.currency, t.call, 'Reversal: ' || v_journal.reason into v_currency, v_call, v_text
      from transfer t where t.tenant = p_tenant and t.id = v_journal.reverses;
    -- wallets by id, the order in which all take them
    for r in
      select s.wallet, sum(s.amount) as amount
      from move m cross join lateral (values (m.debit_wallet, m.amount::numeric), (m.credit_wallet, -m.amount::numeric))
        as s (wallet, amount)
      where m.tenant = p_tenant and m.transfer = v_journal.reverses and s.wallet is not null
      group by s.wallet order by s.wallet
    loop
      v_wallet := lock_wallet(p_tenant, r.wallet);
      if exists (select from refund f where f.tenant = p_tenant and f.transfer = v_journal.reverses) then
        raise exception using errcode = 'MLREF';
      elsif r.amount < 0 and -r.amount > movable(v_wallet) then
        raise exception using errcode = 'MLLOW';
      end if;
      perform pay_in(p_tenant, r.wallet, r.amount::bigint), tell_of_wallet(p_tenant, r.wallet);
    end loop;
  end if;
  insert into transfer (tenant, id, kind, currency, call, description, hash, effective, posting_date, made_by)
    values (p_tenant, p_id, case when v_journal.reverses is null then 'journal' else 'reversal' end, v_currency, v_call,
            v_text, v_journal.hash, v_journal.effective, v_journal.posting_date, v_journal.drafted_by);
  if v_journal.reverses is null then
    insert into move (tenant, transfer, line, debit, credit, amount)
      select p_tenant, p_id, m.line, m.debit, m.credit, m.amount from moves_of_journal(p_tenant, p_id) m;
  else
    insert into move (tenant, transfer, line, debit, credit, debit_wallet, credit_wallet, amount)
      select p_tenant, p_id, m.line, m.credit, m.debit, m.credit_wallet, m.debit_wallet, m.amount
      from move m where m.tenant = p_tenant and m.transfer = v_journal.reverses order by m.line;
  end if;
  return 'POSTED';
exception
  when sqlstate 'MLREV' then
    return 'REVERSED';
  when sqlstate 'MLLOW' then
    return 'TOO_LOW';
  when sqlstate 'MLREF' then
    return 'NOT_REVERSIBLE';
  when sqlstate '23ML1' then
    return 'PERIOD_CLOSED';
  when numeric_value_out_of_range then
    return 'OVERFLOW';
end
$$;

call open_to_app(array['refund_charge', 'transfer_money']);
reset role;
revoke create on schema meterline from meterline_writer;
