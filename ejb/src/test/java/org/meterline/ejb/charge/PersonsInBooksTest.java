package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.ejb.database.TestDatabase;

/** Books cannot be changed, so nothing that is about persons may get into them. */
class PersonsInBooksTest {
  /** Not the ledger: kept with the record of its call. */
  private static final String DECISION = "payer_decision";

  /** A column that can hold words. */
  private record Column(String table, String name) {}

  @Test
  void whatIsPostedTellsNothingOfPersons() throws Exception {
    try (var story = new PersonsStory();
        var connection = TestDatabase.get().superuser().getConnection()) {
      story.tell();
      try (var s = connection.createStatement()) {
        s.execute("set search_path = meterline");
      }
      var facts = facts(connection);
      var empty = new TreeSet<String>();
      for (var table : facts) {
        if (!any(connection, table, "true", story, "")) {
          empty.add(table);
        }
      }
      assertEquals(Set.of(), empty, "tables that the story has nothing in");
      var found = new TreeSet<String>();
      for (var column : columns(connection)) {
        for (var word : PersonsStory.WORDS) {
          if (any(
              connection,
              column.table(),
              "strpos(lower(" + column.name() + "::text), ?) > 0",
              story,
              word)) {
            found.add(column.table() + "." + column.name() + ": " + word);
          }
        }
      }
      // so that it is known that they were in play
      for (var word : PersonsStory.WORDS) {
        assertEquals(
            true, found.stream().anyMatch(f -> f.endsWith(": " + word)), word + " is nowhere");
      }
      found.removeIf(f -> !facts.contains(f.substring(0, f.indexOf('.'))));
      assertEquals(Set.of(), found);
    }
  }

  /** Tables that refuse changes, whose rows are for ever, but for decisions. */
  private static Set<String> facts(Connection connection) throws SQLException {
    try (var s = connection.createStatement();
        var row =
            s.executeQuery(
                """
                select distinct c.relname from pg_class c join pg_trigger t on t.tgrelid = c.oid
                where c.relnamespace = 'meterline'::regnamespace and not c.relispartition
                  and t.tgname in ('refuse_change', 'refuse_rewrite')
                """)) {
      var tables = new TreeSet<String>();
      while (row.next()) {
        tables.add(row.getString(1));
      }
      tables.remove(DECISION);
      return tables;
    }
  }

  private static List<Column> columns(Connection connection) throws SQLException {
    try (var s = connection.createStatement();
        var row =
            s.executeQuery(
                """
                select c.relname, a.attname from pg_class c
                  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                where c.relnamespace = 'meterline'::regnamespace and c.relkind in ('r', 'p')
                  and not c.relispartition
                  and a.atttypid::regtype::text in ('text', 'text[]', 'json', 'jsonb')
                  and exists (select from pg_attribute t
                              where t.attrelid = c.oid and t.attname = 'tenant')
                """)) {
      var columns = new ArrayList<Column>();
      while (row.next()) {
        columns.add(new Column(row.getString(1), row.getString(2)));
      }
      return columns;
    }
  }

  private static boolean any(
      Connection connection, String table, String where, PersonsStory story, String word)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            "select exists (select from " + table + " where tenant in (?, ?) and " + where + ")")) {
      s.setObject(1, story.tenant());
      s.setObject(2, OperatorBook.ID);
      if (where.contains("?")) {
        s.setString(3, word);
      }
      try (var row = s.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
