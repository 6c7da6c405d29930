-- What is ordinary is decided and written at once: one statement locks and looks, one writes. What is not (a wallet that
-- is short, a leg that is known already, goodwill, recovery that comes late) is looked at group by group, as before.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- As before; found by their ids alone: with the tenants' as well, all wallets of a tenant were looked through.
create or replace function lock_wallets(p_tenant uuid[], p_wallet uuid[]) returns wallet[] language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
declare
  v_all wallet[];
begin
  with locked as materialized (
    select w from wallet w where w.id = any (p_wallet) order by w.tenant, w.id for no key update)
  select coalesce(array_agg(l.w order by q.tenant, q.wallet), '{}') into v_all
  from (select distinct u.tenant, u.wallet from unnest(p_tenant, p_wallet) as u (tenant, wallet) where u.wallet is not null) q
    left join locked l on (l.w).id = q.wallet and (l.w).tenant = q.tenant;
  for k in 1..cardinality(v_all) loop
    if (v_all[k]).goodwill_until <= clock_timestamp() then
      v_all[k] := expire_pockets(v_all[k]);
    end if;
  end loop;
  return v_all;
end
$$;

-- How many lines the group of each line has.
create function sizes_of_groups(p_line smallint[]) returns smallint[] language plpgsql immutable as $$
declare
  v_size  smallint[] := array_fill(1::smallint, array[cardinality(p_line)]);
  v_lines smallint := 1;
begin
  if 0 < any (p_line) then
    for i in reverse cardinality(p_line)..1 loop
      if p_line[i + 1] is null or p_line[i + 1] = 0 then
        v_lines := p_line[i] + 1;
      end if;
      v_size[i] := v_lines;
    end loop;
  end if;
  return v_size;
end
$$;

alter function place_holds(
    text, bigint, uuid[], uuid[], uuid[], smallint[], text[], uuid[], uuid[], text[], bigint[], bigint[], boolean[], uuid[],
    integer[], integer[], boolean[], text[], numeric[], timestamptz[])
  rename to place_one_by_one;
alter function place_one_by_one(
    text, bigint, uuid[], uuid[], uuid[], smallint[], text[], uuid[], uuid[], text[], bigint[], bigint[], boolean[], uuid[],
    integer[], integer[], boolean[], text[], numeric[], timestamptz[])
  security invoker;

-- Sets the money of groups aside, where balance - held - amount >= floor for all lines of it. Outcomes as of
-- place_one_by_one.
create function place_holds(
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
    if v_plain then
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

-- Posts what lines of holds cost, and ends those holds: transfers, moves, charges, wallets and news. A carrier's cost is
-- owed to it; what a tenant pays the operator is an expense of the tenant, by way of the clearing accounts.
--
-- The wallets are locked by the caller. Where nothing is decided (outcomes are null), lines are posted that are open and
-- whose wallet has no goodwill, as far as the hold reaches: done lines, of groups that have of_lines. Else it is decided for
-- each line: SETTLED or LATE (others are left alone), what of its cost the wallet pays, and how many moves were made when
-- goodwill was drawn (null: none was).
create function post_lines(
    p_by text, p_wallets uuid[], p_books uuid[], p_owner uuid[], p_id uuid[], p_line smallint[], p_transfer uuid[],
    p_cost bigint[], p_seconds bigint[], p_at timestamptz[], p_description text[], p_trace text[], p_outcome text[],
    p_posted bigint[], p_drawn integer[], out done bigint, out of_lines bigint, out posted bigint[], out overrun bigint[])
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
#variable_conflict use_column
declare
  v_more   boolean;  -- moves than the first
  v_bought boolean;
begin
  -- shared with each other, against closing
  perform pg_advisory_xact_lock_shared(7301, hashtext(b::text) & 255) from unnest(p_books) b;
  with line as materialized (
    select q.ord, q.transfer, q.seconds, q.at, q.description, q.trace, q.drawn, coalesce(q.outcome, 'SETTLED') as outcome,
           greatest(0, q.cost - h.posted) as cost,
           coalesce(q.posted, case when w.carrier then greatest(0, q.cost) else least(greatest(0, q.cost), h.amount) end) as posted,
           h.tenant, h.owner, h.id, h.line, h.lines, h.call, h.leg, h.segment, h.relation, h.part, h.wallet, h.deck, h.rate,
           h.tax_country, h.tax_rate, h.amount as held, w.currency, w.account, w.income, w.carrier
    from unnest(p_owner, p_id, p_line, p_transfer, p_cost, p_seconds, p_at, p_description, p_trace, p_outcome, p_posted, p_drawn)
        with ordinality
        as q (owner, id, line, transfer, cost, seconds, at, description, trace, outcome, posted, drawn, ord)
      join hold h on h.id = any (p_id) and h.id = q.id and h.line = q.line and coalesce(h.owner, h.tenant) = q.owner
      join wallet w on w.id = any (p_wallets) and w.id = h.wallet and w.tenant = h.tenant
    where q.outcome in ('SETTLED', 'LATE')
      or q.outcome is null and h.leg is not null and h.resolved is null and w.goodwill = 0),
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
  holds as (
    update hold h set resolved = coalesce(h.resolved, clock_timestamp()), resolution = p_by, posted = h.posted + l.cost
      from line l where h.id = any (p_id) and h.id = l.id and h.line = l.line and h.tenant = l.tenant),
  wallets as (
    update wallet w set balance = w.balance - s.spent, held = w.held - s.freed
      from (select l.tenant, l.wallet, sum(case when l.carrier then -l.posted else l.posted end)::bigint as spent,
                   sum(case l.outcome when 'SETTLED' then l.held else 0 end)::bigint as freed
            from line l group by l.tenant, l.wallet) s
      where w.id = any (p_wallets) and w.id = s.wallet and w.tenant = s.tenant
      returning w.tenant, w.id),
  news as (
    insert into outbox (tenant, type, subject, data)
      select w.tenant, 'wallets.changed', '', jsonb_build_object('walletIds', array_agg(w.id)) from wallets w group by w.tenant)
  select count(*), coalesce(sum(l.lines) filter (where l.line = 0), 0), array_agg(l.posted order by l.ord),
         array_agg(l.cost - l.posted order by l.ord), bool_or(l.cost > l.posted or l.tax_rate > 0),
         bool_or(l.owner is not null and l.part = 'WHOLESALE' and l.posted > 0)
    into done, of_lines, posted, overrun, v_more, v_bought
    from line l;
  if v_more then
    perform post_beyond(p_wallets, p_books, p_transfer, p_outcome, p_drawn);
  end if;
  if v_bought then
    perform post_bought(p_books, p_transfer, p_outcome);
  end if;
end
$$;

-- What goes beyond the wallet's payment: leakage, where no hold covered the cost, and the tax that is contained.
create function post_beyond(p_wallets uuid[], p_books uuid[], p_transfer uuid[], p_outcome text[], p_drawn integer[])
  returns void
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
begin
  insert into move (tenant, transfer, line, debit, credit, amount)
    select w.tenant, c.id, coalesce(q.drawn, 1) + m.line, case m.line when 1 then account_of(w.tenant, '6900', w.currency) else w.income end,
           case m.line when 1 then w.income else account_of(w.tenant, '2300', w.currency) end, m.amount
    from unnest(p_transfer, p_outcome, p_drawn) as q (transfer, outcome, drawn)
      join charge c on c.id = any (p_transfer) and c.tenant = any (p_books) and c.id = q.transfer
      join wallet w on w.id = any (p_wallets) and w.id = c.wallet and w.tenant = c.tenant,
      lateral (values (1, c.overrun), (2, c.tax)) as m (line, amount)
    where m.amount > 0 and coalesce(q.outcome, 'SETTLED') in ('SETTLED', 'LATE');
end
$$;

-- The other side of what tenants buy of the operator, in their own books.
create function post_bought(p_books uuid[], p_transfer uuid[], p_outcome text[]) returns void
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
begin
  with bought as materialized (
    select h.owner, t.id, t.currency, t.call, t.leg, t.description, t.hash, t.effective, c.amount - c.overrun as posted
    from unnest(p_transfer, p_outcome) as q (transfer, outcome)
      join charge c on c.id = any (p_transfer) and c.tenant = any (p_books) and c.id = q.transfer
      join transfer t on t.id = any (p_transfer) and t.tenant = any (p_books) and t.id = c.id and t.tenant = c.tenant
      join hold h on h.id = any (array(select c.leg from charge c where c.id = any (p_transfer) and c.tenant = any (p_books)))
        and h.id = c.leg and h.line = c.line and h.tenant = c.tenant
    where h.part = 'WHOLESALE' and h.owner is not null and c.amount > c.overrun
      and coalesce(q.outcome, 'SETTLED') in ('SETTLED', 'LATE')),
  transfers as (
    insert into transfer (tenant, id, kind, currency, call, leg, description, hash, effective, posting_date, made_by)
      select o.owner, o.id, 'call bought', o.currency, o.call, o.leg, o.description, o.hash, o.effective,
             greatest((o.effective at time zone b.time_zone)::date, c.through + 1), 'meterline'
      from bought o
        join (select * from book b where b.tenant = any (p_books)) b on b.tenant = o.owner
        left join (select * from closing c where c.tenant = any (p_books)) c on c.tenant = o.owner)
  insert into move (tenant, transfer, line, debit, credit, amount)
    select o.owner, o.id, 1, account_of(o.owner, '5000', o.currency), account_of(o.owner, '1590', o.currency), o.posted
    from bought o;
end
$$;

drop function resolve_holds(text, uuid[], uuid[], smallint[], uuid[], bigint[], bigint[], timestamptz[], text[], text[], boolean);
drop function post_calls(wallet[], integer[], hold[], text[], uuid[], bigint[], bigint[], bigint[], integer[], bigint[],
                         timestamptz[], text[], text[], bytea[]);
drop function spend_all(wallet[], boolean[], bigint[], bigint[]);

-- Ends groups: posts each line's cost as a transfer and a charge of its own, voids the rest, all in one commit. First
-- wins. A group has one outcome, said by each of its lines: SETTLED, REPEATED, LATE (recovery had posted less: the
-- difference is posted, as far as it is available), RESOLVED, DUPLICATE (a transfer's id was used for something else, or
-- these are not its lines), NO_HOLD.
create function resolve_holds(
    p_by text, p_owner uuid[], p_id uuid[], p_line smallint[], p_transfer uuid[], p_cost bigint[], p_seconds bigint[],
    p_at timestamptz[], p_description text[], p_trace text[])
  returns table (ordinal bigint, outcome text, posted bigint, overrun bigint)
language plpgsql security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
#variable_conflict use_column
declare
  v_size    bigint := cardinality(p_id);
  v_wallets uuid[];
  v_books   uuid[];
  v_plain   boolean;
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
    -- a hold's wallet never changes; all else of it is read when that is locked
    with h as materialized (
      select h.tenant, h.owner, h.wallet from hold h
      where h.id = any (p_id) and coalesce(h.owner, h.tenant) = any (p_owner) and h.leg is not null),
    w as materialized (
      select w.id, w.goodwill from wallet w
      where w.id = any (array(select h.wallet from h)) order by w.tenant, w.id for no key update)
    select array_agg(w.id), bool_and(w.goodwill = 0),
           array(select h.tenant from h union select h.owner from h where h.owner is not null)
      into v_wallets, v_plain, v_books from w;
    if v_plain then
      select p.done, p.of_lines, p.posted, p.overrun into v_done, v_of, v_posted, v_overrun
        from post_lines(p_by, v_wallets, v_books, p_owner, p_id, p_line, p_transfer, p_cost, p_seconds, p_at, p_description,
                        p_trace, null, null, null) p;
      if v_done <> v_size or v_of <> v_size then
        raise exception using errcode = 'no_data_found';
      end if;
      return query select q.ord, 'SETTLED', q.posted, q.overrun
        from unnest(v_posted, v_overrun) with ordinality as q (posted, overrun, ord);
      return;
    end if;
  exception when no_data_found or unique_violation then
    null;  -- not all are open, or a transfer is known already
  end;
  return query select * from resolve_one_by_one(p_by, v_books, p_owner, p_id, p_line, p_transfer, p_cost, p_seconds, p_at,
                                                p_description, p_trace);
end
$$;

create function resolve_one_by_one(
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
  return query select q.ord, q.outcome, q.posted, q.overrun
    from unnest(v_outcome, v_posted, v_overrun) with ordinality as q (outcome, posted, overrun, ord);
end
$$;

-- News of several wallets stand in one row; they are told one by one.
create or replace function take_outbox(p_limit integer)
  returns table (tenant uuid, id bigint, type text, subject text, data text, at timestamptz)
language sql security definer set search_path = meterline, pg_temp as $$
  with taken as (
    delete from outbox o where (o.tenant, o.id) in
      (select x.tenant, x.id from outbox x order by x.id limit p_limit for update skip locked)
    returning o.*)
  select t.tenant, t.id, t.type, t.subject, t.data::text, t.at from taken t where t.type <> 'wallets.changed'
  union all
  select t.tenant, t.id, 'wallet.changed', w.id, jsonb_build_object('walletId', w.id)::text, t.at
    from taken t, jsonb_array_elements_text(t.data -> 'walletIds') as w (id) where t.type = 'wallets.changed'
  order by 2
$$;

revoke execute on function place_one_by_one(
    text, bigint, uuid[], uuid[], uuid[], smallint[], text[], uuid[], uuid[], text[], bigint[], bigint[], boolean[], uuid[],
    integer[], integer[], boolean[], text[], numeric[], timestamptz[]) from meterline_app;
revoke execute on function sizes_of_groups(smallint[]), post_lines(
    text, uuid[], uuid[], uuid[], uuid[], smallint[], uuid[], bigint[], bigint[], timestamptz[], text[], text[], text[],
    bigint[], integer[]),
  post_beyond(uuid[], uuid[], uuid[], text[], integer[]), post_bought(uuid[], uuid[], text[]),
  resolve_one_by_one(text, uuid[], uuid[], uuid[], smallint[], uuid[], bigint[], bigint[], timestamptz[], text[], text[])
  from public;
call open_to_app(array['place_holds', 'resolve_holds']);
reset role;
revoke create on schema meterline from meterline_writer;
