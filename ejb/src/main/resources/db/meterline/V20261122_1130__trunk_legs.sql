-- The latest legs over a trunk, for how it is.
create index call_leg_trunk on call_leg (tenant, trunk, ended) where trunk is not null;
