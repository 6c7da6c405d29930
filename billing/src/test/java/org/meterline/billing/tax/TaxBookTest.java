package org.meterline.billing.tax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.tax.TaxTableTest.term;

import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.rate.DeckCalendar;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.tax.TaxBook.Gap;
import org.meterline.billing.tax.TaxBook.Outcome;

/**
 * Rates of tax in PostgreSQL; it is the 25th of November 2026 in Berlin, a minute before midnight.
 */
class TaxBookTest {
  private static final Instant NOW = Instant.parse("2026-11-25T22:59:00Z");

  private final TestBook book = new TestBook();

  @Test
  void aRateThatFollowsEndsTheOneBefore() {
    assertEquals(Outcome.ADDED, add("DE standard 0.19 2026-11-25"));
    assertEquals(Outcome.ADDED, add("DE standard 0.2 2027-01-01"));
    assertEquals(Outcome.ADDED, add("DE reduced 0.07 2026-11-25 2027-06-01"));
    assertEquals(
        List.of(
            "DE reduced 0.07 2026-11-25 2027-06-01",
            "DE standard 0.19 2026-11-25 2027-01-01",
            "DE standard 0.2 2027-01-01 null"),
        told());
    var kept = book.read(c -> new TaxBook(c).all()).get(1);
    assertEquals(new TaxBook.Step("ann", NOW), kept.added());
    assertEquals(new TaxBook.Step("ann", NOW), kept.ended());
    assertEquals(Optional.of(kept), book.read(c -> new TaxBook(c).find(kept.term().id())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // beside DE standard from today until the new year, and DE reduced from tomorrow on
        "DE standard 0.16 2026-11-24            | TOO_SOON",
        "DE standard 0.16 2026-12-24            | OVERLAPS",
        "DE standard 0.16 2026-12-24 2027-02-01 | OVERLAPS",
        "DE standard 0.16 2027-01-01            | ADDED",
        "DE reduced  0.05 2026-11-25            | OVERLAPS",
        "DE reduced  0.05 2026-11-25 2026-11-26 | ADDED",
        "DE reduced  0.05 2026-11-26            | OVERLAPS",
        "DE reduced  0.05 2026-11-27 2026-11-28 | ADDED",
        "DE telecom  0.05 2026-11-25            | ADDED",
        "DE telecom  0.05 2026-11-27 2026-11-27 | TOO_SOON",
        "FR standard 0.20 2026-11-25            | ADDED",
      })
  void noTwoRatesHoldOnOneDay(String added, Outcome outcome) {
    add("DE standard 0.19 2026-11-25 2027-01-01");
    add("DE reduced 0.07 2026-11-26");
    assertEquals(outcome, add(added.replaceAll(" +", " ")));
    assertEquals(outcome == Outcome.ADDED ? 3 : 2, told().size());
  }

  /** What was charged until now stays as it is, so nothing can take over today. */
  @Test
  void whatHoldsTodayHoldsUntilMidnight() {
    add("DE standard 0.19 2026-11-24", NOW.minusSeconds(86_400));
    assertEquals(Outcome.TOO_SOON, add("DE standard 0.2 2026-11-25"));
    assertEquals(Outcome.ADDED, add("DE standard 0.2 2026-11-26"));
    assertEquals(
        List.of("DE standard 0.19 2026-11-24 2026-11-26", "DE standard 0.2 2026-11-26 null"),
        told());
  }

  @Test
  void aRateIsEndedOnADayToCome() {
    var standard = term("DE standard 0.19 2026-11-25");
    add(standard, NOW);
    assertEquals(Outcome.TOO_SOON, end(standard, "2026-11-25"));
    assertEquals(Outcome.ENDED, end(standard, "2027-01-01"));
    assertEquals(Outcome.REPEATED, end(standard, "2027-01-01"));
    assertEquals(Outcome.ENDS_EARLIER, end(standard, "2027-01-02"));
    assertEquals(Outcome.ENDED, end(standard, "2026-11-26"));
    assertEquals(Outcome.NOT_FOUND, end(term("DE standard 0.19 2026-11-25"), "2027-01-01"));
    assertEquals(List.of("DE standard 0.19 2026-11-25 2026-11-26"), told());

    // what has not begun is taken back
    var wrong = term("DE standard 0.91 2027-01-01");
    add(wrong, NOW);
    assertEquals(Outcome.TOO_SOON, end(wrong, "2026-12-31"));
    assertEquals(Outcome.ENDED, end(wrong, "2027-01-01"));
    assertEquals(Outcome.ADDED, add("DE standard 0.19 2027-01-01"));
  }

  /** The tables refuse what the product would not ask for. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "delete from tax_rate                                                       | 42501",
        "update tax_rate set rate = 0.01                                            | 42501",
        "update tax_rate set valid_from = '2027-01-01'                              | 42501",
        "update tax_rate set valid_until = null                                     | 23000",
        "update tax_rate set valid_until = '2026-11-25', ended = '2026-11-25 22:59Z'| 23000",
        "update tax_rate set valid_until = '2028-01-01', ended = '2026-11-25 22:59Z'| 23000",
        "insert into tax_rate select tenant, gen_random_uuid(), country, tax_class, rate, '2026-12-01', null, made, 'x' from tax_rate | 23P01",
        "insert into tax_rate select tenant, gen_random_uuid(), country, 'new', rate, '2026-11-24', null, made, 'x' from tax_rate | 23000",
        "insert into tax_rate select tenant, gen_random_uuid(), country, 'new', 1.5, '2026-12-01', null, made, 'x' from tax_rate | 23514",
        "insert into tax_rate select gen_random_uuid(), gen_random_uuid(), country, 'new', 0, '2026-12-01', null, made, 'x' from tax_rate | 42501",
      })
  void theDatabaseKeepsThem(String sql, String state) {
    add("DE standard 0.19 2026-11-25 2027-01-01");
    var refused =
        assertThrows(
            SQLException.class,
            () ->
                new BookTransaction(TestDatabase.app())
                    .write(
                        book.tenant,
                        c -> {
                          try (var s = c.createStatement()) {
                            return s.execute(sql);
                          }
                        }));
    assertEquals(state, refused.getSQLState());
  }

  @Test
  void eachBookHasItsOwn() throws SQLException {
    add("DE standard 0.19 2026-11-25");
    assertEquals(List.of(), new TestBook().read(c -> new TaxBook(c).all()));
    new OperatorBook(TestDatabase.app())
        .open("Meterline", ZoneId.of("Europe/Berlin"), "DE", Currency.EUR);
    var added =
        new BookTransaction(TestDatabase.app())
            .write(
                OperatorBook.ID,
                c ->
                    new TaxBook(c)
                        .add(OperatorBook.ID, term("DE standard 0.19 2026-11-25"), "ann", NOW));
    assertEquals(Outcome.ADDED, added);
    assertEquals(1, told().size());
    assertEquals(
        Optional.empty(),
        new BookTransaction(TestDatabase.app())
            .read(UUID.randomUUID(), c -> new TaxBook(c).table()));
  }

  @Test
  void classesWithoutARateAreNamedFromTheDayOn() {
    deck("standard", 1);
    deck("reduced", 2);
    assertEquals(List.of(), gaps());
    add("DE reduced 0.07 2026-11-25");
    assertEquals(List.of(), gaps());
    add("DE telecom 0.07 2026-12-01 2027-01-01");
    add("FR standard 0.2 2026-12-01");
    assertEquals(List.of(new Gap("FR", "reduced", LocalDate.parse("2026-12-01"))), gaps());
    end(book.read(c -> new TaxBook(c).all()).getFirst().term(), "2026-12-15");
    assertEquals(
        List.of(
            new Gap("FR", "reduced", LocalDate.parse("2026-12-01")),
            new Gap("DE", "reduced", LocalDate.parse("2026-12-15"))),
        gaps());
  }

  @Test
  void aPayerHasACountryOrTheTenants() {
    var wallet = book.wallet("1", NOW);
    var payer = book.wallets.wallet(book.tenant, wallet).orElseThrow().payer();
    assertEquals(Optional.of(TaxPayer.ANYBODY), book.read(c -> new TaxBook(c).payer(payer)));
    assertTrue(country(payer, "FR"));
    assertEquals(
        Optional.of(new TaxPayer("FR", false)), book.read(c -> new TaxBook(c).payer(payer)));
    assertEquals(
        Optional.of(new TaxPayer("FR", false)), book.read(c -> new TaxBook(c).payerOf(wallet)));
    assertEquals(Optional.empty(), book.read(c -> new TaxBook(c).payerOf(payer)));
    assertEquals(
        Map.of(payer, "FR"), book.read(c -> new TaxBook(c).countries(List.of(payer, payer))));
    assertTrue(country(payer, null));
    assertEquals(Map.of(), book.read(c -> new TaxBook(c).countries(List.of(payer))));
    assertFalse(country(UUID.randomUUID(), "FR"));
    assertEquals(Optional.empty(), book.read(c -> new TaxBook(c).payer(UUID.randomUUID())));
  }

  private boolean country(UUID payer, @Nullable String country) {
    return book.write(c -> new TaxBook(c).country(payer, country));
  }

  private List<Gap> gaps() {
    return book.read(c -> new TaxBook(c).gaps(NOW));
  }

  private List<String> told() {
    return book.read(c -> new TaxBook(c).all()).stream()
        .map(TaxBook.Kept::term)
        .map(
            t ->
                t.rate().country()
                    + " "
                    + t.taxClass()
                    + " "
                    + t.rate().rate().toPlainString()
                    + " "
                    + t.from()
                    + " "
                    + t.until())
        .toList();
  }

  private Outcome add(String text) {
    return add(text, NOW);
  }

  private Outcome add(String text, Instant at) {
    return add(term(text), at);
  }

  private Outcome add(TaxTerm term, Instant at) {
    return book.write(c -> new TaxBook(c).add(book.tenant, term, "ann", at));
  }

  private Outcome end(TaxTerm term, String until) {
    return book.write(c -> new TaxBook(c).end(term.id(), LocalDate.parse(until), "bea", NOW));
  }

  /** An approved deck of that class; a later version takes the place of one before. */
  private void deck(String taxClass, int version) {
    var terms =
        new DeckTerms(
            UUID.randomUUID(),
            Currency.EUR,
            RoundingMode.HALF_UP,
            DeckCalendar.plain(ZoneId.of("UTC")),
            new DeckTerms.Tax(DeckTerms.Basis.NET, taxClass));
    book.write(
        c -> {
          DeckRows.write(
              c,
              book.tenant,
              "Deck",
              version,
              Instant.EPOCH.plusSeconds(version),
              RateDeck.compile(terms, List.of()));
          return true;
        });
  }
}
