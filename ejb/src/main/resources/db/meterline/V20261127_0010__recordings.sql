-- What was recorded of calls. Written from the journal's facts; the files lie on the disk of the call's
-- node, below its folder of recordings. A line stays when its file is erased, and says so.
create table recording (
  tenant uuid not null,
  id uuid not null,
  call uuid not null,
  leg uuid not null,
  whole boolean not null,
  asked_by text not null,
  channels smallint not null check (channels in (1, 2)),
  path text not null,
  began timestamptz not null,
  ended timestamptz,
  reason text,
  millis bigint not null default 0,
  masked_millis bigint not null default 0,
  lost_millis bigint not null default 0,
  bytes bigint not null default 0,
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  expires timestamptz not null,
  deleted timestamptz,
  deleted_by text,
  removed timestamptz,
  primary key (tenant, id),
  foreign key (tenant, call) references call_record (tenant, id),
  check ((deleted is null) = (deleted_by is null)),
  check (removed is null or deleted is not null)
);
comment on column recording.id is 'a UUIDv7: sorts by the time it began';
comment on column recording.whole is 'of the whole call, at the caller''s leg; else of the leg';
comment on column recording.removed is 'when the file of a deleted one was gone from the disk';
create index recording_call on recording (tenant, call);
create index recording_expires on recording (tenant, expires) where deleted is null;
create index recording_to_remove on recording (tenant, id) where deleted is not null and removed is null;

-- Who heard what: never changed.
create table recording_download (
  tenant uuid not null,
  id uuid not null,
  recording uuid not null,
  at timestamptz not null,
  subject text not null,
  email text not null,
  primary key (tenant, id),
  foreign key (tenant, recording) references recording (tenant, id)
);
create index recording_download_of on recording_download (tenant, recording, at);

create table recording_terms (
  tenant uuid not null references tenant,
  retention_days integer not null check (retention_days between 1 and 3650),
  members_hear_own boolean not null,
  primary key (tenant)
);
comment on table recording_terms is 'without a line: 90 days, and admins alone hear recordings';

do $$
declare
  t text;
begin
  foreach t in array array['recording', 'recording_download', 'recording_terms'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to meterline_app, meterline_owner
      using (tenant = (select current_tenant())) with check (tenant = (select current_tenant()))', t);
  end loop;
end
$$;
grant select, insert, update on recording to meterline_app;
grant select, insert on recording_download to meterline_app;
grant select, insert, update on recording_terms to meterline_app;
