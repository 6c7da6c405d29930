-- 0: the port is where DNS says it is (RFC 3263).
alter table trunk drop constraint trunk_port_check;
alter table trunk add constraint trunk_port_check check (port between 0 and 65535);
