-- Locks are taken in one order: holds, then wallets. A settlement posts all it has to before it locks wallets, so that those
-- who share them wait for its last part only.

-- What is open is few, and found by its node; by wallet it was written to pages all over that index.
drop index hold_open_of_wallet;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

create function lock_lines(p_id uuid[]) returns void language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
begin
  perform from hold h where h.id = any (p_id) and h.leg is not null order by h.id, h.line for no key update;
end
$$;

-- Locks wallets; whether none of them has goodwill.
create function lock_plain(p_wallet uuid[]) returns boolean language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
begin
  return (
    with w as materialized (
      select w.goodwill from wallet w where w.id = any (p_wallet) order by w.tenant, w.id for no key update)
    select coalesce(bool_and(w.goodwill = 0), true) from w);
end
$$;

-- As before; a leg that is known already is not inserted again, which would wait for its settlement with wallets locked.
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
  -- locked where it is written, in one subtransaction: a lock of the outer one would make a MultiXact of each row
  begin
    with w as materialized (
      select w.tenant, w.id, w.currency, w.carrier, w.balance - w.held - w.floor as available,
             w.frozen or coalesce(w.goodwill_until <= clock_timestamp(), false) as odd
      from wallet w where w.id = any (p_wallet) order by w.tenant, w.id for no key update)
    select p_epoch = (select l.epoch from lease l where l.node = p_node) and sum(d.lines) = v_size and bool_and(d.fits)
      into v_plain
      from (
        select count(*) as lines,
               (sum(q.amount) <= w.available or w.carrier) and not w.odd
                 and bool_and(q.currency = w.currency and q.amount >= 0 and w.carrier = (q.part = 'CARRIER')
                              and (q.book = q.owner or may_stand_in(q.book, q.owner, q.part, q.currency))) as fits
        from unnest(p_owner, p_book, p_wallet, p_part, p_currency, p_amount)
            as q (owner, book, wallet, part, currency, amount)
          join w on w.tenant = q.book and w.id = q.wallet
        group by w.tenant, w.id, w.available, w.carrier, w.odd) d;
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

-- As before, by the order of locks: holds, then wallets.
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
      steps = h.steps || jsonb_build_object('at', clock_timestamp(), 'sequence', q.sequence, 'total', h.amount + q.more,
                                            'seconds', greatest(h.granted_seconds, q.seconds))
    from unnest(v_books, p_id, p_line, p_sequence, v_more, p_seconds, p_last, p_proved_millis, v_outcome)
      as q (book, id, line, sequence, more, seconds, last, proved, outcome)
    where h.id = any (p_id) and q.outcome = 'HELD' and h.id = q.id and h.line = q.line and h.tenant = q.book;
  if v_proves then
    update hold h set proved_millis = q.proved
      from unnest(v_books, p_id, p_line, p_proved_millis, v_outcome) as q (book, id, line, proved, outcome)
      where h.id = any (p_id) and q.outcome in ('NOT_HELD', 'TOO_LOW', 'FROZEN') and h.id = q.id and h.line = q.line
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

-- Posts what lines of holds cost, and ends those holds: transfers, moves, charges, wallets and news. A carrier's cost is
-- owed to it; what a tenant pays the operator is an expense of the tenant, by way of the clearing accounts.
--
-- The holds are locked by the caller. Where nothing is decided (outcomes are null), open lines are posted as far as the hold
-- reaches: done lines, of groups that have of_lines; the wallets are then locked here. Else it is decided for
-- each line: SETTLED or LATE (others are left alone), what of its cost the wallet pays, and how many moves were made when
-- goodwill was drawn (null: none was).
create or replace function post_lines(
    p_by text, p_wallets uuid[], p_books uuid[], p_owner uuid[], p_id uuid[], p_line smallint[], p_transfer uuid[],
    p_cost bigint[], p_seconds bigint[], p_at timestamptz[], p_description text[], p_trace text[], p_outcome text[],
    p_posted bigint[], p_drawn integer[], out done bigint, out of_lines bigint, out posted bigint[], out overrun bigint[])
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
#variable_conflict use_column
declare
  v_tenants uuid[];
  v_wallets uuid[];
  v_spent   bigint[];
  v_freed   bigint[];
  v_more    boolean;  -- moves than the first
  v_bought  boolean;
begin
  -- shared with each other, against closing
  perform pg_advisory_xact_lock_shared(7301, hashtext(b::text) & 255) from unnest(p_books) b;
  with ended as (
    update hold h set resolved = coalesce(h.resolved, clock_timestamp()), resolution = p_by, posted = greatest(h.posted, q.cost)
      from unnest(p_owner, p_id, p_line, p_transfer, p_cost, p_seconds, p_at, p_description, p_trace, p_outcome, p_posted, p_drawn)
          with ordinality
          as q (owner, id, line, transfer, cost, seconds, at, description, trace, outcome, posted, drawn, ord)
      where h.id = any (p_id) and h.id = q.id and h.line = q.line and coalesce(h.owner, h.tenant) = q.owner
        and (q.outcome in ('SETTLED', 'LATE') or q.outcome is null and h.leg is not null and h.resolved is null)
      returning q.ord, q.transfer, q.seconds, q.at, q.description, q.trace, q.drawn, coalesce(q.outcome, 'SETTLED') as outcome,
        greatest(0, q.cost - old.posted) as cost, q.posted, h.tenant, h.owner, h.id, h.line, h.lines, h.call, h.leg, h.segment,
        h.relation, h.part, h.wallet, h.deck, h.rate, h.tax_country, h.tax_rate, h.amount as held),
  line as materialized (
    select e.ord, e.transfer, e.seconds, e.at, e.description, e.trace, e.drawn, e.outcome, e.cost,
           coalesce(e.posted, case when w.carrier then e.cost else least(e.cost, e.held) end) as posted, e.tenant, e.owner, e.id,
           e.line, e.lines, e.call, e.leg, e.segment, e.relation, e.part, e.wallet, e.deck, e.rate, e.tax_country, e.tax_rate,
           e.held, w.currency, w.account, w.income, w.carrier
    from ended e join wallet w on w.id = any (array(select e.wallet from ended e)) and w.id = e.wallet and w.tenant = e.tenant),
  transfers as (
    insert into transfer (tenant, id, kind, currency, call, leg, description, hash, effective, posting_date, made_by)
      select l.tenant, l.transfer, 'call', l.currency, l.call, l.leg, l.description,
             sha256(convert_to(concat_ws('|', 'call', l.id, l.line, l.cost, l.seconds), 'UTF8')), l.at,
             greatest((l.at at time zone b.time_zone)::date, c.through + 1), 'meterline'
      from line l
        join (select * from book b where b.tenant = any (p_books)) b on b.tenant = l.tenant
        left join (select * from closing c where c.tenant = any (p_books)) c on c.tenant = l.tenant
      where l.cost > 0),
  moves as (
    insert into move (tenant, transfer, line, debit, credit, debit_wallet, credit_wallet, amount)
      select l.tenant, l.transfer, 1, case when l.carrier then l.income else l.account end,
             case when l.carrier then l.account else l.income end, case when not l.carrier then l.wallet end,
             case when l.carrier then l.wallet end, l.posted
      from line l where l.posted > 0 and l.drawn is null),
  charges as (
    insert into charge (tenant, id, call, leg, line, segment, relation, posting, wallet, deck, rate, seconds, amount, overrun,
                        tax_country, tax_rate, tax, trace)
      select l.tenant, l.transfer, l.call, l.leg, l.line, l.segment, l.relation, case l.outcome when 'LATE' then 2 else 1 end,
             l.wallet, l.deck, l.rate, l.seconds, l.cost, l.cost - l.posted, l.tax_country, l.tax_rate,
             case when l.tax_rate > 0 then tax_in(l.posted, l.tax_rate) else 0 end, l.trace::jsonb
      from line l where l.outcome = 'SETTLED' or l.cost > 0),
  spent as (
    select l.tenant, l.wallet, sum(case when l.carrier then -l.posted else l.posted end)::bigint as spent,
           sum(case l.outcome when 'SETTLED' then l.held else 0 end)::bigint as freed
    from line l group by l.tenant, l.wallet)
  select a.*, s.*
    into done, of_lines, posted, overrun, v_more, v_bought, v_tenants, v_wallets, v_spent, v_freed
    from (select count(*), coalesce(sum(l.lines) filter (where l.line = 0), 0), array_agg(l.posted order by l.ord),
                 array_agg(l.cost - l.posted order by l.ord), bool_or(l.cost > l.posted or l.tax_rate > 0),
                 bool_or(l.owner is not null and l.part = 'WHOLESALE' and l.posted > 0)
          from line l) a,
         (select array_agg(s.tenant), array_agg(s.wallet), array_agg(s.spent), array_agg(s.freed) from spent s) s;
  -- last, so that others wait for these for no longer than the commit takes
  if p_wallets is null and not lock_plain(v_wallets) then
    raise exception using errcode = 'no_data_found';
  end if;
  with wallets as (
    update wallet w set balance = w.balance - s.spent, held = w.held - s.freed
      from unnest(v_tenants, v_wallets, v_spent, v_freed) as s (tenant, wallet, spent, freed)
      where w.id = any (v_wallets) and w.id = s.wallet and w.tenant = s.tenant
      returning w.tenant, w.id)
  insert into outbox (tenant, type, subject, data)
    select w.tenant, 'wallets.changed', '', jsonb_build_object('walletIds', array_agg(w.id)) from wallets w group by w.tenant;
  if v_more then
    perform post_beyond(v_wallets, p_books, p_transfer, p_outcome, p_drawn);
  end if;
  if v_bought then
    perform post_bought(p_books, p_transfer, p_outcome);
  end if;
end
$$;

-- As before, by that order of locks.
create or replace function resolve_holds(
    p_by text, p_owner uuid[], p_id uuid[], p_line smallint[], p_transfer uuid[], p_cost bigint[], p_seconds bigint[],
    p_at timestamptz[], p_description text[], p_trace text[])
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
  exception when no_data_found or unique_violation then
    null;  -- not all are open, a wallet has goodwill, or a transfer is known already
  end;
  perform lock_lines(p_id);
  return query select * from resolve_one_by_one(p_by, v_books, p_owner, p_id, p_line, p_transfer, p_cost, p_seconds, p_at,
                                                p_description, p_trace);
end
$$;

revoke execute on function lock_lines(uuid[]), lock_plain(uuid[]) from public;
call open_to_app(array['place_holds', 'extend_holds', 'resolve_holds']);
reset role;
revoke create on schema meterline from meterline_writer;
