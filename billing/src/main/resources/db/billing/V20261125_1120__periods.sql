-- A book is closed by months, in order: nothing is posted on or before the day it is closed through.

create table closing (
  tenant  uuid primary key references book (tenant),
  through date not null
);
comment on table closing is 'the last day of the last closed month; absent while all is open';

create table closing_event (
  tenant  uuid not null references book (tenant),
  number  integer not null,
  action  text not null check (action in ('CLOSED', 'REOPENED')),
  month   date not null check (extract(day from month) = 1),
  reason  text not null,
  made_by text not null,
  made    timestamptz not null default transaction_timestamp(),
  primary key (tenant, number),
  check (action = 'CLOSED' or length(trim(reason)) > 0)
);
select wall_in('closing', false), wall_in('closing_event', true);
grant update on closing to meterline_writer;

-- Binds all who post, whichever function they use. A call is posted when it is over, sometimes long after (a node that
-- was away, a corrected deck): it goes to the first open day. Whatever else is dated into a closed period is refused.
-- The lock, shared by those who post, makes closing wait for them; of 256 by tenant, so that a batch takes few.
create function keep_period() returns trigger language plpgsql as $$
declare
  v_through date;
begin
  perform pg_advisory_xact_lock_shared(7301, hashtext(new.tenant::text) & 255);
  select c.through into v_through from closing c where c.tenant = new.tenant;
  if new.posting_date <= v_through then
    if new.kind like 'call%' then
      new.posting_date := v_through + 1;
    else
      raise exception 'period-closed: the book is closed through %, the posting date is %', v_through, new.posting_date
        using errcode = '23ML1', hint = 'post it on a later day, or reopen the period with a reason';
    end if;
  end if;
  return new;
end
$$;
create trigger keep_period before insert on transfer for each row execute function keep_period();
revoke execute on function keep_period() from public;
grant execute on function keep_period() to meterline_writer;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Closes a month and all before it. Outcomes: CLOSED, REPEATED, NO_BOOK, NOT_OVER.
create function close_period(p_tenant uuid, p_month date, p_reason text, p_by text, p_at timestamptz) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_month   date := date_trunc('month', p_month);
  v_next    date := v_month + interval '1 month';
  v_through date;
  v_zone    text;
begin
  perform check_tenant(array[p_tenant]);
  select b.time_zone into v_zone from book b where b.tenant = p_tenant;
  if not found then
    return 'NO_BOOK';
  elsif (p_at at time zone v_zone)::date < v_next then
    return 'NOT_OVER';
  end if;
  perform pg_advisory_xact_lock(7301, hashtext(p_tenant::text) & 255);
  select c.through into v_through from closing c where c.tenant = p_tenant;
  if v_through >= v_next - 1 then
    return 'REPEATED';
  end if;
  insert into closing (tenant, through) values (p_tenant, v_next - 1)
    on conflict (tenant) do update set through = excluded.through;
  insert into closing_event (tenant, number, action, month, reason, made_by)
    select p_tenant, coalesce(max(e.number), 0) + 1, 'CLOSED', v_month, coalesce(p_reason, ''), p_by
    from closing_event e where e.tenant = p_tenant;
  return 'CLOSED';
end
$$;

-- Reopens a month and all after it. Outcomes: REOPENED, REPEATED, NO_REASON.
create function reopen_period(p_tenant uuid, p_month date, p_reason text, p_by text) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_month   date := date_trunc('month', p_month);
  v_through date;
begin
  perform check_tenant(array[p_tenant]);
  if coalesce(trim(p_reason), '') = '' then
    return 'NO_REASON';
  end if;
  perform pg_advisory_xact_lock(7301, hashtext(p_tenant::text) & 255);
  select c.through into v_through from closing c where c.tenant = p_tenant;
  if v_through is null or v_through < v_month then
    return 'REPEATED';
  end if;
  update closing set through = v_month - 1 where tenant = p_tenant;
  insert into closing_event (tenant, number, action, month, reason, made_by)
    select p_tenant, coalesce(max(e.number), 0) + 1, 'REOPENED', v_month, p_reason, p_by
    from closing_event e where e.tenant = p_tenant;
  return 'REOPENED';
end
$$;

revoke execute on function close_period(uuid, date, text, text, timestamptz), reopen_period(uuid, date, text, text)
  from public;
grant execute on function close_period(uuid, date, text, text, timestamptz), reopen_period(uuid, date, text, text)
  to meterline_app;
reset role;
revoke create on schema meterline from meterline_writer;
