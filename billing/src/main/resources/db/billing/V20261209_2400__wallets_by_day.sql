-- What each wallet and pocket was moved by, beside what moved the accounts: summed once per day of recording, with what there
-- was after it. So a wallet is its last row here and the moves that were recorded later.

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

-- What was summed and proved so far had no wallets: it is made anew of the moves.
truncate balance_day, balance_head, balance_check;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- As before, and what moved wallets and pockets.
create or replace function sum_balances(p_tenant uuid, p_most integer) returns date
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
    insert into balance_day (tenant, recorded, account, day, effective, debits, credits)
      select p_tenant, (t.recorded at time zone 'UTC')::date, s.account, t.posting_date,
             (t.effective at time zone 'UTC')::date, sum(s.debits), sum(s.credits)
      from transfer t
        cross join lateral (
          select m.debit, m.credit, m.amount from move m where m.tenant = t.tenant and m.transfer = t.id offset 0) m
        cross join lateral (values (m.debit, m.amount, 0), (m.credit, 0, m.amount)) s (account, debits, credits)
      where t.tenant = p_tenant and t.recorded >= v_since and t.recorded < v_until
      group by 2, 3, 4, 5;
    insert into wallet_day (tenant, holder, recorded, amount, balance)
      select p_tenant, q.holder, q.recorded, q.amount,
             coalesce(b.balance, 0) + sum(q.amount) over (partition by q.holder order by q.recorded)
      from (
          select s.holder, (t.recorded at time zone 'UTC')::date as recorded, sum(s.amount) as amount
          from transfer t
            cross join lateral (
              select m.debit_wallet, m.credit_wallet, m.debit_pocket, m.credit_pocket, m.amount
              from move m where m.tenant = t.tenant and m.transfer = t.id offset 0) m
            cross join lateral (values (m.credit_wallet, m.amount), (m.debit_wallet, -m.amount),
                                       (m.credit_pocket, m.amount), (m.debit_pocket, -m.amount)) s (holder, amount)
          where t.tenant = p_tenant and t.recorded >= v_since and t.recorded < v_until and s.holder is not null
          group by 1, 2) q
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
reset role;
revoke create on schema meterline from meterline_writer;

-- As before, and the sums of wallets.
create or replace function forget_balances(p_tenant uuid, p_from date) returns void language plpgsql as $$
begin
  perform set_config('meterline.tenant', p_tenant::text, true);
  delete from balance_day where tenant = p_tenant and recorded >= p_from;
  delete from wallet_day where tenant = p_tenant and recorded >= p_from;
  delete from balance_check where tenant = p_tenant and recorded >= p_from;
  update balance_head set through = p_from - 1 where tenant = p_tenant and through >= p_from;
end
$$;
