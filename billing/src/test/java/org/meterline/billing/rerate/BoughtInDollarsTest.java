package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.rerate.Month.AT;
import static org.meterline.billing.rerate.Month.FIRST;

import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.BookCurrencies;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.TopUp;
import org.meterline.billing.wallet.WalletOpening;

/** A tenant whose book was opened in euros buys of the operator in dollars. */
class BoughtInDollarsTest {
  private static final BookTransaction BOOKS = new BookTransaction(TestDatabase.app());
  private static final Currency USD = Currency.of("USD");

  private final Month it = new Month();
  private final UUID wallet = UUID.randomUUID();

  BoughtInDollarsTest() throws SQLException {
    new OperatorBook(TestDatabase.app())
        .open("Operator", ZoneId.of("Europe/Berlin"), "DE", Currency.EUR);
    operators(c -> BookCurrencies.open(c, OperatorBook.ID, USD));
    var opening =
        new WalletOpening(
            OperatorBook.ID,
            wallet.toString(),
            wallet,
            new WalletOpening.Tenant(it.book.tenant, "T"),
            "T",
            Money.zero(USD));
    assertEquals(new WalletOpening.Opened(wallet, false), operators(opening::in));
    var id = TestBook.id(FIRST);
    var paid = Money.parse("10", USD);
    it.book.wallets.topUp(
        new TopUp(OperatorBook.ID, wallet, id.toString(), id, paid, "Paid", "t", FIRST));
  }

  @AfterEach
  void allAgrees() {
    it.reconcile();
    assertEquals(List.of(), operators(Reconciliation::check));
  }

  @Test
  void whatItBuysIsPostedInItsBookInDollars() {
    buys();
    assertEquals(List.of(Currency.EUR, USD), it.book.read(BookCurrencies::kept));
  }

  /** As the migration does. */
  @Test
  void aBookThatLacksTheAccountsGetsThem() throws SQLException {
    TestBook.tamper("delete from account where tenant = ? and currency = 'USD'", it.book.tenant);
    try (var connection = TestDatabase.owner().getConnection();
        var s = connection.createStatement()) {
      s.execute("set role meterline_writer");
      s.execute("select open_currencies_bought_in()");
      s.execute("reset role");
    }
    buys();
  }

  /** A minute to Germany for six dollars. */
  private void buys() {
    var deck =
        RateDeck.compile(
            DeckTerms.plain(UUID.randomUUID(), USD),
            List.of(Rate.to("49", "Germany").line(1).price("6").build()));
    var price = Month.price(deck, "4930");
    it.buy(
        AT,
        TestBook.id(AT),
        List.of(HoldLine.of(Part.WHOLESALE, OperatorBook.ID, wallet, price)),
        60);
    assertEquals("6.00 USD", balance("5000"));
    assertEquals("-6.00 USD", balance("1590"));
    assertTrue(it.book.read(c -> new Ledger(c).accounts(AT)).size() > 30, "the whole chart twice");
  }

  private String balance(String code) {
    return it.book.read(c -> new Ledger(c).accounts(Month.NOW)).stream()
        .filter(a -> a.code().equals(code) && a.balance().currency().equals(USD))
        .map(a -> a.balance().toString())
        .findFirst()
        .orElseThrow();
  }

  private static <T> T operators(BookTransaction.Work<T> work) {
    try {
      return BOOKS.write(OperatorBook.ID, work);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
