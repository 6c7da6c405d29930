-- That no leg is named twice is seen without a statement where there are few.

grant create on schema meterline to meterline_writer;
set role meterline_writer;

create or replace function check_legs(p_id uuid[], p_line smallint[]) returns void language plpgsql immutable as $$
declare
  v_size  integer := cardinality(p_id);
  v_twice boolean := false;
begin
  if v_size > 16 then
    v_twice := (select count(distinct q.id) < count(*) filter (where q.line = 0) from unnest(p_id, p_line) as q (id, line));
  else
    for i in 2..v_size loop
      v_twice := v_twice or p_line[i] = 0 and p_id[i] = any (p_id[1:i - 1]);
    end loop;
  end if;
  if v_twice then
    raise exception 'a leg is named twice' using errcode = 'cardinality_violation';
  end if;
end
$$;

reset role;
revoke create on schema meterline from meterline_writer;
