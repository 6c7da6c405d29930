package org.meterline.ejb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.sql.SQLException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.ejb.wallet.BookExports;

/** Books that are written out while they are read, over PostgreSQL. */
class BookExportsTest {
  private static final LocalDate DAY = LocalDate.parse("2026-11-20");

  private final BookExports exports =
      new BookExports(new TenantTransaction(TestDatabase.get().app()));
  private final LedgerTenant it = new LedgerTenant();

  BookExportsTest() throws SQLException {}

  @Test
  void aBookIsWrittenWholeOrInPart() {
    it.topUp(it.wallet(), "3");
    var whole = written(null, null);
    assertTrue(whole.contains("top-up: Cash"), whole);
    assertEquals(whole, written(DAY, DAY.plusDays(1)));
    var later = written(DAY.plusDays(1), null);
    assertTrue(later.contains("opening balances"), later);
    assertFalse(later.contains("top-up: Cash"), later);
    assertRefused("invalid", () -> exports.hledger(it.ann, DAY, DAY));
    var agent = it.caller("al", Role.AGENT);
    assertRefused("forbidden", () -> exports.hledger(agent, null, null));
  }

  @Test
  void aTenantExportsOneBookAtATime() throws SQLException {
    var other = new LedgerTenant();
    var text = new StringBuilder();
    exports
        .hledger(it.ann, null, null)
        .to(
            new Writer() {
              @Override
              public void write(char[] from, int offset, int length) {
                if (text.isEmpty()) {
                  assertRefused("export-busy", () -> written(null, null));
                  exports.hledger(other.ann, null, null).to(new StringBuilder());
                }
                text.append(from, offset, length);
              }

              @Override
              public void flush() {}

              @Override
              public void close() {}
            });
    assertEquals(text.toString(), written(null, null), "the place is free again");
  }

  @Test
  void aReaderWhoIsGoneLeavesTheirPlace() {
    var gone =
        new Writer() {
          @Override
          public void write(char[] from, int offset, int length) throws IOException {
            throw new IOException("gone");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    var export = exports.hledger(it.ann, null, null);
    assertThrows(UncheckedIOException.class, () -> export.to(gone));
    assertTrue(written(null, null).contains("commodity"));
  }

  private String written(@Nullable LocalDate from, @Nullable LocalDate until) {
    var text = new StringBuilder();
    exports.hledger(it.ann, from, until).to(text);
    return text.toString();
  }

  private static void assertRefused(String code, Executable use) {
    assertEquals(code, assertThrows(Refused.class, use).code());
  }
}
