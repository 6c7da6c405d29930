-- Whether a carrier's REFER is followed: off at first, for the tenant pays for the call that it asks for.
alter table trunk add column transfers boolean not null default false;
comment on column trunk.transfers is 'whether it may have who talks to it put through to others (REFER)';
