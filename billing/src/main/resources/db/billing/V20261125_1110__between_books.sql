-- One book for the operator beside one per tenant. What passes between two books goes through their clearing accounts
-- (1590), in one commit and under one id: the same transfer stands in both.

alter table tenant add column operator boolean not null default false;
comment on column tenant.operator is 'the operator of this Meterline: has a book, but no phones';
create unique index tenant_operator on tenant (operator) where operator;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- False when there is one already.
create function open_operator_book(p_tenant uuid, p_name text, p_time_zone text, p_country text, p_currency text)
  returns boolean
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(array[p_tenant]);
  insert into tenant (id, name, alias, domain, time_zone, country, operator)
    values (p_tenant, p_name, 'operator', 'operator.invalid', p_time_zone, p_country, true) on conflict do nothing;
  if not found then
    return false;
  end if;
  insert into book (tenant, currency, time_zone) values (p_tenant, p_currency, p_time_zone);
  insert into account (tenant, code, name, kind, currency)
    select p_tenant, c.code, c.name, c.kind, p_currency
    from (values
      ('1000', 'Bank', 'ASSET'),
      ('1200', 'Payments in clearing', 'ASSET'),
      ('1400', 'Receivables from tenants', 'ASSET'),
      ('1570', 'Input tax', 'ASSET'),
      ('1590', 'Clearing with tenants', 'ASSET'),
      ('2000', 'Payables to carriers', 'LIABILITY'),
      ('2100', 'Tenants'' wallets', 'LIABILITY'),
      ('2110', 'Wallets for own calls', 'LIABILITY'),
      ('2300', 'Output tax', 'LIABILITY'),
      ('3000', 'Equity', 'EQUITY'),
      ('4000', 'Revenue from tenants', 'INCOME'),
      ('4090', 'Own calls, internal', 'INCOME'),
      ('4900', 'Breakage', 'INCOME'),
      ('5000', 'Calls bought from carriers', 'EXPENSE'),
      ('6800', 'Goodwill', 'EXPENSE'),
      ('6900', 'Leakage', 'EXPENSE')) as c (code, name, kind);
  return true;
end
$$;

-- The whole chart once more, in another currency. Outcomes: OPENED, REPEATED, NO_BOOK, CURRENCY.
create function open_currency(p_tenant uuid, p_currency text) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_own text;
begin
  perform check_tenant(array[p_tenant]);
  select b.currency into v_own from book b where b.tenant = p_tenant;
  if not found then
    return 'NO_BOOK';
  elsif not exists (select from currency c where c.code = p_currency) then
    return 'CURRENCY';
  end if;
  insert into account (tenant, code, name, kind, currency)
    select a.tenant, a.code, a.name, a.kind, p_currency from account a where a.tenant = p_tenant and a.currency = v_own
    on conflict do nothing;
  return case when found then 'OPENED' else 'REPEATED' end;
end
$$;

-- One more account. Outcomes: OPENED, REPEATED, DUPLICATE (the code has another name or kind), NO_BOOK, CURRENCY.
create function open_account(p_tenant uuid, p_code text, p_name text, p_kind text, p_currency text) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(array[p_tenant]);
  if not exists (select from book b where b.tenant = p_tenant) then
    return 'NO_BOOK';
  elsif not exists (select from currency c where c.code = p_currency) then
    return 'CURRENCY';
  elsif exists (select from account a where a.tenant = p_tenant and a.code = p_code
                and (a.name <> p_name or a.kind <> p_kind)) then
    return 'DUPLICATE';
  end if;
  insert into account (tenant, code, name, kind, currency) values (p_tenant, p_code, p_name, p_kind, p_currency)
    on conflict do nothing;
  return case when found then 'OPENED' else 'REPEATED' end;
end
$$;

-- Moves an amount from one book's account to another book's: credits p_to_account there, debits p_from_account here.
-- One of the two is the operator's. Not within a tenant's transaction, as it writes for two.
-- Outcomes: POSTED, REPEATED, DUPLICATE (the id with another body), NO_BOOK, NO_ACCOUNT, PERIOD_CLOSED.
create function pass_between(
    p_id uuid, p_from uuid, p_from_account text, p_to uuid, p_to_account text, p_currency text, p_amount bigint,
    p_description text, p_by text, p_at timestamptz) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_hash  bytea := sha256(convert_to(concat_ws('|', 'passage', p_from, p_from_account, p_to, p_to_account, p_currency,
                                               p_amount, p_at, p_description), 'UTF8'));
  v_found bytea[];
  v_half  record;
begin
  perform check_tenant(array[p_from, p_to]);
  if p_amount <= 0 then
    raise exception 'what passes is more than nothing' using errcode = 'check_violation';
  end if;
  -- the same id asked for twice at once waits here
  perform pg_advisory_xact_lock(hashtextextended(p_id::text, 8));
  select array_agg(t.hash) into v_found from transfer t where t.id = p_id and t.tenant in (p_from, p_to);
  if v_found is not null then
    return case when v_found = array[v_hash, v_hash] then 'REPEATED' else 'DUPLICATE' end;
  elsif p_from = p_to or (select count(*) from tenant t join book b on b.tenant = t.id where t.id in (p_from, p_to)) <> 2
      or not exists (select from tenant t where t.id in (p_from, p_to) and t.operator) then
    return 'NO_BOOK';
  end if;
  for v_half in
    select s.tenant, d.id as debit, c.id as credit
    from (values (p_from, p_from_account, '1590'), (p_to, '1590', p_to_account)) as s (tenant, debit, credit)
      left join account d on d.tenant = s.tenant and d.code = s.debit and d.currency = p_currency
      left join account c on c.tenant = s.tenant and c.code = s.credit and c.currency = p_currency
    order by s.tenant
  loop
    if v_half.debit is null or v_half.credit is null or v_half.debit = v_half.credit
        or p_from_account in ('2100', '2110') or p_to_account in ('2100', '2110')
        or exists (select from wallet w where w.tenant = v_half.tenant and w.account in (v_half.debit, v_half.credit)) then
      raise exception using errcode = 'MLNOA';
    end if;
    insert into transfer (tenant, id, kind, currency, description, hash, effective, posting_date, made_by)
      select v_half.tenant, p_id, 'passage', p_currency, p_description, v_hash, p_at,
             (p_at at time zone b.time_zone)::date, p_by
      from book b where b.tenant = v_half.tenant;
    insert into move (tenant, transfer, line, debit, credit, amount)
      values (v_half.tenant, p_id, 1, v_half.debit, v_half.credit, p_amount);
  end loop;
  return 'POSTED';
exception
  when sqlstate 'MLNOA' then
    return 'NO_ACCOUNT';
  when sqlstate '23ML1' then
    return 'PERIOD_CLOSED';
end
$$;

-- Halves of passages that have no other half, or one that differs, as one book sees it.
create function unpaired_passages(p_tenant uuid) returns table (id uuid, here text, there text)
language sql stable security definer set search_path = meterline, pg_temp as $$
  select t.id, coalesce(m.amount::text, 'nothing') || ' ' || t.currency,
         coalesce((select string_agg(coalesce(n.amount::text, 'nothing') || ' ' || u.currency, ', ')
                   from transfer u left join move n on n.tenant = u.tenant and n.transfer = u.id
                   where u.id = t.id and u.tenant <> t.tenant and u.kind = 'passage'), 'nothing')
  from transfer t left join move m on m.tenant = t.tenant and m.transfer = t.id
  where t.tenant = p_tenant and t.kind = 'passage'
    and p_tenant = coalesce(nullif(current_setting('meterline.tenant', true), '')::uuid, p_tenant)
    and 1 <> (select count(*) from transfer u
                join move n on n.tenant = u.tenant and n.transfer = u.id
                join account mine on mine.tenant = t.tenant and mine.code = '1590' and mine.currency = t.currency
                join account its on its.tenant = u.tenant and its.code = '1590' and its.currency = u.currency
              where u.id = t.id and u.tenant <> t.tenant and u.kind = 'passage' and u.hash = t.hash
                and n.amount = m.amount and u.currency = t.currency
                and ((m.credit = mine.id and n.debit = its.id) or (m.debit = mine.id and n.credit = its.id)))
$$;

-- Every book, for what is done for all of them.
create function all_books() returns table (tenant uuid, alias text, currency text, time_zone text, operator boolean)
language sql stable security definer set search_path = meterline, pg_temp as $$
  select b.tenant, t.alias, b.currency, b.time_zone, t.operator
  from book b join tenant t on t.id = b.tenant order by b.tenant
$$;

revoke execute on function open_operator_book(uuid, text, text, text, text), open_currency(uuid, text),
  open_account(uuid, text, text, text, text), unpaired_passages(uuid), all_books(),
  pass_between(uuid, uuid, text, uuid, text, text, bigint, text, text, timestamptz) from public;
grant execute on function open_operator_book(uuid, text, text, text, text), open_currency(uuid, text),
  open_account(uuid, text, text, text, text), unpaired_passages(uuid), all_books(),
  pass_between(uuid, uuid, text, uuid, text, text, bigint, text, text, timestamptz) to meterline_app;
reset role;
revoke create on schema meterline from meterline_writer;
