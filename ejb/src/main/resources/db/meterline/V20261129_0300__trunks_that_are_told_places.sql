-- Whether a trunk is told from where help is called (RFC 6442): not all take more than a session in a body.
alter table trunk add column told boolean not null default false;
comment on column trunk.told is 'whether it is told from where help is called';
