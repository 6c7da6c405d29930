-- Whoever saves a rule says which one they had read, so that nobody reverts what another saved.
alter table payer_rule add version integer not null default 1;
grant update (version) on payer_rule to meterline_app;
