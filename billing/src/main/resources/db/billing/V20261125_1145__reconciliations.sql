-- What checking a book found, one row per tenant and day of its zone: that of the day's last check.
create table reconciliation (
  tenant      uuid not null references book (tenant),
  day         date not null,
  checked     timestamptz not null,
  calls       bigint not null,   -- charged legs of the day
  transfers   bigint not null,   -- posted on the day
  wallets     bigint not null,
  differences jsonb not null,    -- name, subject, expected, found
  primary key (tenant, day)
);
select wall_in('reconciliation', false);
grant insert, update on reconciliation to meterline_app;
