-- What a node counted, and what it has to know, of all its tenants in one transaction: a statement for each kind, however many
-- tenants had calls. A transaction that names a tenant reaches that one alone, as everywhere.
create policy writer on call_limit for select to meterline_writer using (true);
grant select on call_limit to meterline_writer;
grant update, delete on call_usage to meterline_writer;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- A node writes its own rows alone, whole.
create function write_usage(p_tenant uuid[], p_hour timestamptz[], p_node text[], p_who text[], p_destination text[], p_currency text[],
                            p_calls integer[], p_live integer[], p_settled bigint[], p_held bigint[], p_written timestamptz[]) returns void
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(p_tenant);
  insert into call_usage (tenant, hour, node, who, destination, currency, calls, live, settled, held, written)
    select q.* from unnest(p_tenant, p_hour, p_node, p_who, p_destination, p_currency, p_calls, p_live, p_settled, p_held, p_written) q
    on conflict (tenant, hour, node, who, destination, currency) do update set calls = excluded.calls, live = excluded.live,
      settled = excluded.settled, held = excluded.held, written = excluded.written;
end
$$;

-- Forgets what is so old that nobody asks for it; what another node forgets just now is left to it.
create function forget_usage(p_tenant uuid[], p_before timestamptz) returns void
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(p_tenant);
  delete from call_usage u using (
    select o.tenant, o.hour, o.node, o.who, o.destination, o.currency from call_usage o
    where o.tenant = any (p_tenant) and o.hour < p_before for update skip locked) old
  where u.tenant = old.tenant and u.hour = old.hour and u.node = old.node and u.who = old.who and u.destination = old.destination
    and u.currency = old.currency;
end
$$;

-- What the other nodes used in the hour; of nodes that have written nothing since then, nothing is up any more.
create function usage_elsewhere(p_tenant uuid[], p_node text, p_hour timestamptz, p_since timestamptz)
  returns table (tenant uuid, who text, destination text, currency text, calls integer, live integer, settled bigint, held bigint)
language plpgsql stable security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(p_tenant);
  return query select u.tenant, u.who, u.destination, u.currency, u.calls,
      case when u.written < p_since then 0 else u.live end, u.settled, u.held
    from call_usage u where u.tenant = any (p_tenant) and u.hour = p_hour and u.node <> p_node;
end
$$;

create function limits_of(p_tenant uuid[]) returns setof call_limit
language plpgsql stable security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(p_tenant);
  return query select l.* from call_limit l where l.tenant = any (p_tenant) order by l.ceiling desc, l.who, l.destination;
end
$$;

create function approvals_of(p_tenant uuid[]) returns table (tenant uuid, destination text, state text)
language plpgsql stable security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(p_tenant);
  return query select a.tenant, a.destination, a.state from destination_approval a
    where a.tenant = any (p_tenant) and a.state <> 'ASKED';
end
$$;

call open_to_app(array['write_usage', 'forget_usage', 'usage_elsewhere', 'limits_of', 'approvals_of']);
reset role;
revoke create on schema meterline from meterline_writer;
