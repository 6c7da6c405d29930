-- Why legs ended, as telephone networks number it.
alter table call_leg add column cause integer check (cause between 1 and 127);
comment on column call_leg.cause is 'of ITU-T Q.850; null if it is not known';
