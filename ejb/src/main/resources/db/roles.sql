-- Roles and schema of Meterline. Run by a superuser in Meterline's database before each migration;
-- running it again changes nothing. Passwords are set apart from this, by whoever keeps them.
--
--   meterline_owner   owns schema and tables; migrates; not used by the running product
--   meterline_app     the running product: owns nothing, cannot bypass row-level security
--   meterline_writer  cannot log in: owner of the few functions that write money

do $$
begin
  if not exists (select from pg_roles where rolname = 'meterline_owner') then
    create role meterline_owner login nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'meterline_app') then
    create role meterline_app login nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'meterline_writer') then
    create role meterline_writer nologin nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
end
$$;

-- The owner may hand a function over to the writer, but does not inherit its rights.
grant meterline_writer to meterline_owner with inherit false, set true;

create schema if not exists meterline authorization meterline_owner;
grant usage on schema meterline to meterline_app, meterline_writer;

do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect, temporary on database %I to meterline_owner, meterline_app', current_database());
  execute format('alter role meterline_owner in database %I set search_path = meterline', current_database());
  execute format('alter role meterline_app in database %I set search_path = meterline', current_database());
end
$$;
revoke create on schema public from public;

-- What was posted stays as it is, whatever its owner does to the tables: dropping, detaching or rewriting them, and
-- taking their triggers away, is refused. Kept apart from the schema meterline, whose owner may drop all that is in it.
create schema if not exists meterline_guard;

create or replace function meterline_guard.keep_posted() returns event_trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
declare
  c_guards constant text[] := array['refuse_change', 'refuse_change_of_row', 'refuse_rewrite'];
  v_what   text;
begin
  case tg_event
    when 'sql_drop' then
      select d.object_identity into v_what from pg_event_trigger_dropped_objects() d
      where (d.object_type = 'trigger' and d.address_names[3] = any (c_guards))
        or (d.object_type = 'table column'
            and exists (select from pg_trigger t where t.tgrelid = d.objid and t.tgname = any (c_guards)));
    when 'table_rewrite' then
      select pg_event_trigger_table_rewrite_oid()::regclass into v_what from pg_trigger t
      where t.tgrelid = pg_event_trigger_table_rewrite_oid() and t.tgname = any (c_guards);
    else
      -- a guard that is off, bent to another function or to fewer changes, or on what was a partition
      select t.tgrelid::regclass into v_what
      from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc f on f.oid = t.tgfoid
      where t.tgname = any (c_guards)
        and (f.proname <> case t.tgname when 'refuse_rewrite' then 'refuse_rewrite' else 'refuse_change' end
          or t.tgenabled not in ('O', 'A')
          or t.tgtype <> case t.tgname when 'refuse_change_of_row' then 27 else 58 end
          or t.tgattr::text <> '' or t.tgqual is not null
          or (t.tgname = 'refuse_change' and c.relkind = 'r' and not c.relispartition));
      if v_what is null then
        select d.object_identity into v_what from pg_event_trigger_ddl_commands() d
        where (d.command_tag = 'ALTER TABLE' and d.object_type = 'table column'
            and exists (select from pg_trigger t where t.tgrelid = d.objid and t.tgname = any (c_guards)))
          or (d.command_tag = 'ALTER TRIGGER'
            and exists (select from pg_trigger t join pg_proc f on f.oid = t.tgfoid where t.oid = d.objid
                        and f.proname in ('refuse_change', 'refuse_rewrite')))
          or (d.object_type = 'function'
            and exists (select from pg_trigger t where t.tgfoid = d.objid and t.tgname = any (c_guards)));
      end if;
  end case;
  if v_what is not null then
    raise exception '% of % refused: what was posted is never changed', tg_tag, v_what
      using errcode = 'integrity_constraint_violation';
  end if;
end
$$;

do $$
begin
  if not exists (select from pg_event_trigger where evtname = 'meterline_keep_from_drop') then
    create event trigger meterline_keep_from_drop on sql_drop execute function meterline_guard.keep_posted();
    create event trigger meterline_keep_from_rewrite on table_rewrite execute function meterline_guard.keep_posted();
    create event trigger meterline_keep_from_change on ddl_command_end
      when tag in ('ALTER TABLE', 'ALTER TRIGGER', 'CREATE TRIGGER', 'CREATE FUNCTION', 'ALTER FUNCTION', 'ALTER ROUTINE')
      execute function meterline_guard.keep_posted();
  end if;
end
$$;
