-- Where phones stand: whose emergency numbers they dial, and where help has to go.
create table location (
  tenant   uuid not null references tenant,
  id       uuid not null,
  label    text not null check (length(label) between 1 and 100),
  country  text not null check (country ~ '^[A-Z]{2}$'),
  address  text not null default '' check (length(address) <= 500),
  standard boolean not null default false,
  primary key (tenant, id),
  unique (tenant, label)
);
comment on column location.standard is 'of the phones that have no location of their own, and of programs';
create unique index location_standard on location (tenant) where standard;
select wall_in('location', false);
grant insert, update, delete on location to meterline_app;
create trigger location_changed after insert or update or delete on location
  for each row execute function directory_changed();

alter table phone add column location uuid;
alter table phone add constraint phone_location foreign key (tenant, location) references location (tenant, id)
  on delete set null (location);

-- How a trunk carries emergency calls, by country; none: those of all countries, as they are dialled.
alter table trunk add column emergency_routes text not null default '[]';
comment on column trunk.emergency_routes is 'JSON array of country, preference and numbers: what is dialled and what is sent for it';
