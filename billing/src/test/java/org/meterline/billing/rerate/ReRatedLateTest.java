package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.meterline.billing.rerate.Month.AT;
import static org.meterline.billing.rerate.Month.eur;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.payer.Dues;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.wallet.SettleOutcome;
import org.meterline.billing.wallet.Settlement;

/** A leg was recovered and charged anew before the journal of its node turns up. */
class ReRatedLateTest {
  private final Month it = new Month();

  @AfterEach
  void allAgrees() {
    it.reconcile();
  }

  private SettleOutcome resolve(UUID leg, long seconds, boolean recovery) {
    return it.book.wallets.resolve(recovery, List.of(counted(leg, seconds, recovery))).getFirst();
  }

  /** As the books' holds say now that it costs. */
  private Settlement counted(UUID leg, long seconds, boolean recovery) {
    var hold = Objects.requireNonNull(it.book.wallets.holds(List.of(leg)).get(leg));
    var cost =
        new Settlement.LineCost(
            TransferId.of(leg, recovery ? "recovered" : "settled"),
            Dues.of(hold).at(seconds).getFirst(),
            "Call",
            "[]",
            hold.terms().getFirst().tariff());
    return new Settlement(it.book.tenant, leg, seconds, AT.plusSeconds(seconds), List.of(cost));
  }

  /** A leg of a minute of which 30 s were proved. */
  private UUID recovered(RateDeck deck, UUID wallet, String held) {
    var leg = TestBook.id(AT);
    it.dial(leg, "49301234");
    it.hold(leg, AT, it.paying(deck, wallet), List.of(eur(held)), 60);
    assertInstanceOf(SettleOutcome.Settled.class, resolve(leg, 30, true));
    return leg;
  }

  @Test
  void theDifferenceHasTheCorrectedPrice() {
    var wallet = it.wallet("10.00");
    var wrong = it.deck("49 6");
    var leg = recovered(wrong, wallet, "6.00");
    assertEquals(eur("7.00"), it.seen(wallet).balance());
    var corrected = it.deck("49 3");
    it.posted(wrong, corrected);
    assertEquals(eur("8.50"), it.seen(wallet).balance());

    assertInstanceOf(SettleOutcome.Late.class, resolve(leg, 60, false));
    assertEquals(eur("7.00"), it.seen(wallet).balance());
    assertEquals(eur("3.00"), it.charged(leg));
    assertInstanceOf(SettleOutcome.Repeated.class, resolve(leg, 60, false));
    var late =
        it.book.read(c -> new Ledger(c).charges(List.of(leg))).getOrDefault(leg, List.of()).stream()
            .filter(c -> c.id().equals(TransferId.of(leg, "settled")))
            .findFirst()
            .orElseThrow();
    assertEquals(corrected.id(), late.tariff().deck());

    it.posted(corrected, it.deck("49 1"));
    assertEquals(eur("1.00"), it.charged(leg));
    assertEquals(eur("9.00"), it.seen(wallet).balance());
  }

  @Test
  void whatWasCountedByTheWrongDeckIsNotPosted() {
    var wallet = it.wallet("10.00");
    var wrong = it.deck("49 6");
    var leg = recovered(wrong, wallet, "6.00");
    var other = recovered(it.deck("49 6"), wallet, "3.00");
    assertEquals(eur("4.00"), it.seen(wallet).balance());
    var stale = counted(leg, 60, false);
    it.posted(wrong, it.deck("49 3"));
    assertEquals(eur("5.50"), it.seen(wallet).balance());

    var outcomes = it.book.wallets.resolve(false, List.of(stale, counted(other, 40, false), stale));
    assertInstanceOf(SettleOutcome.Changed.class, outcomes.getFirst());
    assertInstanceOf(SettleOutcome.Late.class, outcomes.get(1), "the others are");
    assertInstanceOf(SettleOutcome.Changed.class, outcomes.getLast());
    assertEquals(eur("4.50"), it.seen(wallet).balance());
    assertEquals(eur("1.50"), it.charged(leg));
    assertInstanceOf(SettleOutcome.Late.class, resolve(leg, 60, false));
    assertEquals(eur("3.00"), it.charged(leg));
    assertEquals(eur("3.00"), it.seen(wallet).balance());
  }

  @Test
  void nothingIsPostedLateOfWhatCostsNoMore() {
    var wallet = it.wallet("10.00");
    var wrong = it.deck("49 0.60");
    var leg = recovered(wrong, wallet, "0.60");
    it.posted(wrong, it.deck("49 0 5"));
    assertEquals(eur("5.00"), it.seen(wallet).balance(), "the fee");
    assertInstanceOf(SettleOutcome.AlreadyResolved.class, resolve(leg, 60, false));
    assertEquals(eur("5.00"), it.charged(leg));
  }
}
