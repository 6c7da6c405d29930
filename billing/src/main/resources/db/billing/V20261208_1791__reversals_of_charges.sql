-- The reversal of a charge is not reversed: the wallet would pay again, while the call stays one that was taken back.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- As before, but for what took a charge back, and for all that a tenant's book has of calls that it bought.
-- Outcomes: DRAFTED, REPEATED (the same again), DUPLICATE (the id with another body), NO_BOOK, NO_ACCOUNT, NO_WALLET,
-- KEPT_ACCOUNT (only wallets with what they owe, or in the operator's book what passes between books, may move it), BOTH_SIDES
-- (an account or a wallet is debited and credited), UNBALANCED (in one of its currencies), PERIOD_CLOSED, NO_TRANSFER,
-- NOT_REVERSIBLE (its other half, goodwill, receivable or purchase would stay, or a call stay taken back), REVERSED.
create or replace function draft_journal(
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
    elsif v_kind = 'passage' or v_kind like 'call bought%'
      or exists (select from reversal r join charge c on c.tenant = r.tenant and c.id = r.reversed
                 where r.tenant = p_tenant and r.reversing = p_reverses)
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

reset role;
revoke create on schema meterline from meterline_writer;
