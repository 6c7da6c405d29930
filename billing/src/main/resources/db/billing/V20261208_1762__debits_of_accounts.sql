-- What was posted to an account, the latest first: without it the whole book was read for an account that has little.
create index move_debit on move (tenant, debit, transfer);
