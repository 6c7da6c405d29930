-- What a re-rating took of a wallet that had too little is owed; what of that was written off, nobody paid, so a refund does not
-- pay it out.

alter table refund add column given_up bigint not null default 0 check (given_up >= 0);
comment on column refund.given_up is 'what had been written off of the charge by then: so much less can be given back of it';

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- As before, less what was written off: what a call, a purchase or a re-rating took from the wallet, never more than that in all.
-- What was drawn last comes back first, each part into the pocket it came from: goodwill stays
-- goodwill, with its expiry. Outcomes: POSTED, REPEATED, DUPLICATE, NO_WALLET, CURRENCY, NO_CHARGE,
-- REVERSED (it was taken back whole), TOO_MUCH (most: what is left to give back), OVERFLOW, PERIOD_CLOSED.
create or replace function refund_charge(p_tenant uuid, p_wallet uuid, p_charge uuid, p_key text, p_transfer uuid, p_amount bigint,
                              p_currency text, p_reason text, p_by text, p_at timestamptz)
  returns table (outcome text, transfer uuid, most bigint)
language plpgsql security definer set search_path = meterline, pg_temp as $$
#variable_conflict use_variable
declare
  v_wallet   wallet;
  v_paid     transfer%rowtype;
  v_given_up bigint := 0;
  v_hash     bytea := sha256(convert_to(concat_ws('|', 'refund', p_wallet, p_charge, p_amount, p_currency, p_reason), 'UTF8'));
begin
  perform check_tenant(array[p_tenant]);
  if p_amount <= 0 then
    raise exception 'a refund is more than nothing' using errcode = 'check_violation';
  end if;
  v_wallet := lock_wallet(p_tenant, p_wallet);
  select t.* into v_paid from transfer t
    where t.tenant = p_tenant and t.id = p_charge and t.kind in ('call', 'call re-rated', 'purchase', 're-rating');
  most := coalesce((select sum(m.amount) from move m
                    where m.tenant = p_tenant and m.transfer = v_paid.id and m.debit_wallet = p_wallet), 0)
        - coalesce((select sum(f.amount) from refund f
                    where f.tenant = p_tenant and f.transfer = v_paid.id and f.wallet = p_wallet), 0);
  if v_paid.kind = 'call re-rated' then
    select coalesce(sum(r.written_off), 0) into v_given_up
      from charge c
        join re_rating_line l on l.tenant = c.tenant and l.leg = c.leg and l.line = c.line
        join receivable r on r.tenant = l.tenant and r.id = l.owed
      where c.tenant = p_tenant and c.id = v_paid.id;
    most := greatest(0, most - v_given_up);
  end if;
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
    perform give_back(v_wallet, v_paid.id, p_transfer, p_amount);
    insert into refund (tenant, id, transfer, wallet, amount, given_up)
      values (p_tenant, p_transfer, p_charge, p_wallet, p_amount, v_given_up);
    perform pay_in(p_tenant, p_wallet, p_amount), count_goodwill(p_tenant, p_wallet), tell_of_wallet(p_tenant, p_wallet);
    most := most - p_amount;
  end if;
  return next;
end
$$;

reset role;
revoke create on schema meterline from meterline_writer;
