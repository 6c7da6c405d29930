-- Re-rating: a corrected deck charges a period's calls anew. One person prepares it with a dry run, another approves, then
-- each line of a leg is taken back by the mirror of what was posted, and posted anew, in one commit. What stands is never
-- posted twice: a transfer is taken back once, and a line is done once in a run. Nothing here is changed.

create table re_rating (
  tenant      uuid not null references book (tenant),
  id          uuid not null,  -- UUIDv7 minted by whoever prepares it
  hash        bytea not null,
  wrong       uuid[] not null check (cardinality(wrong) between 1 and 100),  -- decks that calls were charged by
  corrected   uuid not null,
  since       timestamptz not null,  -- when prices of legs were agreed: from then
  until       timestamptz not null,  -- until then, not included
  reason      text not null check (length(trim(reason)) > 0),
  prepared_by text not null,
  prepared    timestamptz not null default transaction_timestamp(),
  legs        bigint not null,   -- of the dry run, as all that follows
  before      numeric not null,  -- amounts in the decks' currency
  after       numeric not null,
  owing       bigint not null,   -- wallets that have too little for what is to be taken
  unrated     bigint not null,   -- legs that are left as they are
  primary key (tenant, id),
  foreign key (tenant, corrected) references rate_deck (tenant, id),
  check (since < until),
  check (corrected <> all (wrong))
);
comment on column re_rating.prepared_by is 'the subject of a token, no name';

create table re_rating_sum (
  tenant      uuid not null,
  re_rating   uuid not null,
  destination text not null,
  legs        bigint not null,
  before      numeric not null,
  after       numeric not null,
  primary key (tenant, re_rating, destination),
  foreign key (tenant, re_rating) references re_rating (tenant, id)
);
comment on table re_rating_sum is 'what the dry run found, by the destinations that change most';

create table re_rating_decision (
  tenant     uuid not null,
  re_rating  uuid not null,
  approved   boolean not null,
  decided_by text not null,
  reason     text not null,
  decided    timestamptz not null default transaction_timestamp(),
  primary key (tenant, re_rating),
  foreign key (tenant, re_rating) references re_rating (tenant, id),
  check (approved or length(trim(reason)) > 0)
);

create table re_rating_line (
  tenant    uuid not null,
  re_rating uuid not null,
  leg       uuid not null,  -- or what it was handed over to: the hold's id
  line      smallint not null,
  deck      uuid not null,  -- by which it is charged from now on
  before    bigint not null check (before >= 0),
  after     bigint not null check (after >= 0),
  charge    uuid,  -- null if nothing changed
  owed      uuid,  -- the receivable of what the wallet had not
  made      timestamptz not null default clock_timestamp(),
  primary key (tenant, re_rating, leg, line),
  foreign key (tenant, re_rating) references re_rating (tenant, id),
  check (charge is not null or before = after)
);
create index re_rating_line_of_leg on re_rating_line (tenant, leg, line, made);
create index re_rating_line_charge on re_rating_line (tenant, charge) where charge is not null;

-- The end of posting, and the first of the legs that were left as they are, with why.
create table re_rating_end (
  tenant    uuid not null,
  re_rating uuid not null,
  ended     timestamptz not null default transaction_timestamp(),
  unrated   bigint not null,
  primary key (tenant, re_rating),
  foreign key (tenant, re_rating) references re_rating (tenant, id)
);

create table re_rating_unrated (
  tenant    uuid not null,
  re_rating uuid not null,
  posting   boolean not null,  -- or the dry run
  leg       uuid not null,
  reason    text not null,
  primary key (tenant, re_rating, posting, leg),
  foreign key (tenant, re_rating) references re_rating (tenant, id)
);
select wall_in(t, true) from unnest(array['re_rating', 're_rating_sum', 're_rating_decision', 're_rating_line', 're_rating_end',
                                          're_rating_unrated']) t;

alter table receivable add column written_off bigint not null default 0 check (written_off between 0 and settled);

-- What legs are charged: less what was taken back.
create view standing_charge with (security_invoker = true) as
  select c.* from charge c
  where not exists (select from reversal r where r.tenant = c.tenant and r.reversed = c.id);
grant select on standing_charge to meterline_app, meterline_writer;

grant create on schema meterline to meterline_writer;
set role meterline_writer;

-- Gives parts of what a transfer took back into the pockets that they came from, what was drawn last first.
create function give_back(p_wallet wallet, p_paid uuid, p_transfer uuid, p_amount bigint) returns void language plpgsql as $$
declare
  v_part record;
  v_left bigint := p_amount;
  v_give bigint;
  v_line integer := 1;
begin
  for v_part in
    select m.line, m.credit, m.debit_pocket as pocket,
           m.amount - coalesce((select sum(b.amount) from refund f
                                  join move b on b.tenant = f.tenant and b.transfer = f.id
                                where f.tenant = p_wallet.tenant and f.transfer = p_paid and f.wallet = p_wallet.id
                                  and b.debit = m.credit and b.credit_pocket is not distinct from m.debit_pocket), 0) as amount
    from move m where m.tenant = p_wallet.tenant and m.transfer = p_paid and m.debit_wallet = p_wallet.id
    order by m.line desc
  loop
    v_give := least(v_left, v_part.amount);
    continue when v_give <= 0;
    insert into move (tenant, transfer, line, debit, credit, credit_wallet, credit_pocket, amount)
      values (p_wallet.tenant, p_transfer, v_line, v_part.credit, p_wallet.account, p_wallet.id, v_part.pocket, v_give);
    update pocket k set balance = k.balance + v_give where k.tenant = p_wallet.tenant and k.id = v_part.pocket;
    v_left := v_left - v_give;
    v_line := v_line + 1;
  end loop;
  if v_left <> 0 then
    raise exception 'the parts of % do not add up', p_paid using errcode = 'integrity_constraint_violation';
  end if;
end
$$;

-- As before, but that a re-rated call can be given back, too: what a call, a purchase or a re-rating took from the wallet,
-- never more than that in all.
-- What was drawn last comes back first, each part into the pocket it came from: goodwill stays
-- goodwill, with its expiry. Outcomes: POSTED, REPEATED, DUPLICATE, NO_WALLET, CURRENCY, NO_CHARGE,
-- REVERSED (it was taken back whole), TOO_MUCH (most: what is left to give back), OVERFLOW, PERIOD_CLOSED.
create or replace function refund_charge(p_tenant uuid, p_wallet uuid, p_charge uuid, p_key text, p_transfer uuid, p_amount bigint,
                              p_currency text, p_reason text, p_by text, p_at timestamptz)
  returns table (outcome text, transfer uuid, most bigint)
language plpgsql security definer set search_path = meterline, pg_temp as $$
#variable_conflict use_variable
declare
  v_wallet wallet;
  v_paid   transfer%rowtype;
  v_hash   bytea := sha256(convert_to(concat_ws('|', 'refund', p_wallet, p_charge, p_amount, p_currency, p_reason), 'UTF8'));
begin
  perform check_tenant(array[p_tenant]);
  if p_amount <= 0 then
    raise exception 'a refund is more than nothing' using errcode = 'check_violation';
  end if;
  v_wallet := lock_wallet(p_tenant, p_wallet);
  select t.* into v_paid from transfer t
    where t.tenant = p_tenant and t.id = p_charge and t.kind in ('call', 'call re-rated', 'purchase', 're-rating');
  most := coalesce((select sum(m.amount) from move m
                    where m.tenant = p_tenant and m.transfer = v_paid.id and m.debit_wallet = p_wallet), 0)
        - coalesce((select sum(f.amount) from refund f
                    where f.tenant = p_tenant and f.transfer = v_paid.id and f.wallet = p_wallet), 0);
  select k.outcome, k.transfer into outcome, transfer from ask_key(p_tenant, p_key, v_hash, p_transfer) k;
  outcome := case
    when v_wallet.id is null then 'NO_WALLET'
    when outcome <> 'NEW' then outcome
    when v_wallet.currency <> p_currency then 'CURRENCY'
    when not exists (select from move m where m.tenant = p_tenant and m.transfer = v_paid.id and m.debit_wallet = p_wallet)
      then 'NO_CHARGE'
    when exists (select from reversal b where b.tenant = p_tenant and b.reversed = v_paid.id) then 'REVERSED'
    when p_amount > most then 'TOO_MUCH'
    when not fits(v_wallet, p_amount) then 'OVERFLOW'
    when in_closed_period(p_tenant, p_at) then 'PERIOD_CLOSED'
    when not take_key(p_tenant, p_key, v_hash, p_transfer) then 'DUPLICATE'
    else 'POSTED' end;
  if outcome = 'POSTED' then
    transfer := p_transfer;
    perform record_transfer(p_tenant, p_transfer, 'refund', p_currency, v_paid.call, v_paid.leg, p_reason, v_hash, p_at, p_by);
    perform give_back(v_wallet, v_paid.id, p_transfer, p_amount);
    insert into refund (tenant, id, transfer, wallet, amount) values (p_tenant, p_transfer, p_charge, p_wallet, p_amount);
    perform pay_in(p_tenant, p_wallet, p_amount), count_goodwill(p_tenant, p_wallet), tell_of_wallet(p_tenant, p_wallet);
    most := most - p_amount;
  end if;
  return next;
end
$$;

-- As before, but that it notes what was given up. Settles a receivable, whole or in part: FROM_WALLET takes refundable
-- money that is available, WRITE_OFF gives it up. Outcomes: POSTED, REPEATED, DUPLICATE, NO_RECEIVABLE, CLOSED, CURRENCY,
-- TOO_MUCH and TOO_LOW (most: what can be settled so), PERIOD_CLOSED.
create or replace function settle_receivable(p_tenant uuid, p_receivable uuid, p_key text, p_transfer uuid, p_means text, p_amount bigint,
                                  p_currency text, p_reason text, p_by text, p_at timestamptz)
  returns table (outcome text, transfer uuid, most bigint, owed bigint)
language plpgsql security definer set search_path = meterline, pg_temp as $$
#variable_conflict use_variable
declare
  v_wallet     wallet;
  v_receivable receivable%rowtype;
  v_hash       bytea := sha256(convert_to(concat_ws('|', 'settle', p_receivable, p_means, p_amount, p_currency, p_reason), 'UTF8'));
begin
  perform check_tenant(array[p_tenant]);
  if p_amount <= 0 or p_means not in ('FROM_WALLET', 'WRITE_OFF') then
    raise exception 'a settlement has a means and is more than nothing' using errcode = 'check_violation';
  end if;
  most := 0;
  select r.* into v_receivable from receivable r where r.tenant = p_tenant and r.id = p_receivable;
  v_wallet := lock_wallet(p_tenant, v_receivable.wallet);
  select r.* into v_receivable from receivable r where r.tenant = p_tenant and r.id = p_receivable for no key update;
  owed := v_wallet.owed;
  select k.outcome, k.transfer into outcome, transfer from ask_key(p_tenant, p_key, v_hash, p_transfer) k;
  most := case when v_receivable.id is null then 0 when p_means = 'WRITE_OFF' then v_receivable.amount - v_receivable.settled
            else least(v_receivable.amount - v_receivable.settled, movable(v_wallet)) end;
  outcome := case
    when v_receivable.id is null then 'NO_RECEIVABLE'
    when outcome <> 'NEW' then outcome
    when v_receivable.closed is not null then 'CLOSED'
    when v_wallet.currency <> p_currency then 'CURRENCY'
    when p_amount > v_receivable.amount - v_receivable.settled then 'TOO_MUCH'
    when p_amount > most then 'TOO_LOW'
    when in_closed_period(p_tenant, p_at) then 'PERIOD_CLOSED'
    when not take_key(p_tenant, p_key, v_hash, p_transfer) then 'DUPLICATE'
    else 'POSTED' end;
  if outcome = 'TOO_MUCH' then
    most := v_receivable.amount - v_receivable.settled;
  elsif outcome = 'POSTED' then
    transfer := p_transfer;
    perform record_transfer(p_tenant, p_transfer, case p_means when 'WRITE_OFF' then 'write-off' else 'receivable-paid' end,
                            p_currency, null, null, p_reason, v_hash, p_at, p_by);
    insert into move (tenant, transfer, line, debit, credit, debit_wallet, amount)
      values (p_tenant, p_transfer, 1,
              case p_means when 'WRITE_OFF' then account_of(p_tenant, '6910', p_currency) else v_wallet.account end,
              account_of(p_tenant, '1400', p_currency), case p_means when 'FROM_WALLET' then v_wallet.id end, p_amount);
    perform settle(v_receivable, p_amount);
    update receivable r set written_off = r.written_off + p_amount
      where r.tenant = p_tenant and r.id = p_receivable and p_means = 'WRITE_OFF';
    update wallet w set balance = w.balance - case p_means when 'FROM_WALLET' then p_amount else 0 end
      where w.tenant = p_tenant and w.id = v_wallet.id returning w.owed into owed;
    perform tell_of_wallet(p_tenant, v_wallet.id);
  end if;
  return next;
end
$$;

-- Keeps what is asked, with its dry run. Outcomes: PREPARED, REPEATED, DUPLICATE (the id with another body), NO_BOOK, NO_DECK
-- (of prices for payers), DECK_NOT_SOUND (withdrawn, or of a file with wrong rows), CURRENCY (the decks have several).
create function prepare_re_rating(
    p_tenant uuid, p_id uuid, p_wrong uuid[], p_corrected uuid, p_since timestamptz, p_until timestamptz, p_reason text,
    p_by text, p_legs bigint, p_before numeric, p_after numeric, p_owing bigint, p_unrated bigint, p_destination text[],
    p_sum_legs bigint[], p_sum_before numeric[], p_sum_after numeric[], p_leg uuid[], p_why text[]) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_hash bytea := sha256(convert_to(concat_ws('|', 're-rating', p_wrong::text, p_corrected, extract(epoch from p_since),
                                              extract(epoch from p_until), p_by, p_reason), 'UTF8'));
  v_old  bytea;
begin
  perform check_tenant(array[p_tenant]);
  perform pg_advisory_xact_lock(hashtextextended(p_tenant::text || p_id::text, 10));
  select r.hash into v_old from re_rating r where r.tenant = p_tenant and r.id = p_id;
  if found then
    return case when v_old = v_hash then 'REPEATED' else 'DUPLICATE' end;
  elsif not exists (select from book b where b.tenant = p_tenant) then
    return 'NO_BOOK';
  elsif exists (select from unnest(p_wrong || p_corrected) as q (id) where not exists
      (select from rate_deck d where d.tenant = p_tenant and d.id = q.id and d.relation = 'RETAIL')) then
    return 'NO_DECK';
  elsif exists (select from rate_deck d where d.tenant = p_tenant and d.id = p_corrected
                and (d.state = 'WITHDRAWN' or d.wrong_rows > 0)) then
    return 'DECK_NOT_SOUND';
  elsif 1 <> (select count(distinct d.currency) from rate_deck d
              where d.tenant = p_tenant and d.id = any (p_wrong || p_corrected)) then
    return 'CURRENCY';
  end if;
  insert into re_rating (tenant, id, hash, wrong, corrected, since, until, reason, prepared_by, legs, before, after, owing, unrated)
    values (p_tenant, p_id, v_hash, p_wrong, p_corrected, p_since, p_until, p_reason, p_by, p_legs, p_before, p_after, p_owing,
            p_unrated);
  insert into re_rating_sum (tenant, re_rating, destination, legs, before, after)
    select p_tenant, p_id, q.destination, q.legs, q.before, q.after
    from unnest(p_destination, p_sum_legs, p_sum_before, p_sum_after) as q (destination, legs, before, after);
  insert into re_rating_unrated (tenant, re_rating, posting, leg, reason)
    select p_tenant, p_id, false, q.leg, q.reason from unnest(p_leg, p_why) as q (leg, reason);
  return 'PREPARED';
end
$$;

-- A second person approves, after which it may be posted, or either rejects with a reason. Outcomes: APPROVED, REJECTED,
-- REPEATED (decided so by the same person before), DECIDED (otherwise), NO_RE_RATING, SAME_PERSON, NO_REASON.
create function decide_re_rating(p_tenant uuid, p_id uuid, p_approve boolean, p_reason text, p_by text) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
declare
  v_run      re_rating%rowtype;
  v_decision re_rating_decision%rowtype;
begin
  perform check_tenant(array[p_tenant]);
  perform pg_advisory_xact_lock(hashtextextended(p_tenant::text || p_id::text, 10));
  select r.* into v_run from re_rating r where r.tenant = p_tenant and r.id = p_id;
  if not found then
    return 'NO_RE_RATING';
  end if;
  select d.* into v_decision from re_rating_decision d where d.tenant = p_tenant and d.re_rating = p_id;
  if found then
    return case when v_decision.approved = p_approve and v_decision.decided_by = p_by then 'REPEATED' else 'DECIDED' end;
  elsif p_approve and v_run.prepared_by = p_by then
    return 'SAME_PERSON';
  elsif not p_approve and coalesce(trim(p_reason), '') = '' then
    return 'NO_REASON';
  end if;
  insert into re_rating_decision (tenant, re_rating, approved, decided_by, reason)
    values (p_tenant, p_id, p_approve, p_by, coalesce(p_reason, ''));
  return case when p_approve then 'APPROVED' else 'REJECTED' end;
end
$$;

-- The id of what a run posts: the same run and thing give the same one. UUIDv7 in shape, with the run's time.
create function re_rating_id(p_run uuid, p_what text) returns uuid language sql immutable as $$
  select (substr(replace(p_run::text, '-', ''), 1, 12) || '7' || substr(encode(h, 'hex'), 2, 3)
          || to_hex(8 + get_byte(h, 2) % 4) || substr(encode(h, 'hex'), 6, 15))::uuid
  from (select sha256(uuid_send(p_run) || convert_to(p_what, 'UTF8')) as h) q
$$;

-- The head of one of a run's transfers. As with calls, it belongs to the day of its call, or else to the first open one;
-- whoever calls has locked the period.
create function record_re_rating(p_run re_rating, p_what text, p_kind text, p_currency text, p_call uuid, p_leg uuid,
                                 p_at timestamptz) returns uuid language plpgsql as $$
declare
  v_id uuid := re_rating_id(p_run.id, p_what);
begin
  insert into transfer (tenant, id, kind, currency, call, leg, description, hash, effective, posting_date, made_by)
    select p_run.tenant, v_id, p_kind, p_currency, p_call, p_leg, p_run.reason,
           sha256(convert_to(concat_ws('|', 're-rating', p_run.id, p_what), 'UTF8')), p_at,
           greatest((p_at at time zone b.time_zone)::date, (select c.through + 1 from closing c where c.tenant = b.tenant)),
           p_run.prepared_by
    from book b where b.tenant = p_run.tenant;
  return v_id;
end
$$;

-- Mirrors a transfer, pockets included. The balances of wallets are the caller's to write.
create function take_back(p_run re_rating, p_transfer uuid) returns void language plpgsql as $$
declare
  v_transfer transfer%rowtype;
  v_id       uuid;
begin
  select t.* into v_transfer from transfer t where t.tenant = p_run.tenant and t.id = p_transfer;
  if not found then
    return;  -- a charge of nothing
  end if;
  v_id := record_re_rating(p_run, 'back ' || p_transfer, 'call re-rated, reversal', v_transfer.currency, v_transfer.call,
                           v_transfer.leg, v_transfer.effective);
  insert into reversal (tenant, reversed, reversing) values (p_run.tenant, p_transfer, v_id) on conflict do nothing;
  if not found then
    raise exception using errcode = 'MLCHG';
  end if;
  insert into move (tenant, transfer, line, debit, credit, debit_wallet, debit_pocket, credit_wallet, credit_pocket, amount)
    select m.tenant, v_id, m.line, m.credit, m.debit, m.credit_wallet, m.credit_pocket, m.debit_wallet, m.debit_pocket, m.amount
    from move m where m.tenant = p_run.tenant and m.transfer = p_transfer order by m.line;
  update pocket k set balance = k.balance + q.amount
    from (select s.pocket, sum(s.amount) as amount
          from move m cross join lateral (values (m.debit_pocket, m.amount::numeric), (m.credit_pocket, -m.amount::numeric))
            as s (pocket, amount)
          where m.tenant = p_run.tenant and m.transfer = p_transfer and s.pocket is not null group by s.pocket) q
    where k.tenant = p_run.tenant and k.id = q.pocket;
end
$$;

-- Units as a decimal amount.
create function shown(p_units bigint, p_currency text) returns text language sql stable as $$
  select round(p_units / power(10::numeric, c.scale), c.scale)::text from currency c where c.code = p_currency
$$;

-- Takes what stands of a line back and posts what it costs: REPEATED (in this run), SAME (nothing to post), POSTED. Raises
-- MLCHG if it is not what it was found to be. The wallet is locked by the caller.
create function re_rate_line(
    p_run re_rating, p_leg uuid, p_line smallint, p_deck uuid, p_rate integer, p_text text, p_before bigint,
    p_before_overrun bigint, p_before_refunded bigint, p_after bigint, p_overrun bigint, p_refunded bigint) returns text
language plpgsql as $$
declare
  v_key     text := p_leg || ' ' || p_line;
  v_hold    hold;
  v_wallet  wallet;
  v_charge  charge;
  v_refund  uuid;
  v_was     record;
  v_posting smallint;
  v_take    bigint := p_after - p_overrun - p_refunded - (p_before - p_before_overrun - p_before_refunded);
  v_owed    bigint;
  v_pay     bigint;
  v_lines   integer := 0;
  v_tax     bigint;
  v_id      uuid;
  v_debt    uuid;
begin
  if exists (select from re_rating_line l where l.tenant = p_run.tenant and l.re_rating = p_run.id and l.leg = p_leg
             and l.line = p_line) then
    return 'REPEATED';
  end if;
  select h.* into v_hold from hold h
    where h.id = p_leg and h.line = p_line and h.tenant = p_run.tenant and h.leg is not null and h.owner is null;
  select coalesce(sum(c.amount), 0) as amount, coalesce(sum(c.overrun), 0) as overrun, coalesce(max(c.seconds), 0) as seconds,
         coalesce(sum((select sum(f.amount) from refund f where f.tenant = c.tenant and f.transfer = c.id
                       and f.wallet = c.wallet)), 0) as refunded,
         coalesce(min(t.effective), min(c.recorded)) as at
    into v_was
    from standing_charge c left join transfer t on t.tenant = c.tenant and t.id = c.id
    where c.tenant = p_run.tenant and c.call = v_hold.call and c.leg = p_leg and c.line = p_line;
  if v_hold.resolved is null or v_was.at is null
      or (v_was.amount, v_was.overrun, v_was.refunded) <> (p_before, p_before_overrun, p_before_refunded) then
    raise exception using errcode = 'MLCHG';
  end if;
  if (p_before, p_before_overrun, p_before_refunded) = (p_after, p_overrun, p_refunded) then
    insert into re_rating_line (tenant, re_rating, leg, line, deck, before, after)
      values (p_run.tenant, p_run.id, p_leg, p_line, p_deck, p_before, p_after);
    return 'SAME';
  end if;

  select w.* into v_wallet from wallet w where w.tenant = p_run.tenant and w.id = v_hold.wallet;
  v_owed := greatest(0, v_take - greatest(0, v_wallet.balance - v_wallet.held - v_wallet.floor));
  select max(c.posting) + 1 into v_posting from charge c
    where c.tenant = p_run.tenant and c.call = v_hold.call and c.leg = p_leg and c.line = p_line;
  for v_charge in
    select c.* from standing_charge c
    where c.tenant = p_run.tenant and c.call = v_hold.call and c.leg = p_leg and c.line = p_line order by c.posting, c.id
  loop
    perform take_back(p_run, v_charge.id);
    for v_refund in
      select f.id from refund f where f.tenant = p_run.tenant and f.transfer = v_charge.id and f.wallet = v_wallet.id order by f.id
    loop
      perform take_back(p_run, v_refund);
    end loop;
  end loop;
  if v_owed > 0 then
    v_debt := record_re_rating(p_run, 'owed ' || v_key, 'call re-rated, owed', v_wallet.currency, v_hold.call, p_leg, v_was.at);
    insert into move (tenant, transfer, line, debit, credit, credit_wallet, amount)
      values (p_run.tenant, v_debt, 1, account_of(p_run.tenant, '1400', v_wallet.currency), v_wallet.account, v_wallet.id, v_owed);
    insert into receivable (tenant, id, wallet, kind, reason, amount)
      values (p_run.tenant, v_debt, v_wallet.id, 'RE_RATING', p_run.reason, v_owed);
    update wallet w set owed = w.owed + v_owed, frozen = true where w.tenant = p_run.tenant and w.id = v_wallet.id;
  end if;
  perform count_goodwill(p_run.tenant, v_wallet.id);
  select w.* into v_wallet from wallet w where w.tenant = p_run.tenant and w.id = v_wallet.id;

  v_id := re_rating_id(p_run.id, 'charge ' || v_key);
  v_tax := tax_in(p_after - p_overrun, v_hold.tax_rate);
  if p_after > 0 then
    perform record_re_rating(p_run, 'charge ' || v_key, 'call re-rated', v_wallet.currency, v_hold.call, p_leg, v_was.at);
    if p_after > p_overrun then
      select d.lines into v_lines from draw(v_wallet, v_id, 1, v_wallet.income, null, p_after - p_overrun, false) d;
    end if;
    insert into move (tenant, transfer, line, debit, credit, amount)
      select p_run.tenant, v_id, v_lines + q.n, q.debit, q.credit, q.amount
      from (values (1, account_of(p_run.tenant, '6900', v_wallet.currency), v_wallet.income, p_overrun),
                   (2, v_wallet.income, account_of(p_run.tenant, '2300', v_wallet.currency), v_tax)) as q (n, debit, credit, amount)
      where q.amount > 0;
  end if;
  insert into charge (tenant, id, call, leg, line, segment, relation, posting, wallet, deck, rate, seconds, amount, overrun,
                      tax_country, tax_rate, tax, trace)
    values (p_run.tenant, v_id, v_hold.call, p_leg, p_line, v_hold.segment, v_hold.relation, v_posting, v_wallet.id, p_deck,
            p_rate, v_was.seconds, p_after, p_overrun, v_hold.tax_country, v_hold.tax_rate, v_tax,
            jsonb_build_array(jsonb_build_object(
              'at', to_char(v_was.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'kind', 'debit', 'text', p_text,
              'amount', jsonb_build_object('amount', shown(p_after, v_wallet.currency), 'currency', v_wallet.currency))));
  if p_refunded > 0 then  -- what had been given back stays so
    perform give_back(v_wallet, v_id,
                      record_re_rating(p_run, 'refund ' || v_key, 'call re-rated, refund', v_wallet.currency, v_hold.call, p_leg,
                                       v_was.at), p_refunded);
    insert into refund (tenant, id, transfer, wallet, amount)
      values (p_run.tenant, re_rating_id(p_run.id, 'refund ' || v_key), v_id, v_wallet.id, p_refunded);
  end if;
  perform pay_in(p_run.tenant, v_wallet.id, v_owed - v_take), count_goodwill(p_run.tenant, v_wallet.id);

  -- as with a top-up, what is owed is paid first
  select w.* into v_wallet from wallet w where w.tenant = p_run.tenant and w.id = v_wallet.id;
  v_pay := least(-v_take, v_wallet.owed, movable(v_wallet));
  if v_pay > 0 then
    perform pay_receivables(v_wallet,
                            record_re_rating(p_run, 'debt ' || v_key, 'call re-rated, debt paid', v_wallet.currency, v_hold.call,
                                             p_leg, v_was.at), 1, v_pay);
  end if;
  perform tell_of_wallet(p_run.tenant, v_wallet.id);
  insert into re_rating_line (tenant, re_rating, leg, line, deck, before, after, charge, owed)
    values (p_run.tenant, p_run.id, p_leg, p_line, p_deck, p_before, p_after, v_id, v_debt);
  return 'POSTED';
end
$$;

-- Posts lines of legs, those of a leg together and whole or not at all; all of it in one commit. Outcomes of legs: POSTED, SAME
-- (nothing to post), REPEATED (done in this run before), CHANGED (it is not what it was found to be: look again), OVERFLOW,
-- NOT_APPROVED, ENDED.
create function post_re_rating(
    p_tenant uuid, p_run uuid, p_leg uuid[], p_line smallint[], p_deck uuid[], p_rate integer[], p_text text[], p_before bigint[],
    p_before_overrun bigint[], p_before_refunded bigint[], p_after bigint[], p_overrun bigint[], p_refunded bigint[])
  returns table (leg uuid, outcome text)
language plpgsql security definer set search_path = meterline, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_variable
declare
  v_run re_rating%rowtype;
  v_one text;
  v_no  text;
  i integer := 1;
  j integer;
begin
  perform check_tenant(array[p_tenant]);
  select r.* into v_run from re_rating r where r.tenant = p_tenant and r.id = p_run;
  v_no := case
    when not exists (select from re_rating_decision d where d.tenant = p_tenant and d.re_rating = p_run and d.approved)
      then 'NOT_APPROVED'
    when exists (select from re_rating_end e where e.tenant = p_tenant and e.re_rating = p_run) then 'ENDED' end;
  if v_no is null then
    perform pg_advisory_xact_lock_shared(7301, hashtext(p_tenant::text) & 255);  -- closing waits
    perform lock_wallets(array_agg(h.tenant), array_agg(h.wallet))
      from unnest(p_leg, p_line) as q (id, line) join hold h on h.id = q.id and h.line = q.line and h.tenant = p_tenant;
  end if;
  while i <= cardinality(p_leg) loop
    j := i;
    while p_leg[j + 1] = p_leg[i] loop
      j := j + 1;
    end loop;
    leg := p_leg[i];
    outcome := coalesce(v_no, 'SAME');
    if v_no is null then
      begin
        for k in i..j loop
          v_one := re_rate_line(v_run, p_leg[k], p_line[k], p_deck[k], p_rate[k], p_text[k], p_before[k], p_before_overrun[k],
                                p_before_refunded[k], p_after[k], p_overrun[k], p_refunded[k]);
          outcome := case when 'POSTED' in (outcome, v_one) then 'POSTED' when v_one = 'REPEATED' then v_one else outcome end;
        end loop;
      exception
        when sqlstate 'MLCHG' then
          outcome := 'CHANGED';
        when numeric_value_out_of_range then
          outcome := 'OVERFLOW';
      end;
    end if;
    return next;
    i := j + 1;
  end loop;
end
$$;

-- Ends the posting of a run, with the legs that it left as they are. Outcomes: ENDED, REPEATED, NOT_APPROVED.
create function end_re_rating(p_tenant uuid, p_run uuid, p_unrated bigint, p_leg uuid[], p_why text[]) returns text
language plpgsql security definer set search_path = meterline, pg_temp as $$
begin
  perform check_tenant(array[p_tenant]);
  if not exists (select from re_rating_decision d where d.tenant = p_tenant and d.re_rating = p_run and d.approved) then
    return 'NOT_APPROVED';
  end if;
  insert into re_rating_end (tenant, re_rating, unrated) values (p_tenant, p_run, p_unrated) on conflict do nothing;
  if not found then
    return 'REPEATED';
  end if;
  insert into re_rating_unrated (tenant, re_rating, posting, leg, reason)
    select p_tenant, p_run, true, q.leg, q.reason from unnest(p_leg, p_why) as q (leg, reason);
  return 'ENDED';
end
$$;

revoke execute on function give_back(wallet, uuid, uuid, bigint), shown(bigint, text), re_rating_id(uuid, text), take_back(re_rating, uuid),
  record_re_rating(re_rating, text, text, text, uuid, uuid, timestamptz),
  re_rate_line(re_rating, uuid, smallint, uuid, integer, text, bigint, bigint, bigint, bigint, bigint, bigint) from public;
call open_to_app(array['prepare_re_rating', 'decide_re_rating', 'post_re_rating', 'end_re_rating']);
reset role;
revoke create on schema meterline from meterline_writer;
