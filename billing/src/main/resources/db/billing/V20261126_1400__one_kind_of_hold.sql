-- One kind of hold for legs: a group of one or more lines, numbered from 0, held, extended and
-- resolved whole or not at all. What was the hold of a single wallet is a group of one. Lines may
-- stand in two books: the tenant's and the operator's.

alter table hold
  add column owner uuid,        -- whose call it is, where that is not the book's tenant
  add column lines smallint not null default 1 check (lines > 0),  -- of its group
  add column weight integer not null default 0 check (weight >= 0),  -- of a shared price; 0: it is not shared
  add column rest boolean not null default false,  -- pays what the other parts of a shared price leave
  add column tax_country text check (tax_country ~ '^[A-Z]{2}$'),
  add column tax_rate numeric(7, 6) not null default 0 check (tax_rate >= 0),
  drop column proved_amount,
  drop constraint hold_part_check,
  add constraint hold_part_check check (part in ('PAYER', 'SPONSOR', 'BUNDLE', 'WHOLESALE', 'CARRIER'));
comment on column hold.tax_rate is 'contained in what is posted; of the instant at which the price was agreed';

-- The function that writes holds has the wallet locked: a foreign key would look for it once more for each row.
alter table hold drop constraint hold_tenant_wallet_fkey;
drop index hold_call;
create index wallet_by_id on wallet (id);

grant create on schema meterline to meterline_writer;
set role meterline_writer;

drop function place_groups(text, bigint, integer[], uuid[], uuid[], smallint[], text[], text[], uuid[], text[], bigint[],
                           uuid[], uuid[], integer[], bigint[], boolean[], timestamptz[]);
drop function extend_groups(text, bigint, integer[], uuid[], uuid[], smallint[], integer[], bigint[], bigint[], boolean[],
                            bigint[], bigint[]);
drop function resolve_groups(text, integer[], uuid[], uuid[], smallint[], uuid[], bigint[], bigint[], timestamptz[], text[],
                             text[]);
drop function read_groups(uuid[]), stale_groups(text, bigint, integer), group_wallets(uuid[], uuid[], smallint[]),
  known_lines(uuid[], uuid[], smallint[]), end_of_group(integer[], integer);
drop function place_holds(text, bigint, uuid[], uuid[], uuid[], text[], bigint[], uuid[], uuid[], uuid[], integer[], bigint[],
                          boolean[], bigint[], timestamptz[]);
drop function extend_holds(text, bigint, uuid[], uuid[], integer[], bigint[], bigint[], boolean[], bigint[]);

-- In all that follows lines stand flat, those of a group together and in their order: a line 0 begins one.

create function end_of_group(p_line smallint[], p_from integer) returns integer language plpgsql immutable as $$
declare
  v_end integer := p_from;
begin
  while p_line[v_end + 1] > 0 loop
    v_end := v_end + 1;
  end loop;
  return v_end;
end
$$;

-- Tables are reached by = any (array) and hashed, whatever their statistics say: a plan made for an empty table would else
-- read all that there is later.

-- The wallets, locked in the order in which all take them, without goodwill whose time is over; nulls for those that
-- are not there.
create or replace function lock_wallets(p_tenant uuid[], p_wallet uuid[]) returns wallet[] language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
declare
  v_all wallet[];
begin
  with locked as materialized (
    select w from wallet w where w.id = any (p_wallet) and w.tenant = any (p_tenant) order by w.tenant, w.id for no key update)
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

-- The lines of legs as they are; nulls for those that are not there.
create function known_lines(p_owner uuid[], p_id uuid[], p_line smallint[]) returns hold[] language plpgsql volatile as $$
begin
  return array(
    select h.hold
    from unnest(p_owner, p_id, p_line) with ordinality as q (owner, id, line, ord)
      left join (select h as hold, h.id, h.line, coalesce(h.owner, h.tenant) as owner from hold h
                 where h.id = any (p_id) and h.leg is not null) h
        on h.id = q.id and h.line = q.line and h.owner = q.owner
    order by q.ord);
end
$$;

-- As before, at once.
create or replace function hold_more(p_wallets wallet[], p_added bigint[]) returns void language plpgsql as $$
declare
  v_ids uuid[] := array(select w.id from unnest(p_wallets) as w);
begin
  update wallet w set held = w.held + q.added
    from (select x.tenant, x.id, a.added
          from unnest(p_wallets) with ordinality as x
            join unnest(p_added) with ordinality as a (added, ord) on a.ord = x.ordinality
          where a.added > 0) q
    where w.id = any (v_ids) and w.id = q.id and w.tenant = q.tenant;
end
$$;

create or replace function spend_all(p_wallets wallet[], p_touched boolean[], p_spent bigint[], p_freed bigint[]) returns void
language plpgsql as $$
declare
  v_ids uuid[] := array(select w.id from unnest(p_wallets) as w);
begin
  update wallet w set balance = w.balance - q.spent, held = w.held - q.freed
    from (select x.tenant, x.id, a.spent, a.freed
          from unnest(p_wallets) with ordinality as x
            join unnest(p_touched, p_spent, p_freed) with ordinality as a (touched, spent, freed, ord)
              on a.ord = x.ordinality
          where a.touched) q
    where w.id = any (v_ids) and w.id = q.id and w.tenant = q.tenant;
  insert into outbox (tenant, type, subject, data)
    select x.tenant, 'wallet.changed', x.id, jsonb_build_object('walletId', x.id)
    from unnest(p_wallets) with ordinality as x
      join unnest(p_touched) with ordinality as a (touched, ord) on a.ord = x.ordinality
    where a.touched;
end
$$;

create or replace function charges_of(p_tenant uuid[], p_transfer uuid[]) returns charge[] language plpgsql as $$
begin
  return array(
    select c.charge
    from unnest(p_tenant, p_transfer) with ordinality as q (tenant, transfer, ord)
      left join (select c as charge, c.tenant, c.id from charge c
                 where c.tenant = any (p_tenant) and c.id = any (p_transfer)) c
        on c.tenant = q.tenant and c.id = q.transfer
    order by q.ord);
end
$$;

create or replace function are_used(p_tenant uuid[], p_transfer uuid[]) returns boolean[] language plpgsql as $$
begin
  return array(
    select t.id is not null
    from unnest(p_tenant, p_transfer) with ordinality as q (tenant, transfer, ord)
      left join (select t.tenant, t.id from transfer t where t.tenant = any (p_tenant) and t.id = any (p_transfer)) t
        on t.tenant = q.tenant and t.id = q.transfer
    order by q.ord);
end
$$;

-- Each leg is named once in a batch: whoever has it twice asks twice.
create function check_legs(p_id uuid[], p_line smallint[]) returns void language plpgsql immutable as $$
begin
  if cardinality(p_id) > 1
      and (select count(distinct q.id) < count(*) filter (where q.line = 0) from unnest(p_id, p_line) as q (id, line)) then
    raise exception 'a leg is named twice' using errcode = 'cardinality_violation';
  end if;
end
$$;

create function books_of(p_known hold[]) returns uuid[] language sql immutable as $$
  select array(select h.tenant from unnest(p_known) with ordinality as h order by h.ordinality)
$$;

create function wallets_of(p_known hold[]) returns uuid[] language sql immutable as $$
  select array(select h.wallet from unnest(p_known) with ordinality as h order by h.ordinality)
$$;

-- Whether a line may stand in that book for that tenant's call: in its own, or in the operator's, if the tenant's book has
-- the accounts in which the other side is written.
create function may_stand_in(p_book uuid, p_owner uuid, p_part text, p_currency text) returns boolean
language sql stable as $$
  select p_book = p_owner
    or p_part in ('WHOLESALE', 'CARRIER') and exists (select from tenant t where t.id = p_book and t.operator)
       and (p_part = 'CARRIER' or 2 = (select count(*) from account a where a.tenant = p_owner
                                         and a.code in ('1590', '5000') and a.currency = p_currency))
$$;

-- Sets the money of groups aside, where balance - held - amount >= floor for all lines of it. Each line gets an outcome;
-- if one is not HELD or REPEATED, nothing of its group was held, and lines that would have been held say NOT_HELD:
-- HELD, REPEATED (what is returned is what is held), DUPLICATE (other terms), RESOLVED, TOO_LOW, FROZEN, NO_WALLET,
-- CURRENCY, FENCED; DUPLICATE, RESOLVED and FENCED are said by all lines of a group.
create function place_holds(
    p_node text, p_epoch bigint, p_owner uuid[], p_id uuid[], p_call uuid[], p_line smallint[], p_part text[], p_book uuid[],
    p_wallet uuid[], p_currency text[], p_amount bigint[], p_seconds bigint[], p_last boolean[], p_deck uuid[],
    p_rate integer[], p_weight integer[], p_rest boolean[], p_tax_country text[], p_tax_rate numeric[],
    p_price_start timestamptz[])
  returns table (ordinal bigint, outcome text, available bigint, amount bigint, seconds bigint, last boolean)
language plpgsql security definer set search_path = meterline, pg_temp
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
          when v_wallet.currency <> p_currency[k] then 'CURRENCY'
          when p_book[k] <> p_owner[k] and not may_stand_in(p_book[k], p_owner[k], p_part[k], p_currency[k]) then 'CURRENCY'
          when v_wallet.frozen then 'FROZEN'
          when p_amount[k] < 0 or p_amount[k] > v_left[v_at[k]] and not v_wallet.carrier then 'TOO_LOW'
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

-- Sets the lines of groups to absolute totals, whole or not at all, and notes how much use is proved by now (that also
-- when a total is refused). A total never shrinks. Outcomes as of place_holds, or NO_HOLD.
create function extend_holds(
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
  -- a hold's wallet never changes; all else of it is read when that is locked
  v_known := known_lines(p_owner, p_id, p_line);
  v_books := books_of(v_known);
  v_asked := wallets_of(v_known);
  v_wallets := lock_wallets(v_books, v_asked);
  v_at := wallet_places(v_books, v_asked);
  v_left := available_of(v_wallets);
  v_added := array_fill(0::bigint, array[cardinality(v_wallets)]);
  v_known := known_lines(p_owner, p_id, p_line);
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

revoke execute on function end_of_group(smallint[], integer), known_lines(uuid[], uuid[], smallint[]),
  check_legs(uuid[], smallint[]), books_of(hold[]), wallets_of(hold[]), may_stand_in(uuid, uuid, text, text) from public;
call open_to_app(array['place_holds', 'extend_holds']);
reset role;
revoke create on schema meterline from meterline_writer;
