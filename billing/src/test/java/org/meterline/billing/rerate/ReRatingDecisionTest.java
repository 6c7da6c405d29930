package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.meterline.billing.rerate.Month.eur;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.money.Currency;
import org.meterline.billing.rate.DeckTerms;

/** A re-rating needs a reason and two people; asked again, it gets the first answer. */
class ReRatingDecisionTest {
  private final Month it = new Month();

  @Test
  void whatOnePreparesAnotherApproves() {
    var asked = Month.asked(it.deck("49 6"), it.deck("49 3"));
    assertEquals(ReRatingOutcome.NO_RE_RATING, approve(asked, "bob"));
    assertEquals(ReRatingOutcome.PREPARED, it.prepare(asked));
    assertEquals(ReRatingOutcome.REPEATED, it.prepare(asked));
    assertEquals(
        ReRatingOutcome.DUPLICATE,
        it.prepare(
            new ReRating.Asked(
                asked.id(),
                asked.wrong(),
                asked.corrected(),
                asked.since(),
                asked.until(),
                "Another reason")));
    assertEquals(ReRating.State.PREPARED, it.find(asked).state());
    assertThrows(IllegalStateException.class, () -> it.post(asked), "nobody has approved it");
    assertEquals(ReRatingOutcome.SAME_PERSON, approve(asked, "ann"));
    assertEquals(ReRatingOutcome.APPROVED, approve(asked, "bob"));
    assertEquals(ReRatingOutcome.REPEATED, approve(asked, "bob"));
    assertEquals(ReRatingOutcome.DECIDED, approve(asked, "carl"));
    assertEquals(ReRatingOutcome.DECIDED, reject(asked, "No", "bob"));
    assertEquals(ReRating.State.APPROVED, it.find(asked).state());
    assertEquals(ReRating.State.POSTED, it.post(asked).state());
  }

  @Test
  void whatIsRejectedIsNeverPosted() {
    var wrong = it.deck("49 6");
    var wallet = it.wallet("10.00");
    it.call(wrong, wallet, 60);
    var asked = Month.asked(wrong, it.deck("49 3"));
    it.prepare(asked);
    assertEquals(ReRatingOutcome.NO_REASON, reject(asked, " ", "bob"));
    assertEquals(ReRatingOutcome.REJECTED, reject(asked, "It was right", "bob"));
    assertEquals(ReRatingOutcome.DECIDED, approve(asked, "bob"));
    assertThrows(IllegalStateException.class, () -> it.post(asked));
    assertEquals(ReRating.State.REJECTED, it.find(asked).state());
    assertEquals(eur("4.00"), it.seen(wallet).balance());
  }

  @Test
  void decksThatDoNotFitAreNamed() {
    var wrong = it.deck("49 6");
    var corrected = it.deck("49 3");
    var dollars = it.deck(DeckTerms.plain(UUID.randomUUID(), Currency.of("USD")), "49 3");
    assertEquals(ReRatingOutcome.CURRENCY, it.prepare(Month.asked(wrong, dollars)));
    var unknown =
        new ReRating.Asked(
            TestBook.id(Month.NOW),
            List.of(UUID.randomUUID()),
            corrected.id(),
            Month.FIRST,
            Month.LAST,
            "x");
    assertEquals(ReRatingOutcome.NO_DECK, it.prepare(unknown));
    TestBook.tamper("update rate_deck set state = 'WITHDRAWN' where id = ?", corrected.id());
    assertEquals(ReRatingOutcome.DECK_NOT_SOUND, it.prepare(Month.asked(wrong, corrected)));
  }

  @Test
  void whatWasTamperedWithIsNamed() {
    var wrong = it.deck("49 6");
    it.call(wrong, it.wallet("10.00"), 60);
    it.posted(wrong, it.deck("49 3"));
    assertEquals(List.of(), differences());
    TestBook.tamper("update re_rating_line set after = 1 where tenant = ?", it.book.tenant);
    assertEquals(List.of("re-rating-differs"), differences());
    TestBook.tamper("update re_rating_line set after = 300000000 where tenant = ?", it.book.tenant);
    TestBook.tamper("delete from reversal where tenant = ?", it.book.tenant);
    assertEquals(List.of("charged-twice"), differences());
    TestBook.tamper("delete from re_rating_decision where tenant = ?", it.book.tenant);
    assertEquals(List.of("charged-twice", "re-rating-not-approved"), differences());
  }

  private List<String> differences() {
    return it.book.read(Reconciliation::check).stream()
        .map(Reconciliation.Difference::name)
        .sorted()
        .toList();
  }

  @Test
  void theNewestComeFirst() {
    var wrong = it.deck("49 6");
    var corrected = it.deck("49 3");
    var first = Month.asked(wrong, corrected);
    var second =
        new ReRating.Asked(
            TestBook.id(Month.NOW.plusSeconds(1)),
            first.wrong(),
            first.corrected(),
            first.since(),
            first.until(),
            "Once more");
    it.prepare(first);
    it.prepare(second);
    var all = it.book.read(c -> ReRatingBook.list(c, null, 9));
    assertEquals(List.of(second, first), all.stream().map(ReRating::asked).toList());
    assertEquals("Retail", all.getFirst().corrected().name());
    assertEquals(List.of(1), all.getFirst().wrong().stream().map(d -> d.version()).toList());
    assertEquals(
        List.of(first),
        it.book.read(c -> ReRatingBook.list(c, second.id(), 9)).stream()
            .map(ReRating::asked)
            .toList());
  }

  private ReRatingOutcome approve(ReRating.Asked asked, String by) {
    return it.book.write(c -> ReRatingBook.approve(c, it.book.tenant, asked.id(), by));
  }

  private ReRatingOutcome reject(ReRating.Asked asked, String reason, String by) {
    return it.book.write(c -> ReRatingBook.reject(c, it.book.tenant, asked.id(), reason, by));
  }
}
