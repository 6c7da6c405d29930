-- A hash chain per book, built beside posting: each seal covers the transfers whose transaction ids lie from its
-- predecessor's horizon up to its own, which was below the oldest transaction still open, so that none can come later.

create table seal (
  tenant    uuid not null references book (tenant),
  number    bigint not null check (number > 0),
  horizon   xid8 not null,    -- transactions below it are covered
  transfers bigint not null check (transfers > 0),  -- in all, this seal's included
  leaves    bytea not null,   -- of each transfer, by id: 16 bytes of its id, 32 of its SHA-256
  previous  bytea not null check (length(previous) = 32),
  head      bytea not null check (length(head) = 32),
  sealed    timestamptz not null default transaction_timestamp(),
  primary key (tenant, number),
  check (length(leaves) > 0 and length(leaves) % 48 = 0)
);
alter table seal alter column leaves set storage external;  -- hashes do not compress
select wall_in('seal', true);

-- Rows come in the order of time: a few bytes find those of the last minutes.
create index transfer_recorded on transfer using brin (recorded) with (pages_per_range = 16, autosummarize = on);

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Adds a seal to the book's chain. False when another node has been there before.
create function add_seal(p_tenant uuid, p_number bigint, p_horizon text, p_transfers bigint, p_leaves bytea,
                         p_previous bytea, p_head bytea) returns boolean
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_last seal%rowtype;
begin
  perform check_tenant(array[p_tenant]);
  perform pg_advisory_xact_lock(hashtextextended(p_tenant::text, 10));
  select s.* into v_last from seal s where s.tenant = p_tenant order by s.number desc limit 1;
  if coalesce(v_last.number, 0) + 1 <> p_number or coalesce(v_last.head, decode(repeat('00', 32), 'hex')) <> p_previous
      or p_horizon::xid8 < coalesce(v_last.horizon, '0')
      or p_horizon::xid8 > pg_snapshot_xmin(pg_current_snapshot())
      or p_transfers <> coalesce(v_last.transfers, 0) + length(p_leaves) / 48 then
    return false;
  end if;
  insert into seal (tenant, number, horizon, transfers, leaves, previous, head)
    values (p_tenant, p_number, p_horizon::xid8, p_transfers, p_leaves, p_previous, p_head);
  return true;
end
$$;
revoke execute on function add_seal(uuid, bigint, text, bigint, bytea, bytea, bytea) from public;
grant execute on function add_seal(uuid, bigint, text, bigint, bytea, bytea, bytea) to meterline_app;
reset role;
revoke create on schema meterline from meterline_writer;
