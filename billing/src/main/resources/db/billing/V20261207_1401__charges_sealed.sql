-- Charges, and what sales say of tax, are sealed with the transfers: each has a leaf of its own, so that a check names which of
-- them differs. Seals of the first form, which cover transfers alone, stay as they are. What was charged before has no
-- transaction id here: the first seals of the second form take it in, by id, as it stands.

alter table charge add column xid xid8;  -- null: from before
alter table charge alter column xid set default pg_current_xact_id();
alter table sale_tax add column xid xid8;
alter table sale_tax alter column xid set default pg_current_xact_id();
comment on column charge.xid is 'the transaction that wrote it, as with transfer; null: before charges were sealed';

-- What cost something is found by its transfer; a charge of nothing has none.
create index charge_of_nothing on charge (tenant, xid) where amount = 0;

alter table seal
  add column form smallint not null default 1 check (form in (1, 2)),
  drop constraint seal_leaves_check,
  drop constraint seal_transfers_check,
  add check (length(leaves) > 0 and length(leaves) % case form when 1 then 48 else 49 end = 0),
  add check (transfers >= 0);
comment on column seal.leaves is
  'form 1: of each transfer, by transaction and id: 16 bytes of its id, 32 of its SHA-256; form 2: before each a byte that says of what: T(ransfer), C(harge), X (tax of a sale)';

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Adds a seal of the second form to the book's chain. False when another node has been there before. What was charged before
-- such seals were is added under the last horizon.
create or replace function add_seal(p_tenant uuid, p_number bigint, p_horizon text, p_transfers bigint, p_leaves bytea,
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
      or p_transfers not between coalesce(v_last.transfers, 0) and coalesce(v_last.transfers, 0) + length(p_leaves) / 49 then
    return false;
  end if;
  insert into seal (tenant, number, form, horizon, transfers, leaves, previous, head)
    values (p_tenant, p_number, 2, p_horizon::xid8, p_transfers, p_leaves, p_previous, p_head);
  return true;
end
$$;
reset role;
revoke create on schema meterline from meterline_writer;
