-- What a tenant's book says of calls bought is what the operator's book charged it for them, and the other way round.
grant create on schema meterline to meterline_writer;
set role meterline_writer;

create function unpaired_calls(p_tenant uuid) returns table (id uuid, here text, there text)
language sql stable security definer set search_path = meterline, pg_temp as $$
  select t.id, coalesce(m.amount, 0)::text || ' ' || t.currency, coalesce(min(c.amount - c.overrun)::text || ' ' || min(w.currency), 'nothing')
  from transfer t
    left join move m on m.tenant = t.tenant and m.transfer = t.id
    left join charge c on c.id = t.id and c.tenant <> t.tenant and c.relation = 'WHOLESALE'
    left join wallet w on w.tenant = c.tenant and w.id = c.wallet
  where t.tenant = p_tenant and t.kind = 'call bought'
    and p_tenant = coalesce(nullif(current_setting('meterline.tenant', true), '')::uuid, p_tenant)
  group by t.id, t.currency, m.amount
  having count(c.id) <> 1 or min(c.amount - c.overrun) <> m.amount or min(w.currency) <> t.currency
  union all
  select c.id, (c.amount - c.overrun)::text, 'nothing'
  from charge c join hold h on h.tenant = c.tenant and h.id = c.leg and h.line = c.line
  where c.tenant = p_tenant and c.relation = 'WHOLESALE' and c.amount > c.overrun and h.owner is not null
    and p_tenant = coalesce(nullif(current_setting('meterline.tenant', true), '')::uuid, p_tenant)
    and not exists (select from transfer t where t.id = c.id and t.tenant = h.owner and t.kind = 'call bought')
$$;

call open_to_app(array['unpaired_calls']);
reset role;
revoke create on schema meterline from meterline_writer;
