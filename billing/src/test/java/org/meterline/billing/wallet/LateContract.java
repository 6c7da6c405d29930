package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.Refusal.Why;
import org.meterline.billing.wallet.SettleOutcome.AlreadyResolved;
import org.meterline.billing.wallet.SettleOutcome.Late;
import org.meterline.billing.wallet.SettleOutcome.Posted;

/** Legs that recovery charged more than they cost, as their end tells that comes late. */
abstract class LateContract extends CarrierContract {
  private final UUID leg = UUID.randomUUID();
  private UUID sponsor = new UUID(0, 0);
  private UUID bundle = new UUID(0, 0);

  private void openOthers() {
    sponsor = filled(eur("5.00"));
    bundle = filled(seconds(100));
  }

  private UUID filled(Money amount) {
    var id = UUID.randomUUID();
    open(id, tenant, Money.zero(amount.currency()));
    book().topUp(topUpOf(id, "first " + id, amount));
    return id;
  }

  private void holds(List<HoldLine> lines, Money... amounts) {
    assertInstanceOf(
        HoldOutcome.Held.class,
        book().hold(lease, List.of(request(leg, lines, List.of(amounts)))).getFirst());
  }

  private HoldLine line(Part part, UUID wallet) {
    return HoldLine.of(part, tenant, wallet, price);
  }

  private void recovered(Money... costs) {
    assertInstanceOf(
        SettleOutcome.Settled.class, book().resolve(true, List.of(end(20, costs))).getFirst());
  }

  private SettleOutcome late(Settlement end) {
    return book().resolve(false, List.of(end)).getFirst();
  }

  private Settlement end(long seconds, Money... costs) {
    var lines = new ArrayList<Settlement.LineCost>();
    for (var cost : costs) {
      lines.add(new Settlement.LineCost(UUID.randomUUID(), cost, "call", "[]"));
    }
    return new Settlement(tenant, leg, seconds, AT, lines);
  }

  private static Posted posted(Money amount) {
    return new Posted(amount.units(), 0);
  }

  private void assertBalances(Money... balances) {
    var seen = new ArrayList<Money>();
    for (var id : List.of(wallet, sponsor, bundle).subList(0, balances.length)) {
      seen.add(book().wallet(tenant, id).orElseThrow().balance());
    }
    assertEquals(List.of(balances), seen);
    reconcile(tenant);
  }

  private UUID only(Settlement end) {
    return end.lines().getFirst().transfer();
  }

  /** A sponsor gives for each second; who pays the rest of a started minute pays less for more. */
  @Test
  void onePaysMoreAndTheOtherIsGivenBack() {
    openOthers();
    holds(List.of(line(Part.PAYER, wallet), line(Part.SPONSOR, sponsor)), eur("0.90"), eur("0.60"));
    recovered(eur("0.80"), eur("0.20"));
    assertBalances(eur("9.20"), eur("4.80"));
    var end = end(40, eur("0.60"), eur("0.40"));
    assertEquals(new Late(List.of(posted(eur("0.60")), posted(eur("0.20")))), late(end));
    assertBalances(eur("9.40"), eur("4.60"));
    assertEquals(
        new SettleOutcome.Repeated(List.of(posted(eur("0.60")), posted(eur("0.20")))), late(end));
    assertEquals(new AlreadyResolved(), late(end(60, eur("0.40"), eur("0.60"))));
    assertEquals(new AlreadyResolved(), late(end(0, eur("0"), eur("0"))));
    assertBalances(eur("9.40"), eur("4.60"));
  }

  @Test
  void allAreGivenBackSecondsToo() {
    openOthers();
    holds(
        List.of(line(Part.PAYER, wallet), line(Part.SPONSOR, sponsor), line(Part.BUNDLE, bundle)),
        eur("3.00"),
        eur("1.00"),
        seconds(60));
    recovered(eur("3.00"), eur("1.00"), seconds(30));
    assertBalances(eur("7.00"), eur("4.00"), seconds(70));
    var end = end(11, eur("1.00"), eur("0"), seconds(11));
    assertEquals(
        new Late(List.of(posted(eur("1.00")), posted(eur("0")), posted(seconds(11)))), late(end));
    assertBalances(eur("9.00"), eur("5.00"), seconds(89));
    assertInstanceOf(SettleOutcome.Repeated.class, late(end));
    assertEquals(new AlreadyResolved(), late(end(12, eur("3.00"), eur("1.00"), seconds(30))));
    assertBalances(eur("9.00"), eur("5.00"), seconds(89));
  }

  @Test
  void anotherRecoveryGivesNothingBack() {
    hold(leg, "6.00");
    recovered(eur("2.00"));
    assertEquals(
        new AlreadyResolved(), book().resolve(true, List.of(end(10, eur("1.00")))).getFirst());
    assertBalances(eur("8.00"));
  }

  @Test
  void whatSettledItselfGivesNothingBack() {
    hold(leg, "6.00");
    late(end(20, eur("2.00")));
    assertEquals(new AlreadyResolved(), late(end(10, eur("1.00"))));
    assertBalances(eur("8.00"));
  }

  @Test
  void theFirstEndStandsThoughItCostTheSame() {
    hold(leg, "6.00");
    recovered(eur("2.00"));
    book().resolve(true, List.of(end(10, eur("1.00"))));
    assertEquals(new AlreadyResolved(), late(end(20, eur("2.00"))));
    assertEquals(new AlreadyResolved(), late(end(0, eur("0"))));
    assertEquals(new AlreadyResolved(), late(end(30, eur("3.00"))));
    assertBalances(eur("8.00"));
  }

  @Test
  void goodwillGoesBackIntoItsPocket() {
    goodwill("g", "2.00");
    hold(leg, "6.00");
    recovered(eur("3.00"));
    assertEquals(List.of(eur("9.00")), pockets());
    late(end(5, eur("0.50")));
    assertEquals(List.of(eur("10.00"), eur("1.50")), pockets());
    assertBalances(eur("11.50"));
  }

  @ParameterizedTest
  @CsvSource({"2.50, 2.00, 0.50, 8.00", "2.00, 2.00, 0, 8.00", "0.50, 0.50, 0, 9.50"})
  void whatNoHoldHadCoveredGoesFirst(String cost, String posted, String overrun, String balance) {
    hold(leg, "2.00");
    recovered(eur("3.00"));
    var end = end(11, eur(cost));
    var said = List.of(new Posted(eur(posted).units(), eur(overrun).units()));
    assertEquals(new Late(said), late(end));
    assertEquals(new SettleOutcome.Repeated(said), late(end));
    assertBalances(eur(balance));
  }

  /** Of 4.00 that the call was charged. */
  @ParameterizedTest
  @CsvSource({"3.50, 7.00, 3.00", "3.00, 7.00, 3.00", "2.00, 8.00, 2.00"})
  void whatWasGivenBackByHandCounts(String cost, String balance, String left) {
    hold(leg, "6.00");
    var recovery = end(20, eur("4.00"));
    book().resolve(true, List.of(recovery));
    done(refund("r", only(recovery), "1.00"));
    assertBalances(eur("7.00"));
    var end = end(11, eur(cost));
    late(end);
    assertBalances(eur(balance));
    assertRefused(Why.REVERSED, refund("s", only(recovery), "1.00"));
    assertRefused(Why.MORE_THAN_CHARGED, eur(left), refund("s", only(end), "4.00"));
    done(refund("t", only(end), left));
    assertBalances(eur("10.00"));
  }

  private Outcome<UUID> refund(String key, UUID charge, String amount) {
    return book()
        .refunds()
        .refund(
            new Refunds.Refund(
                tenant,
                wallet,
                charge,
                key,
                UUID.randomUUID(),
                eur(amount),
                "complaint",
                "tester",
                AT));
  }

  @Test
  void whatTheWalletOwesIsPaidFirst() {
    hold(leg, "6.00");
    recovered(eur("4.00"));
    done(
        book()
            .debts()
            .force(
                new Debts.ForcedDebit(
                    tenant,
                    wallet,
                    "f",
                    UUID.randomUUID(),
                    Debts.Kind.DISPUTE,
                    eur("8.00"),
                    SaleTax.NONE,
                    "lost",
                    "tester",
                    AT)));
    assertEquals(eur("2.00"), wallet().owed());
    late(end(11, eur("1.00")));
    assertEquals(eur("0"), wallet().owed());
    assertBalances(eur("1.00"));
  }

  /** Nothing else is available in the wallet. */
  @Test
  void whatIsGivenBackPaysForAnotherLineOfTheWallet() {
    holds(List.of(line(Part.PAYER, wallet), line(Part.PAYER, wallet)), eur("6.00"), eur("0"));
    recovered(eur("6.00"), eur("0"));
    hold(UUID.randomUUID(), "4.00");
    assertEquals(
        new Late(List.of(posted(eur("2.00")), posted(eur("3.00")))),
        late(end(30, eur("2.00"), eur("3.00"))));
    assertBalances(eur("5.00"));
    assertEquals(eur("1.00"), wallet().available());
  }

  @Test
  void manyLegsAreAnsweredOneByOne() {
    hold(leg, "2.00");
    var other = UUID.randomUUID();
    hold(other, "3.00");
    recovered(eur("2.00"));
    book().resolve(true, List.of(end(other, UUID.randomUUID(), eur("1.00"), 10)));
    var open = UUID.randomUUID();
    hold(open, "1.00");
    assertEquals(
        List.of(
            new Late(List.of(posted(eur("1.50")))),
            new Late(List.of(posted(eur("2.00")))),
            new SettleOutcome.Settled(List.of(posted(eur("0.75")))),
            new SettleOutcome.NoHold()),
        book()
            .resolve(
                false,
                List.of(
                    end(15, eur("1.50")),
                    end(other, UUID.randomUUID(), eur("3.00"), 30),
                    end(open, UUID.randomUUID(), eur("0.75"), 8),
                    end(UUID.randomUUID(), UUID.randomUUID(), eur("0.75"), 8))));
    assertBalances(eur("4.75"));
  }
}
