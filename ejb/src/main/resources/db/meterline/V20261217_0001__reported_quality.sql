-- How the far end heard what it was sent, by its last RTCP report (RFC 3550, section 6.4.1).
alter table call_leg
  add column reported_lost bigint check (reported_lost >= 0),
  add column reported_jitter_micros bigint check (reported_jitter_micros >= 0),
  add column round_trip_micros bigint check (round_trip_micros >= 0),
  add column reported_mos_hundredths integer;
comment on column call_leg.round_trip_micros is '0 if the report tells nothing of it; null if there was no report';
