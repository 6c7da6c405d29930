-- What stands between a tenant and toll fraud: limits of an hour and of calls at once, destinations that have to be approved,
-- what was used and what was stopped.

create table call_limit (
  tenant      uuid not null references tenant,
  id          uuid not null,
  ceiling     boolean not null,
  who         text not null check (length(who) <= 64),
  destination text not null check (length(destination) <= 32),
  calls       integer check (calls >= 0),
  at_once     integer check (at_once >= 0),
  money       bigint check (money >= 0),
  currency    text references currency,
  changed     timestamptz not null,
  changed_by  text not null,
  primary key (tenant, id),
  unique (tenant, ceiling, who, destination),
  check ((money is null) = (currency is null)),
  check (calls is not null or at_once is not null or money is not null)
);
comment on column call_limit.ceiling is 'the operator''s; else the tenant''s own. Both hold, so the lower one counts';
comment on column call_limit.who is 'a user; empty: all together; *: each user alone';
comment on column call_limit.destination is 'a group of destinations; empty: all together; *: each alone';
comment on column call_limit.calls is 'to the outside, begun in an hour (UTC)';
comment on column call_limit.money is 'settled in an hour or held now, in the currency''s units';

create function works_for_operator() returns boolean language sql stable
  return exists (select from tenant t where t.id = current_tenant() and t.operator);

alter table call_limit enable row level security;
alter table call_limit force row level security;
create policy seen on call_limit for select to meterline_app
  using (tenant = (select current_tenant()) or (ceiling and (select works_for_operator())));
create policy made on call_limit for insert to meterline_app
  with check (case when ceiling then (select works_for_operator()) else tenant = (select current_tenant()) end);
create policy changed on call_limit for update to meterline_app
  using (case when ceiling then (select works_for_operator()) else tenant = (select current_tenant()) end)
  with check (case when ceiling then (select works_for_operator()) else tenant = (select current_tenant()) end);
create policy taken_away on call_limit for delete to meterline_app
  using (case when ceiling then (select works_for_operator()) else tenant = (select current_tenant()) end);
grant select, insert, update, delete on call_limit to meterline_app;

-- Each node writes its own rows, whole, so that writing them again changes nothing.
create table call_usage (
  tenant      uuid not null references tenant,
  hour        timestamptz not null,
  node        text not null,
  who         text not null,
  destination text not null,
  currency    text not null,
  calls       integer not null,
  live        integer not null,
  settled     bigint not null,
  held        bigint not null,
  written     timestamptz not null,
  primary key (tenant, hour, node, who, destination, currency)
);
comment on column call_usage.who is 'the user; empty for calls that are nobody''s';
comment on column call_usage.currency is 'of the money; empty in the row that counts the calls';

create table destination_approval (
  tenant      uuid not null references tenant,
  destination text not null check (length(destination) between 1 and 32),
  state       text not null check (state in ('ASKED', 'APPROVED', 'REFUSED')),
  asked       timestamptz,
  asked_by    text,
  decided     timestamptz,
  decided_by  text,
  primary key (tenant, destination),
  check ((state = 'ASKED') = (decided is null))
);

create table limit_stop (
  tenant      uuid not null references tenant,
  hour        timestamptz not null,
  code        text not null,
  who         text not null,
  destination text not null,
  reason      text not null,
  calls       integer not null,
  last_at     timestamptz not null,
  last_call   uuid not null,
  primary key (tenant, hour, code, who, destination, reason)
);

select wall_in(t, false) from unnest(array['call_usage', 'destination_approval', 'limit_stop']) t;
grant insert, update, delete on call_usage to meterline_app;
grant insert, update on destination_approval to meterline_app;
grant update on limit_stop to meterline_writer;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Counts calls that were stopped. The tenant is told once for each limit and hour, in the same commit.
create function note_stop(p_tenant uuid, p_hour timestamptz, p_code text, p_who text, p_destination text, p_reason text,
                          p_calls integer, p_at timestamptz, p_call uuid) returns void
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(array[p_tenant]);
  insert into limit_stop (tenant, hour, code, who, destination, reason, calls, last_at, last_call)
    values (p_tenant, p_hour, p_code, p_who, p_destination, p_reason, 0, p_at, p_call) on conflict do nothing;
  if found then
    insert into outbox (tenant, type, subject, data)
      values (p_tenant, 'limit.reached', p_call::text,
              jsonb_build_object('code', p_code, 'user', p_who, 'destination', p_destination, 'reason', p_reason));
  end if;
  update limit_stop s set calls = s.calls + p_calls, last_at = p_at, last_call = p_call
    where s.tenant = p_tenant and s.hour = p_hour and s.code = p_code and s.who = p_who and s.destination = p_destination
      and s.reason = p_reason;
end
$$;

-- Asks the tenant's people for a destination, once.
create function ask_destination(p_tenant uuid, p_destination text, p_by text, p_at timestamptz) returns void
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(array[p_tenant]);
  insert into destination_approval (tenant, destination, state, asked, asked_by)
    values (p_tenant, p_destination, 'ASKED', p_at, p_by) on conflict do nothing;
  if found then
    insert into outbox (tenant, type, subject, data)
      values (p_tenant, 'destination.asked', p_destination, jsonb_build_object('destination', p_destination, 'user', p_by));
  end if;
end
$$;

call open_to_app(array['note_stop', 'ask_destination']);
reset role;
revoke create on schema meterline from meterline_writer;
