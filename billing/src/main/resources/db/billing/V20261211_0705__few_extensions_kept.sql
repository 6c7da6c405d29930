-- A hold keeps its first forty extensions and the last two, each with its number: a charge tells no more of them. All were kept, and
-- written again with each further one while wallets were locked: of a call of hours thousands.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- As before, but that what lies between is dropped.
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

-- As before, with the number of each extension as the fifth of its values.
create or replace function read_holds(p_leg uuid[])
  returns table (owner uuid, id uuid, hold_line smallint, part text, book uuid, wallet uuid, call uuid, amount bigint,
                 wallet_currency text, first_amount bigint, seconds bigint, last boolean, proved_millis bigint, steps text[],
                 placed timestamptz, resolved boolean, weight integer, rest boolean, tax_country text, tax_rate numeric,
                 price_start timestamptz, deck uuid, line integer, prefix text, currency text, rounding text, time_zone text,
                 holidays text[], bands text[], tax_basis text, tax_class text, lines text[])
language sql stable security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
  with held as materialized (
    select h.* from hold h
    where h.id = any (p_leg) and h.leg is not null
      and coalesce(h.owner, h.tenant)
            = coalesce(nullif(current_setting('meterline.tenant', true), '')::uuid, h.owner, h.tenant)),
  price as materialized (
    select t.*
    from (select distinct h.tenant, h.deck, h.rate from held h) q
      cross join lateral (
        select t.* from tariff t where t.tenant = q.tenant and t.deck = q.deck and t.line = q.rate offset 0) t)
  select coalesce(h.owner, h.tenant), h.id, h.line, h.part, h.tenant, h.wallet, h.call, h.amount,
         (select w.currency from wallet w where w.tenant = h.tenant and w.id = h.wallet), h.first_amount, h.granted_seconds,
         h.last, h.proved_millis,
         array(select x from jsonb_array_elements(h.steps) with ordinality as e (step, n),
                 unnest(array[step ->> 'at', step ->> 'sequence', step ->> 'total', step ->> 'seconds',
                              coalesce(step ->> 'n', n::text)])
                   with ordinality as v (x, k) order by n, k),
         h.placed, h.resolved is not null, h.weight, h.rest, h.tax_country, h.tax_rate, coalesce(h.price_start, h.placed),
         t.deck, t.line, t.prefix, t.currency, t.rounding, t.time_zone, t.holidays, t.bands, t.tax_basis, t.tax_class, t.lines
  from held h join price t on t.tenant = h.tenant and t.deck = h.deck and t.line = h.rate
  order by h.id, h.line
$$;

reset role;
revoke create on schema meterline from meterline_writer;
