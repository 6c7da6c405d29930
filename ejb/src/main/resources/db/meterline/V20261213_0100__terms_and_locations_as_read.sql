-- Whoever saves them says which ones they had read, so that nobody reverts what another saved.
alter table recording_terms add column version integer not null default 1;
alter table location add column version integer not null default 0;
