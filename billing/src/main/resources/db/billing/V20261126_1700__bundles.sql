-- Which destinations a bundle, a wallet in seconds, covers. It pays for calls of the payer whose wallet it is.
create table bundle_prefix (
  tenant   uuid not null,
  wallet   uuid not null,
  prefix   text not null check (prefix ~ '^[1-9][0-9]{0,14}$'),  -- digits of E.164 without the plus
  added    timestamptz not null,
  added_by text not null,
  primary key (tenant, wallet, prefix),
  foreign key (tenant, wallet) references wallet (tenant, id)
);
select wall_in('bundle_prefix', false);
grant insert, delete on bundle_prefix to meterline_app;
