-- Recovery goes through all that nodes left, also where the first of it cannot be recovered.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

drop function stale_holds(text, bigint, integer);

-- Legs whose holds that node placed in an earlier epoch, by their ids; after one of them, if it is given.
create function stale_holds(p_node text, p_epoch bigint, p_after uuid, p_limit integer) returns setof uuid
language sql stable security definer set search_path = meterline, pg_temp as $$
  select h.id from hold h
  where h.node = p_node and h.epoch < p_epoch and h.resolved is null and h.leg is not null and h.line = 0
    and (p_after is null or h.id > p_after)
    and p_epoch <= (select l.epoch from lease l where l.node = p_node)
  order by h.id limit p_limit
$$;

call open_to_app(array['stale_holds']);
reset role;
revoke create on schema meterline from meterline_writer;
