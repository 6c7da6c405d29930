-- Who belongs to a tenant, and what a dialled name means.

create table member (
  tenant uuid not null references tenant,
  id uuid not null,
  email text not null check (email = lower(email)),
  name text not null,
  role text not null check (role in ('ADMIN', 'AGENT', 'FINANCE', 'PAYER')),
  wallet uuid,
  primary key (tenant, id),
  unique (tenant, email),
  check (role <> 'PAYER' or wallet is not null)
);
comment on column member.wallet is 'the wallet that is this person''s own';

create table phone (
  tenant uuid not null references tenant,
  id uuid not null,
  username text not null check (username ~ '^[a-z0-9][a-z0-9._-]{0,31}$'),
  display_name text not null,
  md5_ha1 text not null check (md5_ha1 ~ '^[0-9a-f]{32}$'),
  sha256_ha1 text not null check (sha256_ha1 ~ '^[0-9a-f]{64}$'),
  caller_id text check (caller_id ~ '^\+[1-9][0-9]{1,14}$'),
  wallet uuid,
  enabled boolean not null,
  created timestamptz not null,
  version integer not null,
  primary key (tenant, id),
  unique (tenant, username)
);

-- Registrations, kept over a restart.
create table binding (
  tenant uuid not null,
  phone uuid not null,
  contact text not null,
  path text[] not null,
  source text not null,
  transport text not null,
  user_agent text not null,
  sip_call_id text not null,
  cseq bigint not null,
  expires timestamptz not null,
  primary key (tenant, phone, contact),
  foreign key (tenant, phone) references phone (tenant, id) on delete cascade
);

create table program (
  tenant uuid not null references tenant,
  id uuid not null,
  name text not null,
  description text not null,
  variables text not null,
  time_limit_seconds integer not null check (time_limit_seconds between 0 and 3600),
  demo boolean not null,
  live uuid,
  created timestamptz not null,
  version integer not null,
  primary key (tenant, id),
  unique (tenant, name)
);
comment on column program.variables is 'JSON object of channel variables';
comment on column program.demo is 'shipped with Meterline: runs where no sandbox is to be had';

-- A version's file is written once, below the data folder, and never changed.
create table program_version (
  tenant uuid not null,
  id uuid not null,
  program uuid not null,
  ordinal integer not null check (ordinal > 0),
  file_name text not null check (file_name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
  size_bytes bigint not null check (size_bytes > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  uploaded timestamptz not null,
  uploaded_by text not null,
  primary key (tenant, id),
  unique (tenant, program, id),
  unique (tenant, program, ordinal),
  foreign key (tenant, program) references program (tenant, id) on delete cascade
);
alter table program
  add foreign key (tenant, id, live) references program_version (tenant, program, id)
  deferrable initially deferred;

create table number (
  tenant uuid not null references tenant,
  id uuid not null,
  dialled text not null check (dialled ~ '^(\+[1-9][0-9]{1,14}|[0-9*#]{1,8})$'),
  description text not null,
  phone uuid,
  program uuid,
  created timestamptz not null,
  version integer not null,
  primary key (tenant, id),
  unique (tenant, dialled),
  foreign key (tenant, phone) references phone (tenant, id),
  foreign key (tenant, program) references program (tenant, id),
  check ((phone is null) <> (program is null))
);
-- A number of the world belongs to one tenant.
create unique index number_e164 on number (dialled) where dialled like '+%';

-- Carriers and gateways are the operator's; tenants are given the use of them.
create table trunk (
  id uuid primary key,
  name text not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  host text not null,
  port integer not null check (port between 1 and 65535),
  transport text not null check (transport in ('udp', 'tcp', 'tls')),
  prefixes text[] not null,
  calls_limit integer check (calls_limit > 0)
);
create table trunk_use (
  tenant uuid not null references tenant,
  id uuid not null,
  trunk uuid not null references trunk,
  preference integer not null,
  emergency boolean not null,
  primary key (tenant, id),
  unique (tenant, trunk)
);

do $$
declare
  t text;
begin
  foreach t in array array['member', 'phone', 'binding', 'program', 'program_version', 'number',
      'trunk_use'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to meterline_app, meterline_owner
      using (tenant = (select current_tenant())) with check (tenant = (select current_tenant()))', t);
    execute format('grant select, insert, update, delete on %I to meterline_app', t);
  end loop;
end
$$;
-- A tenant sees the trunks it may use.
alter table trunk enable row level security;
create policy trunk_used on trunk for select to meterline_app
  using (exists (select from trunk_use u where u.trunk = trunk.id));
grant select on trunk to meterline_app;

-- The directories in memory hear of every change after its commit.
create function directory_changed() returns trigger
  language plpgsql
as $$
begin
  if tg_op = 'DELETE' then
    perform pg_notify('meterline_directory', old.tenant::text);
    return old;
  end if;
  perform pg_notify('meterline_directory', new.tenant::text);
  return new;
end
$$;
create function trunk_changed() returns trigger
  language plpgsql
as $$
begin
  perform pg_notify('meterline_directory', '');
  return null;
end
$$;
do $$
declare
  t text;
begin
  foreach t in array array['phone', 'program', 'program_version', 'number', 'trunk_use'] loop
    execute format('create trigger %I after insert or update or delete on %I '
        'for each row execute function directory_changed()', t || '_changed', t);
  end loop;
end
$$;
create trigger trunk_changed after insert or update or delete on trunk
  for each statement execute function trunk_changed();
create trigger tenant_changed after insert or update or delete on tenant
  for each statement execute function trunk_changed();

-- All tenants, for the directory in memory. The writer owns it, as it may read every tenant's row.
create function tenants() returns setof tenant
  language sql
  stable
  security definer
  set search_path = meterline, pg_temp
as $$
  select * from tenant order by alias
$$;
revoke execute on function tenants() from public;
grant execute on function tenants() to meterline_app;
grant create on schema meterline to meterline_writer;
alter function tenants() owner to meterline_writer;
revoke create on schema meterline from meterline_writer;
