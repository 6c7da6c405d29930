-- What the operator gives back of what a tenant paid for a call comes back in the tenant's book, too, under the same id: its
-- half of the charge says 5000 to 1590. As its calls do, it goes to the first open day there.

create function pass_on_refund(p_refund refund) returns void language plpgsql as $$
declare
  v_owner uuid;
begin
  select h.owner into v_owner
    from charge c join hold h on h.id = c.leg and h.line = c.line and h.tenant = c.tenant
    where c.tenant = p_refund.tenant and c.id = p_refund.transfer and c.wallet = p_refund.wallet and h.part = 'WHOLESALE';
  if v_owner is null then
    return;
  end if;
  perform pg_advisory_xact_lock_shared(7301, hashtext(v_owner::text) & 255);  -- closing waits
  insert into transfer (tenant, id, kind, currency, call, leg, description, hash, effective, posting_date, made_by)
    select v_owner, t.id, 'call bought, refund', t.currency, t.call, t.leg, t.description, t.hash, t.effective,
           greatest((t.effective at time zone b.time_zone)::date, (select c.through + 1 from closing c where c.tenant = v_owner)),
           t.made_by
    from transfer t join book b on b.tenant = v_owner
    where t.tenant = p_refund.tenant and t.id = p_refund.id;
  insert into move (tenant, transfer, line, debit, credit, amount)
    select t.tenant, t.id, 1, account_of(t.tenant, '1590', t.currency), account_of(t.tenant, '5000', t.currency), p_refund.amount
    from transfer t where t.tenant = v_owner and t.id = p_refund.id;
end
$$;

create function pass_on_refund() returns trigger language plpgsql as $$
begin
  perform pass_on_refund(new);
  return null;
end
$$;
revoke execute on function pass_on_refund(refund), pass_on_refund() from public;
grant execute on function pass_on_refund(refund), pass_on_refund() to meterline_writer;
create trigger pass_on_refund after insert on refund for each row execute function pass_on_refund();

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- What was given back until now, unless a re-rating took it back since.
select pass_on_refund(f) from refund f
where not exists (select from reversal r where r.tenant = f.tenant and r.reversed = f.id);

reset role;
revoke create on schema meterline from meterline_writer;
