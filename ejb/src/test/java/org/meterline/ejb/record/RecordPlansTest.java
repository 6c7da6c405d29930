package org.meterline.ejb.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How records are found when a plan is made before there are any: it is kept when there are. */
class RecordPlansTest extends RecordScene {
  private static final Map<String, List<String>> UPDATES =
      Map.of(
          RecordBatch.LEG_ANSWERED,
          List.of("uuid", "timestamptz"),
          RecordBatch.ANSWERED,
          List.of("uuid", "uuid", "timestamptz"),
          RecordBatch.SEQUENCE,
          List.of("uuid", "integer"),
          RecordBatch.ENDED,
          List.of(
              "uuid",
              "timestamptz",
              "bigint",
              "integer",
              "text",
              "bytea",
              "boolean",
              "integer",
              "text",
              "text",
              "boolean"));

  @Test
  void whatIsUpdatedIsFoundByItsKeyThoughTheTablesWereEmpty() throws SQLException {
    try (Connection connection = database.superuser().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set local search_path = meterline");
      statement.execute("truncate call_leg, call_record cascade");
      statement.execute("set local role meterline_app");
      statement.execute(RecordJournal.BY_KEYS.replace("?", "'" + harbour.id() + "'"));
      for (var update : UPDATES.entrySet()) {
        String sql = update.getKey();
        for (String type : update.getValue()) {
          sql = sql.replaceFirst("[?]", "null::" + type + "[]");
        }
        List<String> found = conditions(statement, sql);
        assertFalse(found.isEmpty(), sql);
        assertEquals(
            List.of(),
            found.stream().filter(condition -> !condition.contains("(id = ")).toList(),
            sql);
      }
      connection.rollback();
    }
  }

  /** What rows are looked up by. */
  private static List<String> conditions(Statement statement, String sql) throws SQLException {
    List<String> conditions = new ArrayList<>();
    try (var row = statement.executeQuery("explain " + sql)) {
      while (row.next()) {
        String line = row.getString(1);
        assertFalse(line.contains("Seq Scan") || line.contains("Nested Loop"), line);
        if (line.contains("Index Cond")) {
          conditions.add(line.strip());
        }
      }
    }
    return conditions;
  }
}
