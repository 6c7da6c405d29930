-- What refused or ended a call, or a leg, by its name; null of what was written down before, and where nothing did.
alter table call_record
  add column refusal text,
  add column refusal_reason text,
  add column refusal_retry boolean,
  add check (num_nulls(refusal, refusal_reason, refusal_retry) in (0, 3));
comment on column call_record.refusal is 'the name of what refused or ended the call';
comment on column call_record.refusal_reason is 'what whoever called was told of it';
comment on column call_record.refusal_retry is 'whether the same again may succeed without anything being changed';
alter table call_leg
  add column refusal text,
  add column refusal_reason text,
  add column refusal_retry boolean,
  add check (num_nulls(refusal, refusal_reason, refusal_retry) in (0, 3));
