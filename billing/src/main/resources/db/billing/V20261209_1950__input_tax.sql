-- The tax in what a tenant pays the operator for calls is no expense of a business: it asks its tax office for it, and posts it
-- as an asset, 1570. Whether a tenant does so is a setting; what was posted stays as it is.

-- What was said, the newest holds; a tenant of which nothing was said deducts.
create table input_tax (
  tenant  uuid not null references book (tenant),
  made    timestamptz not null,
  made_by text not null,
  deducts boolean not null,
  primary key (tenant, made)
);
comment on table input_tax is 'whether the book deducts the tax in what it buys, for what is posted from then on';
select wall_in('input_tax', true);

-- Accounts that a book needs besides those that it opens with; the operator's has 1570 from the start.
create or replace function open_wallet_accounts() returns trigger language plpgsql as $$
begin
  insert into account (tenant, code, name, kind, currency)
    select new.tenant, c.code, c.name, c.kind, new.currency
    from (values ('4010', 'Revenue from purchases', 'INCOME'),
                 ('6910', 'Receivables written off', 'EXPENSE'),
                 ('1570', 'Input tax', 'ASSET')) as c (code, name, kind)
    where c.code <> '1570' or not exists (select from tenant t where t.id = new.tenant and t.operator)
    on conflict (tenant, code, currency) do nothing;
  return new;
end
$$;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Books that are there already get it in each currency in which they buy, unless they have another account of that code.
create function open_input_tax_accounts() returns void language sql as $$
  insert into account (tenant, code, name, kind, currency)
    select a.tenant, '1570', 'Input tax', 'ASSET', a.currency
    from account a
    where a.code = '5000' and a.currency <> 'SEC'
      and not exists (select from account x where x.tenant = a.tenant and x.code = '1570' and x.currency <> 'SEC')
    on conflict (tenant, code, currency) do nothing
$$;
select open_input_tax_accounts();

-- Says whether this book deducts input tax, for what is posted from now on. Outcomes: SET, REPEATED, NO_BOOK.
create function set_input_tax(p_tenant uuid, p_deducts boolean, p_by text) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(array[p_tenant]);
  if not exists (select from book b where b.tenant = p_tenant) then
    return 'NO_BOOK';
  elsif deducts_input_tax(p_tenant) = p_deducts then
    return 'REPEATED';
  end if;
  insert into input_tax (tenant, made, made_by, deducts) values (p_tenant, clock_timestamp(), p_by, p_deducts);
  return 'SET';
end
$$;

create function deducts_input_tax(p_tenant uuid) returns boolean language sql stable as $$
  select coalesce((select i.deducts from input_tax i where i.tenant = p_tenant order by i.made desc limit 1), true)
$$;

-- The account for the tax in what this tenant buys, if it deducts that: another country's tax is not its own office's.
create function input_tax_account(p_tenant uuid, p_currency text, p_country text) returns integer language sql stable as $$
  select a.id from tenant t join account a on a.tenant = t.id
  where t.id = p_tenant and t.country = p_country and a.code = '1570' and a.kind = 'ASSET' and a.currency = p_currency
    and deducts_input_tax(p_tenant)
$$;

-- Where the tax went when this call was bought; null if it was no input tax.
create function input_tax_of(p_tenant uuid, p_transfer uuid) returns integer language sql stable as $$
  select m.debit from move m join account a on a.tenant = m.tenant and a.id = m.debit and a.code = '1570'
  where m.tenant = p_tenant and m.transfer = p_transfer
$$;

-- What is charged anew is posted as the first of what it takes the place of was; what had no tax, as what is posted now.
create function input_tax_anew(p_book uuid, p_hold hold, p_currency text) returns integer language plpgsql stable as $$
declare
  v_known boolean;
  v_input integer;
begin
  select count(*) > 0, (array_agg(input_tax_of(p_hold.owner, c.id) order by c.posting))[1] into v_known, v_input
    from standing_charge c
    where c.tenant = p_book and c.call = p_hold.call and c.leg = p_hold.id and c.line = p_hold.line and c.tax > 0;
  return case when v_known then v_input else input_tax_account(p_hold.owner, p_currency, p_hold.tax_country) end;
end
$$;

-- The operator's output tax that a refund gave back.
create function output_tax_back(p_refund refund) returns bigint language sql stable as $$
  select coalesce(sum(m.amount), 0)::bigint
  from move m join account a on a.tenant = m.tenant and a.id = m.debit and a.code = '2300'
  where m.tenant = p_refund.tenant and m.transfer = p_refund.id
$$;

-- The moves of a call that is bought: the net amount is an expense, the tax is one unless there is an account for it.
create function post_bought_as(p_tenant uuid, p_transfer uuid, p_currency text, p_amount bigint, p_tax bigint, p_input integer)
  returns void language sql as $$
  insert into move (tenant, transfer, line, debit, credit, amount)
    select p_tenant, p_transfer, q.line, q.debit, account_of(p_tenant, '1590', p_currency), q.amount
    from (select case when p_input is null then 0 else p_tax end as tax) d,
      lateral (values (1, account_of(p_tenant, '5000', p_currency), p_amount - d.tax),
                      (2, p_input, d.tax)) as q (line, debit, amount)
    where q.amount > 0
$$;

-- As before, and what was given back is taken back and given anew in both books; of what a tenant bought, the tax goes where that
-- went of which it takes the place. Takes what stands of a line back and posts what it costs: REPEATED (in this run), SAME (nothing
-- to post), POSTED. Raises MLCHG if it is not what it was found to be. The wallet is locked by the caller. A leg that was charged
-- nothing belongs to the time at which it was over. A carrier is owed what its line costs; of what a tenant pays the operator the
-- tenant's book has the other half under the same ids.
create or replace function re_rate_line(
    p_run re_rating, p_leg uuid, p_line smallint, p_deck uuid, p_rate integer, p_name text, p_text text, p_before bigint,
    p_before_overrun bigint, p_before_refunded bigint, p_after bigint, p_overrun bigint, p_refunded bigint) returns text
language plpgsql as $$
declare
  v_key     text := p_leg || ' ' || p_line;
  v_hold    hold;
  v_wallet  wallet;
  v_charge  charge;
  v_refund  uuid;
  v_was     record;
  v_posting smallint;
  v_take    bigint := p_after - p_overrun - p_refunded - (p_before - p_before_overrun - p_before_refunded);
  v_owed    bigint := 0;
  v_pay     bigint;
  v_lines   integer := 0;
  v_tax     bigint;
  v_id      uuid;
  v_debt    uuid;
  v_input   integer;  -- where the tax goes that the tenant deducts
begin
  if exists (select from re_rating_line l where l.tenant = p_run.tenant and l.re_rating = p_run.id and l.leg = p_leg
             and l.line = p_line) then
    return 'REPEATED';
  end if;
  select h.* into v_hold from hold h where h.id = p_leg and h.line = p_line and h.tenant = p_run.tenant and h.leg is not null
    for no key update;
  select coalesce(sum(c.amount), 0) as amount, coalesce(sum(c.overrun), 0) as overrun, coalesce(max(c.seconds), 0) as seconds,
         coalesce(sum((select sum(f.amount) from refund f where f.tenant = c.tenant and f.transfer = c.id
                       and f.wallet = c.wallet)), 0) as refunded,
         case when count(c.id) > 0 then coalesce(min(t.effective), v_hold.resolved) end as at
    into v_was
    from standing_charge c left join transfer t on t.tenant = c.tenant and t.id = c.id
    where c.tenant = p_run.tenant and c.call = v_hold.call and c.leg = p_leg and c.line = p_line;
  if v_hold.resolved is null or v_was.at is null
      or (v_was.amount, v_was.overrun, v_was.refunded) <> (p_before, p_before_overrun, p_before_refunded) then
    raise exception using errcode = 'MLCHG';
  end if;
  update hold h set deck = p_deck, rate = p_rate, posted = h.posted + p_after - p_before
    where h.id = p_leg and h.line = p_line and h.tenant = p_run.tenant;
  if (p_before, p_before_overrun, p_before_refunded) = (p_after, p_overrun, p_refunded) then
    insert into re_rating_line (tenant, re_rating, leg, line, deck, before, after)
      values (p_run.tenant, p_run.id, p_leg, p_line, p_deck, p_before, p_after);
    return 'SAME';
  end if;

  select w.* into v_wallet from wallet w where w.tenant = p_run.tenant and w.id = v_hold.wallet;
  if not v_wallet.carrier then
    v_owed := greatest(0, v_take - greatest(0, v_wallet.balance - v_wallet.held - v_wallet.floor));
  end if;
  if v_hold.part = 'WHOLESALE' then
    v_input := input_tax_anew(p_run.tenant, v_hold, v_wallet.currency);
  end if;
  select max(c.posting) + 1 into v_posting from charge c
    where c.tenant = p_run.tenant and c.call = v_hold.call and c.leg = p_leg and c.line = p_line;
  for v_charge in
    select c.* from standing_charge c
    where c.tenant = p_run.tenant and c.call = v_hold.call and c.leg = p_leg and c.line = p_line order by c.posting, c.id
  loop
    perform take_back(p_run, p_run.tenant, v_charge.id, 'call re-rated, reversal', v_hold, p_name || ', taken back');
    if v_hold.part = 'WHOLESALE' then
      perform take_back(p_run, v_hold.owner, v_charge.id, 'call bought, reversal', v_hold, p_name || ', taken back');
    end if;
    for v_refund in
      select f.id from refund f where f.tenant = p_run.tenant and f.transfer = v_charge.id and f.wallet = v_wallet.id order by f.id
    loop
      perform take_back(p_run, p_run.tenant, v_refund, 'call re-rated, reversal', v_hold, p_name || ', refund taken back');
      if v_hold.part = 'WHOLESALE' then
        perform take_back(p_run, v_hold.owner, v_refund, 'call bought, reversal', v_hold, p_name || ', refund taken back');
      end if;
    end loop;
  end loop;
  if v_owed > 0 then
    v_debt := record_re_rating(p_run, p_run.tenant, 'owed ' || v_key, 'call re-rated, owed', v_hold, v_wallet.currency,
                               p_name || ', owed', v_was.at);
    insert into move (tenant, transfer, line, debit, credit, credit_wallet, amount)
      values (p_run.tenant, v_debt, 1, account_of(p_run.tenant, '1400', v_wallet.currency), v_wallet.account, v_wallet.id, v_owed);
    insert into receivable (tenant, id, wallet, kind, reason, amount)
      values (p_run.tenant, v_debt, v_wallet.id, 'RE_RATING', p_run.reason, v_owed);
    update wallet w set owed = w.owed + v_owed, frozen = true where w.tenant = p_run.tenant and w.id = v_wallet.id;
  end if;
  perform count_goodwill(p_run.tenant, v_wallet.id);
  select w.* into v_wallet from wallet w where w.tenant = p_run.tenant and w.id = v_wallet.id;

  v_id := transfer_id(p_run.id, 'charge ' || v_key);
  v_tax := tax_in(p_after - p_overrun, v_hold.tax_rate);
  if p_after > 0 then
    perform record_re_rating(p_run, p_run.tenant, 'charge ' || v_key, 'call re-rated', v_hold, v_wallet.currency,
                             p_name || ', charged anew', v_was.at);
    if v_wallet.carrier then
      insert into move (tenant, transfer, line, debit, credit, credit_wallet, amount)
        values (p_run.tenant, v_id, 1, v_wallet.income, v_wallet.account, v_wallet.id, p_after);
    elsif p_after > p_overrun then
      select d.lines into v_lines from draw(v_wallet, v_id, 1, v_wallet.income, null, p_after - p_overrun, false) d;
    end if;
    insert into move (tenant, transfer, line, debit, credit, amount)
      select p_run.tenant, v_id, v_lines + q.n, q.debit, q.credit, q.amount
      from (values (1, account_of(p_run.tenant, '6900', v_wallet.currency), v_wallet.income, p_overrun),
                   (2, v_wallet.income, account_of(p_run.tenant, '2300', v_wallet.currency), v_tax)) as q (n, debit, credit, amount)
      where q.amount > 0;
  end if;
  if v_hold.part = 'WHOLESALE' and p_after > p_overrun then
    perform record_re_rating(p_run, v_hold.owner, 'charge ' || v_key, 'call bought', v_hold, v_wallet.currency,
                             p_name || ', charged anew', v_was.at);
    perform post_bought_as(v_hold.owner, v_id, v_wallet.currency, p_after - p_overrun, v_tax, v_input);
  end if;
  insert into charge (tenant, id, call, leg, line, segment, relation, posting, wallet, deck, rate, seconds, amount, overrun,
                      tax_country, tax_rate, tax, trace)
    values (p_run.tenant, v_id, v_hold.call, p_leg, p_line, v_hold.segment, v_hold.relation, v_posting, v_wallet.id, p_deck,
            p_rate, coalesce(v_hold.late_seconds, v_was.seconds), p_after, p_overrun, v_hold.tax_country, v_hold.tax_rate, v_tax,
            jsonb_build_array(jsonb_build_object(
              'at', to_char(v_was.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'kind', 'debit', 'text', p_text,
              'amount', jsonb_build_object('amount', shown(p_after, v_wallet.currency), 'currency', v_wallet.currency))));
  if p_refunded > 0 then  -- what had been given back stays so
    v_refund := record_re_rating(p_run, p_run.tenant, 'refund ' || v_key, 'call re-rated, refund', v_hold, v_wallet.currency,
                                 p_name || ', refunded before', v_was.at);
    perform give_back(v_wallet, v_id, v_refund, p_refunded);
    insert into refund (tenant, id, transfer, wallet, amount) values (p_run.tenant, v_refund, v_id, v_wallet.id, p_refunded);
  end if;
  perform pay_in(p_run.tenant, v_wallet.id, case when v_wallet.carrier then v_take else v_owed - v_take end),
          count_goodwill(p_run.tenant, v_wallet.id);

  -- as with a top-up, what is owed is paid first
  select w.* into v_wallet from wallet w where w.tenant = p_run.tenant and w.id = v_wallet.id;
  v_pay := least(-v_take, v_wallet.owed, movable(v_wallet));
  if v_pay > 0 then
    perform pay_receivables(v_wallet,
                            record_re_rating(p_run, p_run.tenant, 'debt ' || v_key, 'call re-rated, debt paid', v_hold,
                                             v_wallet.currency, p_name || ', debt paid', v_was.at), 1, v_pay);
  end if;
  perform tell_of_wallet(p_run.tenant, v_wallet.id);
  insert into re_rating_line (tenant, re_rating, leg, line, deck, before, after, charge, owed)
    values (p_run.tenant, p_run.id, p_leg, p_line, p_deck, p_before, p_after, v_id, v_debt);
  return 'POSTED';
end
$$;

revoke execute on function open_input_tax_accounts(), deducts_input_tax(uuid), input_tax_account(uuid, text, text), input_tax_of(uuid, uuid),
  input_tax_anew(uuid, hold, text), output_tax_back(refund),
  post_bought_as(uuid, uuid, text, bigint, bigint, integer) from public;
call open_to_app(array['set_input_tax']);
reset role;
revoke create on schema meterline from meterline_writer;

-- As before; the tax comes back from where it went when the call was bought. The operator's half has been written whole:
-- triggers fire in the order of their names, and give_back_tax is before this one's.
create or replace function pass_on_refund(p_refund refund) returns void language plpgsql as $$
declare
  v_owner uuid;
  v_input integer;
  v_tax   bigint := 0;
begin
  select h.owner into v_owner
    from charge c join hold h on h.id = c.leg and h.line = c.line and h.tenant = c.tenant
    where c.tenant = p_refund.tenant and c.id = p_refund.transfer and c.wallet = p_refund.wallet and h.part = 'WHOLESALE';
  if v_owner is null then
    return;
  end if;
  perform pg_advisory_xact_lock_shared(7301, hashtext(v_owner::text) & 255);  -- closing waits
  v_input := input_tax_of(v_owner, p_refund.transfer);
  if v_input is not null then
    v_tax := output_tax_back(p_refund);
  end if;
  insert into transfer (tenant, id, kind, currency, call, leg, description, hash, effective, posting_date, made_by)
    select v_owner, t.id, 'call bought, refund', t.currency, t.call, t.leg, t.description, t.hash, t.effective,
           greatest((t.effective at time zone b.time_zone)::date, (select c.through + 1 from closing c where c.tenant = v_owner)),
           t.made_by
    from transfer t join book b on b.tenant = v_owner
    where t.tenant = p_refund.tenant and t.id = p_refund.id;
  insert into move (tenant, transfer, line, debit, credit, amount)
    select t.tenant, t.id, m.line, account_of(t.tenant, '1590', t.currency), m.credit, m.amount
    from transfer t,
      lateral (values (1, account_of(t.tenant, '5000', t.currency), p_refund.amount - v_tax),
                      (2, v_input, v_tax)) as m (line, credit, amount)
    where t.tenant = v_owner and t.id = p_refund.id and m.amount > 0;
end
$$;
