-- What a tenant has those hear who are on hold. The directory in memory knows it.
create table music_on_hold (
  tenant uuid primary key references tenant,
  plays text not null check (plays in ('BUILT_IN', 'SILENCE', 'SOUND')),
  sound text,
  version integer not null default 1,
  foreign key (tenant, sound) references sound (tenant, name),
  check ((plays = 'SOUND') = (sound is not null))
);
comment on table music_on_hold is 'without a line: the built-in music';
alter table music_on_hold enable row level security;
alter table music_on_hold force row level security;
create policy tenant on music_on_hold to meterline_app, meterline_owner
  using (tenant = (select current_tenant())) with check (tenant = (select current_tenant()));
grant select, insert, update on music_on_hold to meterline_app;
create trigger music_on_hold_changed after insert or update or delete on music_on_hold
  for each row execute function directory_changed();
