-- What calls do most costs least: a hold alone is placed by plain statements, line by line. Statements over arrays have plans
-- whose beginning costs more than so few rows.

-- A decision's tenant is the one that the transaction names; a key to its book was locked with each of them.
alter table payer_decision drop constraint payer_decision_tenant_fkey;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- As before; a question to the executor only where there is something to ask.
create or replace function check_tenant(p_tenant uuid[]) returns void language plpgsql stable as $$
declare
  v_current uuid := nullif(current_setting('meterline.tenant', true), '')::uuid;
begin
  if v_current is not null then
    if exists (select from unnest(p_tenant) t where t is distinct from v_current) then
      raise exception 'this transaction belongs to another tenant' using errcode = 'insufficient_privilege';
    end if;
  end if;
end
$$;

create or replace function check_legs(p_id uuid[], p_line smallint[]) returns void language plpgsql immutable as $$
begin
  if cardinality(p_id) > 1 then
    if (select count(distinct q.id) < count(*) filter (where q.line = 0) from unnest(p_id, p_line) as q (id, line)) then
      raise exception 'a leg is named twice' using errcode = 'cardinality_violation';
    end if;
  end if;
end
$$;

-- Places one line of its own book if nothing is out of the way; else nothing is done, and the answer is false.
create function place_one(
    p_node text, p_epoch bigint, p_book uuid, p_id uuid, p_call uuid, p_part text, p_wallet uuid, p_currency text,
    p_amount bigint, p_seconds bigint, p_last boolean, p_deck uuid, p_rate integer, p_weight integer, p_rest boolean,
    p_tax_country text, p_tax_rate numeric, p_price_start timestamptz)
  returns boolean
language plpgsql as $$
begin
  update wallet w set held = w.held + p_amount
    where w.tenant = p_book and w.id = p_wallet and w.currency = p_currency and p_amount >= 0 and not w.carrier and not w.frozen
      and (w.goodwill_until is null or w.goodwill_until > clock_timestamp())
      and w.balance - w.held - w.floor >= p_amount
      and p_epoch = (select l.epoch from lease l where l.node = p_node)
      and not exists (select from hold h where h.id = p_id);
  if not found then
    return false;
  end if;
  insert into hold (tenant, id, line, lines, part, relation, wallet, call, leg, node, epoch, amount, first_amount, granted_seconds,
                    last, deck, rate, weight, rest, tax_country, tax_rate, placed, price_start)
    values (p_book, p_id, 0, 1, p_part, 'RETAIL', p_wallet, p_call, p_id, p_node, p_epoch, p_amount, p_amount, p_seconds, p_last,
            p_deck, p_rate, p_weight, p_rest, p_tax_country, p_tax_rate, clock_timestamp(), p_price_start)
    on conflict do nothing;
  if not found then
    -- the leg was asked about at the same time
    update wallet w set held = w.held - p_amount where w.tenant = p_book and w.id = p_wallet;
    return false;
  end if;
  return true;
end
$$;

-- Places a few lines if nothing is out of the way; else nothing is done, and the answer is false.
create function place_few(
    p_node text, p_epoch bigint, p_owner uuid[], p_id uuid[], p_call uuid[], p_line smallint[], p_part text[], p_book uuid[],
    p_wallet uuid[], p_currency text[], p_amount bigint[], p_seconds bigint[], p_last boolean[], p_deck uuid[],
    p_rate integer[], p_weight integer[], p_rest boolean[], p_tax_country text[], p_tax_rate numeric[],
    p_price_start timestamptz[])
  returns boolean
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  v_size  integer := cardinality(p_id);
  v_lines smallint[] := sizes_of_groups(p_line);
  v_order integer[] := array[1];
  k integer;
begin
  perform from lease l where l.node = p_node and l.epoch = p_epoch;
  if not found then
    return false;
  end if;
  if v_size > 1 then  -- wallets are locked in one order by all
    v_order := array(select i from generate_series(1, v_size) i order by p_book[i], p_wallet[i]);
  end if;
  foreach k in array v_order loop
    if p_book[k] <> p_owner[k] and not may_stand_in(p_book[k], p_owner[k], p_part[k], p_currency[k]) then
      return false;
    end if;
  end loop;
  begin
    foreach k in array v_order loop
      update wallet w set held = w.held + p_amount[k]
        where w.tenant = p_book[k] and w.id = p_wallet[k] and w.currency = p_currency[k] and p_amount[k] >= 0
          and w.carrier = (p_part[k] = 'CARRIER') and not w.frozen
          and (w.goodwill_until is null or w.goodwill_until > clock_timestamp())
          and (w.carrier or w.balance - w.held - w.floor >= p_amount[k]);
      if not found then
        raise exception using errcode = 'no_data_found';
      end if;
    end loop;
    for k in 1..v_size loop
      if p_line[k] = 0 then
        -- not to wait, with wallets locked, for the settlement of a leg that is known already
        perform from hold h where h.id = p_id[k];
        if found then
          raise exception using errcode = 'no_data_found';
        end if;
      end if;
      insert into hold (tenant, id, line, owner, lines, part, relation, wallet, call, leg, node, epoch, amount, first_amount,
                        granted_seconds, last, deck, rate, weight, rest, tax_country, tax_rate, placed, price_start)
        values (p_book[k], p_id[k], p_line[k], nullif(p_owner[k], p_book[k]), v_lines[k], p_part[k],
                case p_part[k] when 'WHOLESALE' then 'WHOLESALE' when 'CARRIER' then 'COST' else 'RETAIL' end, p_wallet[k],
                p_call[k], p_id[k], p_node, p_epoch, p_amount[k], p_amount[k], p_seconds[k], p_last[k], p_deck[k], p_rate[k],
                p_weight[k], p_rest[k], p_tax_country[k], p_tax_rate[k], clock_timestamp(), p_price_start[k]);
    end loop;
  exception when no_data_found or unique_violation then
    return false;
  end;
  return true;
end
$$;

-- As before, a few by place_few.
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
  c_few   constant integer := 8;
  v_size  integer := cardinality(p_id);
  v_plain boolean;
begin
  perform check_tenant(p_owner);
  perform check_legs(p_id, p_line);
  -- shared with each other, against take_lease: no hold of an old epoch appears after recovery has looked
  perform pg_advisory_xact_lock_shared(hashtextextended(p_node, 7));
  if v_size <= c_few then
    if v_size = 1 and p_line[1] = 0 and p_book[1] = p_owner[1] and p_part[1] not in ('WHOLESALE', 'CARRIER') then
      v_plain := place_one(p_node, p_epoch, p_book[1], p_id[1], p_call[1], p_part[1], p_wallet[1], p_currency[1], p_amount[1],
                           p_seconds[1], p_last[1], p_deck[1], p_rate[1], p_weight[1], p_rest[1], p_tax_country[1],
                           p_tax_rate[1], p_price_start[1]);
    else
      v_plain := place_few(p_node, p_epoch, p_owner, p_id, p_call, p_line, p_part, p_book, p_wallet, p_currency, p_amount,
                           p_seconds, p_last, p_deck, p_rate, p_weight, p_rest, p_tax_country, p_tax_rate, p_price_start);
    end if;
    if v_plain then
      for k in 1..v_size loop
        ordinal := k;
        outcome := 'HELD';
        available := 0;
        amount := p_amount[k];
        seconds := p_seconds[k];
        last := p_last[k];
        return next;
      end loop;
      return;
    end if;
    return query select * from place_one_by_one(p_node, p_epoch, p_owner, p_id, p_call, p_line, p_part, p_book, p_wallet,
      p_currency, p_amount, p_seconds, p_last, p_deck, p_rate, p_weight, p_rest, p_tax_country, p_tax_rate, p_price_start);
    return;
  end if;
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

revoke execute on function place_one(
    text, bigint, uuid, uuid, uuid, text, uuid, text, bigint, bigint, boolean, uuid, integer, integer, boolean, text, numeric,
    timestamptz),
  place_few(
    text, bigint, uuid[], uuid[], uuid[], smallint[], text[], uuid[], uuid[], text[], bigint[], bigint[], boolean[], uuid[],
    integer[], integer[], boolean[], text[], numeric[], timestamptz[]) from public;
call open_to_app(array['place_holds']);
reset role;
revoke create on schema meterline from meterline_writer;
