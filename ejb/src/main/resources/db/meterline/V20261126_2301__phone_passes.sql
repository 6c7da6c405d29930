-- Passwords of a phone beside its own, good for a while: those of browsers. made_by is the subject of
-- a token.
create table phone_pass (
  tenant uuid not null,
  id uuid not null,
  phone uuid not null,
  md5_ha1 text not null check (md5_ha1 ~ '^[0-9a-f]{32}$'),
  sha256_ha1 text not null check (sha256_ha1 ~ '^[0-9a-f]{64}$'),
  made_by text not null,
  until timestamptz not null,
  primary key (tenant, id),
  foreign key (tenant, phone) references phone (tenant, id) on delete cascade
);
create index phone_pass_of_phone on phone_pass (tenant, phone, until);
alter table phone_pass enable row level security;
alter table phone_pass force row level security;
create policy tenant on phone_pass to meterline_app, meterline_owner
  using (tenant = (select current_tenant())) with check (tenant = (select current_tenant()));
grant select, insert, delete on phone_pass to meterline_app;
create trigger phone_pass_changed after insert or update or delete on phone_pass
  for each row execute function directory_changed();
