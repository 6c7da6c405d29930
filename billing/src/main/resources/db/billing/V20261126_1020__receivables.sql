-- Forced debits take what is available; what is missing becomes a receivable, and a wallet that owes
-- pays nothing more. A later top-up pays what is owed first, oldest first; what is available can be
-- taken for it, or it is written off. With the last of it the wallet pays again.

create table receivable (
  tenant  uuid not null,
  id      uuid not null,  -- of the transfer that found too little
  wallet  uuid not null,
  kind    text not null check (kind in ('DISPUTE', 'RE_RATING')),
  reason  text not null,
  amount  bigint not null check (amount > 0),
  settled bigint not null default 0 check (settled between 0 and amount),
  made    timestamptz not null default clock_timestamp(),
  closed  timestamptz,
  primary key (tenant, id),
  foreign key (tenant, wallet) references wallet (tenant, id),
  check ((closed is null) = (settled < amount))
);
comment on table receivable is 'what the payer of a wallet owes; settled is a cache of moves';
create index receivable_open on receivable (tenant, wallet, made, id) where closed is null;
select wall_in('receivable', false);
grant update on receivable to meterline_writer;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Takes what is available; the rest is owed. Kinds: DISPUTE (a payment was taken back: what is
-- refundable goes first), RE_RATING (a call cost more: goodwill goes first, as in any use).
-- Outcomes: POSTED, REPEATED, DUPLICATE, NO_WALLET, CURRENCY, PERIOD_CLOSED.
create function force_debit(p_tenant uuid, p_wallet uuid, p_key text, p_transfer uuid, p_kind text, p_amount bigint,
                            p_currency text, p_reason text, p_by text, p_at timestamptz)
  returns table (outcome text, transfer uuid, taken bigint, owed bigint)
language plpgsql security definer set search_path = meterline, pg_temp as $$
#variable_conflict use_variable
declare
  v_wallet wallet;
  v_hash   bytea := sha256(convert_to(concat_ws('|', 'forced', p_wallet, p_kind, p_amount, p_currency, p_reason), 'UTF8'));
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
    update wallet w set balance = w.balance - force_debit.taken, owed = w.owed + force_debit.owed,
        frozen = w.frozen or force_debit.owed > 0
      where w.tenant = p_tenant and w.id = p_wallet;
    perform tell_of_wallet(p_tenant, p_wallet);
  end if;
  return next;
end
$$;

-- Pays receivables of a wallet, oldest first, from its refundable money; answers how much.
create function pay_receivables(p_wallet wallet, p_transfer uuid, p_line integer, p_most bigint) returns bigint
language plpgsql as $$
declare
  v_receivable receivable%rowtype;
  v_left       bigint := p_most;
  v_pay        bigint;
  v_line       integer := p_line;
begin
  for v_receivable in
    select * from receivable r where r.tenant = p_wallet.tenant and r.wallet = p_wallet.id and r.closed is null
      order by r.made, r.id for no key update
  loop
    exit when v_left <= 0;
    v_pay := least(v_left, v_receivable.amount - v_receivable.settled);
    insert into move (tenant, transfer, line, debit, credit, debit_wallet, amount)
      values (p_wallet.tenant, p_transfer, v_line, p_wallet.account, account_of(p_wallet.tenant, '1400', p_wallet.currency),
              p_wallet.id, v_pay);
    perform settle(v_receivable, v_pay);
    v_left := v_left - v_pay;
    v_line := v_line + 1;
  end loop;
  update wallet w set balance = w.balance - (p_most - v_left) where w.tenant = p_wallet.tenant and w.id = p_wallet.id;
  return p_most - v_left;
end
$$;

-- Less is owed; with nothing left the wallet pays again.
create function settle(p_receivable receivable, p_amount bigint) returns void language plpgsql as $$
begin
  update receivable r set settled = r.settled + p_amount,
      closed = case when r.settled + p_amount = r.amount then clock_timestamp() end
    where r.tenant = p_receivable.tenant and r.id = p_receivable.id;
  update wallet w set owed = w.owed - p_amount, frozen = w.stopped or w.owed > p_amount
    where w.tenant = p_receivable.tenant and w.id = p_receivable.wallet;
end
$$;

-- Settles a receivable, whole or in part: FROM_WALLET takes refundable money that is available,
-- WRITE_OFF gives it up. Outcomes: POSTED, REPEATED, DUPLICATE, NO_RECEIVABLE, CLOSED, CURRENCY,
-- TOO_MUCH and TOO_LOW (most: what can be settled so), PERIOD_CLOSED.
create function settle_receivable(p_tenant uuid, p_receivable uuid, p_key text, p_transfer uuid, p_means text, p_amount bigint,
                                  p_currency text, p_reason text, p_by text, p_at timestamptz)
  returns table (outcome text, transfer uuid, most bigint, owed bigint)
language plpgsql security definer set search_path = meterline, pg_temp as $$
#variable_conflict use_variable
declare
  v_wallet     wallet;
  v_receivable receivable%rowtype;
  v_hash       bytea := sha256(convert_to(concat_ws('|', 'settle', p_receivable, p_means, p_amount, p_currency, p_reason), 'UTF8'));
begin
  perform check_tenant(array[p_tenant]);
  if p_amount <= 0 or p_means not in ('FROM_WALLET', 'WRITE_OFF') then
    raise exception 'a settlement has a means and is more than nothing' using errcode = 'check_violation';
  end if;
  most := 0;
  select r.* into v_receivable from receivable r where r.tenant = p_tenant and r.id = p_receivable;
  v_wallet := lock_wallet(p_tenant, v_receivable.wallet);
  select r.* into v_receivable from receivable r where r.tenant = p_tenant and r.id = p_receivable for no key update;
  owed := v_wallet.owed;
  select k.outcome, k.transfer into outcome, transfer from ask_key(p_tenant, p_key, v_hash, p_transfer) k;
  most := case when v_receivable.id is null then 0 when p_means = 'WRITE_OFF' then v_receivable.amount - v_receivable.settled
            else least(v_receivable.amount - v_receivable.settled, movable(v_wallet)) end;
  outcome := case
    when v_receivable.id is null then 'NO_RECEIVABLE'
    when outcome <> 'NEW' then outcome
    when v_receivable.closed is not null then 'CLOSED'
    when v_wallet.currency <> p_currency then 'CURRENCY'
    when p_amount > v_receivable.amount - v_receivable.settled then 'TOO_MUCH'
    when p_amount > most then 'TOO_LOW'
    when in_closed_period(p_tenant, p_at) then 'PERIOD_CLOSED'
    when not take_key(p_tenant, p_key, v_hash, p_transfer) then 'DUPLICATE'
    else 'POSTED' end;
  if outcome = 'TOO_MUCH' then
    most := v_receivable.amount - v_receivable.settled;
  elsif outcome = 'POSTED' then
    transfer := p_transfer;
    perform record_transfer(p_tenant, p_transfer, case p_means when 'WRITE_OFF' then 'write-off' else 'receivable-paid' end,
                            p_currency, null, null, p_reason, v_hash, p_at, p_by);
    insert into move (tenant, transfer, line, debit, credit, debit_wallet, amount)
      values (p_tenant, p_transfer, 1,
              case p_means when 'WRITE_OFF' then account_of(p_tenant, '6910', p_currency) else v_wallet.account end,
              account_of(p_tenant, '1400', p_currency), case p_means when 'FROM_WALLET' then v_wallet.id end, p_amount);
    perform settle(v_receivable, p_amount);
    update wallet w set balance = w.balance - case p_means when 'FROM_WALLET' then p_amount else 0 end
      where w.tenant = p_tenant and w.id = v_wallet.id returning w.owed into owed;
    perform tell_of_wallet(p_tenant, v_wallet.id);
  end if;
  return next;
end
$$;

-- As before, but that what is owed is paid first. Outcomes: POSTED, REPEATED, DUPLICATE (the key with another body),
-- NO_WALLET, CURRENCY, OVERFLOW, PERIOD_CLOSED.
create or replace function top_up(p_tenant uuid, p_wallet uuid, p_key text, p_transfer uuid, p_amount bigint, p_currency text,
                                  p_reason text, p_by text, p_at timestamptz)
  returns table (outcome text, transfer uuid, balance bigint)
language plpgsql security definer set search_path = meterline, pg_temp as $$
#variable_conflict use_variable
declare
  v_wallet wallet;
  v_hash   bytea := sha256(convert_to(concat_ws('|', 'top-up', p_wallet, p_amount, p_currency, p_reason), 'UTF8'));
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
    when not fits(v_wallet, p_amount) then 'OVERFLOW'
    when in_closed_period(p_tenant, p_at) then 'PERIOD_CLOSED'
    when not take_key(p_tenant, p_key, v_hash, p_transfer) then 'DUPLICATE'
    else 'POSTED' end;
  if outcome = 'POSTED' then
    transfer := p_transfer;
    perform record_transfer(p_tenant, p_transfer, 'top-up', p_currency, null, null, p_reason, v_hash, p_at, p_by);
    insert into move (tenant, transfer, line, debit, credit, credit_wallet, amount)
      values (p_tenant, p_transfer, 1, account_of(p_tenant, '1200', p_currency), v_wallet.account, p_wallet, p_amount);
    balance := pay_in(p_tenant, p_wallet, p_amount);
    if v_wallet.owed > 0 then
      balance := balance - pay_receivables(v_wallet, p_transfer, 2, least(p_amount, v_wallet.owed, greatest(0,
          v_wallet.balance + p_amount - v_wallet.held - v_wallet.floor)));
    end if;
    perform tell_of_wallet(p_tenant, p_wallet);
  end if;
  return next;
end
$$;

revoke execute on function pay_receivables(wallet, uuid, integer, bigint), settle(receivable, bigint) from public;
call open_to_app(array['force_debit', 'settle_receivable']);
reset role;
revoke create on schema meterline from meterline_writer;
