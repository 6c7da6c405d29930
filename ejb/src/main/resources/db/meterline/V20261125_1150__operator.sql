-- The operator has a book, but neither domain nor phones: no directory knows it.
grant create on schema meterline to meterline_writer;
set role meterline_writer;
create or replace function tenants() returns setof tenant
  language sql
  stable
  security definer
  set search_path = meterline, pg_temp
as $$
  select * from tenant where not operator order by alias
$$;
reset role;
revoke create on schema meterline from meterline_writer;
