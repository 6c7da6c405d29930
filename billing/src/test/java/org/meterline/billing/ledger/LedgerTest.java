package org.meterline.billing.ledger;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.ledger.Statement.Place;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;

/** A call can be followed to its charge, its entries and the statement of who paid. */
class LedgerTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  private final TestBook book = new TestBook();
  private final UUID wallet = book.wallet("1.00", AT);
  private final UUID call = TestBook.id(AT);
  private final Tariff tariff =
      book.deck("Retail", 3, Rate.to("49", "Germany").price("0.06").increments(60, 60).build(), AT);

  @Test
  void aChargeSaysWhoPaidWhatForWhichSecondsByWhichVersionOfADeck() {
    var leg = leg(call, "0.20", "0.12", 61, 60);
    var charge = charges(call).getFirst();
    assertEquals(TransferId.of(leg, "settled"), charge.id());
    assertEquals(
        List.of(call, leg, wallet, "Ann", "Retail"),
        List.of(charge.call(), charge.leg(), charge.wallet(), charge.payer(), charge.deck()));
    assertEquals(
        List.of(1, 3, 61L, 120L),
        List.of(charge.posting(), charge.deckVersion(), charge.seconds(), charge.billedSeconds()));
    assertEquals("everybody's deck, Retail v3", charge.deckInWords());
    assertEquals(tariff.inWords(), charge.tariff().inWords());
    assertEquals(eur("0.12"), charge.amount());
    assertEquals(eur("0"), charge.overrun());

    var posted = requireNonNull(charge.transfer());
    assertEquals(Optional.of(posted), book.read(c -> new Ledger(c).transfer(charge.id())));
    assertEquals(
        List.of(new Transfer.Move("2100 Customer wallets", "4000 Revenue from calls", eur("0.12"))),
        posted.moves());
    assertEquals(call, posted.call());
    assertEquals(AT.plusSeconds(60), posted.effective());
  }

  @Test
  void aCallCostsWhatItsLegsCost() {
    leg(call, "0.20", "0.12", 61, 60);
    leg(call, "0.20", "0.06", 10, 61);
    var free = TestBook.id(AT);
    leg(free, "0.01", "0", 0, 62);
    var other = UUID.randomUUID();
    var all = book.read(c -> new Ledger(c).charges(List.of(free, other, call)));
    assertEquals(2, all.size(), "none of a call without a charge");
    assertEquals(eur("0.18"), Charge.total(charges(call)));
    assertEquals(
        List.of(eur("0.12"), eur("0.06")), charges(call).stream().map(Charge::amount).toList());
    assertNull(charges(free).getFirst().transfer(), "nothing was due");
    assertNull(Charge.total(List.of()));
    assertEquals(
        Map.of(call, new CallCost(eur("0.18"), null)),
        book.read(c -> new Ledger(c).costs(List.of(free, other, call), null)),
        "for lists: only what cost something");
    assertEquals(Map.of(), book.read(c -> new Ledger(c).charges(List.of())));
  }

  @Test
  void whatNoHoldCoveredIsTold() {
    leg(call, "0.05", "0.08", 60, 60);
    var charge = charges(call).getFirst();
    assertEquals(eur("0.08"), charge.amount());
    assertEquals(eur("0.03"), charge.overrun());
    assertEquals(List.of(), book.read(Reconciliation::check));
  }

  @Test
  void transfersAreFoundByCallAndByAccountTheNewestFirst() {
    var first = transfers(null, null, null, 9).getFirst().id();
    var second = book.topUp(wallet, "0.50", AT.plusSeconds(1));
    var settled = TransferId.of(leg(call, "0.20", "0.12", 61, 60), "settled");
    assertEquals(List.of(settled, second, first), ids(transfers(null, null, null, 9)));
    assertEquals(List.of(settled, second), ids(transfers(null, null, null, 2)));
    assertEquals(List.of(second, first), ids(transfers(null, null, settled, 9)), "the next page");
    assertEquals(List.of(settled), ids(transfers(call, null, null, 9)));
    assertEquals(List.of(), transfers(UUID.randomUUID(), null, null, 9));
    assertEquals(List.of(settled), ids(transfers(null, "4000", null, 9)), "credited");
    assertEquals(List.of(second, first), ids(transfers(null, "1200", null, 9)), "debited");
    assertEquals(List.of(settled, second, first), ids(transfers(null, "2100", null, 9)), "both");
    assertEquals(List.of(settled, second), ids(transfers(null, "2100", null, 2)));
    assertEquals(List.of(second), ids(transfers(null, "2100", settled, 1)), "the next page");
    assertEquals(List.of(), ids(transfers(null, "2100", first, 9)), "the last page");
    assertEquals(List.of(), ids(transfers(null, "1400", null, 9)), "nothing was posted there");
    assertEquals(List.of(), ids(transfers(call, "1200", null, 9)), "another's");
    assertEquals(List.of(settled), ids(transfers(call, "2100", null, 9)));
  }

  @Test
  void aTransferIsListedOnceHoweverOftenItTouchesAnAccount() {
    var settled = TransferId.of(leg(call, "0.05", "0.08", 60, 60), "settled");
    assertEquals(List.of(settled), ids(transfers(null, "4000", null, 9)), "what was beyond, too");
    assertEquals(List.of(settled), ids(transfers(null, "4000", null, 1)));
  }

  @Test
  void aStatementRunsFromTheNewestLineWithTheBalanceAfterEach() {
    var topUp = book.topUp(wallet, "0.50", AT.plusSeconds(1));
    var settled = TransferId.of(leg(call, "0.20", "0.12", 61, 60), "settled");
    var whole = book.read(c -> new Statement(c, wallet).lines(Place.NEWEST, 9));
    var lines = whole.lines();
    assertEquals(
        List.of(eur("-0.12"), eur("0.50"), eur("1.00")),
        lines.stream().map(StatementLine::amount).toList());
    assertEquals(
        List.of(eur("1.38"), eur("1.50"), eur("1.00")),
        lines.stream().map(StatementLine::balanceAfter).toList());
    assertEquals(call, lines.getFirst().call());
    assertEquals(settled, lines.getFirst().transfer());
    assertEquals(AT.plusSeconds(60), lines.getFirst().at());
    assertEquals(lines.subList(0, 2), statement(Place.NEWEST, 2));
    assertEquals(lines.subList(1, 3), statement(whole.after(lines.getFirst()), 9), "the next page");
    assertEquals(
        lines.subList(1, 3),
        statement(new Place(lines.getFirst().entry(), null, null), 9),
        "the same when the balance is not known");
    assertEquals(Optional.of(lines.get(1)), lineOf(topUp));
    assertEquals(Optional.empty(), lineOf(UUID.randomUUID()));
  }

  /** What is old is not read: it may be many millions of lines. */
  @Test
  void aLineKnowsItsBalanceWithoutWhatCameBeforeIt() {
    var before = statement(Place.NEWEST, 9).getFirst();
    var topUp = book.topUp(wallet, "0.50", AT.plusSeconds(1));
    TestBook.tamper(
        "update move set amount = amount * 7 where credit_wallet = ? and entry = ?",
        wallet,
        before.entry());
    var newest = statement(Place.NEWEST, 1);
    assertEquals(eur("1.50"), newest.getFirst().balanceAfter());
    assertEquals(Optional.of(newest.getFirst()), lineOf(topUp));
  }

  @Test
  void anotherTenantFindsNothing() {
    leg(call, "0.20", "0.12", 61, 60);
    var other = new TestBook();
    var settled = transfers(call, null, null, 1).getFirst().id();
    assertTrue(other.read(c -> new Ledger(c).transfer(settled)).isEmpty());
    assertEquals(Map.of(), other.read(c -> new Ledger(c).charges(List.of(call))));
    assertEquals(Map.of(), other.read(c -> new Ledger(c).costs(List.of(call), null)));
    assertEquals(
        List.of(), other.read(c -> new Statement(c, wallet).lines(Place.NEWEST, 9)).lines());
  }

  private UUID leg(UUID of, String held, String cost, long seconds, int after) {
    return book.leg(of, wallet, tariff, held, cost, seconds, AT.plusSeconds(after));
  }

  private List<Charge> charges(UUID of) {
    return requireNonNull(book.read(c -> new Ledger(c).charges(List.of(of))).get(of));
  }

  private List<Transfer> transfers(
      @Nullable UUID of, @Nullable String account, @Nullable UUID before, int limit) {
    var id = account == null ? null : book.account(account);
    return book.read(c -> new Ledger(c).transfers(of, id, before, limit));
  }

  private static List<UUID> ids(List<Transfer> transfers) {
    return transfers.stream().map(Transfer::id).toList();
  }

  private List<StatementLine> statement(Place after, int limit) {
    return book.read(c -> new Statement(c, wallet).lines(after, limit)).lines();
  }

  private Optional<StatementLine> lineOf(UUID transfer) {
    return book.read(c -> new Statement(c, wallet).lineOf(transfer));
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
