-- Who pays: sponsors with what they offer, a tenant's rule, and each decision with the facts it was made from.

-- An offer's price is a deck of its own with one line, so that its legs are held, charged and traced like any others.
alter table rate drop constraint rate_prefix_check;
alter table rate add constraint rate_prefix_check
  check (prefix ~ '^[0-9]{1,15}$' or prefix in ('extension', 'program', 'offer'));
alter table rate_deck drop constraint rate_deck_relation_check;
alter table rate_deck add constraint rate_deck_relation_check
  check (relation in ('RETAIL', 'WHOLESALE', 'COST', 'SPONSOR'));

-- Its budget is what its wallet has available.
create table sponsor (
  tenant uuid not null,
  id     uuid not null,  -- its payer's
  wallet uuid not null,
  active boolean not null default true,
  opened timestamptz not null,
  primary key (tenant, id),
  foreign key (tenant, id) references payer (tenant, id),
  foreign key (tenant, wallet) references wallet (tenant, id)
);

create table sponsor_offer (
  tenant     uuid not null,
  id         uuid not null,
  sponsor    uuid not null,
  name       text not null,
  deck       uuid not null,
  conditions text[] not null default '{}',  -- all must hold; each a line as people write it
  made       timestamptz not null,
  ended      timestamptz,
  primary key (tenant, id),
  foreign key (tenant, sponsor) references sponsor (tenant, id),
  foreign key (tenant, deck) references rate_deck (tenant, id)
);
create index sponsor_offer_sponsor on sponsor_offer (tenant, sponsor);

-- A tenant without a row has the rule that the caller pays, else the tenant.
create table payer_rule (
  tenant      uuid primary key references book (tenant),
  steps       text[] not null check (cardinality(steps) between 1 and 20),
  bid_seconds integer not null check (bid_seconds between 1 and 86400),
  below       text not null check (below in ('NOT_TAKEN', 'ACCEPTED', 'NEXT_PAYS_REST')),
  changed     timestamptz not null,
  changed_by  text not null
);

-- One for each leg that was asked about, and one for each time it was handed over: a segment.
create table payer_decision (
  tenant        uuid not null references book (tenant),
  id            uuid not null,  -- the leg's, or the segment's: its hold has the same
  call          uuid not null,
  leg           uuid not null,
  segment       smallint not null check (segment > 0),
  after_seconds bigint not null check (after_seconds >= 0),  -- of the leg, when the segment begins
  made          timestamptz not null,
  decision      jsonb not null,
  primary key (tenant, id)
);
create index payer_decision_call on payer_decision (tenant, call);

select wall_in(t, false) from unnest(array['sponsor', 'sponsor_offer', 'payer_rule', 'payer_decision']) t;
grant insert on sponsor, sponsor_offer, payer_rule, payer_decision to meterline_app;
grant update (active) on sponsor to meterline_app;
grant update (ended) on sponsor_offer to meterline_app;
grant update (steps, bid_seconds, below, changed, changed_by) on payer_rule to meterline_app;
