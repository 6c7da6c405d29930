package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of the books, as the catalog has it.
 *
 * @param guarded whether a trigger refuses changes; of one with partitions, those of its own
 * @param partitions none if it has none
 */
record BookTable(String name, boolean guarded, List<String> partitions) {
  static List<BookTable> all(Connection connection) throws SQLException {
    try (var s = connection.createStatement();
        var row =
            s.executeQuery(
                """
                select c.relname,
                  exists (select from pg_trigger t where t.tgrelid = c.oid
                          and t.tgname in ('refuse_change', 'refuse_rewrite')),
                  array(select p.relname::text from pg_inherits i join pg_class p on p.oid = i.inhrelid
                        where i.inhparent = c.oid order by 1)
                from pg_class c
                where c.relnamespace = 'meterline'::regnamespace and c.relkind in ('r', 'p')
                  and not c.relispartition and c.relname <> 'flyway_schema_history'
                order by 1
                """)) {
      var tables = new ArrayList<BookTable>();
      while (row.next()) {
        var partitions = List.of((String[]) row.getArray(3).getArray());
        tables.add(new BookTable(row.getString(1), row.getBoolean(2), partitions));
      }
      return tables;
    }
  }
}
