-- What a tenant buys of the operator is posted in its own book, too, in the currency of its wallet there. A book that was
-- opened in another one lacked the accounts for it, so that every such call was refused.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- The chart of each tenant's book once more in the currency that its wallet at the operator has, as open_currency does.
create function open_currencies_bought_in() returns void language sql as $$
  insert into account (tenant, code, name, kind, currency)
    select a.tenant, a.code, a.name, a.kind, w.currency
    from tenant o join wallet w on w.tenant = o.id join book b on b.tenant = w.payer and b.tenant <> o.id
      join account a on a.tenant = b.tenant and a.currency = b.currency
    where o.operator and w.currency <> 'SEC'
    on conflict (tenant, code, currency) do nothing
$$;
select open_currencies_bought_in();
revoke execute on function open_currencies_bought_in() from public;

reset role;
revoke create on schema meterline from meterline_writer;

create function open_currency_bought_in() returns trigger language plpgsql as $$
begin
  insert into account (tenant, code, name, kind, currency)
    select a.tenant, a.code, a.name, a.kind, new.currency
    from tenant o join book b on b.tenant = new.payer and b.tenant <> o.id
      join account a on a.tenant = b.tenant and a.currency = b.currency
    where o.id = new.tenant and o.operator
    on conflict (tenant, code, currency) do nothing;
  return new;
end
$$;
revoke execute on function open_currency_bought_in() from public;
create trigger open_currency_bought_in after insert on wallet for each row when (new.currency <> 'SEC')
  execute function open_currency_bought_in();
