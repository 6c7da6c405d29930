-- A wallet's floor and its freeze are set each by itself: who changes one leaves the other as somebody else has set it.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- What is null stays as it is.
create or replace function set_wallet(p_tenant uuid, p_id uuid, p_floor bigint, p_frozen boolean) returns boolean
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(array[p_tenant]);
  update wallet w set
      floor = coalesce(p_floor, w.floor),
      stopped = coalesce(p_frozen, w.stopped),
      frozen = coalesce(p_frozen, w.stopped) or w.owed > 0,
      short = greatest(0, coalesce(p_floor, w.floor) - (w.balance - w.held))
    where w.tenant = p_tenant and w.id = p_id;
  return found;
end
$$;

reset role;
revoke create on schema meterline from meterline_writer;
