-- Where nothing is taken from, and where everything is: the operator's, for all tenants and nodes.
create table guarded_source (
  id uuid primary key,
  source text not null unique,
  allowed boolean not null,
  why text not null,
  made_by text,
  since timestamptz not null,
  until timestamptz,
  check (not allowed or until is null)
);
comment on column guarded_source.source is 'an address, or one with / and a length, as the engine writes it';
comment on column guarded_source.allowed is 'never limited nor banned; else banned';
comment on column guarded_source.made_by is 'who wrote it down; null: the engine learned it';
alter table guarded_source enable row level security;
alter table guarded_source force row level security;
create policy operators on guarded_source to meterline_app
  using (exists (select from tenant t where t.id = (select current_tenant()) and t.operator))
  with check (exists (select from tenant t where t.id = (select current_tenant()) and t.operator));
grant select, insert, update, delete on guarded_source to meterline_app;
