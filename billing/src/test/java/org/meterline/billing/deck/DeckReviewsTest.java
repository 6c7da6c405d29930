package org.meterline.billing.deck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.deck.DeckReview.Relation;
import org.meterline.billing.deck.DeckReview.State;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.money.Currency;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;

class DeckReviewsTest {
  private static final Instant AT = Instant.parse("2026-11-25T12:00:00Z");

  private final UUID tenant = TestDatabase.tenant();
  private final BookTransaction transaction = new BookTransaction(TestDatabase.app());

  @Test
  void aDraftIsApprovedAndTakenBack() throws Exception {
    var id = draft("prefix,price\n49,0.02\n4930,0.01\n");
    var draft = find(id);
    assertEquals(State.DRAFT, draft.state());
    assertEquals(1, draft.version());
    assertEquals(2, draft.lines());
    assertEquals(List.of(), inForce());

    assertTrue(did(c -> DeckReviews.approve(c, id, AT.plusSeconds(60), "fin", AT)));
    assertFalse(did(c -> DeckReviews.approve(c, id, AT, "fin", AT)));
    assertEquals(List.of(id), inForce());
    assertEquals(new DeckReview.Step("fin", AT), find(id).approved());
    assertEquals(AT.plusSeconds(60), find(id).from());

    assertTrue(did(c -> DeckReviews.withdraw(c, id, "adm", AT)));
    assertFalse(did(c -> DeckReviews.withdraw(c, id, "adm", AT)));
    assertEquals(List.of(), inForce());
    assertEquals(2, transaction.read(tenant, c -> DeckRows.deck(c, id)).orElseThrow().size());

    var next = draft("prefix,price\n49,0.03\n");
    assertEquals(2, find(next).version());
    var list = transaction.read(tenant, c -> DeckReviews.list(c, null, 10));
    assertEquals(List.of(next, id), list.stream().map(d -> d.terms().deck()).toList());
    assertEquals(
        List.of(id),
        transaction.read(tenant, c -> DeckReviews.list(c, next, 10)).stream()
            .map(d -> d.terms().deck())
            .toList());
  }

  @Test
  void ofAFileWithAWrongRowNothingGoesLive() throws Exception {
    var id = draft("prefix,price\n49,0.02\n4930,dear\n");
    var draft = find(id);
    assertEquals(0, draft.lines());
    assertEquals(1, draft.wrongRows());
    assertEquals(List.of(new DeckProblem(3, "price", "not a price: dear")), draft.problems());
    assertFalse(did(c -> DeckReviews.approve(c, id, AT, "fin", AT)));
    assertEquals(0, transaction.read(tenant, c -> DeckRows.deck(c, id)).orElseThrow().size());
  }

  @Test
  void theDatabaseKeepsTheOrderOfSteps() throws Exception {
    var id = draft("prefix,price\n49,0.02\n");
    write(c -> DeckReviews.approve(c, id, AT, "fin", AT));
    refused("update rate_deck set state = 'DRAFT'");
    refused("update rate_deck set valid_from = valid_from + interval '1 day'");
    write(c -> DeckReviews.withdraw(c, id, "adm", AT));
    refused("update rate_deck set state = 'APPROVED'");
    var wrong = draft("prefix,price\n49,x\n");
    refused("update rate_deck set state = 'APPROVED' where id = '" + wrong + "'");
  }

  @Test
  void anotherTenantSeesNothingOfIt() throws Exception {
    var id = draft("prefix,price\n49,x\n");
    var other = TestDatabase.tenant();
    assertTrue(transaction.read(other, c -> DeckReviews.find(c, id)).isEmpty());
    assertEquals(List.of(), transaction.read(other, c -> DeckReviews.list(c, null, 10)));
    boolean withdrawn = transaction.write(other, c -> DeckReviews.withdraw(c, id, "eve", AT));
    assertFalse(withdrawn);
  }

  private void refused(String sql) {
    assertEquals(
        "23",
        assertThrows(
                SQLException.class,
                () ->
                    write(
                        c -> {
                          try (var s = c.createStatement()) {
                            return s.executeUpdate(sql);
                          }
                        }),
                sql)
            .getSQLState()
            .substring(0, 2));
  }

  private UUID draft(String text) throws Exception {
    var terms = DeckTerms.plain(UUID.randomUUID(), Currency.EUR);
    var file = DeckImport.read(text.getBytes(StandardCharsets.UTF_8), terms, Columns.USUAL);
    var draft =
        new DeckReview.Draft(terms, "Standard", Relation.RETAIL, null, AT, "deck.csv", "fin");
    return write(
        c -> {
          DeckReviews.write(c, tenant, draft, file, AT.plusSeconds(drafts++));
          return terms.deck();
        });
  }

  private int drafts;

  private DeckReview find(UUID id) throws SQLException {
    return transaction.read(tenant, c -> DeckReviews.find(c, id)).orElseThrow();
  }

  private List<UUID> inForce() throws SQLException {
    return transaction.read(tenant, c -> DeckRows.from(c, "RETAIL", AT)).stream()
        .map(DeckRows.Version::deck)
        .toList();
  }

  private boolean did(BookTransaction.Work<Boolean> work) throws SQLException {
    return write(work);
  }

  private <T> T write(BookTransaction.Work<T> work) throws SQLException {
    return transaction.write(tenant, work);
  }
}
