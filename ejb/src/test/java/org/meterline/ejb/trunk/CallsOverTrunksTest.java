package org.meterline.ejb.trunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.database.TestDatabase;

/** How many calls a trunk carries just now is told without reading those that it carried before. */
class CallsOverTrunksTest {
  private static final Pattern PAGES = Pattern.compile("shared hit=([0-9]+)(?: read=([0-9]+))?");
  private static final String CALLS =
      """
      insert into call_record (tenant, id, sequence, direction, caller, dialled, node, began, ended, talked_millis, recovered)
        select $tenant, overlay(gen_random_uuid()::text placing '019a' from 1)::uuid, 1, 'OUTGOING', 'a', 'b', 'n', now(),
               case when n > 3 then now() end, 0, false
        from generate_series(1, 60000) n;
      insert into call_leg (tenant, id, call, incoming, destination, trunk, began, ended, charged_millis, recovered)
        select $tenant, gen_random_uuid(), c.id, false, 'b', 'carrier', now(), c.ended, 0, false from call_record c
      """;

  @Test
  void byTheCallsThatAreUp() throws SQLException {
    var database = TestDatabase.get();
    var tenant = database.newTenant("carried");
    database.execute(tenant, CALLS);
    try (var connection = database.superuser().getConnection();
        var s = connection.createStatement()) {
      s.execute("analyze meterline.call_record, meterline.call_leg");
    }
    database.in(
        tenant,
        database.app(),
        c -> {
          try (var s = c.createStatement()) {
            // of a small table with many calls up, those of other tests, all is as soon read
            s.execute("set local enable_seqscan = off");
          }
          try (var s = c.createStatement();
              var row = s.executeQuery(Trunks.CALLS_UP)) {
            assertTrue(row.next());
            assertEquals("carrier", row.getString(1));
            assertEquals(3, row.getLong(2));
          }
          long pages = pages(c);
          // calls of other tests are up, too: each takes a few
          long all = size(c);
          assertTrue(pages < all / 2, pages + " pages of " + all);
        });
  }

  private static long size(Connection c) throws SQLException {
    try (var s = c.createStatement();
        var row = s.executeQuery("select pg_relation_size('meterline.call_leg') / 8192")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The first figure of a plan is that of the whole. */
  private static long pages(Connection c) throws SQLException {
    try (var s = c.createStatement();
        var row = s.executeQuery("explain (analyze, buffers) " + Trunks.CALLS_UP)) {
      while (row.next()) {
        var found = PAGES.matcher(row.getString(1));
        if (found.find()) {
          var read = found.group(2);
          return Long.parseLong(found.group(1)) + (read == null ? 0 : Long.parseLong(read));
        }
      }
      throw new IllegalStateException("a plan without pages");
    }
  }
}
