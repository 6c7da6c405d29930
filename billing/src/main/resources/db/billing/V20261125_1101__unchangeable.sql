-- What was posted is refused a change on every partition, those to come included: a row's trigger is handed down to
-- partitions, the statement's (which also refuses TRUNCATE) is not. DROP, DETACH and the like are refused by roles.sql.
create trigger refuse_change_of_row before update or delete on transfer for each row execute function refuse_change();
create trigger refuse_change_of_row before update or delete on move for each row execute function refuse_change();
create trigger refuse_change_of_row before update or delete on charge for each row execute function refuse_change();

-- The same for facts in tables without partitions.
create function refuse_rewrite() returns trigger language plpgsql as $$
begin
  raise exception '% of % refused: what was decided is never changed', tg_op, tg_table_name
    using errcode = 'integrity_constraint_violation';
end
$$;

-- Walls and rights of a new table of a tenant. Facts are inserted once; the rest is written by functions alone, too.
create function wall_in(p_table text, p_fact boolean) returns void language plpgsql as $$
begin
  execute format('alter table %I enable row level security', p_table);
  execute format('alter table %I force row level security', p_table);
  execute format('create policy tenant on %I to meterline_app, meterline_owner
    using (tenant = (select current_tenant())) with check (tenant = (select current_tenant()))', p_table);
  execute format('create policy writer on %I to meterline_writer using (true) with check (true)', p_table);
  execute format('grant select on %I to meterline_app', p_table);
  execute format('grant select, insert on %I to meterline_writer', p_table);
  if p_fact then
    execute format('create trigger refuse_rewrite before update or delete or truncate on %I
                    for each statement execute function refuse_rewrite()', p_table);
  end if;
end
$$;

create function open_months_ahead(p_from date, p_months integer) returns integer language plpgsql as $$
declare
  v_month date;
  v_made  integer := 0;
begin
  for v_month in
    select m::date from generate_series(date_trunc('month', p_from),
      date_trunc('month', p_from) + p_months * interval '1 month', interval '1 month') m
  loop
    if to_regclass('transfer' || to_char(v_month, '_YYYY_MM')) is null then
      perform open_month(v_month);
      v_made := v_made + 1;
    end if;
  end loop;
  return v_made;
end
$$;
comment on function open_months_ahead(date, integer) is 'makes the partitions of coming months; run by the owner';
revoke execute on function refuse_rewrite(), wall_in(text, boolean), open_months_ahead(date, integer) from public;
