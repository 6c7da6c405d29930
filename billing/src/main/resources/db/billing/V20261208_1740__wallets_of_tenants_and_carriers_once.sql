-- The operator's wallets of tenants and of carriers are opened like a tenant's wallets of customers: once per caller's key,
-- one after the other, and one for each of them.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- As before. A payer who comes with a kind is new: who has a wallet already, by the id that a tenant keeps as a payer, and a
-- carrier of that name, is answered HAS_WALLET, too.
create or replace function open_wallet_once(
    p_tenant uuid, p_key text, p_id uuid, p_payer uuid, p_payer_kind text, p_payer_name text, p_name text,
    p_currency text, p_floor bigint, p_also text, out outcome text, out wallet uuid)
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  -- without p_also as it was before there was any, so that keys from then go on
  v_hash bytea := sha256(convert_to((jsonb_build_array(
    'open wallet', p_payer_kind, p_payer_name, case when p_payer_kind is null then p_payer end, p_name, p_currency,
    p_floor) || case when p_also is null then '[]'::jsonb else jsonb_build_array(p_also) end)::text, 'UTF8'));
  v_kind text := p_payer_kind;
  v_name text := p_payer_name;
begin
  perform check_tenant(array[p_tenant]);
  -- one after the other: who comes second finds the key, or the wallet, of the first
  perform pg_advisory_xact_lock(hashtextextended(p_tenant::text, 11));
  select a.outcome, a.transfer into outcome, wallet from ask_key(p_tenant, p_key, v_hash, p_id) a;
  if outcome <> 'NEW' then
    return;
  end if;
  if v_kind is null then
    select p.kind, p.name into v_kind, v_name from payer p where p.tenant = p_tenant and p.id = p_payer;
  end if;
  outcome := case
    when v_kind is null then 'NO_PAYER'
    when p_payer_kind is null and v_kind not in ('CUSTOMER', 'TENANT') then 'ONE_WALLET'
    when p_payer_kind = 'TENANT'
      and exists (select from payer p where p.tenant = p_tenant and p.kind = 'TENANT') then 'HAS_WALLET'
    when p_payer_kind is not null and exists (
      select from wallet w join payer p on p.tenant = w.tenant and p.id = w.payer
      where w.tenant = p_tenant
        and (w.payer = p_payer or p_payer_kind = 'CARRIER' and w.carrier and p.name = p_payer_name)) then 'HAS_WALLET'
    when case
      when p_currency = 'SEC' then p_payer_kind is not null or v_kind <> 'CUSTOMER' or p_also is null
      else not exists (
        select from account a
          where a.tenant = p_tenant and a.currency = p_currency
            and a.code = case v_kind when 'TENANT' then '2110' when 'CARRIER' then '2000' else '2100' end) end then 'CURRENCY'
    when not take_key(p_tenant, p_key, v_hash, p_id) then 'DUPLICATE'
    else open_wallet(p_tenant, p_id, p_payer, v_kind, v_name, null, p_name, p_currency, p_floor) end;
  if outcome = 'OPENED' then
    wallet := p_id;
  end if;
end
$$;

reset role;
revoke create on schema meterline from meterline_writer;
