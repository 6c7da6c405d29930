package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.meterline.billing.TestBook;

/** However many lines a journal has on its two sides, its moves bring each account the same. */
class JournalMovesTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
  private static final List<String> CODES = List.of("1000", "3000", "2300", "5000", "6800", "6900");

  private static final TestBook BOOK = new TestBook();
  private static final Map<String, Integer> ACCOUNTS =
      CODES.stream().collect(Collectors.toMap(code -> code, code -> BOOK.account(code)));

  @Property(tries = 20)
  void movesAreTheLines(
      @ForAll @Size(min = 1, max = 6) List<@LongRange(min = 1, max = 1_000_000) Long> debits,
      @ForAll @Size(max = 6) List<@LongRange(min = 1, max = 1_000_000) Long> credits,
      @ForAll @IntRange(min = 1, max = 5) int debited) {
    var lines = new ArrayList<NewJournal.Line>();
    var expected = new HashMap<String, Long>();
    long open = 0;
    for (int i = 0; i < debits.size(); i++) {
      var code = CODES.get(i % debited);
      lines.add(NewJournal.Line.debit(account(code), debits.get(i)));
      expected.merge(code, debits.get(i), Long::sum);
      open += debits.get(i);
    }
    for (int i = 0; open > 0; i++) {
      // what is left at the end goes on the last line
      long amount = i < credits.size() ? Math.min(open, credits.get(i)) : open;
      var code = CODES.get(debited + i % (CODES.size() - debited));
      lines.add(NewJournal.Line.credit(account(code), amount));
      expected.merge(code, -amount, Long::sum);
      open -= amount;
    }
    var before = balances();
    var id = TestBook.id(AT);
    var journal = NewJournal.of(id, "Any", AT, lines.toArray(new NewJournal.Line[0]));
    assertEquals(JournalOutcome.DRAFTED, BOOK.draft(journal, "ann"));
    assertEquals(JournalOutcome.POSTED, BOOK.approve(id, "bob"));
    var after = balances();
    for (var code : CODES) {
      var moved =
          after
              .getOrDefault(code, BigDecimal.ZERO)
              .subtract(before.getOrDefault(code, BigDecimal.ZERO))
              .unscaledValue()
              .longValueExact();
      assertEquals(expected.getOrDefault(code, 0L), moved, code);
    }
    assertEquals(List.of(), BOOK.read(Reconciliation::check));
  }

  private static int account(String code) {
    return Objects.requireNonNull(ACCOUNTS.get(code));
  }

  /** Debits less credits. */
  private static Map<String, BigDecimal> balances() {
    var found = new HashMap<String, BigDecimal>();
    for (var account : BOOK.read(c -> new Ledger(c).accounts(AT))) {
      var balance = account.balance().decimal();
      found.put(account.code(), account.kind().debit() ? balance : balance.negate());
    }
    return found;
  }
}
