package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.rerate.Month.AT;
import static org.meterline.billing.rerate.Month.NOW;
import static org.meterline.billing.rerate.Month.eur;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.BoughtCall;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.ledger.PeriodBook;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.ledger.Transfer;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.TopUp;
import org.meterline.billing.wallet.Wallet;

/** What tenants pay the operator, and the operator carriers, is charged anew in both books. */
class ReRatedBoughtTest {
  private static final BookTransaction BOOKS = new BookTransaction(TestDatabase.app());
  private static final TaxRate GERMAN = new TaxRate("DE", new BigDecimal("0.19"));

  private final Month it = new Month();
  private final UUID wholesale = UUID.randomUUID();
  private final UUID carrier = UUID.randomUUID();
  private final RateDeck asked;
  private final RateDeck owed;

  ReRatedBoughtTest() throws SQLException {
    new OperatorBook(TestDatabase.app())
        .open("Operator", ZoneId.of("Europe/Berlin"), "DE", Currency.EUR);
    wallet(wholesale, it.book.tenant, PayerKind.CUSTOMER);
    wallet(carrier, UUID.randomUUID(), PayerKind.CARRIER);
    topUp("10.00", Month.FIRST);
    asked = deck("WHOLESALE", "6");
    owed = deck("COST", "3");
  }

  @AfterEach
  void allAgrees() {
    it.reconcile();
    assertEquals(List.of(), operators(Reconciliation::check));
  }

  private void wallet(UUID id, UUID payer, PayerKind kind) {
    it.book.wallets.open(
        new NewWallet(
            OperatorBook.ID, id, payer, kind, "P " + payer, null, "W", Money.zero(Currency.EUR)));
  }

  private void topUp(String amount, Instant at) {
    var id = TestBook.id(at);
    it.book.wallets.topUp(
        new TopUp(OperatorBook.ID, wholesale, "" + id, id, eur(amount), "Paid", "t", at));
  }

  private RateDeck deck(String relation, String price) {
    var deck =
        RateDeck.compile(
            DeckTerms.plain(UUID.randomUUID(), Currency.EUR),
            List.of(Rate.to("49", "Germany").line(1).price(price).build()));
    operators(
        c -> {
          DeckRows.write(c, OperatorBook.ID, "D " + deck.id(), 1, Instant.EPOCH, deck);
          return true;
        });
    TestBook.tamper("update rate_deck set relation = ? where id = ?", relation, deck.id());
    return deck;
  }

  private static <T> T operators(BookTransaction.Work<T> work) {
    try {
      return BOOKS.write(OperatorBook.ID, work);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Wallet seen(UUID wallet) {
    return it.book.wallets.wallet(OperatorBook.ID, wallet).orElseThrow();
  }

  /** A leg for which something is bought. */
  private UUID call(TaxRate tax, long seconds) {
    var leg = TestBook.id(AT);
    var lines =
        List.of(
            HoldLine.of(
                Part.WHOLESALE, OperatorBook.ID, wholesale, Month.price(asked, "4930").taxed(tax)),
            HoldLine.of(Part.CARRIER, OperatorBook.ID, carrier, Month.price(owed, "4930")));
    it.buy(AT, leg, lines, seconds);
    return leg;
  }

  private static ReRating.Asked wish(RateDeck wrong, RateDeck corrected) {
    return Month.asked(wrong, corrected);
  }

  private ReRating approved(ReRating.Asked wish) throws SQLException {
    var run = it.run().rehearse(OperatorBook.ID, wish);
    assertEquals(
        ReRatingOutcome.PREPARED,
        operators(c -> ReRatingBook.prepare(c, OperatorBook.ID, wish, run, "ann")));
    assertEquals(
        ReRatingOutcome.SAME_PERSON,
        operators(c -> ReRatingBook.approve(c, OperatorBook.ID, wish.id(), "ann")));
    assertEquals(
        ReRatingOutcome.APPROVED,
        operators(c -> ReRatingBook.approve(c, OperatorBook.ID, wish.id(), "bob")));
    return operators(c -> ReRatingBook.find(c, wish.id())).orElseThrow();
  }

  private ReRating posted(RateDeck wrong, RateDeck corrected) throws SQLException {
    var wish = wish(wrong, corrected);
    approved(wish);
    it.run().post(OperatorBook.ID, wish);
    return operators(c -> ReRatingBook.find(c, wish.id())).orElseThrow();
  }

  private List<Transfer> bought(UUID leg) {
    return it.book.read(c -> new Ledger(c).transfers(LegHold.bought(leg), null, null, 99));
  }

  @Test
  void whatATenantPaidTooMuchComesBackInBothBooks() throws SQLException {
    var leg = call(GERMAN, 60);
    assertEquals(eur("4.00"), seen(wholesale).balance());
    assertEquals("-6.00 EUR", it.balance("1590"));
    var corrected = deck("WHOLESALE", "2");
    var wish = wish(asked, corrected);
    var dryRun = approved(wish).dryRun();
    assertEquals(1, dryRun.legs());
    assertEquals(0, dryRun.unrated());
    assertEquals("Germany", dryRun.destinations().getFirst().destination());
    it.run().post(OperatorBook.ID, wish);
    it.run().post(OperatorBook.ID, wish);

    assertEquals(eur("8.00"), seen(wholesale).balance());
    assertEquals("-2.00 EUR", it.balance("1590"));
    assertEquals("2.00 EUR", it.balance("5000"));
    var halves = bought(leg);
    assertEquals(
        List.of("call bought", "call bought", "call bought, reversal"),
        halves.stream().map(Transfer::kind).sorted().toList());
    assertTrue(
        halves.stream()
            .anyMatch(
                t ->
                    t.description()
                        .equals("Call, Germany, 60 s, charged anew: A digit was missing")),
        () -> "" + halves);
    var shown = it.book.read(c -> BoughtCall.of(c, LegHold.bought(leg)));
    assertEquals(List.of(true, false), shown.stream().map(BoughtCall::takenBack).toList());
    assertEquals(eur("2.00"), BoughtCall.total(shown));
    assertEquals(eur("3.00"), seen(carrier).balance(), "the carrier is owed what it was");
    var charge =
        operators(c -> new Ledger(c).charges(List.of(LegHold.bought(leg))))
            .getOrDefault(LegHold.bought(leg), List.of())
            .getLast();
    assertEquals(eur("0.31932773"), charge.tax());

    assertEquals(0, posted(asked, deck("WHOLESALE", "9")).dryRun().legs(), "never twice");
    assertEquals(eur("8.00"), seen(wholesale).balance());
  }

  @Test
  void whatATenantHasTooLittleForIsOwedToTheOperator() throws SQLException {
    call(TaxRate.NONE, 60);
    var run = posted(asked, deck("WHOLESALE", "13"));
    assertEquals(1, run.dryRun().owing());
    assertEquals(0, new BigDecimal("3").compareTo(Month.result(run).owed()));
    assertEquals(eur("0"), seen(wholesale).balance());
    assertEquals(eur("3.00"), seen(wholesale).owed());
    assertEquals("-13.00 EUR", it.balance("1590"), "it was bought, paid or not");
    topUp("5.00", NOW);
    assertEquals(eur("2.00"), seen(wholesale).balance());
  }

  @Test
  void whatACarrierIsOwedIsChargedAnew() throws SQLException {
    call(TaxRate.NONE, 60);
    assertEquals(eur("3.00"), seen(carrier).balance());
    var lower = deck("COST", "1");
    var run = posted(owed, lower);
    assertEquals(0, run.dryRun().owing());
    assertEquals(eur("1.00"), seen(carrier).balance());
    assertEquals(eur("4.00"), seen(wholesale).balance());
    posted(lower, deck("COST", "5"));
    assertEquals(eur("5.00"), seen(carrier).balance());
    assertEquals("6.00 EUR", it.balance("5000"), "nothing of it is the tenant's");
  }

  @Test
  void whatWasBoughtForNothingIsChargedInBothBooks() throws SQLException {
    var free = deck("WHOLESALE", "0");
    var leg = TestBook.id(AT);
    it.record(leg, new RecordedLeg("49301234", 60, AT.plusSeconds(60)));
    var tariff = Month.price(free, "4930");
    var line = HoldLine.of(Part.WHOLESALE, OperatorBook.ID, wholesale, tariff.taxed(GERMAN));
    var noted =
        new FreeLeg(
            LegHold.boughtFree(leg),
            leg,
            it.book.tenant,
            OperatorBook.ID,
            AT,
            tariff,
            List.of(line));
    operators(
        c -> {
          FreeLegRows.write(c, OperatorBook.ID, List.of(noted));
          return true;
        });
    var corrected = deck("WHOLESALE", "2");
    assertEquals(1, Month.result(posted(free, corrected)).legs());
    assertEquals(eur("8.00"), seen(wholesale).balance());
    assertEquals("-2.00 EUR", it.balance("1590"));
    assertEquals("2.00 EUR", it.balance("5000"));
    assertEquals(eur("2.00"), BoughtCall.total(it.book.read(c -> BoughtCall.of(c, leg))));
    assertEquals(0, posted(free, deck("WHOLESALE", "9")).dryRun().legs(), "never twice");

    assertEquals(1, Month.result(posted(corrected, deck("WHOLESALE", "0"))).legs());
    assertEquals(eur("10.00"), seen(wholesale).balance());
    assertEquals("0.00 EUR", it.balance("1590"));
  }

  @Test
  void aClosedMonthOfTheTenantTakesItsHalfOnTheFirstOpenDay() throws SQLException {
    var leg = call(TaxRate.NONE, 60);
    it.book.write(
        c -> new PeriodBook(c).close(it.book.tenant, YearMonth.of(2026, 10), "", "ann", NOW));
    posted(asked, deck("WHOLESALE", "7"));
    assertEquals(
        List.of(
            LocalDate.parse("2026-10-20"),
            LocalDate.parse("2026-11-01"),
            LocalDate.parse("2026-11-01")),
        bought(leg).stream().map(Transfer::postingDate).sorted().toList());
  }

  @Test
  void aLegWithoutANumberIsLeft() throws SQLException {
    var leg = call(TaxRate.NONE, 60);
    it.forgetRecord(leg);
    var run = posted(asked, deck("WHOLESALE", "7"));
    assertEquals(1, Month.result(run).unrated());
    assertEquals(eur("4.00"), seen(wholesale).balance());
  }

  @Test
  void decksOfSeveralRelationsAreRefused() throws SQLException {
    var wish = wish(asked, owed);
    var run = it.run().rehearse(OperatorBook.ID, wish);
    assertEquals(
        ReRatingOutcome.NO_DECK,
        operators(c -> ReRatingBook.prepare(c, OperatorBook.ID, wish, run, "ann")));
  }

  @Test
  void aReversalInOneBookAloneIsNamed() throws SQLException {
    var leg = call(TaxRate.NONE, 60);
    posted(asked, deck("WHOLESALE", "2"));
    var id = TransferId.of(LegHold.bought(leg), "settled 0");
    TestBook.tamper("delete from reversal where tenant = ? and reversed = ?", it.book.tenant, id);
    var found = operators(Reconciliation::check);
    assertEquals(
        List.of(new Reconciliation.Difference("bought-unpaired", "" + id, "not so", "taken back")),
        found);
    TestBook.tamper(
        "insert into reversal (tenant, reversed, reversing)"
            + " select ?, reversed, reversing from reversal where reversed = ?",
        it.book.tenant,
        id);
  }
}
