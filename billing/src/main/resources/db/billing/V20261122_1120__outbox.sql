-- To take news out, rows are locked first, so that two nodes do not tell the same.
grant update on outbox to meterline_writer;
