-- Notes of legs that a deck gave away are kept for a time, for re-ratings that find them; then they are forgotten.
create index free_leg_agreed on free_leg (price_start);
grant delete on free_leg to meterline_writer;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Forgets notes whose price was agreed more than so many days ago, the oldest first, and answers how many; not those that a
-- re-rating may still charge that was neither rejected nor ended. Nothing but these notes is locked, and who posts never locks
-- them: it waits for nobody and nobody for it. One at a time does so, another that asks meanwhile is answered 0.
create function forget_free_legs(p_days integer, p_limit integer) returns integer
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_before timestamptz := clock_timestamp() - make_interval(days => p_days);
  v_gone   integer;
begin
  if p_days < 31 then
    raise exception 'what was given away is kept for a month at least' using errcode = 'check_violation';
  end if;
  if not pg_try_advisory_xact_lock(7310, 0) then
    return 0;
  end if;
  with asked as materialized (
    select r.tenant, r.wrong, r.since, r.until from re_rating r
    where r.since < v_before
      and not exists (select from re_rating_decision d where d.tenant = r.tenant and d.re_rating = r.id and not d.approved)
      and not exists (select from re_rating_end e where e.tenant = r.tenant and e.re_rating = r.id)),
  old as materialized (
    select f.tenant, f.id, f.line from free_leg f
    where f.price_start < v_before and f.tenant = coalesce(current_tenant(), f.tenant)
      and not exists (select from asked a where a.tenant = f.tenant and f.deck = any (a.wrong)
                      and f.price_start >= a.since and f.price_start < a.until)
    order by f.price_start limit p_limit)
  delete from free_leg f using old o where f.tenant = o.tenant and f.id = o.id and f.line = o.line;
  get diagnostics v_gone = row_count;
  return v_gone;
end
$$;

call open_to_app(array['forget_free_legs']);
reset role;
revoke create on schema meterline from meterline_writer;
