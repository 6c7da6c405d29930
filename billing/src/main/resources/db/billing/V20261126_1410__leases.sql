-- A node whose lease has run out, by this database's clock, and that does not come back: another one takes its next epoch,
-- so that nothing more is held or extended under the old one, and resolves what it left.

alter table lease add column seized boolean not null default false;
comment on column lease.seized is 'its epoch was raised by another node: its own process may take the next one and go on';

grant create on schema meterline to meterline_writer;
set role meterline_writer;

create or replace function take_lease(p_node text, p_millis bigint) returns bigint
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_epoch bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended(p_node, 7));
  insert into lease as l (node, epoch, expires) values (p_node, 1, clock_timestamp() + p_millis * interval '1 millisecond')
    on conflict (node) do update set epoch = l.epoch + 1, expires = excluded.expires, seized = false
    returning epoch into v_epoch;
  return v_epoch;
end
$$;

-- Raises the epoch of nodes whose leases ran out so long ago and that still hold money; what is being raised elsewhere is
-- left. Answers their names and new epochs.
create function seize_leases(p_grace_millis bigint) returns table (node text, epoch bigint)
language plpgsql security definer set search_path = meterline, pg_temp as $$
#variable_conflict use_variable
declare
  v_lease lease;
begin
  for v_lease in
    select l.* from lease l
    where l.expires < clock_timestamp() - p_grace_millis * interval '1 millisecond'
      and exists (select from hold h where h.node = l.node and h.epoch <= l.epoch and h.resolved is null)
    order by l.node
  loop
    continue when not pg_try_advisory_xact_lock(hashtextextended(v_lease.node, 7));
    update lease l set epoch = l.epoch + 1, seized = true
      where l.node = v_lease.node and l.epoch = v_lease.epoch and l.expires = v_lease.expires
      returning l.node, l.epoch into node, epoch;
    continue when not found;
    return next;
  end loop;
end
$$;

-- The next epoch for a process whose lease was seized; null if another process of that name took one.
create function take_back_lease(p_node text, p_epoch bigint, p_millis bigint) returns bigint
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_epoch bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended(p_node, 7));
  update lease l set epoch = l.epoch + 1, expires = clock_timestamp() + p_millis * interval '1 millisecond', seized = false
    where l.node = p_node and l.epoch > p_epoch and l.seized
    returning l.epoch into v_epoch;
  return v_epoch;
end
$$;

call open_to_app(array['seize_leases', 'take_back_lease']);
reset role;
revoke create on schema meterline from meterline_writer;
