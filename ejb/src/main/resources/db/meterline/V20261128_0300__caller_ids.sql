-- Numbers that a tenant does not have here and may show all the same, as it was reached there or the operator vouches for it.

create table caller_id (
  tenant      uuid not null references tenant,
  id          uuid not null,
  number      text not null check (number ~ '^\+[1-9][0-9]{5,14}$'),
  added       timestamptz not null,
  added_by    text not null,
  how         text check (how in ('CALL', 'SMS', 'OPERATOR')),
  note        text not null default '' check (length(note) <= 500),
  verified    timestamptz,
  verified_by text,
  until       timestamptz,
  way         text check (way in ('CALL', 'SMS')),
  call        uuid,
  salt        bytea,
  code        bytea,
  tries       integer not null default 0,
  expires     timestamptz,
  primary key (tenant, id),
  unique (tenant, number),
  check ((verified is null) = (how is null) and (verified is null) = (verified_by is null)),
  check ((code is null) = (salt is null) and (code is null) = (expires is null))
);
comment on column caller_id.verified is 'null: it may not be shown yet';
comment on column caller_id.until is 'it may be shown until then; null: for good';
comment on column caller_id.code is 'a slow hash of the code that was sent last and not entered yet';
comment on column caller_id.tries is 'how often a code was entered since';

alter table caller_id enable row level security;
alter table caller_id force row level security;
create policy tenant on caller_id to meterline_app
  using (tenant = (select current_tenant()) or (select works_for_operator()))
  with check (tenant = (select current_tenant()) or (select works_for_operator()));
create policy writer on caller_id to meterline_writer using (true) with check (true);
grant select, insert, update, delete on caller_id to meterline_app;
create trigger caller_id_changed after insert or update or delete on caller_id
  for each row execute function directory_changed();

-- Codes that were sent, whatever became of them: nobody is called more often than a few times a day.
create table caller_id_code (
  tenant uuid not null references tenant,
  id     uuid not null,
  number text not null,
  way    text not null,
  at     timestamptz not null,
  primary key (tenant, id)
);
create index caller_id_code_number on caller_id_code (number, at);
select wall_in('caller_id_code', false);
grant delete on caller_id_code to meterline_writer;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Notes that a code is sent, whoever asks for it. Answers 'number' or 'tenant' when one of them was sent as many as there may be
-- in a day, 'soon' within a minute after the last one, else ''.
create function note_code(p_tenant uuid, p_id uuid, p_number text, p_way text, p_at timestamptz, p_of_number integer,
                          p_of_tenant integer) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(array[p_tenant]);
  perform pg_advisory_xact_lock(hashtextextended('caller_id_code ' || p_number, 0));
  perform pg_advisory_xact_lock(hashtextextended('caller_id_code ' || p_tenant::text, 0));
  delete from caller_id_code where at < p_at - interval '31 days' and tenant = p_tenant;
  if exists (select from caller_id_code c where c.number = p_number and c.at > p_at - interval '1 minute') then
    return 'soon';
  end if;
  if (select count(*) from caller_id_code c where c.number = p_number and c.at > p_at - interval '1 day') >= p_of_number then
    return 'number';
  end if;
  if (select count(*) from caller_id_code c where c.tenant = p_tenant and c.at > p_at - interval '1 day') >= p_of_tenant then
    return 'tenant';
  end if;
  insert into caller_id_code (tenant, id, number, way, at) values (p_tenant, p_id, p_number, p_way, p_at);
  return '';
end
$$;

-- Those who watch, and webhooks, hear which numbers may be shown.
create function tell_of_caller_id() returns trigger
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    if old.verified is not null then
      insert into outbox (tenant, type, subject, data)
        values (old.tenant, 'caller-id.removed', old.id::text, jsonb_build_object('number', old.number));
    end if;
  elsif new.verified is not null and (tg_op = 'INSERT' or old.verified is distinct from new.verified) then
    insert into outbox (tenant, type, subject, data)
      values (new.tenant, 'caller-id.verified', new.id::text,
              jsonb_build_object('number', new.number, 'how', lower(new.how), 'until', new.until));
  end if;
  return null;
end
$$;
call open_to_app(array['note_code']);
reset role;
create trigger tell_of_caller_id after insert or update or delete on caller_id
  for each row execute function tell_of_caller_id();
set role meterline_writer;
revoke execute on function tell_of_caller_id() from public;
reset role;
revoke create on schema meterline from meterline_writer;
