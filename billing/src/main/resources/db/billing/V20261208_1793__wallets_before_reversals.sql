-- A journal's approval locks wallets before it says what it takes back, as a re-rating does: each waited for the other.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- As before, by that order of locks. A second person approves, which posts it, or rejects with a reason. A wallet that is paid
-- pays what it owes first.
-- Outcomes: POSTED, REJECTED, REPEATED (decided so by the same person before), DECIDED (otherwise), NO_JOURNAL,
-- SAME_PERSON, NO_REASON, PERIOD_CLOSED, REVERSED, TOO_LOW (a wallet has not what is taken; of a carrier's, which is a
-- debt, anything is),
-- NOT_REVERSIBLE (something of it was given back, or it took a charge back), OVERFLOW.
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

  -- in the order in which a re-rating takes them, which may be taking the same transfer back: wallets before reversals
  perform pg_advisory_xact_lock_shared(7301, hashtext(p_tenant::text) & 255);  -- closing waits
  perform lock_wallets(array_agg(p_tenant), array_agg(s.wallet))
    from (select l.wallet from journal_line l where l.tenant = p_tenant and l.journal = p_id
          union
          select q.wallet from move m cross join lateral (values (m.debit_wallet), (m.credit_wallet)) as q (wallet)
          where m.tenant = p_tenant and m.transfer = v_journal.reverses) s;
  v_text := v_journal.reason;
  if v_journal.reverses is null then
    select a.currency into v_currency from journal_line l join account a on a.tenant = l.tenant and a.id = l.account
      where l.tenant = p_tenant and l.journal = p_id order by l.line limit 1;
  else
    insert into reversal (tenant, reversed, reversing) values (p_tenant, v_journal.reverses, p_id) on conflict do nothing;
    if not found then
      raise exception using errcode = 'MLREV';
    end if;
    -- drafted while that was still let through
    if exists (select from reversal v join charge c on c.tenant = v.tenant and c.id = v.reversed
               where v.tenant = p_tenant and v.reversing = v_journal.reverses) then
      raise exception using errcode = 'MLREF';
    end if;
    select t.currency, t.call, 'Reversal: ' || v_journal.reason into v_currency, v_call, v_text
      from transfer t where t.tenant = p_tenant and t.id = v_journal.reverses;
  end if;
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
    select w.* into v_wallet from wallet w where w.tenant = p_tenant and w.id = r.wallet;
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

reset role;
revoke create on schema meterline from meterline_writer;
