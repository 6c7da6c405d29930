package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.billing.TestBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/** Whatever is asked of them in whatever order, both ledgers answer the same and are the same. */
class LedgerTwinsTest {
  private static final Instant FROM = Instant.parse("2026-09-25T00:00:00Z");
  private static final List<String> PEOPLE = List.of("ann", "bob", "carl");
  private static final List<String> CODES =
      List.of("1000", "2300", "5000", "1000", "2300", "5000", "1200", "2100");

  private final LedgerBook memory = new MemoryLedger(() -> FROM);
  private final LedgerBook postgres = new PostgresLedger();
  private final Map<LedgerBook, Map<String, Integer>> accounts =
      Map.of(memory, codes(memory), postgres, codes(postgres));
  private final List<UUID> wallets = List.of(UUID.randomUUID(), UUID.randomUUID());
  private final List<UUID> known = new ArrayList<>(List.of(UUID.randomUUID()));
  private final Map<UUID, List<Word>> written = new HashMap<>();
  private final Set<Object> answers = new HashSet<>();

  /** A line to be: of an account by its code, or of a wallet. */
  private record Word(Object who, boolean debit, long units) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void bothAnswerTheSame(long seed) {
    var random = new Random(seed);
    for (var wallet : wallets) {
      memory.open(wallet);
      postgres.open(wallet);
    }
    for (int step = 0; step < 150; step++) {
      var asked = question(random);
      var answer = asked.apply(memory);
      assertEquals(answer, asked.apply(postgres), "seed " + seed + ", step " + step);
      answers.add(answer instanceof Enum<?> ? answer : answer.getClass());
      if (step % 40 == 7) {
        memory.pass(2);
        postgres.pass(2);
      }
      if (step % 15 == 14) {
        var state = state(memory);
        assertEquals(state, state(postgres), "seed " + seed + ", step " + step);
      }
    }
    assertEquals(List.of(), postgres.differences());
    assertEquals(
        Set.of(),
        Set.of(
                JournalOutcome.POSTED,
                JournalOutcome.UNBALANCED,
                JournalOutcome.KEPT_ACCOUNT,
                JournalOutcome.PERIOD_CLOSED)
            .stream()
            .filter(o -> !answers.contains(o))
            .collect(Collectors.toSet()),
        "never answered");
  }

  private Function<LedgerBook, Object> question(Random random) {
    var id = random.nextInt(4) == 0 ? any(random, known) : TestBook.id(time(random));
    var some = any(random, known);
    var at = time(random);
    var by = any(random, PEOPLE);
    var month = YearMonth.of(2026, 9 + random.nextInt(2));
    int what = random.nextInt(20);
    if (what < 7) {
      var words = written.computeIfAbsent(id, any -> words(random));
      known.add(id);
      return b -> b.draft(journal(b, id, at, words), by);
    } else if (what < 9) {
      known.add(id);
      return b -> b.draft(NewJournal.reversal(id, some, "Wrong", at), by);
    } else if (what < 16) {
      // mostly what was written last
      var journal = random.nextBoolean() ? known.getLast() : some;
      return b -> b.approve(journal, by);
    } else if (what == 16) {
      return b -> b.reject(some, "No", by);
    } else if (what < 19) {
      var amount = Money.of(1 + random.nextInt(30), Currency.EUR);
      var wallet = any(random, wallets);
      var fresh = TestBook.id(at);
      known.add(fresh);
      return b -> b.topUp(fresh, wallet, amount, at);
    }
    return random.nextBoolean()
        ? b -> b.close(month, by, at)
        : b -> b.reopen(month, "Something came late", by);
  }

  private List<Word> words(Random random) {
    var words = new ArrayList<Word>();
    long open = 0;
    for (int i = random.nextInt(4); i >= 0; i--) {
      var word = new Word(who(random), random.nextBoolean(), 1 + random.nextInt(9));
      words.add(word);
      open += word.debit() ? word.units() : -word.units();
    }
    if (open != 0 && random.nextInt(6) > 0) {
      words.add(new Word(who(random), open < 0, Math.abs(open)));
    }
    return List.copyOf(words);
  }

  private Object who(Random random) {
    return random.nextInt(3) == 0 ? any(random, wallets) : any(random, CODES);
  }

  private NewJournal journal(LedgerBook book, UUID id, Instant at, List<Word> words) {
    var codes = accounts.getOrDefault(book, Map.of());
    var lines =
        words.stream()
            .map(
                w ->
                    w.who() instanceof UUID wallet
                        ? new NewJournal.Line(null, wallet, w.debit(), w.units())
                        : new NewJournal.Line(codes.get(w.who()), null, w.debit(), w.units()))
            .toArray(NewJournal.Line[]::new);
    return NewJournal.of(id, "Why", at, lines);
  }

  private static Instant time(Random random) {
    return FROM.plus(Duration.ofHours(random.nextInt(24 * 60)));
  }

  private static <T> T any(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static Map<String, Integer> codes(LedgerBook book) {
    var codes = new HashMap<String, Integer>();
    book.accounts(FROM).forEach(a -> codes.put(a.code(), a.id()));
    return codes;
  }

  /** All that can be read, but for clocks and the accounts' numbers. */
  private Map<String, Object> state(LedgerBook book) {
    var state = new TreeMap<String, Object>();
    for (int day = 0; day < 60; day += 6) {
      var at = FROM.plus(Duration.ofDays(day));
      for (var account : book.accounts(at)) {
        if (!account.balance().isZero()) {
          state.put(at + " " + account.code(), account.balance());
        }
      }
      state.put(at + " wallets", book.wallets(at));
    }
    for (var line : book.trial(LocalDate.parse("2026-10-01"), LocalDate.parse("2026-11-01"))) {
      var sums = List.of(line.opening(), line.debits(), line.credits(), line.closing());
      if (sums.stream().anyMatch(s -> s.signum() != 0)) {
        state.put("October " + line.code(), sums);
      }
    }
    for (var t : book.transfers()) {
      state.put(
          t.id().toString(),
          List.of(t.kind(), t.description(), t.effective(), t.postingDate(), t.moves()));
    }
    for (var id : known) {
      book.find(id)
          .ifPresent(
              j ->
                  state.put(
                      "journal " + id,
                      List.of(j.state(), j.draftedBy(), j.reason(), j.postingDate(), j.lines())));
    }
    state.put("reversals", book.reversals(known));
    state.put("closed", book.closedThrough());
    return state;
  }
}
