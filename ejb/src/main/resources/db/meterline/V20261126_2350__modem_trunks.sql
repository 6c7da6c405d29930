-- A modem on a serial port is a trunk, too: its host is the modem's name.
alter table trunk drop constraint trunk_transport_check;
alter table trunk add constraint trunk_transport_check
  check (transport in ('udp', 'tcp', 'tls', 'modem'));
