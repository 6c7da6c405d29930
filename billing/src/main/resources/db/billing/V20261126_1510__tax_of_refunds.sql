-- What is given back of a charge gives its tax back, too: from output tax to the income that it is taken from. Counted from
-- all that was given back so far, so that the parts of a charge give back its tax and no unit more.

create function give_back_tax() returns trigger language plpgsql as $$
declare
  v_charge charge%rowtype;
  v_wallet wallet%rowtype;
  v_before bigint;
  v_tax    bigint;
begin
  select c.* into v_charge from charge c where c.tenant = new.tenant and c.id = new.transfer and c.wallet = new.wallet;
  if v_charge.tax > 0 then
    select w.* into v_wallet from wallet w where w.tenant = new.tenant and w.id = new.wallet;
    select coalesce(sum(f.amount), 0) into v_before from refund f
      where f.tenant = new.tenant and f.transfer = new.transfer and f.wallet = new.wallet and f.id <> new.id;
    v_tax := tax_in(v_before + new.amount, v_charge.tax_rate) - tax_in(v_before, v_charge.tax_rate);
    if v_tax > 0 then
      insert into move (tenant, transfer, line, debit, credit, amount)
        select new.tenant, new.id, max(m.line) + 1, account_of(new.tenant, '2300', v_wallet.currency), v_wallet.income, v_tax
        from move m where m.tenant = new.tenant and m.transfer = new.id;
    end if;
  end if;
  return null;
end
$$;
revoke execute on function give_back_tax() from public;
grant execute on function give_back_tax() to meterline_writer;
create trigger give_back_tax after insert on refund for each row execute function give_back_tax();
