-- Legs that a deck priced at nothing: nothing was held for them and nothing charged. So that a corrected deck finds them, it is
-- noted who would have paid by which deck. When one is charged, it becomes a hold that is over, with a charge of nothing by that
-- deck, and is charged anew from there on like any other.

create table free_leg (
  tenant      uuid not null,  -- in whose book it would have been charged
  id          uuid not null,  -- the leg's, as its hold's would be; of what is bought for it, one of its own
  line        smallint not null,
  owner       uuid,           -- whose call it is, where that is not the book's tenant
  call        uuid not null,
  part        text not null check (part in ('PAYER', 'WHOLESALE')),
  wallet      uuid,           -- null if nobody would have paid
  weight      integer not null check (weight >= 0),
  rest        boolean not null,
  deck        uuid not null,  -- no foreign key: it would lock the hot row of a deck
  rate        integer not null,
  tax_country text check (tax_country ~ '^[A-Z]{2}$'),
  tax_rate    numeric(7, 6) not null check (tax_rate >= 0),
  price_start timestamptz not null,
  primary key (tenant, id, line),
  check (wallet is not null or line = 0)
);

select wall_in('free_leg', false);
grant insert on free_leg to meterline_app;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Makes free legs that a run is about to charge into holds that are over and cost nothing. Answers those that can be charged,
-- now or made so before: not those whose wallets, or whose tenant's book, are not there or are of another currency, and none
-- unless the run may be posted. The caller's transaction posts them.
create function take_up_free_legs(p_tenant uuid, p_run uuid, p_leg uuid[], p_seconds bigint[], p_ended timestamptz[])
  returns setof uuid
language plpgsql security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
begin
  perform check_tenant(array[p_tenant]);
  if not exists (select from re_rating_decision d where d.tenant = p_tenant and d.re_rating = p_run and d.approved)
      or exists (select from re_rating_end e where e.tenant = p_tenant and e.re_rating = p_run) then
    return query select unnest(p_leg);  -- what is to be said of that is said when they are posted
    return;
  end if;
  with line as materialized (
    select f.*, count(*) over legs as lines, q.seconds, q.ended, d.currency, r.prefix, r.destination,
           bool_and(w.id is not null and not w.carrier and w.currency = d.currency
                    and may_stand_in(f.tenant, coalesce(f.owner, f.tenant), f.part, d.currency)) over legs as stands
    from unnest(p_leg, p_seconds, p_ended) as q (id, seconds, ended)
      join free_leg f on f.tenant = p_tenant and f.id = q.id
      join rate_deck d on d.tenant = f.tenant and d.id = f.deck
      join rate r on r.tenant = f.tenant and r.deck = f.deck and r.line = f.rate
      left join wallet w on w.tenant = f.tenant and w.id = f.wallet
    window legs as (partition by f.id)),
  held as (
    insert into hold (tenant, id, line, owner, lines, part, relation, wallet, call, leg, node, epoch, amount, first_amount,
                      granted_seconds, deck, rate, weight, rest, tax_country, tax_rate, placed, price_start, resolved, resolution)
      select l.tenant, l.id, l.line, l.owner, l.lines, l.part, case l.part when 'PAYER' then 'RETAIL' else l.part end, l.wallet,
             l.call, l.id, 're-rating', 0, 0, 0, l.seconds, l.deck, l.rate, l.weight, l.rest, l.tax_country, l.tax_rate,
             l.price_start, l.price_start, l.ended, 'SETTLED'
      from line l where l.stands order by l.id, l.line
      on conflict do nothing
      returning id, line, segment, relation)
  insert into charge (tenant, id, call, leg, line, segment, relation, posting, wallet, deck, rate, seconds, amount, overrun,
                      tax_country, tax_rate, tax, trace)
    select l.tenant, transfer_id(l.id, 'settled' || case l.line when 0 then '' else '-' || l.line end), l.call, l.id, l.line,
           h.segment, h.relation, 1, l.wallet, l.deck, l.rate, l.seconds, 0, 0, l.tax_country, l.tax_rate, 0,
           jsonb_build_array(jsonb_build_object(
             'at', to_char(l.price_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'kind', 'quote',
             'text', 'Prefix ' || l.prefix || ', ' || l.destination || ', free: nothing was set aside.',
             'amount', jsonb_build_object('amount', shown(0, l.currency), 'currency', l.currency)))
    from held h join line l on l.id = h.id and l.line = h.line;
  return query select distinct h.id from hold h where h.id = any (p_leg) and h.tenant = p_tenant and h.leg is not null;
end
$$;

-- As before; a leg that was charged nothing belongs to the time at which it was over. Takes what stands of a line back and posts what it costs: REPEATED (in this run), SAME (nothing to post), POSTED. Raises
-- MLCHG if it is not what it was found to be. The wallet is locked by the caller. A carrier is owed what its line costs; of
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

-- As before, by the order of locks: holds, then wallets. Posts lines of legs, those of a leg together and whole or not at all; all of it in one commit. Outcomes of legs: POSTED, SAME
-- (nothing to post), REPEATED (done in this run before), CHANGED (it is not what it was found to be: look again), OVERFLOW,
-- NOT_APPROVED, ENDED.
create or replace function post_re_rating(
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
    perform lock_lines(p_leg);
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

call open_to_app(array['take_up_free_legs']);
reset role;
revoke create on schema meterline from meterline_writer;
