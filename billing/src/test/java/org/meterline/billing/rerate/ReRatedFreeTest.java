package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.rerate.Month.AT;
import static org.meterline.billing.rerate.Month.NOW;
import static org.meterline.billing.rerate.Month.eur;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.CutDatabase;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.Transfer;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.SettleOutcome;
import org.meterline.billing.wallet.Settlement;

/** Legs that a wrong deck priced at nothing are found and charged by the corrected one. */
class ReRatedFreeTest {
  private static final TaxRate GERMAN = new TaxRate("DE", new BigDecimal("0.19"));

  private final Month it = new Month();
  private final RateDeck free = it.deck("49 0", "33 1");

  @AfterEach
  void allAgrees() {
    it.reconcile();
  }

  @Test
  void aFreeLegIsChargedOnceByTheCorrectedDeck() {
    var ann = it.wallet("8.00");
    var leg = it.free(free, ann);
    var other = it.deck("49 9");
    var both = it.approved(free, other);
    var corrected = it.deck("49 3");
    var rating = it.approved(free, corrected);
    var dryRun = it.find(rating).dryRun();
    assertEquals(1, dryRun.legs());
    assertEquals(0, BigDecimal.ZERO.compareTo(dryRun.before()));
    assertEquals(0, Month.sum("3").compareTo(dryRun.after()));
    assertEquals(eur("8.00"), it.seen(ann).balance(), "a dry run changes nothing");
    assertEquals(eur("0"), it.charged(leg));

    var posted = Month.result(it.post(rating));
    assertEquals(1, posted.legs());
    assertEquals(eur("5.00"), it.seen(ann).balance());
    assertEquals(eur("3.00"), it.charged(leg));
    var transfer = it.transfer(leg, "call re-rated");
    assertEquals("Call, To 49, 60 s, charged anew: A digit was missing", transfer.description());
    assertEquals(AT.plusSeconds(60), transfer.effective());
    assertEquals(LocalDate.parse("2026-10-20"), transfer.postingDate());

    it.post(rating);
    assertEquals(0, Month.result(it.post(both)).legs(), "another deck for the same wrong one");
    assertEquals(0, it.rehearse(Month.asked(free, other)).legs());
    assertEquals(eur("5.00"), it.seen(ann).balance());
    assertEquals("3.00 EUR", it.balance("4000"));

    it.posted(corrected, it.deck("49 0"));
    assertEquals(eur("8.00"), it.seen(ann).balance(), "back to nothing");
    assertEquals("0.00 EUR", it.balance("4000"));
    assertEquals(eur("0"), it.charged(leg));
  }

  @Test
  void upAgainAfterNothingItBelongsToTheDayOfItsCall() {
    var ann = it.wallet("8.00");
    var leg = it.free(free, ann);
    var first = it.deck("49 3");
    var second = it.deck("49 0");
    it.posted(free, first);
    it.posted(first, second);
    it.posted(second, it.deck("49 1"));
    assertEquals(eur("7.00"), it.seen(ann).balance());
    assertEquals(
        List.of(LocalDate.parse("2026-10-20")),
        it.book.read(c -> new Ledger(c).transfers(leg, null, null, 99)).stream()
            .map(Transfer::postingDate)
            .distinct()
            .toList());
  }

  @Test
  void whatTheWalletHasNotIsOwed() {
    var bea = it.wallet("1.00");
    it.free(free, bea);
    var rating = it.posted(free, it.deck("49 3"));
    assertEquals(1, rating.dryRun().owing());
    assertEquals(0, Month.sum("2").compareTo(Month.result(rating).owed()));
    assertEquals(eur("0"), it.seen(bea).balance());
    assertEquals(eur("2.00"), it.seen(bea).owed());
    assertTrue(it.seen(bea).frozen());
    it.book.topUp(bea, "5.00", NOW);
    assertEquals(eur("3.00"), it.seen(bea).balance(), "what is owed is paid first");
  }

  @Test
  void halfAMonthIsHalfOfTheLegs() {
    var ann = it.wallet("8.00");
    var early = Instant.parse("2026-10-10T10:00:00Z");
    var leg = it.free(free, early, it.paying(free, ann), 60);
    it.free(free, ann);
    var corrected = it.deck("49 3");
    var whole = Month.asked(free, corrected);
    var half =
        new ReRating.Asked(
            whole.id(),
            whole.wrong(),
            whole.corrected(),
            whole.since(),
            Instant.parse("2026-10-16T00:00:00Z"),
            whole.reason());
    assertEquals(2, it.rehearse(whole).legs());
    assertEquals(ReRatingOutcome.PREPARED, it.prepare(half));
    assertEquals(
        ReRatingOutcome.APPROVED,
        it.book.write(c -> ReRatingBook.approve(c, it.book.tenant, half.id(), "bob")));
    it.post(half);
    assertEquals(eur("5.00"), it.seen(ann).balance());
    assertEquals(eur("3.00"), it.charged(leg));
    it.posted(free, corrected);
    assertEquals(eur("2.00"), it.seen(ann).balance());
  }

  @Test
  void aSharedPriceIsSharedWithEachOnesTax() {
    var ann = it.wallet("8.00");
    var bea = it.wallet("8.00");
    var tariff = Month.price(free, "4930");
    var leg =
        it.free(
            free,
            AT,
            List.of(
                new HoldLine(Part.PAYER, it.book.tenant, ann, tariff.taxed(GERMAN), 2, true),
                new HoldLine(Part.PAYER, it.book.tenant, bea, tariff, 1, false)),
            60);
    it.posted(free, it.deck("49 3"));
    assertEquals(eur("6.00"), it.seen(ann).balance());
    assertEquals(eur("7.00"), it.seen(bea).balance());
    assertEquals(eur("3.00"), it.charged(leg));
    // 2.00 contain 19 %
    assertEquals("0.31932773 EUR", it.balance("2300"));
  }

  @Test
  void freeAndChargedLegsAreOneRun() {
    var ann = it.wallet("20.00");
    for (int i = 0; i < 3; i++) {
      it.free(free, ann);
      var line = HoldLine.of(Part.PAYER, it.book.tenant, ann, Month.price(free, "3312"));
      it.dial(it.call(AT, List.of(line), 60), "3312");
    }
    var asked = it.approved(free, it.deck("49 2", "33 1"));
    assertEquals(6, it.find(asked).dryRun().legs());
    assertEquals(3, Month.result(it.post(asked, it.run(2, () -> {}))).legs());
    assertEquals(eur("11.00"), it.seen(ann).balance());
  }

  @Test
  void whatCannotBeChargedIsNamed() {
    var ann = it.wallet("8.00");
    var unknown = it.free(free, ann);
    it.forgetRecord(unknown);
    var up = it.free(free, ann);
    it.record(up, new RecordedLeg("49301234", 0, null));
    var nobody = it.free(free, AT, List.of(), 60);
    var gone = it.free(free, UUID.randomUUID());
    var unanswered = it.free(free, ann);
    it.record(unanswered, new RecordedLeg("49301234", 0, AT));
    var rating = it.posted(free, it.deck("49 3"));
    assertEquals(0, Month.result(rating).legs());
    assertEquals(4, Month.result(rating).unrated());
    assertEquals(
        List.of(
            "It was free, and there is no record of it.",
            "It is not over.",
            "It was free, and nobody would have paid for it.",
            Correction.CANNOT_PAY),
        List.of(unknown, up, nobody, gone).stream()
            .map(
                leg ->
                    rating.dryRun().why().stream()
                        .filter(why -> why.leg().equals(leg))
                        .map(ReRating.Unrated::reason)
                        .findFirst()
                        .orElse(""))
            .toList());
    assertEquals(eur("8.00"), it.seen(ann).balance());
  }

  @Test
  void anEndThatIsToldAgainChangesNothing() {
    var ann = it.wallet("8.00");
    var leg = it.free(free, ann);
    it.posted(free, it.deck("49 3"));
    var cost = new Settlement.LineCost(UUID.randomUUID(), eur("0"), "Call", "[]");
    var told = new Settlement(it.book.tenant, leg, 60, AT.plusSeconds(60), List.of(cost));
    assertEquals(
        List.of(new SettleOutcome.AlreadyResolved()),
        it.book.wallets.resolve(false, List.of(told)));
    assertEquals(eur("5.00"), it.seen(ann).balance());
  }

  @Test
  void itIsChargedOnceWhateverIsLostOfTheDatabase() throws Exception {
    int told =
        CutDatabase.losing(
            database -> {
              var ann = it.wallet("20.00");
              var deck = it.deck("49 0");
              for (int i = 0; i < 3; i++) {
                it.free(deck, ann);
              }
              var asked = Month.asked(deck, it.deck("49 3"));
              new Finance(it, database).reRate(asked);
              assertEquals(eur("11.00"), it.seen(ann).balance());
              assertEquals(3, Month.result(it.find(asked)).legs());
            });
    assertTrue(told > 30, "it was told " + told + " times");
    assertEquals(0, it.rehearse(Month.asked(free, it.deck("49 1"))).legs());
  }

  @Test
  void whatStaysFreeIsFoundByTheNextCorrectionOfThatDeck() {
    var ann = it.wallet("8.00");
    it.free(free, ann);
    var still = it.deck("49 0");
    var rating = it.posted(free, still);
    assertEquals(1, rating.dryRun().legs());
    assertEquals(0, Month.result(rating).legs());
    assertEquals(1, Month.result(it.posted(still, it.deck("49 1"))).legs());
    assertEquals(eur("7.00"), it.seen(ann).balance());
  }

  @Test
  void twoRunsAtOnceChargeItOnce() {
    var ann = it.wallet("20.00");
    it.free(free, ann);
    var one = it.approved(free, it.deck("49 3"));
    var other = it.approved(free, it.deck("49 4"));
    var reading = new AtomicInteger();
    // the other run posts while this one has read the leg as free
    var run =
        it.run(
            200,
            () -> {
              if (reading.incrementAndGet() == 1) {
                it.post(other);
              }
            });
    assertEquals(0, Month.result(it.post(one, run)).legs());
    assertEquals(eur("16.00"), it.seen(ann).balance());
    assertEquals(1, Month.result(it.find(other)).legs());
  }
}
