-- Whose call it is that is charged in the operator's book was said by its hold alone, so that a list of one tenant's charges read
-- those of all. A charge is sealed as it is, and gets no column for it: it is noted beside. What was charged before is noted by
-- the next migration; from here on nothing is left out, as the trigger waits for what is being posted.
create table charge_of_tenant (
  tenant uuid not null,  -- in whose book it is
  owner  uuid not null,  -- whose call it is, if that is not the book's tenant
  id     uuid not null,
  primary key (tenant, owner, id)
);
select wall_in('charge_of_tenant', true);

create function note_owner() returns trigger language plpgsql as $$
begin
  insert into charge_of_tenant (tenant, owner, id)
    select h.tenant, h.owner, new.id from hold h
    where h.id = new.leg and h.line = new.line and h.tenant = new.tenant and h.owner is not null;
  return null;
end
$$;
revoke execute on function note_owner() from public;
grant execute on function note_owner() to meterline_writer;
-- what payers pay is their own tenant's
create trigger note_owner after insert on charge for each row when (new.relation <> 'RETAIL') execute function note_owner();
