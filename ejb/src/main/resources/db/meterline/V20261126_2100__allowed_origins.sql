-- Web sites whose pages may connect as phones of a tenant (RFC 7118 has servers check the Origin).
create table allowed_origin (
  tenant uuid not null references tenant,
  origin text not null check (origin ~ '^https?://[a-z0-9.-]+(:[0-9]+)?$'),
  primary key (tenant, origin)
);
alter table allowed_origin enable row level security;
alter table allowed_origin force row level security;
create policy tenant on allowed_origin to meterline_app, meterline_owner
  using (tenant = (select current_tenant())) with check (tenant = (select current_tenant()));
grant select, insert, update, delete on allowed_origin to meterline_app;
create trigger allowed_origin_changed after insert or update or delete on allowed_origin
  for each row execute function directory_changed();
