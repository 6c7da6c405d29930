-- Whether a carrier's 3xx is followed: off at first, for the number that it names is paid for by who calls.
alter table trunk add column follows boolean not null default false;
comment on column trunk.follows is 'whether the number that it sends a call on to (300, 301, 302) is called instead';
