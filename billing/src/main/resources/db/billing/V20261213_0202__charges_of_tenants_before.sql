-- Whose calls those are that were charged before. Only reads what was posted, so that posting goes on meanwhile.
set role meterline_writer;
insert into charge_of_tenant (tenant, owner, id)
  select c.tenant, h.owner, c.id
  from charge c join hold h on h.id = c.leg and h.line = c.line and h.tenant = c.tenant
  where c.relation <> 'RETAIL' and h.owner is not null
  on conflict do nothing;
reset role;
