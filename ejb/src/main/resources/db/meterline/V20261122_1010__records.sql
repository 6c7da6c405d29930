-- What happened: calls, their legs, runs of programs. Written from the journal's facts only.

create table call_record (
  tenant uuid not null references tenant,
  id uuid not null,
  sequence integer not null check (sequence > 0),
  direction text not null check (direction in ('INTERNAL', 'OUTGOING', 'INCOMING')),
  caller text not null,
  caller_wallet uuid,
  dialled text not null,
  callee text,
  callee_wallet uuid,
  node text not null,
  began timestamptz not null,
  answered timestamptz,
  ended timestamptz,
  talked_millis bigint not null,
  sip_status integer,
  reason text,
  recovered boolean not null,
  ladder bytea,
  primary key (tenant, id)
);
comment on column call_record.id is 'the call''s id, a UUIDv7: sorts by the time the call began';
comment on column call_record.sequence is 'the highest sequence of a fact that is in here';
comment on column call_record.ladder is 'gzip of a JSON array of ladder entries';
create index call_record_live on call_record (tenant, id) where ended is null;

create table call_leg (
  tenant uuid not null,
  id uuid not null,
  call uuid not null,
  incoming boolean not null,
  destination text not null,
  trunk text,
  payer text,
  began timestamptz not null,
  answered timestamptz,
  ended timestamptz,
  charged_millis bigint not null,
  sip_status integer,
  reason text,
  recovered boolean not null,
  codec text,
  packets_received bigint,
  packets_sent bigint,
  packets_lost bigint,
  packets_dropped bigint,
  jitter_micros bigint,
  mos_hundredths integer,
  primary key (tenant, id),
  foreign key (tenant, call) references call_record (tenant, id)
);
create index call_leg_call on call_leg (tenant, call);

-- No reference to program or version: a record outlives them.
create table program_run (
  tenant uuid not null,
  id uuid not null,
  call uuid not null,
  program uuid not null,
  version uuid not null,
  name text not null,
  began timestamptz not null,
  ended timestamptz,
  exit_status integer,
  ending text,
  sandbox text,
  standard_error text,
  primary key (tenant, id),
  foreign key (tenant, call) references call_record (tenant, id)
);
create index program_run_call on program_run (tenant, call);
create index program_run_program on program_run (tenant, program, id);

do $$
declare
  t text;
begin
  foreach t in array array['call_record', 'call_leg', 'program_run'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to meterline_app, meterline_owner
      using (tenant = (select current_tenant())) with check (tenant = (select current_tenant()))', t);
    execute format('grant select, insert, update on %I to meterline_app', t);
  end loop;
end
$$;

-- Facts name the call alone; after a restart nobody in memory knows whose it was.
create function tenants_of_calls(calls uuid[])
  returns table (call uuid, tenant uuid)
  language sql
  stable
  security definer
  set search_path = meterline, pg_temp
as $$
  select c.id, c.tenant from call_record c where c.id = any (calls)
$$;
create index call_record_id on call_record (id);
revoke execute on function tenants_of_calls(uuid[]) from public;
grant execute on function tenants_of_calls(uuid[]) to meterline_app;
create policy writer on call_record for select to meterline_writer using (true);
grant select on call_record to meterline_writer;
grant create on schema meterline to meterline_writer;
alter function tenants_of_calls(uuid[]) owner to meterline_writer;
revoke create on schema meterline from meterline_writer;
