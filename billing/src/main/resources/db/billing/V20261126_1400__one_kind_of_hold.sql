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

alter table charge
  add column tax_country text,
  add column tax_rate numeric(7, 6) not null default 0,
  add column tax bigint not null default 0 check (tax between 0 and amount);  -- contained in what the wallet paid

-- The function that writes holds has the wallet locked: a foreign key would look for it once more for each row.
alter table hold drop constraint hold_tenant_wallet_fkey;
drop index hold_call;
create index wallet_by_id on wallet (id);

-- What calls cost is posted by post_calls alone, which finds the open day for a whole batch at once.
drop trigger keep_period on transfer;
create trigger keep_period before insert on transfer for each row
  when (new.kind not like 'call%') execute function keep_period();

-- A carrier is owed what calls cost: its wallet's balance is that debt.
alter table payer drop constraint payer_kind_check;
alter table payer add constraint payer_kind_check check (kind in ('CUSTOMER', 'TENANT', 'SPONSOR', 'CARRIER'));
alter table wallet add column carrier boolean not null default false;

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
drop function resolve_holds(text, uuid[], uuid[], uuid[], bigint[], bigint[], timestamptz[], text[], text[]);
drop function post_calls(wallet[], integer[], hold[], text[], uuid[], bigint[], bigint[], bigint[], integer[], bigint[],
                         timestamptz[], text[], text[], bytea[]);
drop function open_holds(uuid[]), stale_holds(text, bigint, integer);

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
  if v_size > 1 and (select count(distinct q.id) < count(*) filter (where q.line = 0) from unnest(p_id, p_line) as q (id, line)) then
    while i <= v_size loop  -- the same asked for twice at once
      j := end_of_group(p_line, i);
      return query select h.ordinal + i - 1, h.outcome, h.available, h.amount, h.seconds, h.last
        from place_holds(p_node, p_epoch, p_owner[i:j], p_id[i:j], p_call[i:j], p_line[i:j], p_part[i:j], p_book[i:j],
                         p_wallet[i:j], p_currency[i:j], p_amount[i:j], p_seconds[i:j], p_last[i:j], p_deck[i:j],
                         p_rate[i:j], p_weight[i:j], p_rest[i:j], p_tax_country[i:j], p_tax_rate[i:j],
                         p_price_start[i:j]) h;
      i := j + 1;
    end loop;
    return;
  end if;
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
  if v_size > 1 and (select count(distinct q.id) < count(*) filter (where q.line = 0) from unnest(p_id, p_line) as q (id, line)) then
    while i <= v_size loop  -- the same leg twice at once
      j := end_of_group(p_line, i);
      return query select h.ordinal + i - 1, h.outcome, h.available, h.amount, h.seconds, h.last
        from extend_holds(p_node, p_epoch, p_owner[i:j], p_id[i:j], p_line[i:j], p_sequence[i:j], p_total[i:j],
                          p_seconds[i:j], p_last[i:j], p_proved_millis[i:j]) h;
      i := j + 1;
    end loop;
    return;
  end if;
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
  if v_size > 1 and (select count(*) filter (where q.line = 0) > 1
                       and (count(distinct q.id) < count(*) filter (where q.line = 0) or count(distinct q.transfer) < count(*))
                     from unnest(p_id, p_line, p_transfer) as q (id, line, transfer)) then
    while i <= v_size loop  -- the same asked for twice at once
      j := end_of_group(p_line, i);
      return query select s.ordinal + i - 1, s.outcome, s.posted, s.overrun
        from resolve_holds(p_by, p_owner[i:j], p_id[i:j], p_line[i:j], p_transfer[i:j], p_cost[i:j], p_seconds[i:j],
                           p_at[i:j], p_description[i:j], p_trace[i:j], p_looks) s;
      i := j + 1;
    end loop;
    return;
  end if;
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

-- As before, and for carriers.
create or replace function open_wallet(p_tenant uuid, p_id uuid, p_payer uuid, p_payer_kind text, p_payer_name text, p_email text,
                            p_name text, p_currency text, p_floor bigint) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_carrier boolean := p_payer_kind = 'CARRIER';
  v_account integer;
  v_income  integer;
begin
  perform check_tenant(array[p_tenant]);
  if p_currency = 'SEC' then
    perform open_bundle_accounts(p_tenant);
  end if;
  select id into v_account from account a
    where a.tenant = p_tenant and a.currency = p_currency
      and a.code = case p_payer_kind when 'TENANT' then '2110' when 'CARRIER' then '2000' else '2100' end;
  select id into v_income from account a
    where a.tenant = p_tenant and a.currency = p_currency
      and a.code = case p_payer_kind when 'TENANT' then '4090' when 'CARRIER' then '5000' else '4000' end;
  if v_account is null or v_income is null then
    return 'CURRENCY_MISMATCH';
  end if;
  insert into payer (tenant, id, kind, name, email) values (p_tenant, p_payer, p_payer_kind, p_payer_name, p_email)
    on conflict (tenant, id) do nothing;
  insert into wallet (tenant, id, payer, name, currency, account, income, floor, carrier)
    values (p_tenant, p_id, p_payer, p_name, p_currency, v_account, v_income, p_floor, v_carrier)
    on conflict (tenant, id) do nothing;
  return case when found then 'OPENED' else 'REPEATED' end;
end
$$;

revoke execute on function end_of_group(smallint[], integer), known_lines(uuid[], uuid[], smallint[]), books_of(hold[]),
  wallets_of(hold[]), may_stand_in(uuid, uuid, text, text), tax_in(bigint, numeric),
  post_calls(wallet[], integer[], hold[], text[], uuid[], bigint[], bigint[], bigint[], integer[], bigint[], timestamptz[],
             text[], text[], bytea[]) from public;
call open_to_app(array['place_holds', 'extend_holds', 'resolve_holds', 'read_holds', 'stale_holds']);
reset role;
revoke create on schema meterline from meterline_writer;
