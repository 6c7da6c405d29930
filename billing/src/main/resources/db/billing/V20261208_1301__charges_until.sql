-- A list of charges until a day begins where ids end that were minted by then: what was charged is found by its leg's id, which
-- is there before anything of it takes effect. These are all others, which are few: what was charged anew has the id of a
-- re-rating that came later, and the clock of a node may have been wrong.
--
-- Nothing is posted while an index of the ledger is built: each has a migration, and so a transaction, of its own, that what
-- waits is posted before the next. A partitioned table's cannot be built concurrently.
create index transfer_before_its_id on transfer (tenant, id) where call is not null and
  coalesce(uuid_extract_timestamp(id) - effective > interval '1 hour', true);
