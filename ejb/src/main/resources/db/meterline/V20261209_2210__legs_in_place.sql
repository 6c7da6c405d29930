-- When a leg was answered and how it ended is written beside its row: no index has what changes then, and there is room on its
-- page. The legs that are up over trunks, which the dropped index was for, are found by the calls that are up.
drop index call_leg_trunk;
alter table call_leg set (fillfactor = 60);
