package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.SettleOutcome.AlreadyResolved;
import org.meterline.billing.wallet.SettleOutcome.Late;
import org.meterline.billing.wallet.SettleOutcome.Posted;

/** Legs that one of two carriers carries: recovery, after ten seconds, takes it for the first. */
abstract class CarrierContract extends RefundContract {
  /** The operator's book: it keeps what carriers are owed. */
  abstract UUID operator();

  private final UUID leg = UUID.randomUUID();
  private final UUID first = UUID.randomUUID();
  private final UUID second = UUID.randomUUID();

  private void recover() {
    carrier(first);
    carrier(second);
    var sold = priced(operator());
    var lines =
        List.of(
            HoldLine.of(Part.PAYER, tenant, wallet, price),
            HoldLine.of(Part.CARRIER, operator(), first, sold),
            HoldLine.of(Part.CARRIER, operator(), second, sold));
    var held = List.of(eur("6.00"), eur("0"), eur("0"));
    assertInstanceOf(
        HoldOutcome.Held.class, book().hold(lease, List.of(request(leg, lines, held))).getFirst());
    var proved = new ExtendRequest(tenant, leg, 1, held, 60, false, Duration.ofMillis(9_500));
    assertInstanceOf(HoldOutcome.Held.class, book().extend(lease, List.of(proved)).getFirst());
    book().take(lease.node(), MINUTE);
    assertInstanceOf(SettleOutcome.Settled.class, resolve(true, 10, "1.00", "0.40", "0"));
    assertOwed("0.40", "0");
  }

  private void carrier(UUID id) {
    book()
        .open(
            new NewWallet(
                operator(),
                id,
                UUID.randomUUID(),
                PayerKind.CARRIER,
                "C " + id,
                null,
                "W",
                eur("0")));
  }

  private SettleOutcome resolve(boolean recovery, long seconds, String... costs) {
    var lines =
        List.of(costs).stream()
            .map(cost -> new Settlement.LineCost(UUID.randomUUID(), eur(cost), "call", "[]"))
            .toList();
    return resolve(recovery, new Settlement(tenant, leg, seconds, AT, lines));
  }

  private SettleOutcome resolve(boolean recovery, Settlement settlement) {
    return book().resolve(recovery, List.of(settlement)).getFirst();
  }

  private void assertOwed(String toFirst, String toSecond) {
    assertEquals(List.of(eur(toFirst), eur(toSecond)), List.of(balance(first), balance(second)));
    reconcile(tenant);
    reconcile(operator());
  }

  private Money balance(UUID carrier) {
    return book().wallet(operator(), carrier).orElseThrow().balance();
  }

  private SettleOutcome late(String payer, String toFirst, String toSecond) {
    return new Late(
        List.of(
            new Posted(eur(payer).units(), 0),
            new Posted(eur(toFirst).units(), 0),
            new Posted(eur(toSecond).units(), 0)));
  }

  @Test
  void whoeverCarriedTheLegIsOwed() {
    recover();
    assertEquals(late("2.00", "0", "1.20"), resolve(false, 30, "3.00", "0", "1.20"));
    assertOwed("0", "1.20");
    assertEquals(new AlreadyResolved(), resolve(false, 40, "4.00", "1.60", "0"));
    assertOwed("0", "1.20");
    assertEquals(eur("7.00"), wallet().balance());
  }

  @Test
  void whatIsSaidAgainTakesNothingBackAgain() {
    recover();
    var end =
        new Settlement(
            tenant,
            leg,
            10,
            AT,
            List.of("1.00", "0", "0.40").stream()
                .map(cost -> new Settlement.LineCost(UUID.randomUUID(), eur(cost), "call", "[]"))
                .toList());
    assertEquals(late("0", "0", "0.40"), resolve(false, end));
    assertInstanceOf(SettleOutcome.Repeated.class, resolve(false, end));
    assertOwed("0", "0.40");
  }

  @Test
  void theFirstIsOwedMoreIfItCarriedTheLeg() {
    recover();
    assertEquals(late("2.00", "0.80", "0"), resolve(false, 30, "3.00", "1.20", "0"));
    assertOwed("1.20", "0");
  }

  /** It went over a trunk of the tenant's own. */
  @Test
  void nobodyIsOwedIfNoneCarriedTheLeg() {
    recover();
    assertEquals(late("0", "0", "0"), resolve(false, 10, "1.00", "0", "0"));
    assertOwed("0", "0");
    assertEquals(new AlreadyResolved(), resolve(false, 10, "1.00", "0", "0"));
    assertOwed("0", "0");
  }

  /** Less than was proved: nobody is owed more than for the true length. */
  @Test
  void whatIsShorterIsOwedByItsLength() {
    recover();
    assertEquals(late("0.50", "0.20", "0"), resolve(false, 5, "0.50", "0.20", "0"));
    assertOwed("0.20", "0");
    assertEquals(eur("9.50"), wallet().balance());
  }

  @Test
  void nobodyIsOwedForWhatWasNotUsed() {
    recover();
    assertEquals(late("0", "0", "0"), resolve(false, 0, "0", "0", "0"));
    assertOwed("0", "0");
    assertEquals(eur("10.00"), wallet().balance());
  }

  @Test
  void theOtherIsOwedForWhatIsShorter() {
    recover();
    assertEquals(late("0.50", "0", "0.20"), resolve(false, 5, "0.50", "0", "0.20"));
    assertOwed("0", "0.20");
  }

  @Test
  void anotherRecoveryChangesNothing() {
    recover();
    assertEquals(new AlreadyResolved(), resolve(true, 30, "3.00", "0", "1.20"));
    assertOwed("0.40", "0");
  }
}
