package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.meterline.billing.rerate.Month.AT;
import static org.meterline.billing.rerate.Month.NOW;
import static org.meterline.billing.rerate.Month.eur;

import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.billing.TestBook;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.ledger.PeriodBook;
import org.meterline.billing.ledger.Transfer;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.payer.Dues;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.Debts;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.SettleOutcome;
import org.meterline.billing.wallet.Settlement;

/** What a late end gives back of what recovery posted, in the books. */
class LateGivesBackTest extends BoughtScene {
  private UUID ann = new UUID(0, 0);
  private RateDeck deck = it.deck("49 6");
  private final UUID leg = TestBook.id(AT);

  LateGivesBackTest() throws SQLException {}

  @BeforeEach
  void openWallet() {
    ann = it.wallet("10.00");
  }

  private List<HoldLine> taxed() {
    return it.paying(deck, ann).stream().map(l -> l.by(l.tariff().taxed(GERMAN))).toList();
  }

  private SettleOutcome resolve(
      UUID leg, List<HoldLine> lines, long seconds, boolean recovery, String... costs) {
    var all = new ArrayList<Settlement.LineCost>();
    for (int i = 0; i < lines.size(); i++) {
      var cost =
          costs.length > 0 ? eur(costs[i]) : new Dues(lines, Dues.ALL, AT).at(seconds).get(i);
      all.add(
          new Settlement.LineCost(
              TransferId.of(leg, (recovery ? "recovered " : "settled ") + i), cost, "Call", "[]"));
    }
    return it.book
        .wallets
        .resolve(
            recovery,
            List.of(new Settlement(it.book.tenant, leg, seconds, AT.plusSeconds(seconds), all)))
        .getFirst();
  }

  private void recovered(UUID leg, List<HoldLine> lines, long seconds, String... costs) {
    it.dial(leg, "49301234");
    it.hold(leg, AT, lines, new Dues(lines, Dues.ALL, AT).at(30), 30);
    assertInstanceOf(SettleOutcome.Settled.class, resolve(leg, lines, seconds, true, costs));
  }

  private List<String> transfers(UUID leg) {
    return it.book.read(c -> new Ledger(c).transfers(leg, null, null, 99)).stream()
        .map(LateGivesBackTest::words)
        .sorted()
        .toList();
  }

  private static String words(Transfer transfer) {
    return Stream.concat(
            Stream.of(transfer.kind()),
            transfer.moves().stream()
                .map(
                    m ->
                        "%.4s>%.4s %s"
                            .formatted(
                                m.debit(),
                                m.credit(),
                                m.amount().toString().replaceFirst(" .*", ""))))
        .reduce((a, b) -> a + ", " + b)
        .orElseThrow();
  }

  @Test
  void netAndTaxAreGivenBack() {
    recovered(leg, taxed(), 30);
    assertEquals("0.4789916 EUR", exact("2300"));
    for (int i = 0; i < 2; i++) {
      resolve(leg, taxed(), 10, false);
      assertEquals(eur("9.00"), it.seen(ann).balance());
      assertEquals("0.15966387 EUR", exact("2300"));
      assertEquals("0.84033613 EUR", exact("4000"));
      assertEquals(eur("1.00"), it.charged(leg));
    }
    assertEquals(
        List.of(
            "call, 2100>4000 1.00, 4000>2300 0.15966387",
            "call, 2100>4000 3.00, 4000>2300 0.4789916",
            "call, reversal, 4000>2100 3.00, 2300>4000 0.4789916"),
        transfers(leg));
  }

  private String exact(String account) {
    return it.book.balance(account, NOW).toString();
  }

  @Test
  void whatALateEndAddsAfterACorrectionIsAPostingOfItsOwn() {
    recovered(leg, it.paying(deck, ann), 20);
    it.posted(deck, it.deck("49 12"));
    resolve(leg, it.paying(deck, ann), 30, false, "6.00");
    assertEquals(eur("6.00"), it.charged(leg));
    assertEquals(
        List.of(1, 2, 3),
        it.book.read(c -> new Ledger(c).charges(List.of(leg))).getOrDefault(leg, List.of()).stream()
            .map(c -> c.posting())
            .toList());
  }

  @Test
  void bothBooksGiveBackWhatWasBought() {
    var id = LegHold.bought(leg);
    var lines =
        List.of(
            HoldLine.of(
                Part.WHOLESALE,
                OperatorBook.ID,
                wholesale,
                Month.price(asked, "4930").taxed(GERMAN)),
            HoldLine.of(Part.CARRIER, OperatorBook.ID, carrier, Month.price(owed, "4930")));
    recovered(id, lines, 30);
    assertEquals("-3.00 EUR", it.balance("1590"));
    for (int i = 0; i < 2; i++) {
      resolve(id, lines, 10, false);
      assertEquals(eur("9.00"), seen(wholesale).balance());
      assertEquals(eur("0.50"), seen(carrier).balance());
      assertEquals("-1.00 EUR", it.balance("1590"));
      assertEquals("0.84033613 EUR", it.balance("5000"));
      assertEquals("0.15966387 EUR", it.balance("1570"));
    }
    assertEquals(
        List.of("call bought", "call bought", "call bought, reversal"),
        bought(leg).stream().map(Transfer::kind).sorted().toList());
  }

  /** Another line is charged more. */
  @Test
  void whatIsBoughtIsPostedOnceBesideOthers() {
    var id = LegHold.bought(leg);
    var half = Month.price(asked, "4930").taxed(GERMAN);
    var lines =
        List.of(
            HoldLine.of(Part.WHOLESALE, OperatorBook.ID, wholesale, half),
            HoldLine.of(Part.WHOLESALE, OperatorBook.ID, wholesale, half));
    topUp("10.00", Month.FIRST);
    recovered(id, lines, 30, "3.00", "1.00");
    resolve(id, lines, 20, false, "1.00", "2.00");
    assertEquals("2.52100839 EUR", it.balance("5000"));
    assertEquals("0.47899161 EUR", it.balance("1570"));
    assertEquals(eur("17.00"), seen(wholesale).balance());
  }

  @Test
  void aClosedMonthTakesItOnTheFirstOpenDay() {
    recovered(leg, taxed(), 30);
    it.book.write(
        c -> new PeriodBook(c).close(it.book.tenant, YearMonth.of(2026, 10), "", "ann", NOW));
    resolve(leg, taxed(), 10, false);
    assertEquals(
        List.of("2026-10-20", "2026-11-01", "2026-11-01"),
        it.book.read(c -> new Ledger(c).transfers(leg, null, null, 99)).stream()
            .map(Transfer::postingDate)
            .map(LocalDate::toString)
            .sorted()
            .toList());
    assertEquals(eur("9.00"), it.seen(ann).balance());
  }

  /** The reversal of a call is final. */
  @Test
  void whatAJournalTookBackIsNotGivenBackOnceMore() {
    recovered(leg, taxed(), 30);
    it.reverse(TransferId.of(leg, "recovered 0"));
    assertEquals(eur("10.00"), it.seen(ann).balance());
    assertEquals(new SettleOutcome.AlreadyResolved(), resolve(leg, taxed(), 10, false));
    assertEquals(eur("10.00"), it.seen(ann).balance());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsChargedAnewIsGivenBackToo(boolean anewFirst) throws SQLException {
    recovered(leg, taxed(), 30);
    if (!anewFirst) {
      resolve(leg, taxed(), 10, false);
    }
    it.posted(deck, it.deck("49 3"));
    if (anewFirst) {
      assertEquals(eur("8.50"), it.seen(ann).balance());
      resolve(leg, taxed(), 10, false, "0.50");
    }
    assertEquals(eur("9.50"), it.seen(ann).balance());
    assertEquals(eur("0.50"), it.charged(leg));
  }

  /** As with a re-rating that would give it back. */
  @Test
  void ofWhatWasWrittenOffNothingIsGivenBack() throws SQLException {
    ann = it.wallet("3.00");
    var lines = it.paying(deck, ann);
    recovered(leg, lines, 30, "3.00");
    it.posted(deck, it.deck("49 12"));
    assertEquals(eur("3.00"), it.seen(ann).owed());
    var owed = it.book.wallets.debts().receivables(it.book.tenant, ann, null, 1).getFirst();
    it.book
        .wallets
        .debts()
        .settle(
            new Debts.Settle(
                it.book.tenant,
                owed.id(),
                "w",
                TestBook.id(NOW),
                Debts.Means.WRITE_OFF,
                eur("1.00"),
                "Let go",
                "t",
                NOW));
    assertEquals(new SettleOutcome.AlreadyResolved(), resolve(leg, lines, 10, false, "2.00"));
    assertEquals(eur("6.00"), it.charged(leg));
    assertEquals(eur("2.00"), it.seen(ann).owed());
  }

  @Test
  void whatIsOwedForItIsPaidFirst() throws SQLException {
    ann = it.wallet("3.00");
    var lines = it.paying(deck, ann);
    recovered(leg, lines, 30, "3.00");
    it.posted(deck, it.deck("49 12"));
    assertEquals(eur("3.00"), it.seen(ann).owed());
    resolve(leg, lines, 10, false, "2.00");
    assertEquals(eur("2.00"), it.charged(leg));
    assertEquals(eur("0"), it.seen(ann).owed());
    assertEquals(eur("1.00"), it.seen(ann).balance());
  }

  /** It had a charge of its own for the whole length: the price is corrected of that. */
  @Test
  void aLaterCorrectionStartsFromIt() throws SQLException {
    recovered(leg, it.paying(deck, ann), 30);
    resolve(leg, it.paying(deck, ann), 10, false);
    assertEquals(TaxRate.NONE, it.paying(deck, ann).getFirst().tariff().tax());
    it.posted(deck, it.deck("49 12"));
    assertEquals(eur("2.00"), it.charged(leg));
    assertEquals(eur("8.00"), it.seen(ann).balance());
  }

  /** Nothing was posted by it, but it told how long the leg was. */
  @Test
  void aLaterCorrectionStartsFromItWhereItCostTheSameToo() throws SQLException {
    recovered(leg, it.paying(deck, ann), 30);
    assertEquals(
        new SettleOutcome.AlreadyResolved(), resolve(leg, it.paying(deck, ann), 10, false, "3.00"));
    var twelve = it.deck("49 12");
    it.posted(deck, twelve);
    assertEquals(eur("2.00"), it.charged(leg));
    it.posted(twelve, it.deck("49 18"));
    assertEquals(eur("3.00"), it.charged(leg));
    assertEquals(eur("7.00"), it.seen(ann).balance());
  }
}
