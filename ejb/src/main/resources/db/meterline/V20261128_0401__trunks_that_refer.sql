-- Trunks that may be asked to go on with a talk by themselves.
alter table trunk add column refers boolean not null default false;
comment on column trunk.refers is 'whether it takes REFER: a talk whose ends are both its leaves us';
