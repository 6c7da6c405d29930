-- Wallets of sponsors and bundles are opened once per caller's key, too, and within the caller's transaction: with
-- what makes them a sponsor or a bundle, or not at all.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

drop function open_wallet_once(uuid, text, uuid, uuid, text, text, text, text, bigint);

-- The payer is a new one of that kind and name, or, without a kind, one who is there. What request.transfer keeps is
-- the wallet; p_also is what else the request says, which the same key has to come with. Outcomes: OPENED; REPEATED
-- (with the first wallet); DUPLICATE (the key was used for something else); CURRENCY (the book does not keep it, or
-- seconds are not for that payer); NO_PAYER; ONE_WALLET (a sponsor or a carrier has one); HAS_WALLET (the tenant itself
-- has one: it is that payer who may have more).
create function open_wallet_once(
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
    when case
      when p_currency = 'SEC' then p_payer_kind is not null or v_kind <> 'CUSTOMER' or p_also is null
      else not exists (
        select from account a
          where a.tenant = p_tenant and a.currency = p_currency
            and a.code = case v_kind when 'TENANT' then '2110' else '2100' end) end then 'CURRENCY'
    when not take_key(p_tenant, p_key, v_hash, p_id) then 'DUPLICATE'
    else open_wallet(p_tenant, p_id, p_payer, v_kind, v_name, null, p_name, p_currency, p_floor) end;
  if outcome = 'OPENED' then
    wallet := p_id;
  end if;
end
$$;

call open_to_app(array['open_wallet_once']);
reset role;
revoke create on schema meterline from meterline_writer;
