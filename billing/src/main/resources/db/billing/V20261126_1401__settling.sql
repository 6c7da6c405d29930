-- The other half of holds: what legs cost is posted, the rest is given back, line by line, with its tax.

alter table charge
  add column tax_country text,
  add column tax_rate numeric(7, 6) not null default 0,
  add column tax bigint not null default 0 check (tax between 0 and amount);  -- contained in what the wallet paid

-- What calls cost is posted by post_calls alone, which finds the open day for a whole batch at once.
drop trigger keep_period on transfer;
create trigger keep_period before insert on transfer for each row
  when (new.kind not like 'call%') execute function keep_period();

grant create on schema meterline to meterline_writer;
set role meterline_writer;

drop function resolve_holds(text, uuid[], uuid[], uuid[], bigint[], bigint[], timestamptz[], text[], text[]);
drop function post_calls(wallet[], integer[], hold[], text[], uuid[], bigint[], bigint[], bigint[], integer[], bigint[],
                         timestamptz[], text[], text[], bytea[]);
drop function open_holds(uuid[]), stale_holds(text, bigint, integer);

-- The tax that a gross amount contains.
create function tax_in(p_amount bigint, p_rate numeric) returns bigint language sql immutable
  return round(p_amount * p_rate / (1 + p_rate));

-- Posts what lines of holds cost: transfers, moves (but those that were drawn from goodwill) and charges. A carrier's cost
-- is owed to it; what a tenant pays the operator is an expense of the tenant, by way of the clearing accounts.
create function post_calls(
    p_wallets wallet[], p_at_wallet integer[], p_known hold[], p_outcome text[], p_transfer uuid[], p_cost bigint[],
    p_posted bigint[], p_overrun bigint[], p_lines integer[], p_seconds bigint[], p_at timestamptz[], p_description text[],
    p_trace text[], p_hash bytea[]) returns void language plpgsql as $$
declare
  v_books uuid[] := '{}';
  v_zones text[];
  v_open  date[];  -- the first open day of each book
  v_taxed boolean := false;
  v_bought boolean := false;
  v_hold  hold;
begin
  foreach v_hold in array p_known loop
    if v_hold.id is not null and not v_hold.tenant = any (v_books) then
      v_books := v_books || v_hold.tenant;
    end if;
    if v_hold.owner is not null and not v_hold.owner = any (v_books) then
      v_books := v_books || v_hold.owner;
    end if;
    v_taxed := v_taxed or v_hold.tax_rate > 0;
    v_bought := v_bought or v_hold.owner is not null;
  end loop;
  -- shared with each other, against closing
  perform pg_advisory_xact_lock_shared(7301, hashtext(b::text) & 255) from unnest(v_books) b;
  select array_agg(b.time_zone order by q.ord), array_agg(c.through + 1 order by q.ord) into v_zones, v_open
    from unnest(v_books) with ordinality as q (book, ord)
      left join (select * from book b where b.tenant = any (v_books)) b on b.tenant = q.book
      left join (select * from closing c where c.tenant = any (v_books)) c on c.tenant = q.book;
  insert into transfer (tenant, id, kind, currency, call, leg, description, hash, effective, posting_date, made_by)
    select h.tenant, q.transfer, 'call', (p_wallets[q.at_wallet]).currency, h.call, h.leg, q.description, q.hash, q.at,
           greatest((q.at at time zone b.zone)::date, b.open), 'meterline'
    from unnest(p_known) with ordinality as h
      join unnest(v_books, v_zones, v_open) as b (book, zone, open) on b.book = h.tenant
      join unnest(p_transfer, p_cost, p_at_wallet, p_description, p_hash, p_at) with ordinality
        as q (transfer, cost, at_wallet, description, hash, at, ord) on q.ord = h.ordinality
    where q.cost > 0;
  insert into move (tenant, transfer, line, debit, credit, debit_wallet, credit_wallet, amount)
    select w.tenant, q.transfer, 1, case when w.carrier then w.income else w.account end,
           case when w.carrier then w.account else w.income end, case when not w.carrier then w.id end,
           case when w.carrier then w.id end, q.posted
    from unnest(p_transfer, p_posted, p_at_wallet) as q (transfer, posted, at_wallet)
      join unnest(p_wallets) with ordinality as w on w.ordinality = q.at_wallet
    where q.posted > 0 and w.goodwill = 0;
  if 0 < any (p_overrun) then
    insert into move (tenant, transfer, line, debit, credit, amount)
      select w.tenant, q.transfer, q.lines + 1, account_of(w.tenant, '6900', w.currency), w.income, q.overrun
      from unnest(p_transfer, p_overrun, p_lines, p_at_wallet) as q (transfer, overrun, lines, at_wallet)
        join unnest(p_wallets) with ordinality as w on w.ordinality = q.at_wallet
      where q.overrun > 0;
  end if;
  if v_taxed then
    insert into move (tenant, transfer, line, debit, credit, amount)
      select w.tenant, q.transfer, q.lines + 2, w.income, account_of(w.tenant, '2300', w.currency),
             tax_in(q.posted, h.tax_rate)
      from unnest(p_known) with ordinality as h
        join unnest(p_transfer, p_posted, p_lines, p_at_wallet) with ordinality as q (transfer, posted, lines, at_wallet, ord)
          on q.ord = h.ordinality
        join unnest(p_wallets) with ordinality as w on w.ordinality = q.at_wallet
      where h.tax_rate > 0 and tax_in(q.posted, h.tax_rate) > 0;
  end if;
  insert into charge (tenant, id, call, leg, line, segment, relation, posting, wallet, deck, rate, seconds, amount, overrun,
                      tax_country, tax_rate, tax, trace)
    select h.tenant, q.transfer, h.call, h.leg, h.line, h.segment, h.relation, case q.outcome when 'LATE' then 2 else 1 end,
           h.wallet, h.deck, h.rate, q.seconds, q.cost, q.overrun, h.tax_country, h.tax_rate, tax_in(q.posted, h.tax_rate),
           q.trace::jsonb
    from unnest(p_known) with ordinality as h
      join unnest(p_transfer, p_outcome, p_seconds, p_cost, p_posted, p_overrun, p_trace) with ordinality
        as q (transfer, outcome, seconds, cost, posted, overrun, trace, ord) on q.ord = h.ordinality
    where q.outcome = 'SETTLED' or q.outcome = 'LATE' and q.cost > 0;

  if not v_bought then
    return;
  end if;
  with bought as (
    select h.owner, q.transfer, q.posted, (p_wallets[q.at_wallet]).currency, h.call, h.leg, q.description, q.hash, q.at
    from unnest(p_known) with ordinality as h
      join unnest(p_transfer, p_posted, p_at_wallet, p_description, p_hash, p_at) with ordinality
        as q (transfer, posted, at_wallet, description, hash, at, ord) on q.ord = h.ordinality
    where h.part = 'WHOLESALE' and h.owner is not null and q.posted > 0),
  heads as (
    insert into transfer (tenant, id, kind, currency, call, leg, description, hash, effective, posting_date, made_by)
      select b.owner, b.transfer, 'call bought', b.currency, b.call, b.leg, b.description, b.hash, b.at,
             greatest((b.at at time zone k.zone)::date, k.open), 'meterline'
      from bought b join unnest(v_books, v_zones, v_open) as k (book, zone, open) on k.book = b.owner)
  insert into move (tenant, transfer, line, debit, credit, amount)
    select b.owner, b.transfer, 1, account_of(b.owner, '5000', b.currency), account_of(b.owner, '1590', b.currency), b.posted
    from bought b;
end
$$;

-- Ends groups: posts each line's cost as a transfer and a charge of its own, voids the rest, all in one commit. First
-- wins. A group has one outcome, said by each of its lines: SETTLED, REPEATED, LATE (recovery had posted less: the
-- difference is posted, as far as it is available), RESOLVED, DUPLICATE (a transfer's id was used for something else, or
-- these are not its lines), NO_HOLD. Whether ids were used before is looked up where a leg was resolved before, or when asked.
create function resolve_holds(
    p_by text, p_owner uuid[], p_id uuid[], p_line smallint[], p_transfer uuid[], p_cost bigint[], p_seconds bigint[],
    p_at timestamptz[], p_description text[], p_trace text[], p_looks boolean default false)
  returns table (ordinal bigint, outcome text, posted bigint, overrun bigint)
language plpgsql security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
#variable_conflict use_variable
declare
  v_size    integer := cardinality(p_id);
  v_books   uuid[];
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
  v_lines   integer[];  -- of the transfer, before what was beyond the hold
  v_before  bigint[];   -- posted and overrun of what is repeated
  v_beyond  bigint[];
  v_ended   boolean := false;
  i integer := 1;
  j integer;
begin
  perform check_tenant(p_owner);
  if p_by not in ('SETTLED', 'RECOVERED') then
    raise exception 'unknown resolution %', p_by;
  end if;
  perform check_legs(p_id, p_line);
  -- a hold's wallet never changes; all else of it is read when that is locked
  v_known := known_lines(p_owner, p_id, p_line);
  v_books := books_of(v_known);
  v_asked := wallets_of(v_known);
  v_wallets := lock_wallets(v_books, v_asked);
  v_at := wallet_places(v_books, v_asked);
  v_left := available_of(v_wallets);
  v_spent := array_fill(0::bigint, array[cardinality(v_wallets)]);
  v_freed := v_spent;
  v_touched := array_fill(false, array[cardinality(v_wallets)]);
  v_known := known_lines(p_owner, p_id, p_line);
  if p_looks or exists (select from unnest(v_known) as h where h.resolved is not null) then
    v_charges := charges_of(v_books, p_transfer);
    v_used := are_used(v_books, p_transfer);
  end if;
  v_outcome := array_fill('NO_HOLD'::text, array[v_size]);
  v_cost := array_fill(0::bigint, array[v_size]);
  v_posted := v_cost;
  v_overrun := v_cost;
  v_before := v_cost;
  v_beyond := v_cost;
  v_lines := array_fill(1, array[v_size]);

  begin
    while i <= v_size loop
      j := end_of_group(p_line, i);
      v_charged := 0;
      v_same := 0;
      v_more := false;
      if v_used is not null then
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
      end if;
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
          v_before[k] := coalesce(v_charge.amount - v_charge.overrun, 0);
          v_beyond[k] := coalesce(v_charge.overrun, 0);
        elsif v_one in ('SETTLED', 'LATE') then
          v_ended := true;
          v_hold := v_known[k];
          v_wallet := v_wallets[v_at[k]];
          v_cost[k] := greatest(0, p_cost[k] - v_hold.posted);
          -- late: what recovery could not prove is proved now; only what is available is taken
          v_posted[k] := case when v_wallet.carrier then v_cost[k] else
            least(v_cost[k], case v_one when 'SETTLED' then v_hold.amount else greatest(0, v_left[v_at[k]]) end) end;
          v_overrun[k] := v_cost[k] - v_posted[k];
          v_touched[v_at[k]] := true;
          v_spent[v_at[k]] := v_spent[v_at[k]] + case when v_wallet.carrier then -v_posted[k] else v_posted[k] end;
          v_left[v_at[k]] := v_left[v_at[k]] - v_posted[k];
          if v_one = 'SETTLED' then
            v_freed[v_at[k]] := v_freed[v_at[k]] + v_hold.amount;
            v_left[v_at[k]] := v_left[v_at[k]] + v_hold.amount;
          end if;
          if v_posted[k] > 0 and v_wallet.goodwill > 0 then
            v_lines[k] := (select d.lines from draw(v_wallet, p_transfer[k], 1, v_wallet.income, null, v_posted[k], false) d);
          end if;
        end if;
      end loop;
      i := j + 1;
    end loop;

    if v_ended then
      perform post_calls(v_wallets, v_at, v_known, v_outcome, p_transfer, v_cost, v_posted, v_overrun, v_lines, p_seconds,
                         p_at, p_description, p_trace,
                         array(select sha256(convert_to(concat_ws('|', 'call', q.id, q.line, q.cost, q.seconds), 'UTF8'))
                                 from unnest(p_id, p_line, p_cost, p_seconds) with ordinality
                                   as q (id, line, cost, seconds, ord) order by q.ord));
      update hold h set resolved = coalesce(h.resolved, clock_timestamp()), resolution = p_by, posted = h.posted + q.cost
        from unnest(v_books, p_id, p_line, v_cost, v_outcome) as q (book, id, line, cost, outcome)
        where h.id = any (p_id) and q.outcome in ('SETTLED', 'LATE') and h.id = q.id and h.line = q.line and h.tenant = q.book;
      perform spend_all(v_wallets, v_touched, v_spent, v_freed);
    end if;
  exception when unique_violation then
    if v_used is not null then
      raise;
    end if;
    -- an id was used before: rare, and not worth a look in every other case
    return query select * from resolve_holds(p_by, p_owner, p_id, p_line, p_transfer, p_cost, p_seconds, p_at, p_description,
                                             p_trace, true);
    return;
  end;
  return query select q.ord, q.outcome, q.posted + q.before, q.overrun + q.beyond
    from unnest(v_outcome, v_posted, v_before, v_overrun, v_beyond) with ordinality as q (outcome, posted, before, overrun, beyond, ord);
end
$$;

-- What is held for legs, line by line, whichever tenant's they are; resolved ones too.
create function read_holds(p_leg uuid[])
  returns table (owner uuid, id uuid, hold_line smallint, part text, book uuid, wallet uuid, call uuid, amount bigint,
                 wallet_currency text, first_amount bigint, seconds bigint, last boolean, proved_millis bigint, steps text[],
                 placed timestamptz, resolved boolean, weight integer, rest boolean, tax_country text, tax_rate numeric,
                 price_start timestamptz, deck uuid, line integer, prefix text, currency text, rounding text, time_zone text,
                 holidays text[], bands text[], tax_basis text, tax_class text, lines text[])
language sql stable security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
  select coalesce(h.owner, h.tenant), h.id, h.line, h.part, h.tenant, h.wallet, h.call, h.amount,
         (select w.currency from wallet w where w.tenant = h.tenant and w.id = h.wallet), h.first_amount, h.granted_seconds,
         h.last, h.proved_millis,
         array(select x from jsonb_array_elements(h.steps) with ordinality as e (step, n),
                 unnest(array[step ->> 'at', step ->> 'sequence', step ->> 'total', step ->> 'seconds'])
                   with ordinality as v (x, k) order by n, k),
         h.placed, h.resolved is not null, h.weight, h.rest, h.tax_country, h.tax_rate, coalesce(h.price_start, h.placed),
         t.deck, t.line, t.prefix, t.currency, t.rounding, t.time_zone, t.holidays, t.bands, t.tax_basis, t.tax_class, t.lines
  from hold h join tariff t on t.tenant = h.tenant and t.deck = h.deck and t.line = h.rate
  where h.id = any (p_leg) and h.leg is not null
    and coalesce(h.owner, h.tenant)
          = coalesce(nullif(current_setting('meterline.tenant', true), '')::uuid, h.owner, h.tenant)
  order by h.id, h.line
$$;

-- Legs whose holds were placed by this node before it took its present epoch.
create function stale_holds(p_node text, p_epoch bigint, p_limit integer) returns setof uuid
language sql stable security definer set search_path = meterline, pg_temp as $$
  select h.id from hold h
  where h.node = p_node and h.epoch < p_epoch and h.resolved is null and h.leg is not null and h.line = 0
    and p_epoch <= (select l.epoch from lease l where l.node = p_node)
  order by h.id limit p_limit
$$;

revoke execute on function tax_in(bigint, numeric),
  post_calls(wallet[], integer[], hold[], text[], uuid[], bigint[], bigint[], bigint[], integer[], bigint[], timestamptz[],
             text[], text[], bytea[]) from public;
call open_to_app(array['resolve_holds', 'read_holds', 'stale_holds']);
reset role;
revoke create on schema meterline from meterline_writer;
