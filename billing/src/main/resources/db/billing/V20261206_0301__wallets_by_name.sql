-- Wallets are read by pages and found by the beginning of their own or their payer's name, whatever its case. Row-level
-- security lets only what cannot leak a row to others reach an index: comparisons of text do, lower() and like do not.
-- So the name in lower case stands beside the name, sorted by code points: what begins with a text is one stretch of it.

alter table wallet
  add column name_key text collate "C" not null generated always as (lower(name collate pg_c_utf8)) stored;
alter table payer
  add column name_key text collate "C" not null generated always as (lower(name collate pg_c_utf8)) stored;

create index wallet_name on wallet (tenant, name_key, id);
create index payer_name on payer (tenant, name_key, id);

-- A payer's wallets in the same order; it does all that the one without names did.
create index wallet_of_payer on wallet (tenant, payer, name_key, id);
drop index wallet_payer;
