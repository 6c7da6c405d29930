-- Calls that somebody asks for over REST: once per key.
create table call_request (
  tenant uuid not null references tenant,
  key text not null check (length(key) between 1 and 200),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  call uuid not null,
  node text not null,
  made timestamptz not null,
  made_by text not null,
  primary key (tenant, key)
);
comment on column call_request.hash is 'SHA-256 of what was asked for';
comment on column call_request.node is 'the node that begins the call, and no other does';
alter table call_request enable row level security;
alter table call_request force row level security;
create policy tenant on call_request to meterline_app, meterline_owner
  using (tenant = (select current_tenant())) with check (tenant = (select current_tenant()));
grant select, insert on call_request to meterline_app;

alter table call_record add column asked_by text;
comment on column call_record.asked_by is 'who had it called over REST; null if somebody called';
