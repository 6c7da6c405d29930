-- Whoever saves a rule says which one they had read, so that nobody reverts what another saved.
alter table recording_rule add column version integer not null default 0;
