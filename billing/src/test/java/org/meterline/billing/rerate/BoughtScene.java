package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.meterline.billing.rerate.Month.AT;
import static org.meterline.billing.rerate.Month.eur;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.ledger.Transfer;
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
import org.meterline.billing.wallet.Outcome;
import org.meterline.billing.wallet.Refunds;
import org.meterline.billing.wallet.TopUp;
import org.meterline.billing.wallet.Wallet;

/**
 * A tenant with a wallet at the operator, and a carrier: what each of a month's calls costs them.
 */
abstract class BoughtScene {
  private static final BookTransaction BOOKS = new BookTransaction(TestDatabase.app());
  static final TaxRate GERMAN = new TaxRate("DE", new BigDecimal("0.19"));

  final Month it = new Month();
  final UUID wholesale = UUID.randomUUID();
  final UUID carrier = UUID.randomUUID();
  final RateDeck asked;
  final RateDeck owed;

  BoughtScene() throws SQLException {
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

  void wallet(UUID id, UUID payer, PayerKind kind) {
    it.book.wallets.open(
        new NewWallet(
            OperatorBook.ID, id, payer, kind, "P " + payer, null, "W", Money.zero(Currency.EUR)));
  }

  void topUp(String amount, Instant at) {
    var id = TestBook.id(at);
    it.book.wallets.topUp(
        new TopUp(OperatorBook.ID, wholesale, "" + id, id, eur(amount), "Paid", "t", at));
  }

  RateDeck deck(String relation, String price) {
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

  static <T> T operators(BookTransaction.Work<T> work) {
    try {
      return BOOKS.write(OperatorBook.ID, work);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  Wallet seen(UUID wallet) {
    return it.book.wallets.wallet(OperatorBook.ID, wallet).orElseThrow();
  }

  /** A leg for which something is bought. */
  UUID call(TaxRate tax, long seconds) {
    var leg = TestBook.id(AT);
    var lines =
        List.of(
            HoldLine.of(
                Part.WHOLESALE, OperatorBook.ID, wholesale, Month.price(asked, "4930").taxed(tax)),
            HoldLine.of(Part.CARRIER, OperatorBook.ID, carrier, Month.price(owed, "4930")));
    it.buy(AT, leg, lines, seconds);
    return leg;
  }

  static ReRating.Asked wish(RateDeck wrong, RateDeck corrected) {
    return Month.asked(wrong, corrected);
  }

  ReRating approved(ReRating.Asked wish) throws SQLException {
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

  ReRating posted(RateDeck wrong, RateDeck corrected) throws SQLException {
    var wish = wish(wrong, corrected);
    approved(wish);
    it.run().post(OperatorBook.ID, wish);
    return operators(c -> ReRatingBook.find(c, wish.id())).orElseThrow();
  }

  List<Transfer> bought(UUID leg) {
    return it.book.read(c -> new Ledger(c).transfers(LegHold.bought(leg), null, null, 99));
  }

  /** The operator gives back of what was posted; gives the id that it has in both books. */
  UUID refund(UUID transfer, String amount, Instant at) {
    var id = TestBook.id(at);
    var asked =
        new Refunds.Refund(
            OperatorBook.ID,
            wholesale,
            transfer,
            id.toString(),
            id,
            eur(amount),
            "Bad line",
            "t",
            at);
    for (var _ : List.of("once", "again")) {
      assertInstanceOf(Outcome.Done.class, it.book.wallets.refunds().refund(asked));
    }
    return id;
  }
}
