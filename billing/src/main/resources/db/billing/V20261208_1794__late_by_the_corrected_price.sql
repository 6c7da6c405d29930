-- What a line cost was counted by the deck that its hold said it is charged by. A re-rating may have corrected it since: then
-- the end of the leg, which came late, is not posted by the old price.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

drop function resolve_holds(text, uuid[], uuid[], smallint[], uuid[], bigint[], bigint[], timestamptz[], text[], text[]);

-- As before, with the line of the deck by which each was counted (null: whichever it is). One more outcome: CHANGED, of a
-- leg that is charged by another one by now; nothing of it is posted. What is open is not charged anew.
create function resolve_holds(
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
  exception when no_data_found or unique_violation then
    null;  -- not all are open, a wallet has goodwill, or a transfer is known already
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

call open_to_app(array['resolve_holds']);
reset role;
revoke create on schema meterline from meterline_writer;
