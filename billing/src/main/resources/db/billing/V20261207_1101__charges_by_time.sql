-- Charges of a time: of a day, of a reconciliation, of a list. Rows come in the order of time, so that a few bytes for each
-- block find them; the path that posts pays for no tree.
create index charge_recorded on charge using brin (recorded) with (pages_per_range = 16, autosummarize = on);
