-- One carrier is owed for a leg: whose trunk carried it. Recovery may have known less than the end that comes late.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Takes back what a carrier was posted for a leg, by its mirror, on the day of the leg's end. The wallet and the period are locked
-- by the caller. What somebody has taken back stays so.
create function take_back_cost(p_hold hold, p_at timestamptz) returns void language plpgsql
  set plan_cache_mode = force_generic_plan set enable_nestloop = on as $$
declare
  v_charge record;
  v_id     uuid;
begin
  for v_charge in
    select c.id, t.currency, t.description
    from standing_charge c join transfer t on t.tenant = c.tenant and t.id = c.id
    where c.tenant = p_hold.tenant and c.call = p_hold.call and c.leg = p_hold.leg and c.line = p_hold.line order by c.id
  loop
    v_id := transfer_id(v_charge.id, 'another carrier');
    insert into transfer (tenant, id, kind, currency, call, leg, description, hash, effective, posting_date, made_by)
      select b.tenant, v_id, 'call, reversal', v_charge.currency, p_hold.call, p_hold.leg,
             v_charge.description || ', carried by another', sha256(convert_to('another carrier|' || v_charge.id, 'UTF8')), p_at,
             greatest((p_at at time zone b.time_zone)::date, (select c.through + 1 from closing c where c.tenant = b.tenant)),
             'meterline'
      from book b where b.tenant = p_hold.tenant;
    insert into reversal (tenant, reversed, reversing) values (p_hold.tenant, v_charge.id, v_id);
    insert into move (tenant, transfer, line, debit, credit, debit_wallet, credit_wallet, amount)
      select m.tenant, v_id, m.line, m.credit, m.debit, m.credit_wallet, m.debit_wallet, m.amount
      from move m where m.tenant = p_hold.tenant and m.transfer = v_charge.id;
    update wallet w set balance = w.balance - (
        select sum(m.amount) from move m
        where m.tenant = p_hold.tenant and m.transfer = v_charge.id and m.credit_wallet = w.id)
      where w.tenant = p_hold.tenant and w.id = p_hold.wallet;
  end loop;
end
$$;

-- As before, and LATE too when recovery had posted a carrier that did not carry the leg: it would cost something now, too, or
-- costs another carrier. Then that is taken back.
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
  v_one     text;
  v_charged integer;
  v_same    integer;
  v_more    boolean;
  v_carried boolean;  -- a carrier costs something
  v_not     boolean[] := array_fill(false, array[v_size]);  -- a carrier that is not owed what was posted
  v_cost    bigint;
  v_outcome text[] := array_fill('NO_HOLD'::text, array[v_size]);
  v_posted  bigint[] := array_fill(0::bigint, array[v_size]);
  v_overrun bigint[] := v_posted;
  v_drawn   integer[] := array_fill(null::integer, array[v_size]);
  i integer := 1;
  j integer;
begin
  while i <= v_size loop
    j := end_of_group(p_line, i);
    v_charged := 0;
    v_same := 0;
    v_more := false;
    v_carried := false;
    for k in i..j loop
      v_hold := v_known[k];
      v_carried := v_carried or coalesce(v_hold.part = 'CARRIER' and p_cost[k] > 0, false);
    end loop;
    for k in i..j loop
      v_charge := v_charges[k];
      v_hold := v_known[k];
      if v_charge.id is not null or v_used[k] then
        v_charged := v_charged + 1;
      end if;
      if v_charge.leg = p_id[k] and v_charge.line = p_line[k] and v_charge.seconds = p_seconds[k] then
        v_same := v_same + 1;
      end if;
      v_not[k] := coalesce(v_hold.part = 'CARRIER' and v_hold.posted > 0 and p_cost[k] = 0
                           and (v_carried or p_seconds[k] * 1000 >= v_hold.proved_millis), false);
      v_more := v_more or v_not[k] or coalesce(p_cost[k] > v_hold.posted, false);
    end loop;
    v_hold := v_known[i];
    v_one := case
      when v_hold.id is null then 'NO_HOLD'
      when v_hold.lines <> j - i + 1 then 'DUPLICATE'
      when v_charged > 0 then case when v_same = v_charged then 'REPEATED' else 'DUPLICATE' end
      when v_hold.resolved is null then 'SETTLED'
      when v_hold.resolution <> 'RECOVERED' or p_by = 'RECOVERED' or not v_more then 'RESOLVED'
      else 'LATE' end;
    for k in i..j loop
      v_outcome[k] := v_one;
      if v_one = 'REPEATED' then
        v_charge := v_charges[k];
        v_posted[k] := coalesce(v_charge.amount - v_charge.overrun, 0);
        v_overrun[k] := coalesce(v_charge.overrun, 0);
      elsif v_one in ('SETTLED', 'LATE') then
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
  perform post_lines(p_by, array(select w.id from unnest(v_wallets) w), p_books, p_owner, p_id, p_line, p_transfer, p_cost,
                     p_seconds, p_at, p_description, p_trace, v_outcome, v_posted, v_drawn);
  for k in 1..v_size loop
    if v_not[k] and v_outcome[k] = 'LATE' then
      perform take_back_cost(v_known[k], p_at[k]);
    end if;
  end loop;
  return query select q.ord, q.outcome, q.posted, q.overrun
    from unnest(v_outcome, v_posted, v_overrun) with ordinality as q (outcome, posted, overrun, ord);
end
$$;

revoke execute on function take_back_cost(hold, timestamptz) from public;
reset role;
revoke create on schema meterline from meterline_writer;
