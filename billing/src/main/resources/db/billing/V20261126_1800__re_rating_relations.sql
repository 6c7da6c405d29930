-- Re-rating of all three relations: what payers pay, what tenants pay the operator, with the mirror of it in the tenant's
-- book, and what carriers are owed. What is posted names its call, and has the ids that Java gives to what it posts. A
-- line's hold says by which deck it is charged now: what is settled late is charged by that one, too.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- As TransferId in Java: the same run or leg and posting give the same id. UUIDv7 in shape, with its time.
create function transfer_id(p_of uuid, p_posting text) returns uuid language sql immutable as $$
  select (substr(replace(p_of::text, '-', ''), 1, 12) || '7' || substr(encode(h, 'hex'), 14, 3)
          || to_hex(8 + (get_byte(h, 8) >> 4) % 4) || substr(encode(h, 'hex'), 18, 15))::uuid
  from (select sha256(uuid_send(p_of) || convert_to(p_posting, 'UTF8')) as h) q
$$;

drop function post_re_rating(uuid, uuid, uuid[], smallint[], uuid[], integer[], text[], bigint[], bigint[], bigint[], bigint[],
                             bigint[], bigint[]);
drop function re_rate_line(re_rating, uuid, smallint, uuid, integer, text, bigint, bigint, bigint, bigint, bigint, bigint);
drop function take_back(re_rating, uuid);
drop function record_re_rating(re_rating, text, text, text, uuid, uuid, timestamptz);
drop function re_rating_id(uuid, text);

-- What was charged anew until now is noted in the holds, too.
update hold h set deck = c.deck, rate = c.rate, posted = h.posted + q.more
  from (select l.tenant, l.leg, l.line, sum(l.after - l.before) as more,
               (array_agg(l.charge order by l.made desc) filter (where l.charge is not null))[1] as charge
        from re_rating_line l group by l.tenant, l.leg, l.line) q
    join charge c on c.tenant = q.tenant and c.id = q.charge
  where h.id = q.leg and h.line = q.line and h.tenant = q.tenant;

-- The head of one of a run's transfers in this book: the run's, or that of the tenant who bought the call. As with calls, it
-- belongs to the day of its call, or else to the first open one; whoever calls has locked the periods. Answers its id.
create function record_re_rating(p_run re_rating, p_book uuid, p_what text, p_kind text, p_hold hold, p_currency text,
                                 p_text text, p_at timestamptz) returns uuid language plpgsql as $$
declare
  v_id uuid := transfer_id(p_run.id, p_what);
begin
  insert into transfer (tenant, id, kind, currency, call, leg, description, hash, effective, posting_date, made_by)
    select b.tenant, v_id, p_kind, p_currency, p_hold.call, p_hold.leg, p_text || ': ' || p_run.reason,
           sha256(convert_to(concat_ws('|', 're-rating', p_run.id, p_what), 'UTF8')), p_at,
           greatest((p_at at time zone b.time_zone)::date, (select c.through + 1 from closing c where c.tenant = b.tenant)),
           p_run.prepared_by
    from book b where b.tenant = p_book;
  return v_id;
end
$$;

-- Mirrors a transfer of this book, pockets included. The balances of wallets are the caller's to write.
create function take_back(p_run re_rating, p_book uuid, p_transfer uuid, p_kind text, p_hold hold, p_text text) returns void
language plpgsql as $$
declare
  v_transfer transfer%rowtype;
  v_id       uuid;
begin
  select t.* into v_transfer from transfer t where t.tenant = p_book and t.id = p_transfer;
  if not found then
    return;  -- a charge of nothing
  end if;
  v_id := record_re_rating(p_run, p_book, 'back ' || p_transfer, p_kind, p_hold, v_transfer.currency, p_text,
                           v_transfer.effective);
  insert into reversal (tenant, reversed, reversing) values (p_book, p_transfer, v_id) on conflict do nothing;
  if not found then
    raise exception using errcode = 'MLCHG';
  end if;
  insert into move (tenant, transfer, line, debit, credit, debit_wallet, debit_pocket, credit_wallet, credit_pocket, amount)
    select m.tenant, v_id, m.line, m.credit, m.debit, m.credit_wallet, m.credit_pocket, m.debit_wallet, m.debit_pocket, m.amount
    from move m where m.tenant = p_book and m.transfer = p_transfer order by m.line;
  update pocket k set balance = k.balance + q.amount
    from (select s.pocket, sum(s.amount) as amount
          from move m cross join lateral (values (m.debit_pocket, m.amount::numeric), (m.credit_pocket, -m.amount::numeric))
            as s (pocket, amount)
          where m.tenant = p_book and m.transfer = p_transfer and s.pocket is not null group by s.pocket) q
    where k.tenant = p_book and k.id = q.pocket;
end
$$;

-- Takes what stands of a line back and posts what it costs: REPEATED (in this run), SAME (nothing to post), POSTED. Raises
-- MLCHG if it is not what it was found to be. The wallet is locked by the caller. A carrier is owed what its line costs; of
-- what a tenant pays the operator the tenant's book has the other half under the same ids.
create function re_rate_line(
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
         coalesce(min(t.effective), min(c.recorded)) as at
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

-- Posts lines of legs, those of a leg together and whole or not at all; all of it in one commit. Outcomes of legs: POSTED, SAME
-- (nothing to post), REPEATED (done in this run before), CHANGED (it is not what it was found to be: look again), OVERFLOW,
-- NOT_APPROVED, ENDED.
create function post_re_rating(
    p_tenant uuid, p_run uuid, p_leg uuid[], p_line smallint[], p_deck uuid[], p_rate integer[], p_name text[], p_text text[],
    p_before bigint[], p_before_overrun bigint[], p_before_refunded bigint[], p_after bigint[], p_overrun bigint[],
    p_refunded bigint[])
  returns table (leg uuid, outcome text)
language plpgsql security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_variable
declare
  v_run re_rating%rowtype;
  v_one text;
  v_no  text;
  i integer := 1;
  j integer;
begin
  perform check_tenant(array[p_tenant]);
  select r.* into v_run from re_rating r where r.tenant = p_tenant and r.id = p_run;
  v_no := case
    when not exists (select from re_rating_decision d where d.tenant = p_tenant and d.re_rating = p_run and d.approved)
      then 'NOT_APPROVED'
    when exists (select from re_rating_end e where e.tenant = p_tenant and e.re_rating = p_run) then 'ENDED' end;
  if v_no is null then
    perform pg_advisory_xact_lock_shared(7301, hashtext(b::text) & 255)  -- closing waits
      from (select p_tenant as b union
            select h.owner from hold h where h.id = any (p_leg) and h.tenant = p_tenant and h.part = 'WHOLESALE') q;
    perform lock_wallets(array_agg(h.tenant), array_agg(h.wallet))
      from unnest(p_leg, p_line) as q (id, line) join hold h on h.id = q.id and h.line = q.line and h.tenant = p_tenant;
  end if;
  while i <= cardinality(p_leg) loop
    j := i;
    while p_leg[j + 1] = p_leg[i] loop
      j := j + 1;
    end loop;
    leg := p_leg[i];
    outcome := coalesce(v_no, 'SAME');
    if v_no is null then
      begin
        for k in i..j loop
          v_one := re_rate_line(v_run, p_leg[k], p_line[k], p_deck[k], p_rate[k], p_name[k], p_text[k], p_before[k],
                                p_before_overrun[k], p_before_refunded[k], p_after[k], p_overrun[k], p_refunded[k]);
          outcome := case when 'POSTED' in (outcome, v_one) then 'POSTED' when v_one = 'REPEATED' then v_one else outcome end;
        end loop;
      exception
        when sqlstate 'MLCHG' then
          outcome := 'CHANGED';
        when numeric_value_out_of_range then
          outcome := 'OVERFLOW';
      end;
    end if;
    return next;
    i := j + 1;
  end loop;
end
$$;

-- As before, and for decks of any relation, all of the same. Keeps what is asked, with its dry run. Outcomes: PREPARED,
-- REPEATED, DUPLICATE (the id with another body), NO_BOOK, NO_DECK (or one of another relation), DECK_NOT_SOUND (withdrawn,
-- or of a file with wrong rows), CURRENCY (the decks have several).
create or replace function prepare_re_rating(
    p_tenant uuid, p_id uuid, p_wrong uuid[], p_corrected uuid, p_since timestamptz, p_until timestamptz, p_reason text,
    p_by text, p_legs bigint, p_before numeric, p_after numeric, p_owing bigint, p_unrated bigint, p_destination text[],
    p_sum_legs bigint[], p_sum_before numeric[], p_sum_after numeric[], p_leg uuid[], p_why text[]) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_hash bytea := sha256(convert_to(concat_ws('|', 're-rating', p_wrong::text, p_corrected, extract(epoch from p_since),
                                              extract(epoch from p_until), p_by, p_reason), 'UTF8'));
  v_old  bytea;
begin
  perform check_tenant(array[p_tenant]);
  perform pg_advisory_xact_lock(hashtextextended(p_tenant::text || p_id::text, 10));
  select r.hash into v_old from re_rating r where r.tenant = p_tenant and r.id = p_id;
  if found then
    return case when v_old = v_hash then 'REPEATED' else 'DUPLICATE' end;
  elsif not exists (select from book b where b.tenant = p_tenant) then
    return 'NO_BOOK';
  elsif exists (select from unnest(p_wrong || p_corrected) as q (id) where not exists
      (select from rate_deck d where d.tenant = p_tenant and d.id = q.id
         and d.relation = (select k.relation from rate_deck k where k.tenant = p_tenant and k.id = p_corrected))) then
    return 'NO_DECK';
  elsif exists (select from rate_deck d where d.tenant = p_tenant and d.id = p_corrected
                and (d.state = 'WITHDRAWN' or d.wrong_rows > 0)) then
    return 'DECK_NOT_SOUND';
  elsif 1 <> (select count(distinct d.currency) from rate_deck d
              where d.tenant = p_tenant and d.id = any (p_wrong || p_corrected)) then
    return 'CURRENCY';
  end if;
  insert into re_rating (tenant, id, hash, wrong, corrected, since, until, reason, prepared_by, legs, before, after, owing, unrated)
    values (p_tenant, p_id, v_hash, p_wrong, p_corrected, p_since, p_until, p_reason, p_by, p_legs, p_before, p_after, p_owing,
            p_unrated);
  insert into re_rating_sum (tenant, re_rating, destination, legs, before, after)
    select p_tenant, p_id, q.destination, q.legs, q.before, q.after
    from unnest(p_destination, p_sum_legs, p_sum_before, p_sum_after) as q (destination, legs, before, after);
  insert into re_rating_unrated (tenant, re_rating, posting, leg, reason)
    select p_tenant, p_id, false, q.leg, q.reason from unnest(p_leg, p_why) as q (leg, reason);
  return 'PREPARED';
end
$$;

-- As before, and what was taken back by a re-rating was so in both books.
create or replace function unpaired_calls(p_tenant uuid) returns table (id uuid, here text, there text)
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
  union all
  select c.id, 'taken back', 'not so'
  from charge c
    join hold h on h.tenant = c.tenant and h.id = c.leg and h.line = c.line
    join reversal r on r.tenant = c.tenant and r.reversed = c.id
    join transfer t on t.tenant = r.tenant and t.id = r.reversing and t.kind = 'call re-rated, reversal'
  where c.tenant = p_tenant and c.relation = 'WHOLESALE' and c.amount > c.overrun and h.owner is not null
    and p_tenant = coalesce(nullif(current_setting('meterline.tenant', true), '')::uuid, p_tenant)
    and not exists (select from reversal o where o.tenant = h.owner and o.reversed = c.id and o.reversing = r.reversing)
$$;

revoke execute on function transfer_id(uuid, text),
  record_re_rating(re_rating, uuid, text, text, hold, text, text, timestamptz),
  take_back(re_rating, uuid, uuid, text, hold, text),
  re_rate_line(re_rating, uuid, smallint, uuid, integer, text, text, bigint, bigint, bigint, bigint, bigint, bigint) from public;
call open_to_app(array['post_re_rating']);
reset role;
revoke create on schema meterline from meterline_writer;
