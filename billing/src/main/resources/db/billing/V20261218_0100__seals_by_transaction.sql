-- What is to be sealed is found by its transaction, however much was posted in the last hour.
create index transfer_of_transaction on transfer (tenant, xid);
