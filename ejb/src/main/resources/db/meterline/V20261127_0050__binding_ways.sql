-- A phone may be registered over several ways at once (RFC 5626), told apart by instance and number.
alter table binding add column instance text not null default '';
alter table binding add column reg_id integer not null default 0;
alter table binding add column q real not null default 1;
alter table binding drop constraint binding_pkey;
alter table binding add primary key (tenant, phone, contact, instance, reg_id);
