-- Which calls are recorded without anybody asking for it; the directory in memory knows them.
create table recording_rule (
  tenant uuid not null references tenant,
  id uuid not null,
  phone uuid,
  number uuid,
  ways text not null check (ways in ('INCOMING', 'OUTGOING', 'BOTH', 'NEVER')),
  internal boolean not null,
  consent text not null check (consent in ('SILENT', 'ANNOUNCE', 'ASK')),
  told text not null check (told in ('CALLER', 'CALLED', 'BOTH')),
  required boolean not null,
  sound text check (sound ~ '^[0-9a-f]{64}$'),
  changed timestamptz not null,
  changed_by text not null,
  primary key (tenant, id),
  foreign key (tenant, phone) references phone (tenant, id) on delete cascade,
  foreign key (tenant, number) references number (tenant, id) on delete cascade,
  check (phone is null or number is null),
  check (not (required and consent = 'ASK'))
);
comment on table recording_rule is 'of a phone, of a number, or of all that have none of their own';
comment on column recording_rule.sound is 'the SHA-256 of the file that is heard in place of ours';
create unique index recording_rule_phone on recording_rule (tenant, phone) where phone is not null;
create unique index recording_rule_number on recording_rule (tenant, number) where number is not null;
create unique index recording_rule_all on recording_rule (tenant)
  where phone is null and number is null;
create trigger recording_rule_changed after insert or update or delete on recording_rule
  for each row execute function directory_changed();

-- Who said that the law of the place allows to record in silence: never changed, and kept when the
-- rule is gone.
create table recording_statement (
  tenant uuid not null references tenant,
  id uuid not null,
  rule uuid not null,
  scope text not null,
  at timestamptz not null,
  subject text not null,
  email text not null,
  statement text not null check (statement <> ''),
  primary key (tenant, id)
);
comment on column recording_statement.scope is 'for people, as it was then';

do $$
declare
  t text;
begin
  foreach t in array array['recording_rule', 'recording_statement'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to meterline_app, meterline_owner
      using (tenant = (select current_tenant())) with check (tenant = (select current_tenant()))', t);
  end loop;
end
$$;
grant select, insert, update, delete on recording_rule to meterline_app;
grant select, insert on recording_statement to meterline_app;

-- On what ground a recording was made; of one that somebody asked for, nothing.
alter table recording
  add column rule uuid,
  add column because text,
  add column consent text;
comment on column recording.rule is 'the rule as it was called then; it may be gone';

-- What came of the last rule that asked for a recording of a call.
alter table call_record
  add column recording_rule uuid,
  add column recording_because text,
  add column recording_consent text,
  add column recording_ruled uuid,
  add column recording_hindrance text;
comment on column call_record.recording_ruled is 'the recording; null: it was not recorded';
