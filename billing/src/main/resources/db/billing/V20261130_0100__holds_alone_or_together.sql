-- Holds are placed alone or together. Statements for a few, line by line, cost more than one over an array from the third on, and
-- were the same again.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- As before, without place_few.
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

drop function place_few(
  text, bigint, uuid[], uuid[], uuid[], smallint[], text[], uuid[], uuid[], text[], bigint[], bigint[], boolean[], uuid[],
  integer[], integer[], boolean[], text[], numeric[], timestamptz[]);
reset role;
revoke create on schema meterline from meterline_writer;
