comment on column call_record.sequence is
  'the highest sequence of a fact that is in here and would change something if it were written again';

-- Without the tenant before it: while the table was empty, a plan took this index for a leg that it had the key of.
create index call_leg_of_call on call_leg (call);
drop index call_leg_call;
