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

-- As before, and what was given back of it in both books. Takes what stands of a line back and posts what it costs: REPEATED
-- (in this run), SAME (nothing to post), POSTED. Raises MLCHG if it is not what it was found to be. The wallet is locked by the
-- caller. A leg that was charged nothing belongs to the time at which it was over. A carrier is owed what its line costs; of
-- what a tenant pays the operator the tenant's book has the other half under the same ids.
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
    insert into move (tenant, transfer, line, debit, credit, amount)
      values (v_hold.owner, v_id, 1, account_of(v_hold.owner, '5000', v_wallet.currency),
              account_of(v_hold.owner, '1590', v_wallet.currency), p_after - p_overrun);
  end if;
  insert into charge (tenant, id, call, leg, line, segment, relation, posting, wallet, deck, rate, seconds, amount, overrun,
                      tax_country, tax_rate, tax, trace)
    values (p_run.tenant, v_id, v_hold.call, p_leg, p_line, v_hold.segment, v_hold.relation, v_posting, v_wallet.id, p_deck,
            p_rate, v_was.seconds, p_after, p_overrun, v_hold.tax_country, v_hold.tax_rate, v_tax,
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

-- As before, and what was given back of such a call was so in both books.
create or replace function unpaired_calls(p_tenant uuid) returns table (id uuid, here text, there text)
language sql stable security definer set search_path = meterline, pg_temp as $$
  with asked as (
    select p_tenant as tenant where p_tenant = coalesce(nullif(current_setting('meterline.tenant', true), '')::uuid, p_tenant)),
  -- what this book charged tenants, and what it gave them back of that
  sold as (
    select c.id, h.owner, 'call bought' as kind, c.amount - c.overrun as amount
    from asked q
      join charge c on c.tenant = q.tenant and c.relation = 'WHOLESALE' and c.amount > c.overrun
      join hold h on h.tenant = c.tenant and h.id = c.leg and h.line = c.line and h.owner is not null
    union all
    select f.id, h.owner, 'call bought, refund', f.amount
    from asked q
      join refund f on f.tenant = q.tenant
      join charge c on c.tenant = f.tenant and c.id = f.transfer and c.wallet = f.wallet and c.relation = 'WHOLESALE'
      join hold h on h.tenant = c.tenant and h.id = c.leg and h.line = c.line and h.owner is not null),
  -- the other half of what this book bought
  other as (
    select c.tenant, c.id, c.wallet, c.amount - c.overrun as amount, 'call bought' as kind
    from charge c where c.relation = 'WHOLESALE'
    union all
    select f.tenant, f.id, f.wallet, f.amount, 'call bought, refund' from refund f)
  select t.id, coalesce(m.amount, 0)::text || ' ' || t.currency,
         coalesce(min(o.amount)::text || ' ' || min(w.currency), 'nothing')
  from asked q
    join transfer t on t.tenant = q.tenant and t.kind in ('call bought', 'call bought, refund')
    left join move m on m.tenant = t.tenant and m.transfer = t.id
    left join other o on o.id = t.id and o.kind = t.kind and o.tenant <> t.tenant
    left join wallet w on w.tenant = o.tenant and w.id = o.wallet
  group by t.id, t.currency, m.amount
  having count(o.id) <> 1 or min(o.amount) <> m.amount or min(w.currency) <> t.currency
  union all
  select s.id, s.amount::text, 'nothing'
  from sold s
  where not exists (select from transfer t where t.id = s.id and t.tenant = s.owner and t.kind = s.kind)
    -- what was given back in this book alone before both said so, and is taken back
    and not (s.kind = 'call bought, refund' and exists (
      select from asked q join reversal r on r.tenant = q.tenant and r.reversed = s.id))
  union all
  select s.id, 'taken back', 'not so'
  from asked q
    join sold s on true
    join reversal r on r.tenant = q.tenant and r.reversed = s.id
    join transfer t on t.tenant = r.tenant and t.id = r.reversing and t.kind = 'call re-rated, reversal'
  where exists (select from transfer t where t.id = s.id and t.tenant = s.owner and t.kind = s.kind)
    and not exists (select from reversal o where o.tenant = s.owner and o.reversed = s.id and o.reversing = r.reversing)
$$;

reset role;
revoke create on schema meterline from meterline_writer;
