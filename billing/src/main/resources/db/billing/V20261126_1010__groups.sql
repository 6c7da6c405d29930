-- Holds of several lines: payers, a sponsor's cap, the tenant's wholesale wallet, a bundle. A group
-- is held whole or not at all. Its lines are 1, 2, …; line 0 stays the hold of a single wallet,
-- which has functions of its own. Locks: wallets by (tenant, id), then holds.

alter table hold
  add column part text not null default 'PAYER' check (part in ('PAYER', 'SPONSOR', 'WHOLESALE', 'BUNDLE')),
  add column proved_amount bigint not null default 0;  -- of a group's line: what recovery would post
alter table charge add column line smallint not null default 0;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- p_group numbers the requests; the lines of a group stand together, in their order. Each line gets
-- an outcome as of place_holds; if one is not HELD or REPEATED, nothing of its group was held, and
-- lines that would have been held say NOT_HELD. Or all say DUPLICATE, RESOLVED or FENCED.
create function place_groups(
    p_node text, p_epoch bigint, p_group integer[], p_tenant uuid[], p_id uuid[], p_line smallint[], p_part text[],
    p_relation text[], p_wallet uuid[], p_currency text[], p_amount bigint[], p_call uuid[], p_deck uuid[], p_rate integer[],
    p_seconds bigint[], p_last boolean[], p_price_start timestamptz[])
  returns table (ordinal bigint, outcome text, available bigint, amount bigint, seconds bigint, last boolean)
language plpgsql security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_variable
declare
  v_size      integer := cardinality(p_id);
  v_wallets   wallet[];
  v_wallet    wallet;
  v_at        integer[];  -- which of these wallets is the line's
  v_left      bigint[];   -- what is available of each
  v_added     bigint[];
  v_known     hold[];
  v_hold      hold;
  v_lines     integer[];  -- how many lines of that group there are
  v_fenced    boolean;
  v_bad       boolean;
  v_same      boolean;
  v_one       text;
  v_outcome   text[];
  v_available bigint[];   -- what was available to a line when it was looked at
  v_now       timestamptz;
  i integer := 1;
  j integer;
begin
  perform check_tenant(p_tenant);
  if (select count(distinct q.id) < count(distinct q.number) from unnest(p_id, p_group) as q (id, number)) then
    while i <= v_size loop  -- the same asked for twice at once
      j := end_of_group(p_group, i);
      return query select h.ordinal + i - 1, h.outcome, h.available, h.amount, h.seconds, h.last
        from place_groups(p_node, p_epoch, p_group[i:j], p_tenant[i:j], p_id[i:j], p_line[i:j], p_part[i:j],
                          p_relation[i:j], p_wallet[i:j], p_currency[i:j], p_amount[i:j], p_call[i:j], p_deck[i:j],
                          p_rate[i:j], p_seconds[i:j], p_last[i:j], p_price_start[i:j]) h;
      i := j + 1;
    end loop;
    return;
  end if;
  perform pg_advisory_xact_lock_shared(hashtextextended(p_node, 7));
  v_fenced := p_epoch is distinct from (select l.epoch from lease l where l.node = p_node);
  v_wallets := lock_wallets(p_tenant, p_wallet);
  v_at := wallet_places(p_tenant, p_wallet);
  v_left := available_of(v_wallets);
  v_added := array_fill(0::bigint, array[cardinality(v_wallets)]);
  v_known := known_lines(p_tenant, p_id, p_line);
  v_lines := array(
    select (select count(*) from hold h where h.id = q.id and h.tenant = q.tenant)
    from unnest(p_tenant, p_id) with ordinality as q (tenant, id, ord) order by q.ord);
  v_now := clock_timestamp();
  v_outcome := array_fill('NOT_HELD'::text, array[v_size]);
  v_available := array_fill(0::bigint, array[v_size]);

  while i <= v_size loop
    j := end_of_group(p_group, i);
    if v_lines[i] > 0 then
      v_same := v_lines[i] = j - i + 1;
      for k in i..j loop
        v_hold := v_known[k];
        v_same := v_same and coalesce(v_hold.wallet = p_wallet[k] and v_hold.part = p_part[k] and v_hold.deck = p_deck[k]
                                      and v_hold.rate = p_rate[k], false);
      end loop;
      v_one := case when not v_same then 'DUPLICATE' when v_hold.resolved is not null then 'RESOLVED' else 'REPEATED' end;
      for k in i..j loop
        v_outcome[k] := v_one;
      end loop;
    elsif v_fenced then
      for k in i..j loop
        v_outcome[k] := 'FENCED';
      end loop;
    else
      v_bad := false;
      for k in i..j loop
        v_wallet := v_wallets[v_at[k]];
        v_one := case
          when v_wallet.id is null then 'NO_WALLET'
          when v_wallet.currency <> p_currency[k] then 'CURRENCY'
          when v_wallet.frozen then 'FROZEN'
          when p_amount[k] < 0 or p_amount[k] > v_left[v_at[k]] then 'TOO_LOW'
          else 'HELD' end;
        v_outcome[k] := v_one;
        v_available[k] := coalesce(v_left[v_at[k]], 0);
        if v_one = 'HELD' then
          v_left[v_at[k]] := v_left[v_at[k]] - p_amount[k];
        else
          v_bad := true;
        end if;
      end loop;
      for k in i..j loop
        if v_outcome[k] = 'HELD' and v_bad then
          v_left[v_at[k]] := v_left[v_at[k]] + p_amount[k];
          v_outcome[k] := 'NOT_HELD';
        elsif v_outcome[k] = 'HELD' then
          v_added[v_at[k]] := v_added[v_at[k]] + p_amount[k];
        end if;
      end loop;
    end if;
    i := j + 1;
  end loop;

  insert into hold (tenant, id, line, part, relation, wallet, call, leg, node, epoch, amount, first_amount, granted_seconds,
                    last, deck, rate, placed, price_start)
    select q.tenant, q.id, q.line, q.part, q.relation, q.wallet, q.call, q.id, p_node, p_epoch, q.amount, q.amount,
           q.seconds, q.last, q.deck, q.rate, v_now, q.price_start
    from unnest(p_tenant, p_id, p_line, p_part, p_relation, p_wallet, p_call, p_amount, p_seconds, p_last, p_deck, p_rate,
                p_price_start, v_outcome)
      as q (tenant, id, line, part, relation, wallet, call, amount, seconds, last, deck, rate, price_start, outcome)
    where q.outcome = 'HELD';
  perform hold_more(v_wallets, v_added);
  return query select k::bigint, v_outcome[k], v_available[k],
      case v_outcome[k] when 'HELD' then p_amount[k] when 'REPEATED' then (v_known[k]).amount else 0 end,
      case v_outcome[k] when 'HELD' then p_seconds[k] when 'REPEATED' then (v_known[k]).granted_seconds else 0 end,
      case v_outcome[k] when 'HELD' then p_last[k] when 'REPEATED' then (v_known[k]).last else false end
    from generate_series(1, v_size) k;
end
$$;

create function end_of_group(p_group integer[], p_from integer) returns integer language plpgsql immutable as $$
declare
  v_end integer := p_from;
begin
  while p_group[v_end + 1] = p_group[p_from] loop
    v_end := v_end + 1;
  end loop;
  return v_end;
end
$$;

-- The lines as they are; nulls for those that are not there. Asked one by one, as in place_holds.
create function known_lines(p_tenant uuid[], p_id uuid[], p_line smallint[]) returns hold[] language sql volatile as $$
  select array(
    select (select h from hold h where h.id = q.id and h.line = q.line and h.tenant = q.tenant)
    from unnest(p_tenant, p_id, p_line) with ordinality as q (tenant, id, line, ord) order by q.ord)
$$;

-- Sets the lines of groups to absolute totals, whole or not at all, and notes what of each line is
-- proved by now (that also when a total is refused). Outcomes as of extend_holds, or NOT_HELD.
create function extend_groups(
    p_node text, p_epoch bigint, p_group integer[], p_tenant uuid[], p_id uuid[], p_line smallint[], p_sequence integer[],
    p_total bigint[], p_seconds bigint[], p_last boolean[], p_proved_millis bigint[], p_proved_amount bigint[])
  returns table (ordinal bigint, outcome text, available bigint, amount bigint, seconds bigint, last boolean)
language plpgsql security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_variable
declare
  v_hold      hold;
  v_asked     uuid[];
  v_wallets   wallet[];
  v_available bigint[];
  v_added     bigint[];
  v_at        integer[];
  v_fenced    boolean;
  v_outcome   text[];
  v_left      bigint[];  -- what was available to a line when it was looked at
  v_more      bigint[];
  v_one       text;
  v_bad       boolean;
  i integer := 1;
  j integer;
  k integer;
begin
  perform check_tenant(p_tenant);
  perform pg_advisory_xact_lock_shared(hashtextextended(p_node, 7));
  v_fenced := p_epoch is distinct from (select l.epoch from lease l where l.node = p_node);
  v_asked := group_wallets(p_tenant, p_id, p_line);
  v_wallets := lock_wallets(p_tenant, v_asked);
  v_available := available_of(v_wallets);
  v_added := array_fill(0::bigint, array[cardinality(v_wallets)]);
  v_at := wallet_places(p_tenant, v_asked);

  while i <= cardinality(p_group) loop
    j := end_of_group(p_group, i);
    v_outcome := array_fill('NOT_HELD'::text, array[j - i + 1]);
    v_left := array_fill(0::bigint, array[j - i + 1]);
    v_more := array_fill(0::bigint, array[j - i + 1]);
    v_bad := (select count(*) from hold h where h.id = p_id[i] and h.line > 0 and h.tenant = p_tenant[i]) <> j - i + 1;
    if v_bad then
      v_outcome := array_fill('NO_HOLD'::text, array[j - i + 1]);
    else
      for k in i..j loop
        select h.* into v_hold from hold h where h.id = p_id[k] and h.line = p_line[k] and h.tenant = p_tenant[k];
        v_more[k - i + 1] := greatest(0, p_total[k] - v_hold.amount);
        v_one := case
          when v_hold.id is null then 'NO_HOLD'
          when v_hold.resolved is not null then 'RESOLVED'
          when v_fenced or v_hold.epoch is distinct from p_epoch then 'FENCED'
          when p_sequence[k] <= v_hold.sequence then 'REPEATED'
          when v_more[k - i + 1] > 0 and (v_wallets[v_at[k]]).frozen then 'FROZEN'
          when v_more[k - i + 1] > 0 and v_more[k - i + 1] > v_available[v_at[k]] then 'TOO_LOW'
          else 'HELD' end;
        v_outcome[k - i + 1] := v_one;
        v_left[k - i + 1] := coalesce(v_available[v_at[k]], 0);
        if v_one = 'HELD' then
          v_available[v_at[k]] := v_available[v_at[k]] - v_more[k - i + 1];
        else
          v_bad := true;
        end if;
      end loop;
    end if;
    if v_bad then
      for k in i..j loop
        if v_outcome[k - i + 1] = 'HELD' then
          v_available[v_at[k]] := v_available[v_at[k]] + v_more[k - i + 1];
          v_outcome[k - i + 1] := 'NOT_HELD';
        end if;
        if v_outcome[k - i + 1] in ('NOT_HELD', 'TOO_LOW', 'FROZEN') then
          update hold h set proved_millis = greatest(h.proved_millis, p_proved_millis[k]),
              proved_amount = greatest(h.proved_amount, p_proved_amount[k])
            where h.id = p_id[k] and h.line = p_line[k] and h.tenant = p_tenant[k];
        end if;
      end loop;
    else
      for k in i..j loop
        update hold h set
            sequence = p_sequence[k], amount = h.amount + v_more[k - i + 1],
            granted_seconds = greatest(h.granted_seconds, p_seconds[k]), last = p_last[k],
            proved_millis = greatest(h.proved_millis, p_proved_millis[k]),
            proved_amount = greatest(h.proved_amount, p_proved_amount[k]),
            steps = h.steps || jsonb_build_object('at', clock_timestamp(), 'sequence', p_sequence[k], 'total',
                                                  h.amount + v_more[k - i + 1], 'seconds',
                                                  greatest(h.granted_seconds, p_seconds[k]))
          where h.id = p_id[k] and h.line = p_line[k] and h.tenant = p_tenant[k];
        v_added[v_at[k]] := v_added[v_at[k]] + v_more[k - i + 1];
      end loop;
    end if;
    for k in i..j loop
      ordinal := k;
      outcome := v_outcome[k - i + 1];
      available := v_left[k - i + 1];
      select h.amount, h.granted_seconds, h.last into amount, seconds, last
        from hold h where h.id = p_id[k] and h.line = p_line[k] and h.tenant = p_tenant[k];
      return next;
    end loop;
    i := j + 1;
  end loop;

  perform hold_more(v_wallets, v_added);
end
$$;

-- The wallets of lines, in their order.
create function group_wallets(p_tenant uuid[], p_id uuid[], p_line smallint[]) returns uuid[] language sql stable as $$
  -- asked one by one: a join planned for an empty table would read all holds there are
  select array_agg((select h.wallet from hold h where h.id = q.id and h.line = q.line and h.tenant = q.tenant)
                   order by q.ord)
  from unnest(p_tenant, p_id, p_line) with ordinality as q (tenant, id, line, ord)
$$;

-- Ends groups: posts each line's cost as a transfer and a charge of its own, voids the rest, all in
-- one commit. First wins. Outcomes as of resolve_holds; a group has one, said by each of its lines.
create function resolve_groups(
    p_by text, p_group integer[], p_tenant uuid[], p_id uuid[], p_line smallint[], p_transfer uuid[], p_cost bigint[],
    p_seconds bigint[], p_at timestamptz[], p_description text[], p_trace text[])
  returns table (ordinal bigint, outcome text, posted bigint, overrun bigint)
language plpgsql security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_variable
declare
  v_size    integer := cardinality(p_id);
  v_asked   uuid[];
  v_wallets wallet[];
  v_wallet  wallet;
  v_at      integer[];
  v_left    bigint[];  -- what is available of each wallet
  v_spent   bigint[];
  v_freed   bigint[];
  v_touched boolean[];
  v_known   hold[];
  v_hold    hold;
  v_number  integer[];  -- how many lines of that group there are
  v_charges charge[];
  v_charge  charge;
  v_used    boolean[];  -- there is a transfer of that id
  v_one     text;
  v_charged integer;
  v_same    integer;
  v_more    boolean;
  v_outcome text[];
  v_cost    bigint[];
  v_posted  bigint[];
  v_overrun bigint[];
  v_lines   integer[];
  v_ended   uuid[] := '{}';
  i integer := 1;
  j integer;
begin
  perform check_tenant(p_tenant);
  if p_by not in ('SETTLED', 'RECOVERED') then
    raise exception 'unknown resolution %', p_by;
  end if;
  if (select count(distinct q.number) > 1
             and (count(distinct q.id) < count(distinct q.number) or count(distinct q.transfer) < count(*))
      from unnest(p_id, p_group, p_transfer) as q (id, number, transfer)) then
    while i <= v_size loop  -- the same asked for twice at once
      j := end_of_group(p_group, i);
      return query select s.ordinal + i - 1, s.outcome, s.posted, s.overrun
        from resolve_groups(p_by, p_group[i:j], p_tenant[i:j], p_id[i:j], p_line[i:j], p_transfer[i:j], p_cost[i:j],
                            p_seconds[i:j], p_at[i:j], p_description[i:j], p_trace[i:j]) s;
      i := j + 1;
    end loop;
    return;
  end if;
  v_asked := group_wallets(p_tenant, p_id, p_line);
  v_wallets := lock_wallets(p_tenant, v_asked);
  v_at := wallet_places(p_tenant, v_asked);
  v_left := available_of(v_wallets);
  v_spent := array_fill(0::bigint, array[cardinality(v_wallets)]);
  v_freed := v_spent;
  v_touched := array_fill(false, array[cardinality(v_wallets)]);
  v_known := known_lines(p_tenant, p_id, p_line);
  v_number := array(
    select case when q.line = 1 then (select count(*) from hold h where h.id = q.id and h.line > 0 and h.tenant = q.tenant) end
    from unnest(p_tenant, p_id, p_line) with ordinality as q (tenant, id, line, ord) order by q.ord);
  v_charges := charges_of(p_tenant, p_transfer);
  v_used := are_used(p_tenant, p_transfer);

  while i <= v_size loop
    j := end_of_group(p_group, i);
    v_charged := 0;
    v_same := 0;
    v_more := false;
    for k in i..j loop
      v_charge := v_charges[k];
      v_hold := v_known[k];
      if v_charge.id is not null or v_used[k] then
        v_charged := v_charged + 1;
      end if;
      if v_charge.leg = p_id[k] and v_charge.line = p_line[k] and v_charge.seconds = p_seconds[k] then
        v_same := v_same + 1;
      end if;
      v_more := v_more or coalesce(p_cost[k] > v_hold.posted, false);
    end loop;
    v_hold := v_known[i];
    v_one := case
      when v_hold.id is null then 'NO_HOLD'
      when v_number[i] <> j - i + 1 then 'DUPLICATE'
      when v_charged > 0 then case when v_same = v_charged then 'REPEATED' else 'DUPLICATE' end
      when v_hold.resolved is null then 'SETTLED'
      when v_hold.resolution <> 'RECOVERED' or p_by = 'RECOVERED' or not v_more then 'RESOLVED'
      else 'LATE' end;
    for k in i..j loop
      v_hold := v_known[k];
      v_outcome[k] := v_one;
      v_cost[k] := 0;
      v_posted[k] := 0;
      v_overrun[k] := 0;
      v_lines[k] := 1;
      if v_one = 'REPEATED' then
        v_charge := v_charges[k];
        v_posted[k] := coalesce(v_charge.amount - v_charge.overrun, 0);
        v_overrun[k] := coalesce(v_charge.overrun, 0);
      elsif v_one in ('SETTLED', 'LATE') then
        v_cost[k] := greatest(0, p_cost[k] - v_hold.posted);
        v_posted[k] := least(v_cost[k], case v_one when 'SETTLED' then v_hold.amount else greatest(0, v_left[v_at[k]]) end);
        v_overrun[k] := v_cost[k] - v_posted[k];
        v_touched[v_at[k]] := true;
        v_spent[v_at[k]] := v_spent[v_at[k]] + v_posted[k];
        v_left[v_at[k]] := v_left[v_at[k]] - v_posted[k];
        if v_one = 'SETTLED' then
          v_freed[v_at[k]] := v_freed[v_at[k]] + v_hold.amount;
          v_left[v_at[k]] := v_left[v_at[k]] + v_hold.amount;
        end if;
        v_wallet := v_wallets[v_at[k]];
        if v_posted[k] > 0 and v_wallet.goodwill > 0 then
          v_lines[k] := (select d.lines from draw(v_wallet, p_transfer[k], 1, v_wallet.income, null, v_posted[k], false) d);
        end if;
      end if;
    end loop;
    if v_one in ('SETTLED', 'LATE') then
      v_ended := v_ended || p_id[i];
    end if;
    i := j + 1;
  end loop;

  if cardinality(v_ended) > 0 then
    perform post_calls(v_wallets, v_at, v_known, v_outcome, p_transfer, v_cost, v_posted, v_overrun, v_lines, p_seconds, p_at,
                       p_description, p_trace,
                       array(select sha256(convert_to(concat_ws('|', 'call', q.id, q.line, q.cost, q.seconds), 'UTF8'))
                             from unnest(p_id, p_line, p_cost, p_seconds) with ordinality
                               as q (id, line, cost, seconds, ord) order by q.ord));
    update hold h set resolved = coalesce(h.resolved, clock_timestamp()), resolution = p_by,
        posted = h.posted + v_cost[array_position(p_id, h.id) + h.line - 1]
      where h.id = any (v_ended) and h.line > 0 and h.tenant = p_tenant[array_position(p_id, h.id)];
    perform spend_all(v_wallets, v_touched, v_spent, v_freed);
  end if;
  return query select q.ord, q.outcome, q.posted, q.overrun
    from unnest(v_outcome, v_posted, v_overrun) with ordinality as q (outcome, posted, overrun, ord);
end
$$;

-- Groups by their legs, whichever tenant they belong to; resolved ones too.
create function read_groups(p_leg uuid[])
  returns table (tenant uuid, id uuid, line smallint, part text, relation text, wallet uuid, currency text, call uuid,
                 amount bigint, seconds bigint, last boolean, proved_millis bigint, proved_amount bigint, placed timestamptz,
                 price_start timestamptz, resolved boolean, deck uuid, rate integer)
language sql stable security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
  select h.tenant, h.id, h.line, h.part, h.relation, h.wallet,
         (select w.currency from wallet w where w.tenant = h.tenant and w.id = h.wallet), h.call, h.amount,
         h.granted_seconds, h.last, h.proved_millis, h.proved_amount, h.placed, h.price_start, h.resolved is not null,
         h.deck, h.rate
  from hold h
  where h.id = any (p_leg) and h.line > 0
    and h.tenant = coalesce(nullif(current_setting('meterline.tenant', true), '')::uuid, h.tenant)
  order by h.id, h.line
$$;

create or replace function stale_holds(p_node text, p_epoch bigint, p_limit integer) returns setof uuid
language sql stable security definer set search_path = meterline, pg_temp as $$
  select h.id from hold h
  where h.node = p_node and h.epoch < p_epoch and h.resolved is null and h.leg is not null and h.line = 0
    and p_epoch <= (select l.epoch from lease l where l.node = p_node)
  order by h.id limit p_limit
$$;

create function stale_groups(p_node text, p_epoch bigint, p_limit integer) returns setof uuid
language sql stable security definer set search_path = meterline, pg_temp as $$
  select h.id from hold h
  where h.node = p_node and h.epoch < p_epoch and h.resolved is null and h.leg is not null and h.line = 1
    and p_epoch <= (select l.epoch from lease l where l.node = p_node)
  order by h.id limit p_limit
$$;

revoke execute on function group_wallets(uuid[], uuid[], smallint[]), known_lines(uuid[], uuid[], smallint[]),
  end_of_group(integer[], integer) from public;
call open_to_app(array['place_groups', 'extend_groups', 'resolve_groups', 'read_groups', 'stale_groups']);
reset role;
revoke create on schema meterline from meterline_writer;
