-- Which of a leg's charges a recovery posted, and which its end: their ids tell.
set role meterline_writer;
grant execute on function transfer_id(uuid, text) to meterline_app;
reset role;
