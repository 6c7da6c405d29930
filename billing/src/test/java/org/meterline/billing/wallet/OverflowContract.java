package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldOutcome.Held;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.Refusal.Why;
import org.meterline.billing.wallet.SettleOutcome.Posted;

/**
 * Of three legs that are asked about together the second wants more than a carrier's wallet can
 * say: it alone is refused, and by that name.
 */
abstract class OverflowContract extends LateContract {
  private static final Money MOST = Money.of(Long.MAX_VALUE, Currency.EUR);
  private static final HoldOutcome TOO_MUCH =
      new HoldOutcome.NotHeld(2, Part.CARRIER, Refusal.of(Why.OVERFLOW));

  private final List<UUID> legs = Stream.generate(UUID::randomUUID).limit(3).toList();
  private final UUID carrier = UUID.randomUUID();

  private void openCarrier() {
    book()
        .open(
            new NewWallet(
                operator(),
                carrier,
                UUID.randomUUID(),
                PayerKind.CARRIER,
                "C " + carrier,
                null,
                "W",
                eur("0")));
  }

  /** Each holds an euro of the payer, and so much for the carrier. */
  private List<HoldOutcome> hold(Money... ofCarrier) {
    openCarrier();
    Tariff sold = priced(operator());
    var lines =
        List.of(
            HoldLine.of(Part.PAYER, tenant, wallet, price),
            HoldLine.of(Part.CARRIER, operator(), carrier, sold));
    return book()
        .hold(
            lease,
            IntStream.range(0, 3)
                .mapToObj(i -> request(legs.get(i), lines, List.of(eur("1.00"), ofCarrier[i])))
                .toList());
  }

  private List<HoldOutcome> extend(Money... ofCarrier) {
    return book()
        .extend(
            lease,
            IntStream.range(0, 3)
                .mapToObj(
                    i ->
                        new ExtendRequest(
                            tenant,
                            legs.get(i),
                            1,
                            List.of(eur("2.00"), ofCarrier[i]),
                            90,
                            false,
                            Duration.ofSeconds(20)))
                .toList());
  }

  private List<SettleOutcome> settle(boolean recovery, long seconds, Money... ofCarrier) {
    return book()
        .resolve(
            recovery,
            IntStream.range(0, 3)
                .mapToObj(
                    i ->
                        new Settlement(
                            tenant,
                            legs.get(i),
                            seconds,
                            AT,
                            Stream.of(eur("0.50"), ofCarrier[i])
                                .map(
                                    cost ->
                                        new Settlement.LineCost(
                                            UUID.randomUUID(), cost, "call", "[]"))
                                .toList()))
                .toList());
  }

  private static Held held(long seconds, Money payer, Money ofCarrier) {
    return new Held(List.of(payer, ofCarrier), seconds, false, false);
  }

  private static SettleOutcome posted(Money payer, Money ofCarrier) {
    return new SettleOutcome.Settled(
        List.of(new Posted(payer.units(), 0), new Posted(ofCarrier.units(), 0)));
  }

  private Wallet ofCarrier() {
    return book().wallet(operator(), carrier).orElseThrow();
  }

  /** Whose book it is, others use it too. */
  private void giveBack() {
    settle(false, 1, eur("0"), eur("0"), eur("0"));
    reconcile(tenant);
    reconcile(operator());
  }

  @Test
  void oneOfThreeHoldsDoesNotFit() {
    var last = MOST.minus(eur("5.00"));
    assertEquals(
        List.of(held(60, eur("1.00"), eur("5.00")), TOO_MUCH, held(60, eur("1.00"), last)),
        hold(eur("5.00"), MOST, last));
    assertEquals(MOST, ofCarrier().held());
    assertEquals(eur("2.00"), wallet().held());
    reconcile(tenant);
    reconcile(operator());
    giveBack();
  }

  @Test
  void oneOfThreeExtensionsDoesNotFit() {
    hold(eur("1.00"), eur("1.00"), eur("1.00"));
    assertEquals(
        List.of(held(90, eur("2.00"), eur("2.00")), TOO_MUCH, held(90, eur("2.00"), eur("3.00"))),
        extend(eur("2.00"), MOST, eur("3.00")));
    assertEquals(eur("6.00"), ofCarrier().held());
    assertEquals(eur("5.00"), wallet().held());
    var proved = book().holds(legs).get(legs.get(1));
    assertEquals(Duration.ofSeconds(20), proved == null ? null : proved.proved());
    giveBack();
  }

  @Test
  void oneOfThreeSettlementsDoesNotFit() {
    hold(eur("0"), eur("0"), eur("0"));
    assertEquals(
        List.of(
            posted(eur("0.50"), eur("0.10")),
            new SettleOutcome.Overflow(),
            posted(eur("0.50"), eur("0.20"))),
        settle(false, 20, eur("0.10"), MOST, eur("0.20")));
    assertEquals(eur("0.30"), ofCarrier().balance());
    assertEquals(eur("9.00"), wallet().balance());
    assertEquals(eur("1.00"), wallet().held());
    giveBack();
  }

  /** Recovery was there before; also what it gave back counts only with what fits. */
  @Test
  void oneOfThreeLateEndsDoesNotFit() {
    hold(eur("0"), eur("0"), eur("0"));
    settle(true, 20, eur("0.10"), eur("0.10"), eur("0.10"));
    var late = settle(false, 30, eur("0.40"), MOST, eur("0"));
    assertInstanceOf(SettleOutcome.Late.class, late.getFirst());
    assertEquals(new SettleOutcome.Overflow(), late.get(1));
    assertInstanceOf(SettleOutcome.Late.class, late.getLast());
    assertEquals(eur("0.50"), ofCarrier().balance());
    // it may still come with what fits
    assertInstanceOf(
        SettleOutcome.Late.class, settle(false, 30, eur("0.40"), eur("0.30"), eur("0")).get(1));
    assertEquals(eur("0.70"), ofCarrier().balance());
    giveBack();
  }
}
