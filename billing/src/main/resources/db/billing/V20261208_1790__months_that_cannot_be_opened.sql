-- As before, but that a month with postings among the rest, which cannot get partitions any more, keeps no other month from
-- getting them: it is told as a warning. What is posted in it goes to the rest, too.
create or replace function open_months_ahead(p_from date, p_months integer) returns integer language plpgsql as $$
declare
  v_month date;
  v_made  integer := 0;
begin
  for v_month in
    select m::date from generate_series(date_trunc('month', p_from),
      date_trunc('month', p_from) + p_months * interval '1 month', interval '1 month') m
  loop
    if to_regclass('transfer' || to_char(v_month, '_YYYY_MM')) is null then
      begin
        perform open_month(v_month);
        v_made := v_made + 1;
      exception when check_violation then
        raise warning 'No partitions for %: postings of that month are among the rest already.', to_char(v_month, 'YYYY-MM');
      end;
    end if;
  end loop;
  return v_made;
end
$$;
