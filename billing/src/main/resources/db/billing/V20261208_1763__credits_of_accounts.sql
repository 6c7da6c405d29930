-- The other side.
create index move_credit on move (tenant, credit, transfer);
