-- The end of a leg that comes late is posted up or down: whoever recovery charged more than their part costs by the true end
-- gets the difference back. As a re-rating does it: what stands is taken back by its mirror, and what it costs is posted anew.

alter table hold add column late_seconds bigint;
comment on column hold.late_seconds is 'how many seconds its leg was by an end that came after recovery; null: none came';

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- What a line is charged that costs less than recovery posted, as re-rating counts it (Due in Java): what no hold had covered goes
-- first, and what was given back by hand counts. Nulls if it stays: it costs no less, a journal took it back, or part of what
-- was owed for it was written off.
create function less_due(p_hold hold, p_cost bigint, out overrun bigint, out refunded bigint, out given bigint) language plpgsql
  set plan_cache_mode = force_generic_plan set enable_nestloop = on as $$
declare
  v_was record;
begin
  select coalesce(sum(c.amount), 0) as amount, coalesce(sum(c.amount - c.overrun), 0) as paid,
         coalesce(sum(c.overrun), 0) as overrun,
         coalesce(sum((select sum(f.amount) from refund f
                       where f.tenant = c.tenant and f.transfer = c.id and f.wallet = c.wallet)), 0) as refunded
    into v_was
    from standing_charge c
    where c.tenant = p_hold.tenant and c.call = p_hold.call and c.leg = p_hold.leg and c.line = p_hold.line;
  if p_cost >= p_hold.posted or v_was.amount <> p_hold.posted then
    return;
  end if;
  overrun := least(v_was.overrun, greatest(0, p_cost - v_was.paid));
  refunded := least(v_was.refunded, greatest(0, p_cost - overrun - (v_was.paid - v_was.refunded)));
  given := v_was.paid - v_was.refunded - (p_cost - overrun - refunded);
  if given > 0 and exists (
      select from re_rating_line l join receivable r on r.tenant = l.tenant and r.id = l.owed
      where l.tenant = p_hold.tenant and l.leg = p_hold.id and l.line = p_hold.line and r.written_off > 0) then
    overrun := null;
    refunded := null;
    given := null;
  end if;
end
$$;

-- The head of what is posted late of a leg. As with calls, it belongs to the day of its leg, or else to the first open one; whoever
-- calls has locked the period.
create function record_late(p_book uuid, p_id uuid, p_kind text, p_hold hold, p_currency text, p_text text, p_hash text,
                            p_at timestamptz) returns void language sql
  set plan_cache_mode = force_generic_plan set enable_nestloop = on as $$
  insert into transfer (tenant, id, kind, currency, call, leg, description, hash, effective, posting_date, made_by)
    select b.tenant, p_id, p_kind, p_currency, p_hold.call, p_hold.leg, p_text, sha256(convert_to(p_hash, 'UTF8')), p_at,
           greatest((p_at at time zone b.time_zone)::date, (select c.through + 1 from closing c where c.tenant = b.tenant)),
           'meterline'
    from book b where b.tenant = p_book
$$;

-- Mirrors what was posted of a leg in this book, pockets included. The balances of wallets are the caller's to write.
create function take_back_late(p_book uuid, p_transfer uuid, p_kind text, p_hold hold) returns void language plpgsql
  set plan_cache_mode = force_generic_plan set enable_nestloop = on as $$
declare
  v_was transfer%rowtype;
  v_id  uuid := transfer_id(p_transfer, 'late');
begin
  select t.* into v_was from transfer t where t.tenant = p_book and t.id = p_transfer;
  if not found then
    return;  -- a charge of nothing
  end if;
  perform record_late(p_book, v_id, p_kind, p_hold, v_was.currency, v_was.description || ', taken back', 'late|' || p_transfer,
                      v_was.effective);
  insert into reversal (tenant, reversed, reversing) values (p_book, p_transfer, v_id);
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

-- Takes back what stands of a line that recovery charged too much, and posts what it costs: with its tax, into the pockets that it
-- came from, and in the book of the tenant who bought the call, too. What the wallet owes is paid first of what it gets. The hold,
-- the wallet and the period are locked by the caller. Of a carrier that is owed nothing, nothing is charged anew.
create function charge_less(p_hold hold, p_transfer uuid, p_cost bigint, p_overrun bigint, p_refunded bigint, p_given bigint,
                            p_seconds bigint, p_at timestamptz, p_description text, p_trace text) returns void language plpgsql
  set plan_cache_mode = force_generic_plan set enable_nestloop = on as $$
declare
  v_book    uuid := p_hold.tenant;
  v_bought  boolean := p_hold.part = 'WHOLESALE' and p_hold.owner is not null;
  v_hash    text := concat_ws('|', 'call', p_hold.id, p_hold.line, p_cost, p_seconds);
  v_tax     bigint := tax_in(p_cost - p_overrun, p_hold.tax_rate);
  v_lines   integer := 0;
  v_posting integer;
  v_wallet  wallet;
  v_charge  charge;
  v_id      uuid;
  v_pay     bigint;
  v_input   integer;  -- where the tax goes that the tenant deducts
begin
  if v_bought then
    select input_tax_anew(v_book, p_hold, w.currency) into v_input from wallet w where w.tenant = v_book and w.id = p_hold.wallet;
  end if;
  select max(c.posting) + 1 into v_posting from charge c
    where c.tenant = v_book and c.call = p_hold.call and c.leg = p_hold.leg and c.line = p_hold.line;
  for v_charge in
    select c.* from standing_charge c
    where c.tenant = v_book and c.call = p_hold.call and c.leg = p_hold.leg and c.line = p_hold.line order by c.posting, c.id
  loop
    -- the charge before what was given back of it: no pocket may be short in between
    for v_id in
      select q.id from (
        select v_charge.id as id, 1 as turn
        union all
        select f.id, 2 from refund f where f.tenant = v_book and f.transfer = v_charge.id and f.wallet = v_charge.wallet) q
      order by q.turn, q.id
    loop
      perform take_back_late(v_book, v_id, 'call, reversal', p_hold);
      if v_bought then
        perform take_back_late(p_hold.owner, v_id, 'call bought, reversal', p_hold);
      end if;
    end loop;
  end loop;
  perform count_goodwill(v_book, p_hold.wallet);
  select w.* into v_wallet from wallet w where w.tenant = v_book and w.id = p_hold.wallet;

  if p_cost > 0 then
    perform record_late(v_book, p_transfer, 'call', p_hold, v_wallet.currency, p_description, v_hash, p_at);
    if v_wallet.carrier then
      insert into move (tenant, transfer, line, debit, credit, credit_wallet, amount)
        values (v_book, p_transfer, 1, v_wallet.income, v_wallet.account, v_wallet.id, p_cost);
    elsif p_cost > p_overrun then
      select d.lines into v_lines from draw(v_wallet, p_transfer, 1, v_wallet.income, null, p_cost - p_overrun, false) d;
    end if;
    if p_overrun > 0 then
      insert into move (tenant, transfer, line, debit, credit, amount)
        values (v_book, p_transfer, v_lines + 1, account_of(v_book, '6900', v_wallet.currency), v_wallet.income, p_overrun);
    end if;
    if v_tax > 0 then
      insert into move (tenant, transfer, line, debit, credit, amount)
        values (v_book, p_transfer, v_lines + 2, v_wallet.income, account_of(v_book, '2300', v_wallet.currency), v_tax);
    end if;
    if v_bought and p_cost > p_overrun then
      perform record_late(p_hold.owner, p_transfer, 'call bought', p_hold, v_wallet.currency, p_description, v_hash, p_at);
      perform post_bought_as(p_hold.owner, p_transfer, v_wallet.currency, p_cost - p_overrun, v_tax, v_input);
    end if;
  end if;
  if p_cost > 0 or not v_wallet.carrier then
    insert into charge (tenant, id, call, leg, line, segment, relation, posting, wallet, deck, rate, seconds, amount, overrun,
                        tax_country, tax_rate, tax, trace)
      values (v_book, p_transfer, p_hold.call, p_hold.leg, p_hold.line, p_hold.segment, p_hold.relation, v_posting, p_hold.wallet,
              p_hold.deck, p_hold.rate, p_seconds, p_cost, p_overrun, p_hold.tax_country, p_hold.tax_rate, v_tax, p_trace::jsonb);
  end if;
  if p_refunded > 0 then  -- what had been given back stays so
    v_id := transfer_id(p_transfer, 'refund');
    perform record_late(v_book, v_id, 'refund', p_hold, v_wallet.currency, p_description || ', refunded before',
                        'late refund|' || p_transfer, p_at),
            give_back(v_wallet, p_transfer, v_id, p_refunded);
    insert into refund (tenant, id, transfer, wallet, amount) values (v_book, v_id, p_transfer, v_wallet.id, p_refunded);
  end if;
  perform pay_in(v_book, v_wallet.id, case when v_wallet.carrier then -p_given else p_given end),
          count_goodwill(v_book, v_wallet.id);

  -- as with a top-up, what is owed is paid first
  select w.* into v_wallet from wallet w where w.tenant = v_book and w.id = p_hold.wallet;
  v_pay := least(p_given, v_wallet.owed, movable(v_wallet));
  if v_pay > 0 then
    v_id := transfer_id(p_transfer, 'debt');
    perform record_late(v_book, v_id, 'receivable-paid', p_hold, v_wallet.currency, p_description || ', debt paid',
                        'late debt|' || p_transfer, p_at),
            pay_receivables(v_wallet, v_id, 1, v_pay);
  end if;
  perform tell_of_wallet(v_book, v_wallet.id);
  update hold h set posted = p_cost, resolution = 'SETTLED'
    where h.id = p_hold.id and h.line = p_hold.line and h.tenant = v_book;
end
$$;

-- As before, and LATE too when recovery had posted more of a line than it costs: then what it costs is posted in the place of
-- that, posted and overrun being all of it. A carrier that did not carry the leg costs nothing. The first end stands, also if it
-- cost the same.
create or replace function resolve_one_by_one(
    p_by text, p_books uuid[], p_owner uuid[], p_id uuid[], p_line smallint[], p_transfer uuid[], p_cost bigint[],
    p_seconds bigint[], p_at timestamptz[], p_description text[], p_trace text[])
  returns table (ordinal bigint, outcome text, posted bigint, overrun bigint)
language plpgsql as $$
#variable_conflict use_variable
declare
  v_size    integer := cardinality(p_id);
  v_known   hold[] := known_lines(p_owner, p_id, p_line);
  v_books   uuid[] := books_of(v_known);
  v_asked   uuid[] := wallets_of(v_known);
  v_wallets wallet[] := lock_wallets(v_books, v_asked);
  v_at      integer[] := wallet_places(v_books, v_asked);
  v_left    bigint[] := available_of(v_wallets);
  v_charges charge[] := charges_of(v_books, p_transfer);
  v_used    boolean[] := are_used(v_books, p_transfer);  -- there is a transfer of that id
  v_wallet  wallet;
  v_hold    hold;
  v_charge  charge;
  v_less    record;
  v_one     text;
  v_charged integer;
  v_same    integer;
  v_differs boolean;
  v_locked  boolean := false;  -- the periods are
  v_cost    bigint;
  v_outcome text[] := array_fill('NO_HOLD'::text, array[v_size]);
  v_post    text[];  -- the same, but for what is posted here
  v_posted  bigint[] := array_fill(0::bigint, array[v_size]);
  v_overrun bigint[] := v_posted;
  v_anew    bigint[] := array_fill(null::bigint, array[v_size]);  -- what is given back of lines that cost less
  v_beyond  bigint[] := v_anew;
  v_stays   bigint[] := v_anew;
  v_drawn   integer[] := array_fill(null::integer, array[v_size]);
  i integer := 1;
  j integer;
begin
  while i <= v_size loop
    j := end_of_group(p_line, i);
    v_charged := 0;
    v_same := 0;
    v_differs := false;
    for k in i..j loop
      v_charge := v_charges[k];
      v_hold := v_known[k];
      if v_charge.id is not null or v_used[k] then
        v_charged := v_charged + 1;
      end if;
      if v_charge.leg = p_id[k] and v_charge.line = p_line[k] and v_charge.seconds = p_seconds[k] then
        v_same := v_same + 1;
      end if;
      if v_hold.resolution = 'RECOVERED' and v_hold.late_seconds is null and p_by <> 'RECOVERED' and p_cost[k] < v_hold.posted then
        select d.* into v_less from less_due(v_hold, p_cost[k]) d;
        v_anew[k] := v_less.given;
        v_beyond[k] := v_less.overrun;
        v_stays[k] := v_less.refunded;
      end if;
      v_differs := v_differs or v_anew[k] is not null or coalesce(p_cost[k] > v_hold.posted, false);
    end loop;
    v_hold := v_known[i];
    v_one := case
      when v_hold.id is null then 'NO_HOLD'
      when v_hold.lines <> j - i + 1 then 'DUPLICATE'
      when v_charged > 0 then case when v_same = v_charged then 'REPEATED' else 'DUPLICATE' end
      when v_hold.resolved is null then 'SETTLED'
      when v_hold.resolution <> 'RECOVERED' or v_hold.late_seconds is not null or p_by = 'RECOVERED' or not v_differs then 'RESOLVED'
      else 'LATE' end;
    if v_one in ('RESOLVED', 'LATE') and v_hold.resolution = 'RECOVERED' and v_hold.late_seconds is null and p_by <> 'RECOVERED' then
      update hold h set late_seconds = p_seconds[i] where h.id = v_hold.id and coalesce(h.owner, h.tenant) = p_owner[i] and h.leg is not null;
    end if;
    v_outcome[i:j] := array_fill(v_one, array[j - i + 1]);
    -- what is given back first: it may pay for another line
    for k in i..j loop
      if v_one = 'LATE' and v_anew[k] is not null then
        if not v_locked then
          -- shared with each other, against closing
          perform pg_advisory_xact_lock_shared(7301, hashtext(b::text) & 255) from unnest(p_books) b;
          v_locked := true;
        end if;
        v_hold := v_known[k];
        perform charge_less(v_hold, p_transfer[k], p_cost[k], v_beyond[k], v_stays[k], v_anew[k], p_seconds[k], p_at[k],
                            p_description[k], p_trace[k]);
        v_wallet := v_wallets[v_at[k]];
        v_cost := v_wallet.balance;
        select w.* into v_wallet from wallet w where w.tenant = v_wallet.tenant and w.id = v_wallet.id;
        v_wallets[v_at[k]] := v_wallet;
        v_left[v_at[k]] := v_left[v_at[k]] + v_wallet.balance - v_cost;
      end if;
    end loop;
    for k in i..j loop
      if v_one = 'REPEATED' then
        v_charge := v_charges[k];
        v_posted[k] := coalesce(v_charge.amount - v_charge.overrun, 0);
        v_overrun[k] := coalesce(v_charge.overrun, 0);
      elsif v_one = 'SETTLED' or v_one = 'LATE' and v_anew[k] is null then
        v_hold := v_known[k];
        v_wallet := v_wallets[v_at[k]];
        v_cost := greatest(0, p_cost[k] - v_hold.posted);
        -- late: what recovery could not prove is proved now; only what is available is taken
        v_posted[k] := case when v_wallet.carrier then v_cost else
          least(v_cost, case v_one when 'SETTLED' then v_hold.amount else greatest(0, v_left[v_at[k]]) end) end;
        v_overrun[k] := v_cost - v_posted[k];
        v_left[v_at[k]] := v_left[v_at[k]] - v_posted[k] + case v_one when 'SETTLED' then v_hold.amount else 0 end;
        if v_posted[k] > 0 and v_wallet.goodwill > 0 then
          v_drawn[k] := (select d.lines from draw(v_wallet, p_transfer[k], 1, v_wallet.income, null, v_posted[k], false) d);
        end if;
      end if;
    end loop;
    i := j + 1;
  end loop;
  v_post := v_outcome;
  for k in 1..v_size loop
    if v_outcome[k] = 'LATE' and v_anew[k] is not null then
      v_post[k] := 'LESS';
    end if;
  end loop;
  perform post_lines(p_by, array(select w.id from unnest(v_wallets) w), p_books, p_owner, p_id, p_line, p_transfer, p_cost,
                     p_seconds, p_at, p_description, p_trace, v_post, v_posted, v_drawn);
  return query
    select q.ord, q.outcome, case q.post when 'LESS' then q.cost - q.beyond else q.posted end,
           case q.post when 'LESS' then q.beyond else q.overrun end
    from unnest(v_outcome, v_post, v_posted, v_overrun, p_cost, v_beyond) with ordinality
      as q (outcome, post, posted, overrun, cost, beyond, ord);
end
$$;

revoke execute on function less_due(hold, bigint), record_late(uuid, uuid, text, hold, text, text, text, timestamptz),
  take_back_late(uuid, uuid, text, hold),
  charge_less(hold, uuid, bigint, bigint, bigint, bigint, bigint, timestamptz, text, text) from public;
reset role;
revoke create on schema meterline from meterline_writer;
