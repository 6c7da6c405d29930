-- A carrier is a payer whom the operator owes what calls cost: its wallet's balance is that debt.
alter table payer drop constraint payer_kind_check;
alter table payer add constraint payer_kind_check check (kind in ('CUSTOMER', 'TENANT', 'SPONSOR', 'CARRIER'));
alter table wallet add column carrier boolean not null default false;
comment on column wallet.carrier is 'its payer is one: kept here for whoever has the row locked';

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- As before, and for carriers.
create or replace function open_wallet(p_tenant uuid, p_id uuid, p_payer uuid, p_payer_kind text, p_payer_name text, p_email text,
                            p_name text, p_currency text, p_floor bigint) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_carrier boolean := p_payer_kind = 'CARRIER';
  v_account integer;
  v_income  integer;
begin
  perform check_tenant(array[p_tenant]);
  if p_currency = 'SEC' then
    perform open_bundle_accounts(p_tenant);
  end if;
  select id into v_account from account a
    where a.tenant = p_tenant and a.currency = p_currency
      and a.code = case p_payer_kind when 'TENANT' then '2110' when 'CARRIER' then '2000' else '2100' end;
  select id into v_income from account a
    where a.tenant = p_tenant and a.currency = p_currency
      and a.code = case p_payer_kind when 'TENANT' then '4090' when 'CARRIER' then '5000' else '4000' end;
  if v_account is null or v_income is null then
    return 'CURRENCY_MISMATCH';
  end if;
  insert into payer (tenant, id, kind, name, email) values (p_tenant, p_payer, p_payer_kind, p_payer_name, p_email)
    on conflict (tenant, id) do nothing;
  insert into wallet (tenant, id, payer, name, currency, account, income, floor, carrier)
    values (p_tenant, p_id, p_payer, p_name, p_currency, v_account, v_income, p_floor, v_carrier)
    on conflict (tenant, id) do nothing;
  return case when found then 'OPENED' else 'REPEATED' end;
end
$$;

reset role;
revoke create on schema meterline from meterline_writer;
