-- A tenant whose calls the operator stops: emergency calls go on, and calls from outside to one phone.
alter table tenant
  add column suspended boolean not null default false,
  add column support text check (support ~ '^[a-z0-9][a-z0-9._-]{0,31}$');
comment on column tenant.support is 'the user whom calls from outside reach while it is suspended';

grant update (suspended, support) on tenant to meterline_writer;
grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Whether there is such a tenant.
create function suspend_tenant(p_tenant uuid, p_suspended boolean, p_support text) returns boolean
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  if not exists (select from tenant t where t.id = current_tenant() and t.operator) then
    raise exception 'only the operator suspends tenants' using errcode = 'insufficient_privilege';
  end if;
  update tenant t set suspended = p_suspended, support = p_support where t.id = p_tenant and not t.operator;
  return found;
end
$$;

call open_to_app(array['suspend_tenant']);
reset role;
revoke create on schema meterline from meterline_writer;
