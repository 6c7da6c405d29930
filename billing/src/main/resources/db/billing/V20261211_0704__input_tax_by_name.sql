-- A book that was there before input tax may have an asset 1570 that is for something else: no tax is posted to it.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- The account for the tax in what this tenant buys, if it deducts that: another country's tax is not its own office's. An account that
-- has the number and another name is another account.
create or replace function input_tax_account(p_tenant uuid, p_currency text, p_country text) returns integer language sql stable as $$
  select a.id from tenant t join account a on a.tenant = t.id
  where t.id = p_tenant and t.country = p_country and a.code = '1570' and a.name = 'Input tax' and a.kind = 'ASSET'
    and a.currency = p_currency
    and deducts_input_tax(p_tenant)
$$;

reset role;
revoke create on schema meterline from meterline_writer;
