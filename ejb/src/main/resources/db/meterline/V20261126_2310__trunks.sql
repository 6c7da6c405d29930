-- Trunks are the operator's, for the tenants it gives them to, or a tenant's own.
alter table trunk
  add column owner uuid references tenant,
  add column enabled boolean not null default true,
  add column everybody boolean not null default false,
  add column emergency boolean not null default false,
  add column preference integer not null default 100 check (preference between 0 and 1000),
  add column weight integer not null default 0 check (weight between 0 and 1000),
  add column calls_per_second integer check (calls_per_second > 0),
  add column rewriting text not null default '{}',
  add column codecs text[] not null default '{}',
  add column username text,
  add column password text,
  add column domain text,
  add column registers boolean not null default false,
  add column trusted boolean not null default true,
  add column carrier uuid,
  add column version integer not null default 0,
  add constraint trunk_account check (
    (username is null) = (password is null) and (username is not null or not registers)),
  add constraint trunk_of_tenant check (owner is null or (not everybody and carrier is null));
comment on column trunk.owner is 'the tenant whose it is; null: the operator''s';
comment on column trunk.everybody is 'every tenant may use it, not only those in trunk_use';
comment on column trunk.rewriting is 'JSON object: how numbers are written, by direction';
comment on column trunk.password is 'sealed with trunks.key of the settings';
comment on column trunk.carrier is 'the payer in the operator''s book whom calls over it are owed to';

drop policy trunk_used on trunk;
create policy trunk_seen on trunk for select to meterline_app
  using (owner = (select current_tenant())
    or (owner is null and (everybody
      or exists (select from trunk_use u where u.trunk = trunk.id)
      or exists (select from tenant t where t.id = (select current_tenant()) and t.operator))));
create policy trunk_made on trunk for insert to meterline_app
  with check (owner = (select current_tenant())
    or (owner is null and exists (select from tenant t where t.id = (select current_tenant()) and t.operator)));
create policy trunk_changed on trunk for update to meterline_app
  using (owner = (select current_tenant())
    or (owner is null and exists (select from tenant t where t.id = (select current_tenant()) and t.operator)))
  with check (owner = (select current_tenant())
    or (owner is null and exists (select from tenant t where t.id = (select current_tenant()) and t.operator)));
create policy trunk_taken_away on trunk for delete to meterline_app
  using (owner = (select current_tenant())
    or (owner is null and exists (select from tenant t where t.id = (select current_tenant()) and t.operator)));
grant insert, update, delete on trunk to meterline_app;
