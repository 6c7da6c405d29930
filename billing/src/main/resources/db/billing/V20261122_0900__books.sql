-- Books, wallets, holds, rates and the ledger.
--
-- Amounts are whole numbers ("units") at the scale of their currency. What was posted (transfer,
-- move, charge) is never changed: the tables refuse it, whoever asks.
-- Every tenant table: key with the tenant in it, row-level security enabled and forced.

create table currency (
  code  text primary key check (code ~ '^[A-Z]{3}$'),
  minor smallint not null check (minor between 0 and 4),
  -- decimal places of one unit: minor + 6, less where the worth of 10 billion EUR would not fit bigint
  scale smallint not null check (scale between minor and 12)
);
comment on table currency is 'ISO 4217 currencies and the scale of their units; never changed';

insert into currency (code, minor, scale) values
  ('EUR', 2, 8), ('USD', 2, 8), ('GBP', 2, 8), ('CHF', 2, 8), ('PLN', 2, 8), ('SEK', 2, 8),
  ('NOK', 2, 8), ('DKK', 2, 8), ('CZK', 2, 6), ('CAD', 2, 8), ('AUD', 2, 8), ('INR', 2, 6),
  ('JPY', 0, 6), ('KRW', 0, 4), ('HUF', 2, 6), ('IDR', 2, 4), ('BHD', 3, 9), ('KWD', 3, 9), ('TND', 3, 7);

create table tenant (
  id        uuid primary key,
  name      text not null,
  alias     text not null unique,
  domain    text not null unique check (domain = lower(domain)),
  time_zone text not null,
  country   text not null check (country ~ '^[A-Z]{2}$'),
  created   timestamptz not null default now()
);

create table book (
  tenant    uuid primary key references tenant (id),
  currency  text not null references currency (code),
  time_zone text not null,
  opened    timestamptz not null default now()
);
comment on table book is 'the books of a tenant; its id is the tenant''s';

create table account (
  tenant   uuid not null references book (tenant),
  id       integer not null generated always as identity,
  code     text not null check (code ~ '^[0-9]{4}$'),
  name     text not null,
  kind     text not null check (kind in ('ASSET', 'LIABILITY', 'EQUITY', 'INCOME', 'EXPENSE')),
  currency text not null references currency (code),
  primary key (tenant, id),
  unique (tenant, code, currency)
);
comment on table account is 'chart of accounts; an account has one currency';

create table payer (
  tenant  uuid not null references tenant (id),
  id      uuid not null,
  kind    text not null check (kind in ('CUSTOMER', 'TENANT', 'SPONSOR')),
  name    text not null,
  email   text,
  created timestamptz not null default now(),
  primary key (tenant, id)
);
create unique index payer_email on payer (tenant, email) where email is not null;

create table wallet (
  tenant   uuid not null,
  id       uuid not null,
  payer    uuid not null,
  name     text not null,
  currency text not null references currency (code),
  account  integer not null,  -- its control account
  income   integer not null,  -- where what it pays for calls is credited
  balance  bigint not null default 0,  -- a cache of moves
  held     bigint not null default 0 check (held >= 0),  -- a cache of open holds
  floor    bigint not null default 0,  -- minus the credit limit
  frozen   boolean not null default false,
  created  timestamptz not null default now(),
  primary key (tenant, id),
  foreign key (tenant, payer) references payer (tenant, id),
  foreign key (tenant, account) references account (tenant, id),
  foreign key (tenant, income) references account (tenant, id)
) with (fillfactor = 50);
create index wallet_payer on wallet (tenant, payer);

-- A version of a rate deck is a deck of its own; rates of a deck are not changed once it is there.
create table rate_deck (
  tenant      uuid not null references tenant (id),
  id          uuid not null,
  name        text not null,
  version     integer not null check (version > 0),
  relation    text not null default 'RETAIL' check (relation in ('RETAIL', 'WHOLESALE', 'COST')),
  currency    text not null references currency (code),
  rounding    text not null default 'HALF_UP' check (rounding in ('UP', 'HALF_UP', 'HALF_EVEN', 'DOWN')),
  valid_from  timestamptz not null,
  valid_until timestamptz,
  created     timestamptz not null default now(),
  primary key (tenant, id),
  unique (tenant, name, version),
  check (valid_until is null or valid_until > valid_from)
);

create table rate (
  tenant            uuid not null,
  deck              uuid not null,
  line              integer not null,
  -- digits of E.164 without the plus, or 'extension' or 'program' for what is inside
  prefix            text not null check (prefix ~ '^[0-9]{1,15}$' or prefix in ('extension', 'program')),
  destination       text not null,
  per_minute        numeric(24, 12) not null check (per_minute >= 0),
  connect_fee       numeric(24, 12) not null default 0 check (connect_fee >= 0),
  initial_seconds   integer not null default 1 check (initial_seconds between 0 and 3600),
  increment_seconds integer not null default 1 check (increment_seconds between 1 and 3600),
  blocked           boolean not null default false,
  primary key (tenant, deck, line),
  foreign key (tenant, deck) references rate_deck (tenant, id)
);
create index rate_prefix on rate (tenant, deck, prefix);

-- Money set aside. A group of lines has one id; a leg's group has the leg's id. A hold of a call
-- ends by being resolved or recovered; only one without a node expires.
create table hold (
  tenant          uuid not null,
  id              uuid not null,
  line            smallint not null default 0,
  wallet          uuid not null,
  call            uuid,
  leg             uuid,
  segment         smallint not null default 0,
  relation        text not null default 'RETAIL' check (relation in ('RETAIL', 'WHOLESALE', 'COST')),
  node            text,
  epoch           bigint,
  sequence        integer not null default 0,
  amount          bigint not null check (amount >= 0),
  first_amount    bigint not null,
  granted_seconds bigint not null default 0,
  last            boolean not null default false,
  proved_millis   bigint not null default 0,
  deck            uuid,      -- no foreign key: it would lock the hot row of a rate; rates are never deleted
  rate            integer,
  steps           jsonb not null default '[]',  -- the extensions: at, sequence, total, seconds
  placed          timestamptz not null default now(),
  expires         timestamptz,
  resolved        timestamptz,
  resolution      text check (resolution in ('SETTLED', 'RECOVERED', 'EXPIRED')),
  posted          bigint not null default 0,
  -- the id first: settlement knows a leg, not its tenant
  primary key (id, line, tenant),
  foreign key (tenant, wallet) references wallet (tenant, id),
  check ((node is null) = (epoch is null)),
  check (node is not null or expires is not null),
  check ((resolved is null) = (resolution is null))
) with (fillfactor = 70);
create index hold_open_of_wallet on hold (tenant, wallet) where resolved is null;
create index hold_open_of_node on hold (node, epoch) where resolved is null;
create index hold_call on hold (tenant, call) where call is not null;

create sequence move_entry cache 1;

-- Facts. The id of a transfer (UUIDv7) is minted once by the caller and is the idempotency key.
create table transfer (
  tenant       uuid not null,
  id           uuid not null,
  kind         text not null,
  currency     text not null,
  call         uuid,
  leg          uuid,
  description  text not null,
  hash         bytea not null,
  recorded     timestamptz not null default transaction_timestamp(),
  effective    timestamptz not null,
  posting_date date not null,
  made_by      text not null,
  xid          xid8 not null default pg_current_xact_id(),
  primary key (tenant, id)
) partition by range (id);
create index transfer_call on transfer (tenant, call) where call is not null;

-- One row debits one account and credits another: zero by construction. No foreign keys: they would
-- lock the hot accounts; the functions that write check instead.
create table move (
  tenant        uuid not null,
  transfer      uuid not null,
  line          smallint not null,
  entry         bigint not null default nextval('move_entry'),  -- order of posting within a wallet
  debit         integer not null,
  credit        integer not null,
  debit_wallet  uuid,
  credit_wallet uuid,
  amount        bigint not null check (amount > 0),
  primary key (tenant, transfer, line),
  check (debit <> credit or debit_wallet is distinct from credit_wallet)
) partition by range (transfer);
create index move_debit_wallet on move (tenant, debit_wallet, entry) where debit_wallet is not null;
create index move_credit_wallet on move (tenant, credit_wallet, entry) where credit_wallet is not null;

-- What a leg cost. Its id is its transfer's; a charge of nothing has no transfer.
create table charge (
  tenant   uuid not null,
  id       uuid not null,
  call     uuid not null,
  leg      uuid not null,
  segment  smallint not null,
  relation text not null,
  posting  smallint not null,  -- 1, 2, … within the segment
  wallet   uuid not null,
  deck     uuid not null,
  rate     integer not null,
  seconds  bigint not null check (seconds >= 0),  -- used in all, up to this posting
  amount   bigint not null check (amount >= 0),   -- of this posting, overrun included
  overrun  bigint not null check (overrun >= 0),  -- part of it that no hold covered
  trace    jsonb not null,
  recorded timestamptz not null default transaction_timestamp(),
  primary key (tenant, id)
) partition by range (id);
create index charge_call on charge (tenant, call);

-- Keys that REST callers chose.
create table request (
  tenant   uuid not null references tenant (id),
  key      text not null check (length(key) between 1 and 255),
  hash     bytea not null,
  transfer uuid not null,
  made     timestamptz not null default now(),
  primary key (tenant, key)
);

-- What is announced after commit.
create table outbox (
  tenant  uuid not null,
  id      bigint not null generated always as identity,
  type    text not null,
  subject text not null,
  data    jsonb not null,
  at      timestamptz not null default now(),
  primary key (tenant, id)
);
create index outbox_order on outbox (id);

-- One row per node, no tenant's: reached by functions alone.
create table lease (
  node    text primary key,
  epoch   bigint not null,
  expires timestamptz not null
);

-- Partitions of what is posted, one per month of the id's time.
create function floor_of_month(p_month date) returns uuid language sql immutable as $$
  select (lpad(to_hex((extract(epoch from p_month::timestamp at time zone 'UTC') * 1000)::bigint), 12, '0')
          || repeat('0', 20))::uuid
$$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of % refused: what was posted is never changed', tg_op, tg_table_name
    using errcode = 'integrity_constraint_violation', hint = 'post a reversal';
end
$$;

create function seal_table(p_table text) returns void language plpgsql as $$
begin
  execute format('create trigger refuse_change before update or delete or truncate on %I
                  for each statement execute function refuse_change()', p_table);
  execute format('alter table %I enable row level security', p_table);
  execute format('alter table %I force row level security', p_table);
end
$$;

create function open_month(p_month date) returns void language plpgsql as $$
declare
  v_month date := date_trunc('month', p_month);
  v_table text;
  v_name  text;
begin
  foreach v_table in array array['transfer', 'move', 'charge'] loop
    v_name := v_table || to_char(v_month, '_YYYY_MM');
    if to_regclass(v_name) is null then
      execute format('create table %I partition of %I for values from (%L) to (%L)', v_name, v_table,
        floor_of_month(v_month), floor_of_month((v_month + interval '1 month')::date));
      perform seal_table(v_name);
    end if;
  end loop;
end
$$;
comment on function open_month(date) is 'makes the partitions of a month; run by the owner ahead of it';
revoke execute on function refuse_change(), seal_table(text), open_month(date) from public;

create table transfer_rest partition of transfer default;
create table move_rest partition of move default;
create table charge_rest partition of charge default;
select seal_table(t) from unnest(array['transfer', 'move', 'charge', 'transfer_rest', 'move_rest', 'charge_rest']) t;
select open_month(m::date) from generate_series(date '2026-11-01', date '2028-12-01', interval '1 month') m;

-- Row-level security. The first wall is the application's own; this one holds alone.
create function current_tenant() returns uuid language sql stable
  return nullif(current_setting('meterline.tenant', true), '')::uuid;

do $$
declare
  v_table text;
begin
  foreach v_table in array array['book', 'account', 'payer', 'wallet', 'rate_deck', 'rate', 'hold', 'transfer', 'move',
                                 'charge', 'request', 'outbox'] loop
    execute format('alter table %I enable row level security', v_table);
    execute format('alter table %I force row level security', v_table);
    execute format('create policy tenant on %I to meterline_app, meterline_owner
      using (tenant = (select current_tenant())) with check (tenant = (select current_tenant()))', v_table);
    execute format('create policy writer on %I to meterline_writer using (true) with check (true)', v_table);
  end loop;
end
$$;
alter table tenant enable row level security;
alter table tenant force row level security;
create policy tenant on tenant to meterline_app, meterline_owner
  using (id = (select current_tenant())) with check (id = (select current_tenant()));
create policy writer on tenant to meterline_writer using (true) with check (true);
alter table lease enable row level security;
alter table lease force row level security;
create policy writer on lease to meterline_writer using (true) with check (true);

-- What the application may do by itself.
grant select on currency, tenant, book, account, payer, wallet, rate_deck, rate, hold, transfer, move, charge, request, outbox
  to meterline_app;
grant insert on payer, rate_deck, rate to meterline_app;
grant update (name, email) on payer to meterline_app;
grant update (valid_until) on rate_deck to meterline_app;
grant execute on function current_tenant() to meterline_app;

-- What the functions that write money may do.
grant select on currency to meterline_writer;
grant select, insert on tenant, book, account, payer, transfer, move, charge, request, rate_deck, rate to meterline_writer;
grant select, insert, update on wallet, hold, lease to meterline_writer;
grant select, insert, delete on outbox to meterline_writer;
grant usage on sequence move_entry to meterline_writer;
grant execute on function current_tenant() to meterline_writer;
