-- Sound files that tenants hand in; every node plays them. The directory in memory knows their names
-- and digests, so that a change is heard at once.
create table sound (
  tenant uuid not null references tenant,
  name text not null check (name ~ '^[a-z0-9][a-z0-9_-]{0,63}$'),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  content bytea not null,
  bytes integer not null check (bytes > 0),
  millis bigint not null check (millis > 0),
  changed timestamptz not null,
  changed_by text not null,
  primary key (tenant, name)
);
comment on table sound is 'WAV files by the name under which calls play them';
comment on column sound.content is 'the file as it was handed in';
-- Audio is not made smaller by trying.
alter table sound alter column content set storage external;
alter table sound enable row level security;
alter table sound force row level security;
create policy tenant on sound to meterline_app, meterline_owner
  using (tenant = (select current_tenant())) with check (tenant = (select current_tenant()));
grant select, insert, update, delete on sound to meterline_app;
create trigger sound_changed after insert or update or delete on sound
  for each row execute function directory_changed();

-- A rule has one of them heard. Until now it named a file of one node: the node that has it moves it
-- here at its next start.
alter table recording_rule rename column sound to sound_file;
comment on column recording_rule.sound_file is 'the SHA-256 of a file of one node, to be moved';
alter table recording_rule add column sound text;
comment on column recording_rule.sound is 'what is heard in place of ours';
alter table recording_rule
  add constraint recording_rule_sound foreign key (tenant, sound) references sound (tenant, name);
create index recording_rule_sounds on recording_rule (tenant, sound) where sound is not null;
