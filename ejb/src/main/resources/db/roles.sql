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
