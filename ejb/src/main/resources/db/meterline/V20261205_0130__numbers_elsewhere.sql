-- A number may also lead to a number outside, or to an application that has no program.
alter table number
  add column outside text check (outside ~ '^\+[1-9][0-9]{1,14}$'),
  add column application text check (application in ('RING', 'ANSWER'));
alter table number drop constraint number_check;
alter table number add constraint number_leads_somewhere
  check (num_nonnulls(phone, program, outside, application) = 1);
comment on column number.outside is 'calls are forwarded there, over a trunk';
comment on column number.application is 'verbs say what comes; what its callers get first';
