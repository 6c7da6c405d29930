-- What a carrier's wallet cannot hold, or be owed, is refused by name and for that leg only: OVERFLOW. Nothing of that leg is done; the
-- others of its batch stand.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Whether so much more can be held. What is left is kept beside the wallet while a batch is looked at.
create function can_hold(p_wallet wallet, p_left bigint, p_more bigint) returns boolean language sql immutable
  return p_wallet.balance::numeric - p_wallet.floor - p_left + p_more <= 9223372036854775807
    and p_left::numeric - p_more >= -9223372036854775808;

-- As before; what a carrier's wallet cannot hold is looked at one by one.
create or replace function place_holds(
    p_node text, p_epoch bigint, p_owner uuid[], p_id uuid[], p_call uuid[], p_line smallint[], p_part text[], p_book uuid[],
    p_wallet uuid[], p_currency text[], p_amount bigint[], p_seconds bigint[], p_last boolean[], p_deck uuid[],
    p_rate integer[], p_weight integer[], p_rest boolean[], p_tax_country text[], p_tax_rate numeric[],
    p_price_start timestamptz[])
  returns table (ordinal bigint, outcome text, available bigint, amount bigint, seconds bigint, last boolean)
language plpgsql security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
#variable_conflict use_column
declare
  v_size  integer := cardinality(p_id);
  v_plain boolean;
begin
  perform check_tenant(p_owner);
  perform check_legs(p_id, p_line);
  -- shared with each other, against take_lease: no hold of an old epoch appears after recovery has looked
  perform pg_advisory_xact_lock_shared(hashtextextended(p_node, 7));
  if v_size = 1 and p_line[1] = 0 and p_book[1] = p_owner[1] and p_part[1] not in ('WHOLESALE', 'CARRIER') then
    if place_one(p_node, p_epoch, p_book[1], p_id[1], p_call[1], p_part[1], p_wallet[1], p_currency[1], p_amount[1],
                 p_seconds[1], p_last[1], p_deck[1], p_rate[1], p_weight[1], p_rest[1], p_tax_country[1], p_tax_rate[1],
                 p_price_start[1]) then
      return query select 1::bigint, 'HELD', 0::bigint, p_amount[1], p_seconds[1], p_last[1];
    else
      return query select * from place_one_by_one(p_node, p_epoch, p_owner, p_id, p_call, p_line, p_part, p_book, p_wallet,
        p_currency, p_amount, p_seconds, p_last, p_deck, p_rate, p_weight, p_rest, p_tax_country, p_tax_rate, p_price_start);
    end if;
    return;
  end if;
  -- locked where it is written, in one subtransaction: a lock of the outer one would make a MultiXact of each row
  begin
    with w as materialized (
      select w.tenant, w.id, w.payer, w.currency, w.carrier, w.held, w.balance - w.held - w.floor as available,
             w.frozen or coalesce(w.goodwill_until <= clock_timestamp(), false) as odd
      from wallet w where w.id = any (p_wallet) order by w.tenant, w.id for no key update)
    select p_epoch = (select l.epoch from lease l where l.node = p_node) and sum(d.lines) = v_size and bool_and(d.fits)
      into v_plain
      from (
        select count(*) as lines,
               case when w.carrier
                 then w.held + sum(q.amount) <= 9223372036854775807 and w.available - sum(q.amount) >= -9223372036854775808
                 else sum(q.amount) <= w.available end and not w.odd
                 and bool_and(q.currency = w.currency and q.amount >= 0 and w.carrier = (q.part = 'CARRIER')
                              and (q.book = q.owner or may_stand_in(q.book, q.owner, q.part, q.currency)
                                   and (q.part <> 'WHOLESALE' or w.payer = q.owner))) as fits
        from unnest(p_owner, p_book, p_wallet, p_part, p_currency, p_amount)
            as q (owner, book, wallet, part, currency, amount)
          join w on w.tenant = q.book and w.id = q.wallet
        group by w.tenant, w.id, w.payer, w.held, w.available, w.carrier, w.odd) d;
    if v_plain and not exists (select from hold h where h.id = any (p_id)) then
      with q as materialized (
        select * from unnest(p_book, p_id, p_line, p_owner, sizes_of_groups(p_line), p_part, p_wallet, p_call, p_amount,
                             p_seconds, p_last, p_deck, p_rate, p_weight, p_rest, p_tax_country, p_tax_rate, p_price_start)
          as q (book, id, line, owner, lines, part, wallet, call, amount, seconds, last, deck, rate, weight, rest, tax_country,
                tax_rate, price_start)),
      h as (
        insert into hold (tenant, id, line, owner, lines, part, relation, wallet, call, leg, node, epoch, amount, first_amount,
                          granted_seconds, last, deck, rate, weight, rest, tax_country, tax_rate, placed, price_start)
          select q.book, q.id, q.line, nullif(q.owner, q.book), q.lines, q.part,
                 case q.part when 'WHOLESALE' then 'WHOLESALE' when 'CARRIER' then 'COST' else 'RETAIL' end, q.wallet, q.call,
                 q.id, p_node, p_epoch, q.amount, q.amount, q.seconds, q.last, q.deck, q.rate, q.weight, q.rest, q.tax_country,
                 q.tax_rate, clock_timestamp(), q.price_start
          from q)
      update wallet w set held = w.held + a.added
        from (select q.book, q.wallet, sum(q.amount)::bigint as added from q group by q.book, q.wallet) a
        where w.id = any (p_wallet) and w.id = a.wallet and w.tenant = a.book;
      return query select k::bigint, 'HELD', 0::bigint, p_amount[k], p_seconds[k], p_last[k] from generate_series(1, v_size) k;
      return;
    end if;
  exception when unique_violation then
    null;  -- a leg is known already
  end;
  return query select * from place_one_by_one(p_node, p_epoch, p_owner, p_id, p_call, p_line, p_part, p_book, p_wallet,
    p_currency, p_amount, p_seconds, p_last, p_deck, p_rate, p_weight, p_rest, p_tax_country, p_tax_rate, p_price_start);
end
$$;

-- As before, and OVERFLOW.
create or replace function place_one_by_one(
    p_node text, p_epoch bigint, p_owner uuid[], p_id uuid[], p_call uuid[], p_line smallint[], p_part text[], p_book uuid[],
    p_wallet uuid[], p_currency text[], p_amount bigint[], p_seconds bigint[], p_last boolean[], p_deck uuid[],
    p_rate integer[], p_weight integer[], p_rest boolean[], p_tax_country text[], p_tax_rate numeric[],
    p_price_start timestamptz[])
  returns table (ordinal bigint, outcome text, available bigint, amount bigint, seconds bigint, last boolean)
language plpgsql set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
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
  v_fenced    boolean;
  v_bad       boolean;
  v_same      boolean;
  v_one       text;
  v_outcome   text[];
  v_available bigint[];   -- what was available to a line when it was looked at
  v_lines     smallint[];
  v_held      integer := 0;
  v_rows      integer;
  v_now       timestamptz;
  i integer := 1;
  j integer;
begin
  perform check_tenant(p_owner);
  perform check_legs(p_id, p_line);
  -- shared with each other, against take_lease: no hold of an old epoch appears after recovery has looked
  perform pg_advisory_xact_lock_shared(hashtextextended(p_node, 7));
  v_fenced := p_epoch is distinct from (select l.epoch from lease l where l.node = p_node);
  v_wallets := lock_wallets(p_book, p_wallet);
  v_at := wallet_places(p_book, p_wallet);
  v_left := available_of(v_wallets);
  v_added := array_fill(0::bigint, array[cardinality(v_wallets)]);
  v_known := known_lines(p_owner, p_id, p_line);
  v_now := clock_timestamp();
  v_outcome := array_fill('NOT_HELD'::text, array[v_size]);
  v_available := array_fill(0::bigint, array[v_size]);
  v_lines := array_fill(1::smallint, array[v_size]);

  while i <= v_size loop
    j := end_of_group(p_line, i);
    v_hold := v_known[i];
    if v_hold.id is not null then
      v_same := v_hold.lines = j - i + 1;
      for k in i..j loop
        v_hold := v_known[k];
        v_same := v_same and coalesce(v_hold.wallet = p_wallet[k] and v_hold.part = p_part[k] and v_hold.deck = p_deck[k]
                                      and v_hold.rate = p_rate[k] and v_hold.weight = p_weight[k], false);
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
          when v_wallet.id is null or v_wallet.carrier <> (p_part[k] = 'CARRIER') then 'NO_WALLET'
          when p_part[k] = 'WHOLESALE' and p_book[k] <> p_owner[k] and v_wallet.payer <> p_owner[k] then 'NO_WALLET'
          when v_wallet.currency <> p_currency[k] then 'CURRENCY'
          when p_book[k] <> p_owner[k] and not may_stand_in(p_book[k], p_owner[k], p_part[k], p_currency[k]) then 'CURRENCY'
          when v_wallet.frozen then 'FROZEN'
          when p_amount[k] < 0 or p_amount[k] > v_left[v_at[k]] and not v_wallet.carrier then 'TOO_LOW'
          when v_wallet.carrier and not can_hold(v_wallet, v_left[v_at[k]], p_amount[k]) then 'OVERFLOW'
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
          v_lines[k] := j - i + 1;
          v_held := v_held + 1;
        end if;
      end loop;
    end if;
    i := j + 1;
  end loop;

  insert into hold (tenant, id, line, owner, lines, part, relation, wallet, call, leg, node, epoch, amount, first_amount,
                    granted_seconds, last, deck, rate, weight, rest, tax_country, tax_rate, placed, price_start)
    select q.book, q.id, q.line, nullif(q.owner, q.book), q.lines, q.part,
           case q.part when 'WHOLESALE' then 'WHOLESALE' when 'CARRIER' then 'COST' else 'RETAIL' end, q.wallet, q.call, q.id,
           p_node, p_epoch, q.amount, q.amount, q.seconds, q.last, q.deck, q.rate, q.weight, q.rest, q.tax_country, q.tax_rate,
           v_now, q.price_start
    from unnest(p_book, p_id, p_line, p_owner, v_lines, p_part, p_wallet, p_call, p_amount, p_seconds, p_last, p_deck, p_rate,
                p_weight, p_rest, p_tax_country, p_tax_rate, p_price_start, v_outcome)
      as q (book, id, line, owner, lines, part, wallet, call, amount, seconds, last, deck, rate, weight, rest, tax_country,
            tax_rate, price_start, outcome)
    where q.outcome = 'HELD'
    on conflict do nothing;
  get diagnostics v_rows = row_count;
  if v_rows < v_held and v_held = v_size and p_line[v_size] = v_size - 1 and v_rows = 0 then
    v_outcome := array_fill('DUPLICATE'::text, array[v_size]);  -- of other wallets, at the same time
    v_added := array_fill(0::bigint, array[cardinality(v_wallets)]);
  elsif v_rows < v_held then
    raise exception 'a hold came in between: ask one by one' using errcode = 'unique_violation';
  end if;
  perform hold_more(v_wallets, v_added);
  return query select k::bigint, v_outcome[k], v_available[k],
      case v_outcome[k] when 'HELD' then p_amount[k] when 'REPEATED' then (v_known[k]).amount else 0 end,
      case v_outcome[k] when 'HELD' then p_seconds[k] when 'REPEATED' then (v_known[k]).granted_seconds else 0 end,
      case v_outcome[k] when 'HELD' then p_last[k] when 'REPEATED' then (v_known[k]).last else false end
    from generate_series(1, v_size) k;
end
$$;

-- As before, and OVERFLOW.
create or replace function extend_holds(
    p_node text, p_epoch bigint, p_owner uuid[], p_id uuid[], p_line smallint[], p_sequence integer[], p_total bigint[],
    p_seconds bigint[], p_last boolean[], p_proved_millis bigint[])
  returns table (ordinal bigint, outcome text, available bigint, amount bigint, seconds bigint, last boolean)
language plpgsql security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
#variable_conflict use_variable
declare
  v_size      integer := cardinality(p_id);
  v_known     hold[];
  v_hold      hold;
  v_books     uuid[];
  v_asked     uuid[];
  v_wallets   wallet[];
  v_wallet    wallet;
  v_at        integer[];
  v_left      bigint[];
  v_added     bigint[];
  v_more      bigint[];
  v_proves    boolean := false;  -- a total was refused
  v_fenced    boolean;
  v_bad       boolean;
  v_one       text;
  v_outcome   text[];
  v_available bigint[];
  i integer := 1;
  j integer;
begin
  perform check_tenant(p_owner);
  perform check_legs(p_id, p_line);
  perform pg_advisory_xact_lock_shared(hashtextextended(p_node, 7));
  v_fenced := p_epoch is distinct from (select l.epoch from lease l where l.node = p_node);
  perform lock_lines(p_id);
  v_known := known_lines(p_owner, p_id, p_line);
  v_books := books_of(v_known);
  v_asked := wallets_of(v_known);
  v_wallets := lock_wallets(v_books, v_asked);
  v_at := wallet_places(v_books, v_asked);
  v_left := available_of(v_wallets);
  v_added := array_fill(0::bigint, array[cardinality(v_wallets)]);
  v_outcome := array_fill('NO_HOLD'::text, array[v_size]);
  v_available := array_fill(0::bigint, array[v_size]);
  v_more := array_fill(0::bigint, array[v_size]);

  while i <= v_size loop
    j := end_of_group(p_line, i);
    v_hold := v_known[i];
    if v_hold.lines = j - i + 1 then
      v_bad := false;
      for k in i..j loop
        v_hold := v_known[k];
        v_wallet := v_wallets[v_at[k]];
        v_more[k] := greatest(0, p_total[k] - v_hold.amount);
        v_one := case
          when v_hold.resolved is not null then 'RESOLVED'
          when v_fenced or v_hold.epoch is distinct from p_epoch then 'FENCED'
          when p_sequence[k] <= v_hold.sequence then 'REPEATED'
          when v_more[k] > 0 and v_wallet.frozen then 'FROZEN'
          when v_more[k] > 0 and v_more[k] > v_left[v_at[k]] and not v_wallet.carrier then 'TOO_LOW'
          when v_wallet.carrier and not can_hold(v_wallet, v_left[v_at[k]], v_more[k]) then 'OVERFLOW'
          else 'HELD' end;
        v_outcome[k] := v_one;
        v_available[k] := v_left[v_at[k]];
        if v_one = 'HELD' then
          v_left[v_at[k]] := v_left[v_at[k]] - v_more[k];
        else
          v_bad := true;
        end if;
      end loop;
      for k in i..j loop
        if v_outcome[k] = 'HELD' and v_bad then
          v_left[v_at[k]] := v_left[v_at[k]] + v_more[k];
          v_outcome[k] := 'NOT_HELD';
        elsif v_outcome[k] = 'HELD' then
          v_added[v_at[k]] := v_added[v_at[k]] + v_more[k];
        end if;
      end loop;
      v_proves := v_proves or v_bad;
    end if;
    i := j + 1;
  end loop;

  update hold h set
      sequence = q.sequence, amount = h.amount + q.more, granted_seconds = greatest(h.granted_seconds, q.seconds),
      last = q.last, proved_millis = greatest(h.proved_millis, q.proved),
      steps = case when jsonb_array_length(h.steps) < 42 then h.steps
                else jsonb_path_query_array(h.steps, '$[0 to 39]') || (h.steps -> -1) end
              || jsonb_build_object('at', clock_timestamp(), 'sequence', q.sequence, 'total', h.amount + q.more,
                                    'seconds', greatest(h.granted_seconds, q.seconds),
                                    'n', coalesce((h.steps -> -1 ->> 'n')::integer, jsonb_array_length(h.steps)) + 1)
    from unnest(v_books, p_id, p_line, p_sequence, v_more, p_seconds, p_last, p_proved_millis, v_outcome)
      as q (book, id, line, sequence, more, seconds, last, proved, outcome)
    where h.id = any (p_id) and q.outcome = 'HELD' and h.id = q.id and h.line = q.line and h.tenant = q.book;
  if v_proves then
    update hold h set proved_millis = q.proved
      from unnest(v_books, p_id, p_line, p_proved_millis, v_outcome) as q (book, id, line, proved, outcome)
      where h.id = any (p_id) and q.outcome in ('NOT_HELD', 'TOO_LOW', 'FROZEN', 'OVERFLOW') and h.id = q.id and h.line = q.line
        and h.tenant = q.book and h.proved_millis < q.proved;
  end if;
  perform hold_more(v_wallets, v_added);
  return query
    select q.ord, q.outcome, q.available, coalesce(h.amount, 0) + case q.outcome when 'HELD' then q.more else 0 end,
           case q.outcome when 'HELD' then greatest(h.granted_seconds, q.seconds) else coalesce(h.granted_seconds, 0) end,
           case q.outcome when 'HELD' then q.last else coalesce(h.last, false) end
    from unnest(v_outcome, v_available, v_more, p_seconds, p_last) with ordinality
        as q (outcome, available, more, seconds, last, ord)
      join unnest(v_known) with ordinality as h on h.ordinality = q.ord;
end
$$;

-- As before; what a carrier cannot be owed is looked at one by one.
create or replace function resolve_holds(
    p_by text, p_owner uuid[], p_id uuid[], p_line smallint[], p_transfer uuid[], p_cost bigint[], p_seconds bigint[],
    p_at timestamptz[], p_description text[], p_trace text[], p_deck uuid[], p_rate integer[])
  returns table (ordinal bigint, outcome text, posted bigint, overrun bigint)
language plpgsql security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
#variable_conflict use_column
declare
  v_size    bigint := cardinality(p_id);
  v_books   uuid[];
  v_done    bigint;
  v_of      bigint;
  v_posted  bigint[];
  v_overrun bigint[];
  v_changed uuid[];
  v_rest    bigint[];
begin
  perform check_tenant(p_owner);
  if p_by not in ('SETTLED', 'RECOVERED') then
    raise exception 'unknown resolution %', p_by;
  end if;
  perform check_legs(p_id, p_line);
  begin
    with h as materialized (
      select h.tenant, h.owner from hold h
      where h.id = any (p_id) and coalesce(h.owner, h.tenant) = any (p_owner) and h.leg is not null
      order by h.id, h.line for no key update)
    select array(select h.tenant from h union select h.owner from h where h.owner is not null) into v_books;
    select p.done, p.of_lines, p.posted, p.overrun into v_done, v_of, v_posted, v_overrun
      from post_lines(p_by, null, v_books, p_owner, p_id, p_line, p_transfer, p_cost, p_seconds, p_at, p_description, p_trace,
                      null, null, null) p;
    if v_done <> v_size or v_of <> v_size then
      raise exception using errcode = 'no_data_found';
    end if;
    return query select q.ord, 'SETTLED', q.posted, q.overrun
      from unnest(v_posted, v_overrun) with ordinality as q (posted, overrun, ord);
    return;
  exception when no_data_found or unique_violation or numeric_value_out_of_range then
    null;  -- not all are open, a wallet has goodwill, a transfer is known already, or a carrier cannot be owed so much
  end;
  perform lock_lines(p_id);
  v_changed := array(
    select q.id from unnest(p_owner, p_id, p_line, p_deck, p_rate) as q (owner, id, line, deck, rate)
      join hold h on h.id = any (p_id) and h.id = q.id and h.line = q.line and coalesce(h.owner, h.tenant) = q.owner
    where h.leg is not null and h.resolved is not null and (q.deck, q.rate) <> (h.deck, h.rate));
  if v_changed <> '{}' then
    return query select q.ord, 'CHANGED', 0::bigint, 0::bigint from unnest(p_id) with ordinality as q (id, ord)
      where q.id = any (v_changed);
    select array_agg(q.ord order by q.ord), array_agg(q.owner order by q.ord), array_agg(q.id order by q.ord),
           array_agg(q.line order by q.ord), array_agg(q.transfer order by q.ord), array_agg(q.cost order by q.ord),
           array_agg(q.seconds order by q.ord), array_agg(q.at order by q.ord), array_agg(q.description order by q.ord),
           array_agg(q.trace order by q.ord)
      into v_rest, p_owner, p_id, p_line, p_transfer, p_cost, p_seconds, p_at, p_description, p_trace
      from unnest(p_owner, p_id, p_line, p_transfer, p_cost, p_seconds, p_at, p_description, p_trace) with ordinality
        as q (owner, id, line, transfer, cost, seconds, at, description, trace, ord)
      where q.id <> all (v_changed);
    if v_rest is null then
      return;
    end if;
  end if;
  return query select coalesce(v_rest[r.ordinal], r.ordinal), r.outcome, r.posted, r.overrun
    from resolve_one_by_one(p_by, v_books, p_owner, p_id, p_line, p_transfer, p_cost, p_seconds, p_at, p_description, p_trace) r;
end
$$;

-- As before, and OVERFLOW: a carrier cannot be owed so much, or a wallet cannot hold what it is given back.
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
  v_full    numeric[] := array(select w.balance from unnest(v_wallets) w);  -- with what was posted so far
  v_before  numeric[];
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
    v_before := v_full;
    for k in i..j loop
      v_hold := v_known[k];
      v_wallet := v_wallets[v_at[k]];
      if v_one in ('SETTLED', 'LATE') and (v_wallet.carrier or v_anew[k] > 0) then
        v_full[v_at[k]] := v_full[v_at[k]] + case when not v_wallet.carrier then v_anew[k]
          else coalesce(-v_anew[k], greatest(0, p_cost[k] - v_hold.posted)) end;
        if v_full[v_at[k]] > 9223372036854775807 - abs(v_wallet.floor::numeric) then
          v_one := 'OVERFLOW';
          v_full := v_before;
        end if;
      end if;
    end loop;
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
        if not v_wallet.carrier then
          v_left[v_at[k]] := v_left[v_at[k]] - v_posted[k] + case v_one when 'SETTLED' then v_hold.amount else 0 end;
        end if;
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

revoke execute on function can_hold(wallet, bigint, bigint) from public;
reset role;
revoke create on schema meterline from meterline_writer;
