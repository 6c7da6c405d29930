-- The same of charges of nothing, which have no transfer.
create index charge_of_nothing_before_its_id on charge (tenant, id) where amount = 0 and
  coalesce(uuid_extract_timestamp(id) - recorded > interval '1 hour', true);
