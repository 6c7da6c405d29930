-- For the check of what was posted on a day: the purchases of its transfers.
create index purchase_of_transfer on purchase (tenant, transfer) where transfer is not null;
