package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.meterline.billing.rerate.Month.AT;
import static org.meterline.billing.rerate.Month.NOW;
import static org.meterline.billing.rerate.Month.eur;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.billing.TestBook;
import org.meterline.billing.ledger.Charge;
import org.meterline.billing.ledger.ChargeBook;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckCalendar;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.Outcome;
import org.meterline.billing.wallet.Pocket;
import org.meterline.billing.wallet.TopUp;

/** Legs that several pay for, with bundles, tax, goodwill, refunds, and those that are left. */
class ReRatedLinesTest {
  private static final TaxRate GERMAN = new TaxRate("DE", new BigDecimal("0.19"));

  private final Month it = new Month();

  @AfterEach
  void allAgrees() {
    it.reconcile();
  }

  @Test
  void aSharedPriceIsSharedAnewAndNothingIsLost() {
    var wrong = it.deck("49 0.0001");
    var wallets = List.of(it.wallet("1.00"), it.wallet("1.00"), it.wallet("1.00"));
    var tariff = Month.price(wrong, "4930");
    var lines =
        List.of(
            new HoldLine(Part.PAYER, it.book.tenant, wallets.get(0), tariff, 4999, false),
            new HoldLine(Part.PAYER, it.book.tenant, wallets.get(1), tariff, 4999, false),
            new HoldLine(Part.PAYER, it.book.tenant, wallets.get(2), tariff, 2, true));
    var leg = it.call(AT, lines, 60);
    assertEquals(eur("0.0001"), it.charged(leg));
    it.posted(wrong, it.deck("49 0.00003333"));
    assertEquals(eur("0.00003333"), it.charged(leg));
    assertEquals(
        List.of("0.99998334 EUR", "0.99998334 EUR", "0.99999999 EUR"),
        wallets.stream().map(w -> it.seen(w).balance().toString()).toList());
  }

  @Test
  void whatASponsorDoesNotPayIsChargedAnew() {
    var offer = it.deck("49 1");
    var wrong = it.deck("49 6");
    var corrected = it.deck("49 0.60");
    var sponsor = it.wallet("10.00");
    var caller = it.wallet("10.00");
    var lines =
        List.of(
            HoldLine.of(Part.SPONSOR, it.book.tenant, sponsor, Month.price(offer, "4930")),
            HoldLine.of(Part.PAYER, it.book.tenant, caller, Month.price(wrong, "4930")));
    it.call(AT, lines, 60);
    assertEquals(eur("9.00"), it.seen(sponsor).balance());
    assertEquals(eur("5.00"), it.seen(caller).balance());
    it.posted(wrong, corrected);
    // no more than the price
    assertEquals(eur("9.40"), it.seen(sponsor).balance());
    assertEquals(eur("10.00"), it.seen(caller).balance());
    it.posted(corrected, it.deck("49 3"));
    assertEquals(eur("9.00"), it.seen(sponsor).balance());
    assertEquals(eur("8.00"), it.seen(caller).balance());
  }

  @Test
  void whatABundleCoveredStaysCovered() {
    var wrong = it.deck("49 6");
    var wallet = it.wallet("10.00");
    var bundle = UUID.randomUUID();
    it.book.wallets.open(
        new NewWallet(
            it.book.tenant,
            bundle,
            UUID.randomUUID(),
            NewWallet.PayerKind.CUSTOMER,
            "Ann",
            null,
            "Minutes",
            Money.zero(Currency.SECONDS)));
    var forty = Money.of(40, Currency.SECONDS);
    it.book.wallets.topUp(
        new TopUp(it.book.tenant, bundle, "b", UUID.randomUUID(), forty, "b", "t", Month.FIRST));
    var tariff = Month.price(wrong, "4930");
    var lines =
        List.of(
            HoldLine.of(Part.PAYER, it.book.tenant, wallet, tariff),
            HoldLine.of(Part.BUNDLE, it.book.tenant, bundle, tariff));
    var leg = TestBook.id(AT);
    it.dial(leg, "49301234");
    it.hold(leg, AT, lines, List.of(eur("6.00"), forty), 60);
    it.settle(leg, AT, List.of(eur("2.00"), forty), 60);

    it.book.wallets.topUp(
        new TopUp(it.book.tenant, bundle, "c", UUID.randomUUID(), forty, "b", "t", NOW));
    it.posted(wrong, it.deck("49 12 0.5"));
    // 20 s at 0.2 a second, and the fee, which no bundle covers
    assertEquals(eur("5.50"), it.seen(wallet).balance());
    assertEquals(forty, it.seen(bundle).balance(), "it covers no more than it did");
  }

  @Test
  void taxIsTakenBackAndPostedAnew() {
    var wrong = it.deck("49 11.9");
    var wallet = it.wallet("20.00");
    it.call(wrong, wallet, 60, GERMAN);
    assertEquals("1.90 EUR", it.balance("2300"));
    assertEquals("10.00 EUR", it.balance("4000"));
    it.posted(wrong, it.deck("49 5.95"));
    assertEquals("0.95 EUR", it.balance("2300"));
    assertEquals("5.00 EUR", it.balance("4000"));
    assertEquals(eur("14.05"), it.seen(wallet).balance());
  }

  @Test
  void netPricesGetTheTaxThatTheCallHad() {
    var wrong = it.deck("49 11.9");
    var wallet = it.wallet("20.00");
    var leg = it.call(wrong, wallet, 60, GERMAN);
    var terms =
        new DeckTerms(
            UUID.randomUUID(),
            Currency.EUR,
            RoundingMode.HALF_UP,
            DeckCalendar.plain(ZoneOffset.UTC),
            new DeckTerms.Tax(DeckTerms.Basis.NET, "standard"));
    it.posted(wrong, it.deck(terms, "49 12"));
    assertEquals(eur("14.28"), it.charged(leg));
    assertEquals("2.28 EUR", it.balance("2300"));
    assertEquals("12.00 EUR", it.balance("4000"));
  }

  @Test
  void whatWasGivenBackByHandCountsAndCanBeGivenBackNoMoreThanOnce() {
    var wrong = it.deck("49 6");
    var wallet = it.wallet("10.00");
    var leg = it.call(wrong, wallet, 60);
    it.refund(wallet, leg, "2.00");
    assertEquals(eur("6.00"), it.seen(wallet).balance());
    var corrected = it.deck("49 5");
    var run = it.posted(wrong, corrected);
    // one of the two is what was too much; the other stays a gift
    assertEquals(eur("6.00"), it.seen(wallet).balance());
    assertEquals(eur("5.00"), it.charged(leg));
    var charge = it.transfer(leg, "call re-rated");
    assertEquals("Call, To 49, 60 s, charged anew: " + run.asked().reason(), charge.description());
    assertInstanceOf(Outcome.Refused.class, it.refundOf(wallet, charge.id(), "4.01"));
    assertInstanceOf(Outcome.Done.class, it.refundOf(wallet, charge.id(), "4.00"));
    assertEquals(eur("10.00"), it.seen(wallet).balance());

    it.posted(corrected, it.deck("49 7"));
    assertEquals(eur("8.00"), it.seen(wallet).balance(), "what was given is not taken again");
  }

  @Test
  void goodwillGoesBackWhereItCameFrom() {
    var wrong = it.deck("49 6");
    var wallet = it.wallet("10.00");
    var until = Instant.parse("2099-01-01T00:00:00Z");
    it.book.wallets.topUp(
        new TopUp(
            it.book.tenant,
            wallet,
            "g",
            UUID.randomUUID(),
            eur("4.00"),
            "sorry",
            "t",
            Month.FIRST,
            new Pocket.Goodwill(until)));
    it.call(wrong, wallet, 60);
    assertEquals(List.of("8.00 EUR"), it.pockets(wallet));
    var corrected = it.deck("49 3");
    it.posted(wrong, corrected);
    assertEquals(List.of("10.00 EUR", "1.00 EUR"), it.pockets(wallet));
    it.posted(corrected, it.deck("49 5"));
    assertEquals(List.of("9.00 EUR"), it.pockets(wallet));
  }

  @Test
  void whatNoHoldCoveredIsNotAskedForLater() {
    var wrong = it.deck("49 6");
    var wallet = it.wallet("10.00");
    var leg = TestBook.id(AT);
    it.dial(leg, "49301234");
    it.hold(leg, AT, it.paying(wrong, wallet), List.of(eur("6.00")), 60);
    it.settle(leg, AT, List.of(eur("6.50")), 65);
    assertEquals("0.50 EUR", it.balance("6900"));
    var higher = it.deck("49 12");
    it.posted(wrong, higher);
    assertEquals("0.50 EUR", it.balance("6900"));
    assertEquals(eur("0"), it.seen(wallet).balance());
    assertEquals(eur("2.50"), it.seen(wallet).owed());
    it.posted(higher, it.deck("49 3"));
    assertEquals("0.00 EUR", it.balance("6900"));
    assertEquals(eur("6.75"), it.seen(wallet).balance());
  }

  @Test
  void aPartThatALegWasHandedOverToGoesOnWithoutTheFee() {
    var wrong = it.deck("49 6 0.5");
    var first = it.wallet("3.50");
    var second = it.wallet("10.00");
    it.handedOver(wrong, first, "3.50", second);
    // that the first price is another one then is of no concern: the leg had begun before
    it.posted(wrong, it.deck("49 12 0.25"));
    assertEquals(eur("0"), it.seen(first).balance());
    assertEquals(eur("2.75"), it.seen(first).owed());
    assertEquals(eur("4.00"), it.seen(second).balance());
  }

  /** In the same lot as the part before, and in one after it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 200})
  void aPartThatALegWasHandedOverToPaysWhatIsLeftOfTheMaximum(int atATime) {
    var wrong = it.deck("49 6");
    var first = it.wallet("10.00");
    var second = it.wallet("10.00");
    it.handedOver(wrong, first, "3.00", second);
    it.post(it.approved(wrong, it.deck("49 12 0.25 7")), it.run(atATime, () -> {}));
    assertEquals(eur("3.75"), it.seen(first).balance());
    assertEquals(eur("9.25"), it.seen(second).balance());
  }

  /**
   * Half a minute is 6.25 with the fee, then 6.00, and 0.75 are left for the third part, whatever
   * of the leg was charged anew in a lot before and is read as it was posted.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 200})
  void eachPartGoesOnFromWhatTheEarlierOnesCostAnew(int atATime) {
    var wrong = it.deck("49 6");
    var wallets = List.of(it.wallet("10.00"), it.wallet("10.00"), it.wallet("10.00"));
    var leg = it.handedOver(wrong, wallets.get(0), "3.00", wallets.get(1));
    it.takenOver(leg, 3, wrong, wallets.get(2));
    it.post(it.approved(wrong, it.deck("49 12 0.25 13")), it.run(atATime, () -> {}));
    assertEquals(
        List.of(eur("3.75"), eur("4.00"), eur("9.25")),
        wallets.stream().map(wallet -> it.seen(wallet).balance()).toList());
  }

  /** Its id has the time of the re-rating, but it belongs to the day of the call. */
  @Test
  void theNewChargeIsListedAmongThoseOfTheMonth() {
    var wrong = it.deck("49 6");
    it.call(wrong, it.wallet("10.00"), 60);
    it.posted(wrong, it.deck("49 3"));
    var october = LocalDate.parse("2026-10-01");
    var all = listed(october, null, 9);
    assertEquals(List.of(eur("3.00"), eur("6.00")), all.stream().map(Charge::amount).toList());
    var first = listed(october, null, 1);
    assertEquals(all.subList(0, 1), first);
    assertEquals(all.subList(1, 2), listed(october, first.getFirst().id(), 9));
    assertEquals(List.of(), listed(october, all.getLast().id(), 9));
    assertEquals(List.of(), listed(october.minusMonths(1), null, 9));
    assertEquals(List.of(), listed(october.plusMonths(1), null, 9));
  }

  /** Charges of a month, as they are listed. */
  private List<Charge> listed(LocalDate month, @Nullable UUID before, int limit) {
    var wanted = new ChargeBook.Wanted(month, month.plusMonths(1), null, null, null, false);
    return it.book.read(c -> new ChargeBook(c).list(wanted, before, limit)).stream()
        .map(ChargeBook.Posted::charge)
        .toList();
  }

  @Test
  void whatHasNoNumberKeepsItsKind() {
    var wrong = it.deck("extension 6", "49 9");
    var wallet = it.wallet("10.00");
    var lines =
        List.of(HoldLine.of(Part.PAYER, it.book.tenant, wallet, Month.price(wrong, "extension")));
    it.call(AT, lines, 60);
    it.posted(wrong, it.deck("extension 3", "49 9"));
    assertEquals(eur("7.00"), it.seen(wallet).balance());
  }

  @Test
  void legsThatCannotBeChargedAnewAreNamedAndLeft() {
    var wrong = it.deck("49 6", "1 6");
    var wallet = it.wallet("90.00");
    var fine = it.call(wrong, wallet, 60);
    var america = it.call(wrong, wallet, 60);
    it.dial(america, "12125550123");
    var forgotten = it.call(wrong, wallet, 60);
    it.forgetRecord(forgotten);
    var reversed = it.call(wrong, wallet, 60);
    it.reverse(TransferId.of(reversed, "settled 0"));
    var open = TestBook.id(AT);
    it.hold(open, AT, it.paying(wrong, wallet), List.of(eur("6.00")), 60);
    var posted = Month.result(it.posted(wrong, it.deck("49 3")));
    assertEquals(
        List.of(
                new ReRating.Unrated(america, "The corrected deck has no price for where it went."),
                new ReRating.Unrated(forgotten, "There is no record of where it went."),
                new ReRating.Unrated(reversed, "What was charged for it was taken back."),
                new ReRating.Unrated(open, "It is not over."))
            .stream()
            .sorted(Comparator.comparing(ReRating.Unrated::reason))
            .toList(),
        posted.why().stream().sorted(Comparator.comparing(ReRating.Unrated::reason)).toList());
    assertEquals(4, posted.unrated());
    assertEquals(eur("3.00"), it.charged(fine));
    assertEquals(eur("6.00"), it.charged(america));
    it.settle(open, AT, List.of(eur("6.00")), 60);
  }

  @Test
  void aCostThatDoesNotFitLeavesItsLeg() {
    var wrong = it.deck("49 6");
    var wallet = it.wallet("10.00");
    var leg = it.call(wrong, wallet, 60);
    RateDeck absurd = it.deck("49 999999999999");
    var posted = Month.result(it.posted(wrong, absurd));
    assertEquals(
        List.of(leg),
        posted == null ? List.of() : posted.why().stream().map(u -> u.leg()).toList());
    assertEquals(eur("6.00"), it.charged(leg));
  }
}
