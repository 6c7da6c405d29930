-- Taxes: a tenant's rates by country and class of tax, and whose tax a payer pays.

alter table payer add column country text check (country ~ '^[A-Z]{2}$');
comment on column payer.country is 'ISO 3166, whose tax the payer pays; null for the tenant''s';
grant update (country) on payer to meterline_app;

-- Days are those of the book's zone. What is past never changes: a rate is added for days to come, and ended on one.
create table tax_rate (
  tenant      uuid not null references book (tenant),
  id          uuid not null,
  country     text not null check (country ~ '^[A-Z]{2}$'),
  tax_class   text not null check (tax_class ~ '^\S{1,40}$'),  -- as decks name it
  rate        numeric(7, 6) not null check (rate between 0 and 1),
  valid_from  date not null,
  valid_until date check (valid_until >= valid_from),  -- the first day without it; valid_from if it never began
  made        timestamptz not null,
  made_by     text not null,
  ended       timestamptz,  -- when valid_until was last set
  ended_by    text,
  primary key (tenant, id)
);
create index tax_rate_class on tax_rate (tenant, country, tax_class);
select wall_in('tax_rate', false);
grant insert, update (valid_until, ended, ended_by) on tax_rate to meterline_app;

create function keep_tax_rate() returns trigger language plpgsql as $$
declare
  v_today date;
begin
  -- one at a time for each tenant, so that neither of two misses the other
  perform pg_advisory_xact_lock(7302, hashtext(new.tenant::text));
  select (coalesce(new.ended, new.made) at time zone b.time_zone)::date into v_today from book b where b.tenant = new.tenant;
  if tg_op = 'INSERT' and (new.valid_from < v_today or new.valid_until = new.valid_from) then
    raise exception 'a rate of tax is added for days to come' using errcode = 'integrity_constraint_violation';
  elsif tg_op = 'UPDATE' and (new.valid_until is null or new.valid_until <= v_today or new.valid_until >= old.valid_until) then
    raise exception 'a rate of tax is ended on a day to come, before it ends anyway'
      using errcode = 'integrity_constraint_violation';
  end if;
  if exists (select from tax_rate r
             where r.tenant = new.tenant and r.country = new.country and r.tax_class = new.tax_class and r.id <> new.id
               and daterange(r.valid_from, r.valid_until) && daterange(new.valid_from, new.valid_until)) then
    raise exception 'two rates of tax for one day' using errcode = 'exclusion_violation';
  end if;
  return new;
end
$$;
revoke execute on function keep_tax_rate() from public;
create trigger keep_tax_rate before insert or update on tax_rate for each row execute function keep_tax_rate();
