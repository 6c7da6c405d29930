package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.ledger.NewJournal.Line.credit;
import static org.meterline.billing.ledger.NewJournal.Line.debit;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.wallet.Debts;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldRequest;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.SaleTax;
import org.meterline.billing.wallet.Settlement;
import org.meterline.billing.wallet.Wallet;

/** What is paid to carriers, and by who has a wallet, is booked by two people. */
class JournalsOfWalletsTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
  private static final BookTransaction BOOKS = new BookTransaction(TestDatabase.app());

  private final TestBook book = new TestBook();

  @AfterEach
  void allAgrees() throws SQLException {
    assertEquals(List.of(), book.read(Reconciliation::check));
    assertEquals(List.of(), BOOKS.read(OperatorBook.ID, Reconciliation::check));
  }

  private static JournalOutcome posted(UUID tenant, NewJournal journal) throws SQLException {
    assertEquals(
        JournalOutcome.DRAFTED,
        BOOKS.write(tenant, c -> new JournalBook(c).draft(tenant, journal, "ann")));
    assertEquals(
        JournalOutcome.SAME_PERSON,
        BOOKS.write(tenant, c -> new JournalBook(c).approve(tenant, journal.id(), "ann")));
    return BOOKS.write(tenant, c -> new JournalBook(c).approve(tenant, journal.id(), "bob"));
  }

  private static NewJournal journal(NewJournal.Line... lines) {
    return NewJournal.of(TestBook.id(AT), "Invoice 7", AT, lines);
  }

  private Wallet seen(UUID tenant, UUID wallet) {
    return book.wallets.wallet(tenant, wallet).orElseThrow();
  }

  private static int operators(String code) throws SQLException {
    return BOOKS.read(OperatorBook.ID, c -> new Ledger(c).accounts(Instant.EPOCH)).stream()
        .filter(a -> a.code().equals(code) && a.balance().currency().equals(Currency.EUR))
        .map(Account::id)
        .findFirst()
        .orElseThrow();
  }

  private UUID opened(UUID payer, PayerKind kind) throws SQLException {
    new OperatorBook(TestDatabase.app())
        .open("Operator", ZoneId.of("Europe/Berlin"), "DE", Currency.EUR);
    var wallet = UUID.randomUUID();
    book.wallets.open(
        new NewWallet(
            OperatorBook.ID, wallet, payer, kind, "P", null, "North", Money.zero(Currency.EUR)));
    return wallet;
  }

  /** A call for which a carrier is owed as much. */
  private UUID call(UUID carrier, String cost) {
    var tariff = book.deck("Retail", 1, Rate.to("49", "Germany").line(1).price("6").build(), AT);
    TestBook.tamper("update rate_deck set tenant = ? where id = ?", OperatorBook.ID, tariff.deck());
    TestBook.tamper("update rate set tenant = ? where deck = ?", OperatorBook.ID, tariff.deck());
    var leg = TestBook.id(AT);
    var line = HoldLine.of(Part.CARRIER, OperatorBook.ID, carrier, tariff);
    var lease = book.wallets.take("node-" + leg, Duration.ofMinutes(1));
    book.wallets.hold(
        lease,
        List.of(
            new HoldRequest(
                book.tenant, leg, leg, List.of(line), List.of(eur("0")), 60, false, AT)));
    var charge = TransferId.of(leg, "settled");
    var posted = new Settlement.LineCost(charge, eur(cost), "Call", "[]");
    book.wallets.resolve(false, List.of(new Settlement(book.tenant, leg, 60, AT, List.of(posted))));
    return charge;
  }

  @Test
  void aCarrierIsPaidWhatItIsOwed() throws SQLException {
    var carrier = opened(UUID.randomUUID(), PayerKind.CARRIER);
    var charge = call(carrier, "6.00");
    assertEquals(eur("6.00"), seen(OperatorBook.ID, carrier).balance());
    var paid =
        journal(debit(carrier, eur("5").units()), credit(operators("1000"), eur("5").units()));
    assertEquals(JournalOutcome.POSTED, posted(OperatorBook.ID, paid));
    assertEquals(eur("1.00"), seen(OperatorBook.ID, carrier).balance());
    var shown =
        BOOKS.read(OperatorBook.ID, c -> new JournalBook(c).find(paid.id())).orElseThrow().lines();
    assertEquals(
        List.of("2000 Payables to carriers: North", "1000 Bank"),
        shown.stream().map(Journal.Line::account).toList());
    // the statement of the wallet says so, too
    assertTrue(
        BOOKS
            .read(OperatorBook.ID, c -> new Statement(c, carrier).lineOf(paid.id()))
            .orElseThrow()
            .description()
            .contains("Invoice 7"));

    // it may be paid in advance, and what it was owed may be taken back when it was paid
    var back = NewJournal.reversal(TestBook.id(AT), charge, "Never made", AT);
    assertEquals(JournalOutcome.POSTED, posted(OperatorBook.ID, back));
    assertEquals(eur("-5.00"), seen(OperatorBook.ID, carrier).balance());
    var returned = NewJournal.reversal(TestBook.id(AT), paid.id(), "Came back", AT);
    assertEquals(JournalOutcome.POSTED, posted(OperatorBook.ID, returned));
    assertEquals(eur("0"), seen(OperatorBook.ID, carrier).balance());
  }

  @Test
  void whatATenantPaysTheOperatorIsBookedInBothBooks() throws SQLException {
    var wallet = opened(book.tenant, PayerKind.CUSTOMER);
    long units = eur("50").units();
    assertEquals(
        JournalOutcome.POSTED,
        posted(OperatorBook.ID, journal(debit(operators("1000"), units), credit(wallet, units))));
    assertEquals(eur("50.00"), seen(OperatorBook.ID, wallet).available());
    assertEquals(
        JournalOutcome.POSTED,
        posted(
            book.tenant,
            journal(debit(book.account("1590"), units), credit(book.account("1000"), units))));
    assertEquals("50.00 EUR", book.balance("1590", AT).toString());
    // what passes between books stays as it is in the operator's
    var clearing = journal(debit(operators("1590"), 1), credit(operators("1000"), 1));
    assertEquals(
        JournalOutcome.KEPT_ACCOUNT,
        BOOKS.write(
            OperatorBook.ID, c -> new JournalBook(c).draft(OperatorBook.ID, clearing, "ann")));
  }

  @Test
  void nothingIsTakenThatAWalletHasNot() throws SQLException {
    var wallet = book.wallet("10.00", AT);
    var bank = book.account("1000");
    var tooMuch = journal(debit(wallet, eur("10.01").units()), credit(bank, eur("10.01").units()));
    assertEquals(JournalOutcome.TOO_LOW, posted(book.tenant, tooMuch));
    assertEquals(eur("10.00"), seen(book.tenant, wallet).balance());
    var other = book.wallet("1.00", AT);
    long units = eur("4").units();
    assertEquals(
        JournalOutcome.POSTED,
        posted(book.tenant, journal(debit(wallet, units), credit(other, units))));
    assertEquals(eur("6.00"), seen(book.tenant, wallet).balance());
    assertEquals(eur("5.00"), seen(book.tenant, other).balance());
    assertEquals(
        JournalOutcome.BOTH_SIDES, book.draft(journal(debit(wallet, 1), credit(wallet, 1)), "ann"));
  }

  @Test
  void whatAWalletOwesIsPaidFirst() throws SQLException {
    var wallet = book.wallet("1.00", AT);
    book.wallets
        .debts()
        .force(
            new Debts.ForcedDebit(
                book.tenant,
                wallet,
                "d",
                TestBook.id(AT),
                Debts.Kind.DISPUTE,
                eur("4.00"),
                SaleTax.NONE,
                "lost",
                "t",
                AT));
    assertEquals(eur("3.00"), seen(book.tenant, wallet).owed());
    long units = eur("5").units();
    assertEquals(
        JournalOutcome.POSTED,
        posted(book.tenant, journal(debit(book.account("1000"), units), credit(wallet, units))));
    assertEquals(eur("2.00"), seen(book.tenant, wallet).balance());
    assertFalse(seen(book.tenant, wallet).frozen());
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
