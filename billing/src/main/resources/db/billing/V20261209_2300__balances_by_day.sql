-- What each account was moved by, summed once per day of recording: balances are these sums and the few moves that were
-- recorded later. Derived from the moves, beside posting; a day is summed when nothing can join it any more, so that a
-- late posting, whatever its posting date, is of a later day of recording and changes nothing that is here.

create table balance_day (
  tenant    uuid not null references book (tenant),
  recorded  date not null,     -- UTC
  account   integer not null,
  day       date not null,     -- posting date
  effective date not null,     -- UTC
  debits    numeric not null,
  credits   numeric not null,
  primary key (tenant, recorded, account, day, effective)
);
select wall_in('balance_day', false);

-- What each wallet and pocket was moved by: it is its last row here and the moves that were recorded later.
create table wallet_day (
  tenant   uuid not null references book (tenant),
  holder   uuid not null,    -- a wallet or a pocket
  recorded date not null,    -- UTC
  amount   numeric not null,
  balance  numeric not null, -- with that of the row before
  primary key (tenant, holder, recorded)
);
create index wallet_day_recorded on wallet_day (tenant, recorded);
select wall_in('wallet_day', false);

create table balance_head (
  tenant  uuid primary key references book (tenant),
  through date,          -- days of recording up to this one are summed
  mark    xid8 not null, -- whatever got a transaction id before "marked" has a smaller one
  marked  timestamptz not null
);
select wall_in('balance_head', false);
grant update on balance_head to meterline_writer;

-- What comparing a day's sums with its moves found the last time.
create table balance_check (
  tenant      uuid not null references book (tenant),
  recorded    date not null,
  checked     timestamptz not null,
  differences jsonb not null,  -- name, subject, expected, found
  primary key (tenant, recorded)
);
select wall_in('balance_check', false);
grant insert, update on balance_check to meterline_app;

-- Rows come nearly in this order, and what does not (a journal of last month) leaves the ranges of the others small.
create index transfer_effective on transfer using brin (effective timestamptz_minmax_multi_ops)
  with (pages_per_range = 16, autosummarize = on);

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Sums the next days of a book, so many at most. A day is over an hour after its end (no posting is written longer than that
-- after its transaction began), when all transactions are over that had an id then. Answers the last day that is summed.
create function sum_balances(p_tenant uuid, p_most integer) returns date
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  c_slack constant interval := '1 hour';
  v_head  balance_head%rowtype;
  v_xmin  xid8;
  v_begun date;
  v_over  date;
  v_since timestamptz;
  v_until timestamptz;
begin
  perform check_tenant(array[p_tenant]);
  perform pg_advisory_xact_lock(hashtextextended(p_tenant::text, 12));
  select h.* into v_head from balance_head h where h.tenant = p_tenant;
  select (b.opened at time zone 'UTC')::date into v_begun from book b where b.tenant = p_tenant;
  if v_begun is null then
    return null;
  end if;
  v_begun := coalesce(v_head.through + 1, v_begun);
  v_xmin := pg_snapshot_xmin(pg_current_snapshot());
  v_over := case when v_head.mark < v_xmin then ((v_head.marked - c_slack) at time zone 'UTC')::date - 1 end;
  if v_over >= v_begun then
    v_over := least(v_over, v_begun + p_most - 1);
    v_since := coalesce((v_head.through + 1)::timestamp, '-infinity') at time zone 'UTC';
    v_until := (v_over + 1)::timestamp at time zone 'UTC';
    with moved as materialized (
      select (t.recorded at time zone 'UTC')::date as recorded, t.posting_date, (t.effective at time zone 'UTC')::date as effective,
             m.debit, m.credit, m.debit_wallet, m.credit_wallet, m.debit_pocket, m.credit_pocket, m.amount
      from transfer t
        cross join lateral (select m.* from move m where m.tenant = t.tenant and m.transfer = t.id offset 0) m
      where t.tenant = p_tenant and t.recorded >= v_since and t.recorded < v_until),
    accounts as (
      insert into balance_day (tenant, recorded, account, day, effective, debits, credits)
        select p_tenant, m.recorded, s.account, m.posting_date, m.effective, sum(s.debits), sum(s.credits)
        from moved m
          cross join lateral (values (m.debit, m.amount, 0), (m.credit, 0, m.amount)) s (account, debits, credits)
        group by m.recorded, s.account, m.posting_date, m.effective)
    insert into wallet_day (tenant, holder, recorded, amount, balance)
      select p_tenant, q.holder, q.recorded, q.amount,
             coalesce(b.balance, 0) + sum(q.amount) over (partition by q.holder order by q.recorded)
      from (
          select s.holder, m.recorded, sum(s.amount) as amount
          from moved m
            cross join lateral (values (m.credit_wallet, m.amount), (m.debit_wallet, -m.amount),
                                       (m.credit_pocket, m.amount), (m.debit_pocket, -m.amount)) s (holder, amount)
          where s.holder is not null group by s.holder, m.recorded) q
        left join lateral (
          select w.balance from wallet_day w
          where w.tenant = p_tenant and w.holder = q.holder order by w.recorded desc limit 1) b on true;
    update balance_head h set through = v_over where h.tenant = p_tenant;
    return v_over;
  elsif v_head.mark is null
      -- a new mark, when it will be of use: there is none, the last one is behind, or it is another cluster's
      or (((transaction_timestamp() - c_slack) at time zone 'UTC')::date > v_begun
        and (v_head.mark < v_xmin or v_head.mark >= pg_snapshot_xmax(pg_current_snapshot()))) then
    insert into balance_head (tenant, mark, marked)
      values (p_tenant, pg_current_xact_id(), transaction_timestamp())
      on conflict (tenant) do update set mark = excluded.mark, marked = excluded.marked;
  end if;
  return v_head.through;
end
$$;
revoke execute on function sum_balances(uuid, integer) from public;
grant execute on function sum_balances(uuid, integer) to meterline_app;
reset role;
revoke create on schema meterline from meterline_writer;

-- Forgets a book's sums from a day of recording on, so that they are made anew. For the owner, when a sum and its moves
-- differ and the moves are right.
create function forget_balances(p_tenant uuid, p_from date) returns void language plpgsql as $$
begin
  perform set_config('meterline.tenant', p_tenant::text, true),
          pg_advisory_xact_lock(hashtextextended(p_tenant::text, 12));  -- against summing
  delete from balance_day where tenant = p_tenant and recorded >= p_from;
  delete from wallet_day where tenant = p_tenant and recorded >= p_from;
  delete from balance_check where tenant = p_tenant and recorded >= p_from;
  update balance_head set through = p_from - 1 where tenant = p_tenant and through >= p_from;
end
$$;
revoke execute on function forget_balances(uuid, date) from public;
