-- In the operator's book a tenant's calls are bought from the tenant's own wallet, which is that of the payer of the tenant's id: from
-- no other tenant's, whatever a transaction that is named for one asks.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- As before, and what is bought is paid by its owner's wallet.
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
      select w.tenant, w.id, w.payer, w.currency, w.carrier, w.balance - w.held - w.floor as available,
             w.frozen or coalesce(w.goodwill_until <= clock_timestamp(), false) as odd
      from wallet w where w.id = any (p_wallet) order by w.tenant, w.id for no key update)
    select p_epoch = (select l.epoch from lease l where l.node = p_node) and sum(d.lines) = v_size and bool_and(d.fits)
      into v_plain
      from (
        select count(*) as lines,
               (sum(q.amount) <= w.available or w.carrier) and not w.odd
                 and bool_and(q.currency = w.currency and q.amount >= 0 and w.carrier = (q.part = 'CARRIER')
                              and (q.book = q.owner or may_stand_in(q.book, q.owner, q.part, q.currency)
                                   and (q.part <> 'WHOLESALE' or w.payer = q.owner))) as fits
        from unnest(p_owner, p_book, p_wallet, p_part, p_currency, p_amount)
            as q (owner, book, wallet, part, currency, amount)
          join w on w.tenant = q.book and w.id = q.wallet
        group by w.tenant, w.id, w.payer, w.available, w.carrier, w.odd) d;
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

-- As before, and what is bought is paid by its owner's wallet: another one is NO_WALLET.
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

reset role;
revoke create on schema meterline from meterline_writer;
