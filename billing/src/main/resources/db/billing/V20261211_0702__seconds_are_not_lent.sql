-- Seconds are not lent: a bundle's floor stays zero. What one was lent until now stays so until it is changed.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- As before, but that another floor of a bundle than zero raises check_violation.
create or replace function set_wallet(p_tenant uuid, p_id uuid, p_floor bigint, p_frozen boolean) returns boolean
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_wallet wallet%rowtype;
begin
  perform check_tenant(array[p_tenant]);
  select w.* into v_wallet from wallet w where w.tenant = p_tenant and w.id = p_id for no key update;
  if not found then
    return false;
  end if;
  if v_wallet.currency = 'SEC' and p_floor <> 0 then
    raise exception 'seconds are not lent' using errcode = 'check_violation';
  end if;
  if greatest(v_wallet.balance::numeric + abs(p_floor::numeric),
              abs(v_wallet.balance::numeric - v_wallet.held - p_floor)) > 9223372036854775807 then
    raise exception 'with that floor the wallet cannot hold what it has' using errcode = 'numeric_value_out_of_range';
  end if;
  update wallet w set
      floor = coalesce(p_floor, w.floor),
      stopped = coalesce(p_frozen, w.stopped),
      frozen = coalesce(p_frozen, w.stopped) or w.owed > 0,
      short = greatest(0, coalesce(p_floor, w.floor) - (w.balance - w.held))
    where w.tenant = p_tenant and w.id = p_id;
  return true;
end
$$;

reset role;
revoke create on schema meterline from meterline_writer;
