-- Journals that people write: drafted by one, approved by another, then posted as the transfer of the same id. Nothing
-- here is changed: what became of a draft is a row of its own. A correction is a reversal, once, and a new journal.

create table journal (
  tenant       uuid not null references book (tenant),
  id           uuid not null,  -- UUIDv7 minted by whoever drafts it
  hash         bytea not null,
  reverses     uuid,
  reason       text not null check (length(trim(reason)) > 0),
  effective    timestamptz not null,
  posting_date date not null,
  drafted_by   text not null,
  drafted      timestamptz not null default transaction_timestamp(),
  primary key (tenant, id)
);
comment on column journal.drafted_by is 'the subject of a token, no name';

create table journal_line (
  tenant  uuid not null,
  journal uuid not null,
  line    smallint not null,
  account integer not null,
  debit   boolean not null,
  amount  bigint not null check (amount > 0),
  primary key (tenant, journal, line),
  foreign key (tenant, journal) references journal (tenant, id),
  foreign key (tenant, account) references account (tenant, id)
);

create table journal_decision (
  tenant     uuid not null,
  journal    uuid not null,
  approved   boolean not null,
  decided_by text not null,
  reason     text not null,
  decided    timestamptz not null default transaction_timestamp(),
  primary key (tenant, journal),
  foreign key (tenant, journal) references journal (tenant, id),
  check (approved or length(trim(reason)) > 0)
);

create table reversal (
  tenant    uuid not null references book (tenant),
  reversed  uuid not null,
  reversing uuid not null,
  primary key (tenant, reversed),
  unique (tenant, reversing)
);
comment on table reversal is 'which transfer takes back which, each once';
select wall_in(t, true) from unnest(array['journal', 'journal_line', 'journal_decision', 'reversal']) t;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Drafts a journal of lines, or the reversal of a transfer (then without lines).
-- Outcomes: DRAFTED, REPEATED (the same again), DUPLICATE (the id with another body), NO_BOOK, NO_ACCOUNT,
-- KEPT_ACCOUNT (only wallets with what they owe, or what passes between books, may move it), BOTH_SIDES (an account is debited and
-- credited), UNBALANCED (in one of its currencies), PERIOD_CLOSED, NO_TRANSFER,
-- NOT_REVERSIBLE (its other half, goodwill, receivable or purchase would stay), REVERSED.
create function draft_journal(
    p_tenant uuid, p_id uuid, p_reverses uuid, p_reason text, p_effective timestamptz, p_by text,
    p_account integer[], p_debit boolean[], p_amount bigint[]) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_hash bytea := sha256(convert_to(concat_ws('|', 'journal', coalesce(p_reverses::text, '-'), extract(epoch from p_effective),
    p_by, p_account::text, p_debit::text, p_amount::text, p_reason), 'UTF8'));
  v_old  bytea;
  v_kind text;
  v_date date;
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
    elsif v_kind = 'passage'
      or (v_kind not in ('top-up', 'call', 'reversal') and exists (
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
    if exists (select from unnest(p_account) q (id) where not exists
        (select from account a where a.tenant = p_tenant and a.id = q.id)) then
      return 'NO_ACCOUNT';
    elsif exists (select from account a where a.tenant = p_tenant and a.id = any (p_account)
        and (a.code in ('1400', '1590', '2100', '2110')
          or exists (select from wallet w where w.tenant = p_tenant and w.account = a.id))) then
      return 'KEPT_ACCOUNT';
    elsif exists (select from unnest(p_account, p_debit) q (id, debit) group by q.id having count(distinct q.debit) > 1) then
      return 'BOTH_SIDES';
    elsif cardinality(p_account) < 2 or exists (
        select from unnest(p_account, p_debit, p_amount) q (id, debit, amount)
          join account a on a.tenant = p_tenant and a.id = q.id
        group by a.currency
        having sum(case when q.debit then q.amount::numeric else -q.amount::numeric end) <> 0) then
      return 'UNBALANCED';
    end if;
  end if;
  insert into journal (tenant, id, hash, reverses, reason, effective, posting_date, drafted_by)
    values (p_tenant, p_id, v_hash, p_reverses, p_reason, p_effective, v_date, p_by);
  insert into journal_line (tenant, journal, line, account, debit, amount)
    select p_tenant, p_id, q.line, q.id, q.debit, q.amount
    from unnest(p_account, p_debit, p_amount) with ordinality q (id, debit, amount, line)
    where p_reverses is null;
  return 'DRAFTED';
end
$$;

-- The lines of a journal as moves: per currency, debits and credits laid side by side and cut where either ends.
create function moves_of_journal(p_tenant uuid, p_id uuid)
  returns table (line bigint, debit integer, credit integer, amount bigint)
language sql stable as $$
  with side as (
    select l.debit, l.account, a.currency,
           sum(l.amount) over (partition by a.currency, l.debit order by l.line) as until,
           sum(l.amount) over (partition by a.currency, l.debit order by l.line) - l.amount as since
    from journal_line l join account a on a.tenant = l.tenant and a.id = l.account
    where l.tenant = p_tenant and l.journal = p_id)
  select row_number() over (order by d.currency, greatest(d.since, c.since)), d.account, c.account,
         (least(d.until, c.until) - greatest(d.since, c.since))::bigint
  from side d join side c on c.currency = d.currency and d.debit and not c.debit
    and c.since < d.until and d.since < c.until
$$;

-- A second person approves, which posts it, or rejects with a reason.
-- Outcomes: POSTED, REJECTED, REPEATED (decided so by the same person before), DECIDED (otherwise), NO_JOURNAL,
-- SAME_PERSON, NO_REASON, PERIOD_CLOSED, REVERSED, TOO_LOW (a wallet has not what the reversal takes), OVERFLOW.
create function decide_journal(p_tenant uuid, p_id uuid, p_approve boolean, p_reason text, p_by text) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_journal  journal%rowtype;
  v_decision journal_decision%rowtype;
  v_currency text;
  v_call     uuid;
  v_text     text;
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
    -- wallets by id, the order in which all take them
    for r in
      select s.wallet, sum(s.amount) as amount
      from move m cross join lateral (values (m.debit_wallet, m.amount::numeric), (m.credit_wallet, -m.amount::numeric))
        as s (wallet, amount)
      where m.tenant = p_tenant and m.transfer = v_journal.reverses and s.wallet is not null
      group by s.wallet order by s.wallet
    loop
      perform from wallet w where w.tenant = p_tenant and w.id = r.wallet for no key update;
      -- what no hold needs, no goodwill and no credit may leave
      if exists (select from wallet w cross join lateral (select coalesce((to_jsonb(w) ->> 'goodwill')::bigint, 0)) g (given)
                 where w.tenant = p_tenant and w.id = r.wallet and r.amount < 0
                   and -r.amount > least(w.balance - w.held - w.floor, w.balance - g.given - greatest(0, w.held - g.given))) then
        raise exception using errcode = 'MLLOW';
      end if;
      update wallet w set balance = w.balance + r.amount::bigint where w.tenant = p_tenant and w.id = r.wallet;
      insert into outbox (tenant, type, subject, data)
        values (p_tenant, 'wallet.changed', r.wallet::text, jsonb_build_object('walletId', r.wallet));
    end loop;
  end if;
  insert into transfer (tenant, id, kind, currency, call, description, hash, effective, posting_date, made_by)
    values (p_tenant, p_id, case when v_journal.reverses is null then 'journal' else 'reversal' end, v_currency, v_call,
            v_text, v_journal.hash, v_journal.effective, v_journal.posting_date, v_journal.drafted_by);
  if v_journal.reverses is null then
    insert into move (tenant, transfer, line, debit, credit, amount)
      select p_tenant, p_id, m.line, m.debit, m.credit, m.amount from moves_of_journal(p_tenant, p_id) m;
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
  when sqlstate '23ML1' then
    return 'PERIOD_CLOSED';
  when numeric_value_out_of_range then
    return 'OVERFLOW';
end
$$;

revoke execute on function moves_of_journal(uuid, uuid),
  draft_journal(uuid, uuid, uuid, text, timestamptz, text, integer[], boolean[], bigint[]),
  decide_journal(uuid, uuid, boolean, text, text) from public;
grant execute on function draft_journal(uuid, uuid, uuid, text, timestamptz, text, integer[], boolean[], bigint[]),
  decide_journal(uuid, uuid, boolean, text, text) to meterline_app;
reset role;
revoke create on schema meterline from meterline_writer;
