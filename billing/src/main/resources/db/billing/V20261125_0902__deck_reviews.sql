-- Decks as reviewed changes: a draft is looked at, approved, and may be taken back.

alter table rate_deck
  add column state        text not null default 'APPROVED' check (state in ('DRAFT', 'APPROVED', 'WITHDRAWN')),
  add column file_name    text,
  add column line_count   integer,  -- null for a deck that was there before it was counted
  add column wrong_rows   bigint not null default 0 check (wrong_rows >= 0),  -- of its file; then it has no lines
  add column made_by      text,
  add column approved     timestamptz,
  add column approved_by  text,
  add column withdrawn    timestamptz,
  add column withdrawn_by text,
  add check (state <> 'APPROVED' or wrong_rows = 0);

-- The first of what is wrong with a draft's file.
create table deck_problem (
  tenant uuid not null,
  deck   uuid not null,
  number integer not null,
  line   bigint not null,  -- of the file, the first is 1
  field  text not null,
  reason text not null,
  primary key (tenant, deck, number),
  foreign key (tenant, deck) references rate_deck (tenant, id)
);
alter table deck_problem enable row level security;
alter table deck_problem force row level security;
create policy tenant on deck_problem to meterline_app, meterline_owner
  using (tenant = (select current_tenant())) with check (tenant = (select current_tenant()));
grant select, insert on deck_problem to meterline_app;
grant update (state, valid_from, approved, approved_by, withdrawn, withdrawn_by) on rate_deck to meterline_app;

-- One way only: a draft is approved or dropped, an approved deck is taken back. When it begins is
-- settled with the approval. Calls that run keep what they began with, so nothing is ever deleted.
create function keep_deck_state() returns trigger language plpgsql as $$
begin
  if old.state <> new.state and not ((old.state, new.state) in (('DRAFT', 'APPROVED'), ('DRAFT', 'WITHDRAWN'),
                                                                ('APPROVED', 'WITHDRAWN'))) then
    raise exception 'a deck that is % does not become %', old.state, new.state
      using errcode = 'integrity_constraint_violation';
  end if;
  if old.valid_from <> new.valid_from and old.state <> 'DRAFT' then
    raise exception 'when a deck begins is settled' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;
revoke execute on function keep_deck_state() from public;
create trigger keep_deck_state before update on rate_deck for each row execute function keep_deck_state();
