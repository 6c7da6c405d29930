-- Journals with wallets: what is paid to a carrier, or by a tenant or a customer, is booked by two people, too. In a
-- tenant's book a journal says what it paid the operator.

alter table journal_line add column wallet uuid, add foreign key (tenant, wallet) references wallet (tenant, id);
comment on column journal_line.wallet is 'whose money it is; then the account is its control account';

grant create on schema meterline to meterline_writer;
set role meterline_writer;

drop function draft_journal(uuid, uuid, uuid, text, timestamptz, text, integer[], boolean[], bigint[]);
drop function moves_of_journal(uuid, uuid);

-- Drafts a journal of lines, or the reversal of a transfer (then without lines). A line names an account, or a wallet, which
-- then pays or is paid.
-- Outcomes: DRAFTED, REPEATED (the same again), DUPLICATE (the id with another body), NO_BOOK, NO_ACCOUNT, NO_WALLET,
-- KEPT_ACCOUNT (only wallets with what they owe, or in the operator's book what passes between books, may move it), BOTH_SIDES
-- (an account or a wallet is debited and credited), UNBALANCED (in one of its currencies), PERIOD_CLOSED, NO_TRANSFER,
-- NOT_REVERSIBLE (its other half, goodwill, receivable or purchase would stay), REVERSED.
create function draft_journal(
    p_tenant uuid, p_id uuid, p_reverses uuid, p_reason text, p_effective timestamptz, p_by text,
    p_account integer[], p_wallet uuid[], p_debit boolean[], p_amount bigint[]) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_hash bytea := sha256(convert_to(concat_ws('|', 'journal', coalesce(p_reverses::text, '-'), extract(epoch from p_effective),
    p_by, p_account::text, case when array_remove(p_wallet, null) <> '{}' then p_wallet::text end, p_debit::text, p_amount::text,
    p_reason), 'UTF8'));
  v_old  bytea;
  v_kind text;
  v_date date;
  v_account integer[];
begin
  perform check_tenant(array[p_tenant]);
  perform pg_advisory_xact_lock(hashtextextended(p_tenant::text || p_id::text, 9));
  select j.hash into v_old from journal j where j.tenant = p_tenant and j.id = p_id;
  if found then
    return case when v_old = v_hash then 'REPEATED' else 'DUPLICATE' end;
  elsif exists (select from transfer t where t.tenant = p_tenant and t.id = p_id) then
    return 'DUPLICATE';
  end if;
  select (p_effective at time zone b.time_zone)::date into v_date from book b where b.tenant = p_tenant;
  if v_date is null then
    return 'NO_BOOK';
  elsif exists (select from closing c where c.tenant = p_tenant and c.through >= v_date) then
    return 'PERIOD_CLOSED';
  end if;
  if p_reverses is not null then
    select t.kind into v_kind from transfer t where t.tenant = p_tenant and t.id = p_reverses;
    if not found then
      return 'NO_TRANSFER';
    elsif v_kind in ('passage', 'call bought')
      or exists (select from charge c join hold h on h.tenant = c.tenant and h.id = c.leg and h.line = c.line
                 where c.tenant = p_tenant and c.id = p_reverses and h.part = 'WHOLESALE')
      or (v_kind not in ('top-up', 'call', 'reversal', 'journal') and exists (
        select from move m where m.tenant = p_tenant and m.transfer = p_reverses
          and coalesce(m.debit_wallet, m.credit_wallet) is not null))
      -- goodwill and receivables have rows of their own; a column that may be there or not is asked by name
      or exists (
        select from move m join account a on a.tenant = m.tenant and a.id in (m.debit, m.credit)
        where m.tenant = p_tenant and m.transfer = p_reverses
          and (a.code = '1400' or to_jsonb(m) ->> 'debit_pocket' is not null or to_jsonb(m) ->> 'credit_pocket' is not null)) then
      return 'NOT_REVERSIBLE';
    elsif exists (select from reversal r where r.tenant = p_tenant and r.reversed = p_reverses) then
      return 'REVERSED';
    end if;
  else
    if exists (select from unnest(p_wallet) q (id) where q.id is not null and not exists
        (select from wallet w where w.tenant = p_tenant and w.id = q.id)) then
      return 'NO_WALLET';
    end if;
    v_account := array(select coalesce(w.account, q.id) from unnest(p_account, p_wallet) with ordinality q (id, wallet, ord)
                         left join wallet w on w.tenant = p_tenant and w.id = q.wallet order by q.ord);
    if exists (select from unnest(v_account) q (id) where not exists
        (select from account a where a.tenant = p_tenant and a.id = q.id)) then
      return 'NO_ACCOUNT';
    elsif exists (select from unnest(p_account) q (id) join account a on a.tenant = p_tenant and a.id = q.id
        where a.code in ('1400', '2100', '2110')
          or (a.code = '1590' and exists (select from tenant t where t.id = p_tenant and t.operator))
          or exists (select from wallet w where w.tenant = p_tenant and w.account = a.id)) then
      return 'KEPT_ACCOUNT';
    elsif exists (select from unnest(v_account, p_wallet, p_debit) q (id, wallet, debit)
                  group by q.id, q.wallet having count(distinct q.debit) > 1) then
      return 'BOTH_SIDES';
    elsif cardinality(v_account) < 2 or exists (
        select from unnest(v_account, p_debit, p_amount) q (id, debit, amount)
          join account a on a.tenant = p_tenant and a.id = q.id
        group by a.currency
        having sum(case when q.debit then q.amount::numeric else -q.amount::numeric end) <> 0) then
      return 'UNBALANCED';
    end if;
  end if;
  insert into journal (tenant, id, hash, reverses, reason, effective, posting_date, drafted_by)
    values (p_tenant, p_id, v_hash, p_reverses, p_reason, p_effective, v_date, p_by);
  insert into journal_line (tenant, journal, line, account, wallet, debit, amount)
    select p_tenant, p_id, q.line, q.id, q.wallet, q.debit, q.amount
    from unnest(v_account, p_wallet, p_debit, p_amount) with ordinality q (id, wallet, debit, amount, line)
    where p_reverses is null;
  return 'DRAFTED';
end
$$;

-- The lines of a journal as moves: per currency, debits and credits laid side by side and cut where either ends.
create function moves_of_journal(p_tenant uuid, p_id uuid)
  returns table (line bigint, debit integer, debit_wallet uuid, credit integer, credit_wallet uuid, amount bigint)
language sql stable as $$
  with side as (
    select l.debit, l.account, l.wallet, a.currency,
           sum(l.amount) over (partition by a.currency, l.debit order by l.line) as until,
           sum(l.amount) over (partition by a.currency, l.debit order by l.line) - l.amount as since
    from journal_line l join account a on a.tenant = l.tenant and a.id = l.account
    where l.tenant = p_tenant and l.journal = p_id)
  select row_number() over (order by d.currency, greatest(d.since, c.since)), d.account, d.wallet, c.account, c.wallet,
         (least(d.until, c.until) - greatest(d.since, c.since))::bigint
  from side d join side c on c.currency = d.currency and d.debit and not c.debit
    and c.since < d.until and d.since < c.until
$$;

-- A second person approves, which posts it, or rejects with a reason. A wallet that is paid pays what it owes first.
-- Outcomes: POSTED, REJECTED, REPEATED (decided so by the same person before), DECIDED (otherwise), NO_JOURNAL,
-- SAME_PERSON, NO_REASON, PERIOD_CLOSED, REVERSED, TOO_LOW (a wallet has not what is taken; of a carrier's, which is a
-- debt, anything is),
-- NOT_REVERSIBLE (something of it was given back), OVERFLOW.
create or replace function decide_journal(p_tenant uuid, p_id uuid, p_approve boolean, p_reason text, p_by text) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_journal  journal%rowtype;
  v_wallet   wallet;
  v_decision journal_decision%rowtype;
  v_currency text;
  v_call     uuid;
  v_text     text;
  v_line     integer;
  r          record;
begin
  perform check_tenant(array[p_tenant]);
  perform pg_advisory_xact_lock(hashtextextended(p_tenant::text || p_id::text, 9));
  select j.* into v_journal from journal j where j.tenant = p_tenant and j.id = p_id;
  if not found then
    return 'NO_JOURNAL';
  end if;
  select d.* into v_decision from journal_decision d where d.tenant = p_tenant and d.journal = p_id;
  if found then
    return case when v_decision.approved = p_approve and v_decision.decided_by = p_by then 'REPEATED' else 'DECIDED' end;
  elsif p_approve and v_journal.drafted_by = p_by then
    return 'SAME_PERSON';
  elsif not p_approve and coalesce(trim(p_reason), '') = '' then
    return 'NO_REASON';
  end if;
  insert into journal_decision (tenant, journal, approved, decided_by, reason)
    values (p_tenant, p_id, p_approve, p_by, coalesce(p_reason, ''));
  if not p_approve then
    return 'REJECTED';
  end if;

  v_text := v_journal.reason;
  if v_journal.reverses is null then
    select a.currency into v_currency from journal_line l join account a on a.tenant = l.tenant and a.id = l.account
      where l.tenant = p_tenant and l.journal = p_id order by l.line limit 1;
  else
    insert into reversal (tenant, reversed, reversing) values (p_tenant, v_journal.reverses, p_id) on conflict do nothing;
    if not found then
      raise exception using errcode = 'MLREV';
    end if;
    select t.currency, t.call, 'Reversal: ' || v_journal.reason into v_currency, v_call, v_text
      from transfer t where t.tenant = p_tenant and t.id = v_journal.reverses;
  end if;
  -- wallets by id, the order in which all take them
  for r in
    select s.wallet, sum(s.amount) as amount
    from (select l.wallet, case when l.debit then -l.amount::numeric else l.amount end
            from journal_line l where l.tenant = p_tenant and l.journal = p_id
          union all
          select q.wallet, q.amount
            from move m cross join lateral (values (m.debit_wallet, m.amount::numeric), (m.credit_wallet, -m.amount::numeric))
              as q (wallet, amount)
            where m.tenant = p_tenant and m.transfer = v_journal.reverses) s (wallet, amount)
    where s.wallet is not null
    group by s.wallet order by s.wallet
  loop
    v_wallet := lock_wallet(p_tenant, r.wallet);
    if exists (select from refund f where f.tenant = p_tenant and f.transfer = v_journal.reverses) then
      raise exception using errcode = 'MLREF';
    elsif r.amount < 0 and -r.amount > movable(v_wallet) and not v_wallet.carrier then
      raise exception using errcode = 'MLLOW';
    elsif r.amount > 0 and not fits(v_wallet, r.amount::bigint) then
      raise exception using errcode = 'numeric_value_out_of_range';
    end if;
    perform pay_in(p_tenant, r.wallet, r.amount::bigint), tell_of_wallet(p_tenant, r.wallet);
  end loop;
  insert into transfer (tenant, id, kind, currency, call, description, hash, effective, posting_date, made_by)
    values (p_tenant, p_id, case when v_journal.reverses is null then 'journal' else 'reversal' end, v_currency, v_call,
            v_text, v_journal.hash, v_journal.effective, v_journal.posting_date, v_journal.drafted_by);
  if v_journal.reverses is null then
    insert into move (tenant, transfer, line, debit, credit, debit_wallet, credit_wallet, amount)
      select p_tenant, p_id, m.line, m.debit, m.credit, m.debit_wallet, m.credit_wallet, m.amount
      from moves_of_journal(p_tenant, p_id) m;
    select max(m.line) into v_line from move m where m.tenant = p_tenant and m.transfer = p_id;
    for r in
      select l.wallet, sum(l.amount) as amount from journal_line l
      where l.tenant = p_tenant and l.journal = p_id and l.wallet is not null and not l.debit
      group by l.wallet order by l.wallet
    loop
      select w.* into v_wallet from wallet w where w.tenant = p_tenant and w.id = r.wallet;
      if v_wallet.owed > 0 then
        perform pay_receivables(v_wallet, p_id, v_line + 1, least(r.amount::bigint, v_wallet.owed,
            greatest(0, v_wallet.balance - v_wallet.held - v_wallet.floor)));
        select max(m.line) into v_line from move m where m.tenant = p_tenant and m.transfer = p_id;
      end if;
    end loop;
  else
    insert into move (tenant, transfer, line, debit, credit, debit_wallet, credit_wallet, amount)
      select p_tenant, p_id, m.line, m.credit, m.debit, m.credit_wallet, m.debit_wallet, m.amount
      from move m where m.tenant = p_tenant and m.transfer = v_journal.reverses order by m.line;
  end if;
  return 'POSTED';
exception
  when sqlstate 'MLREV' then
    return 'REVERSED';
  when sqlstate 'MLLOW' then
    return 'TOO_LOW';
  when sqlstate 'MLREF' then
    return 'NOT_REVERSIBLE';
  when sqlstate '23ML1' then
    return 'PERIOD_CLOSED';
  when numeric_value_out_of_range then
    return 'OVERFLOW';
end
$$;

revoke execute on function moves_of_journal(uuid, uuid) from public;
call open_to_app(array['draft_journal']);
reset role;
revoke create on schema meterline from meterline_writer;
