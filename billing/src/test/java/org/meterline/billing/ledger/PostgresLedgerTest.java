package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.function.Executable;
import org.meterline.billing.TestDatabase;

/** The contract over PostgreSQL; who has its tables, or only uses them, changes nothing. */
class PostgresLedgerTest extends LedgerContract {
  private final LedgerBook book = new PostgresLedger();

  @Override
  LedgerBook book() {
    return book;
  }

  @Override
  List<Executable> attacks(UUID journal) {
    return Stream.of(TestDatabase.owner(), TestDatabase.app())
        .flatMap(
            who ->
                Stream.of(
                        "update move set amount = amount + 1 where transfer = '%s'",
                        "delete from move where transfer = '%s'",
                        "update transfer set effective = now() where id = '%s'",
                        "delete from transfer where id = '%s'",
                        "update journal set reason = 'Other' where id = '%s'",
                        "update journal_line set amount = 1 where journal = '%s'",
                        "delete from journal_decision where journal = '%s'")
                    .map(sql -> tried(who, sql.formatted(journal))))
        .toList();
  }

  private static Executable tried(DataSource who, String sql) {
    return () -> {
      try (var connection = who.getConnection();
          var s = connection.createStatement()) {
        s.executeUpdate(sql);
      } catch (SQLException e) {
        assertTrue(List.of("23000", "42501").contains(e.getSQLState()), e.getMessage());
        throw e;
      }
    };
  }
}
