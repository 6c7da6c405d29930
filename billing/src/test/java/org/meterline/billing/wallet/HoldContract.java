package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Refusal.Why;

/** Holds of legs that one wallet pays for, and what all holds have in common. */
abstract class HoldContract extends WalletFixture {
  @Test
  void whatIsHeldIsNotAvailable() {
    assertEquals(held("6.00", 60), hold(UUID.randomUUID(), "6.00"));
    assertEquals(eur("4.00"), wallet().available());
    assertEquals(tooLow("4.00"), hold(UUID.randomUUID(), "4.01"));
    assertEquals(held("4.00", 60), hold(UUID.randomUUID(), "4.00"));
    assertEquals(eur("0"), wallet().available());
    assertEquals(eur("10.00"), wallet().balance());
    reconcile(tenant);
  }

  @Test
  void theSameHoldAgainIsTheFirstOne() {
    var leg = UUID.randomUUID();
    hold(leg, "6.00");
    assertEquals(held("6.00", 60, true), hold(leg, "6.00"));
    assertEquals(eur("6.00"), wallet().held());
    var other = UUID.randomUUID();
    open(other, tenant, eur("0"));
    assertEquals(
        List.of(HoldOutcome.ofLeg(Why.OTHER_TERMS)),
        book().hold(lease, List.of(request(leg, other, "1.00"))));
    reconcile(tenant);
  }

  @Test
  void aBatchIsAnsweredItemByItem() {
    var a = UUID.randomUUID();
    var b = UUID.randomUUID();
    var c = UUID.randomUUID();
    var other = UUID.randomUUID();
    open(other, tenant, eur("-3.00"));
    var outcomes =
        book()
            .hold(
                lease,
                List.of(
                    request(a, wallet, "6.00"),
                    request(b, other, "3.00"),
                    request(c, wallet, "5.00"),
                    request(a, wallet, "6.00"),
                    request(UUID.randomUUID(), UUID.randomUUID(), "1.00"),
                    request(UUID.randomUUID(), wallet, "4.00")));
    assertEquals(
        List.of(
            held("6.00", 60),
            held("3.00", 60),
            tooLow("4.00"),
            held("6.00", 60, true),
            no(Why.NO_WALLET),
            held("4.00", 60)),
        outcomes);
    assertEquals(eur("0"), wallet().available());
    reconcile(tenant);
  }

  @Test
  void extensionsAreTotalsAndRepeatingOneChangesNothing() {
    var leg = UUID.randomUUID();
    hold(leg, "2.00");
    assertEquals(held("5.00", 90), extend(leg, 1, "5.00", 90));
    assertEquals(held("5.00", 90, true), extend(leg, 1, "9.00", 99));
    assertEquals(tooLow("5.00"), extend(leg, 2, "10.01", 120));
    assertEquals(held("10.00", 100), extend(leg, 2, "10.00", 100));
    assertEquals(held("10.00", 100), extend(leg, 3, "3.00", 20), "a total never shrinks");
    assertEquals(HoldOutcome.ofLeg(Why.NO_HOLD), extend(UUID.randomUUID(), 1, "1.00", 1));
    assertEquals(eur("0"), wallet().available());
    var hold = Objects.requireNonNull(book().holds(List.of(leg)).get(leg));
    var line = hold.lines().getFirst();
    assertEquals(eur("2.00"), line.first());
    assertEquals(List.of(1, 2, 3), line.steps().stream().map(LegHold.Step::sequence).toList());
    assertEquals(Duration.ofSeconds(20), hold.proved());
    assertFalse(hold.resolved());
    reconcile(tenant);
  }

  @Test
  void ofManyExtensionsTheFirstAndTheLastTwoAreKept() {
    var leg = UUID.randomUUID();
    hold(leg, "2.00");
    for (int i = 1; i <= 60; i++) {
      extend(leg, 2 * i, "2." + (10 + i), 60 + i);
    }
    var steps =
        Objects.requireNonNull(book().holds(List.of(leg)).get(leg)).lines().getFirst().steps();
    var kept =
        IntStream.concat(IntStream.rangeClosed(1, 40), IntStream.of(59, 60)).boxed().toList();
    assertEquals(kept, steps.stream().map(LegHold.Step::number).toList());
    assertEquals(
        kept.stream().map(i -> 2 * i).toList(),
        steps.stream().map(LegHold.Step::sequence).toList());
    assertEquals(eur("2.70"), steps.getLast().total());
    reconcile(tenant);
  }

  @Test
  void whatWasUsedIsPostedAndTheRestGivenBack() {
    var leg = UUID.randomUUID();
    hold(leg, "6.00");
    var transfer = UUID.randomUUID();
    assertEquals(settled(eur("1.25")), resolve(leg, transfer, "1.25", 13));
    assertEquals(eur("8.75"), wallet().balance());
    assertEquals(eur("0"), wallet().held());
    assertEquals(repeated(eur("1.25")), resolve(leg, transfer, "1.25", 13));
    assertEquals(new SettleOutcome.DuplicateKeyOtherBody(), resolve(leg, transfer, "1.35", 14));
    assertEquals(new SettleOutcome.AlreadyResolved(), resolve(leg, UUID.randomUUID(), "2.00", 20));
    assertEquals(HoldOutcome.ofLeg(Why.RESOLVED), extend(leg, 1, "7.00", 70));
    assertEquals(HoldOutcome.ofLeg(Why.RESOLVED), hold(leg, "6.00"));
    assertEquals(
        new SettleOutcome.NoHold(), resolve(UUID.randomUUID(), UUID.randomUUID(), "1.00", 10));
    assertEquals(eur("8.75"), wallet().balance());
    reconcile(tenant);
  }

  @Test
  void nothingUsedIsNothingPosted() {
    var leg = UUID.randomUUID();
    hold(leg, "6.00");
    assertEquals(settled(eur("0")), resolve(leg, UUID.randomUUID(), "0", 0));
    assertEquals(eur("10.00"), wallet().available());
    assertTrue(Objects.requireNonNull(book().holds(List.of(leg)).get(leg)).resolved());
    reconcile(tenant);
  }

  @Test
  void anOverrunDoesNotTouchTheWallet() {
    var leg = UUID.randomUUID();
    hold(leg, "6.00");
    assertEquals(
        settled(eur("6.00"), eur("0.50").units()), resolve(leg, UUID.randomUUID(), "6.50", 65));
    assertEquals(eur("4.00"), wallet().balance());
    reconcile(tenant);
  }

  @Test
  void aTopUpHappensOnce() {
    var first = assertInstanceOf(TopUp.Posted.class, topUp("k", "5.00"));
    assertEquals(eur("15.00"), first.balance());
    assertEquals(new TopUp.Repeated(first.transfer()), topUp("k", "5.00"));
    assertEquals(new TopUp.DuplicateKeyOtherBody(), topUp("k", "5.01"));
    assertEquals(eur("15.00"), wallet().balance());
    assertEquals(new TopUp.NoWallet(), book().topUp(topUpOf(UUID.randomUUID(), "x", eur("1"))));
    assertEquals(
        new TopUp.CurrencyMismatch(),
        book().topUp(topUpOf(wallet, "x", Money.parse("1", Currency.of("USD")))));
    assertEquals(
        new TopUp.Overflow(),
        book().topUp(topUpOf(wallet, "x", Money.of(Long.MAX_VALUE, Currency.EUR))));
    assertThrows(IllegalArgumentException.class, () -> topUp("z", "0"));
    assertEquals(eur("15.00"), wallet().balance());
    reconcile(tenant);
  }

  @Test
  void aFrozenWalletPaysNothingMore() {
    var leg = UUID.randomUUID();
    hold(leg, "2.00");
    assertTrue(book().limit(tenant, wallet, 0, true));
    assertEquals(no(Why.FROZEN), hold(UUID.randomUUID(), "1.00"));
    assertEquals(no(Why.FROZEN), extend(leg, 1, "3.00", 30));
    resolve(leg, UUID.randomUUID(), "1.00", 10);
    assertEquals(eur("9.00"), wallet().balance());
    assertFalse(book().limit(tenant, UUID.randomUUID(), 0, false));
    reconcile(tenant);
  }

  @Test
  void floorAndFreezeAreChangedEachByItself() {
    assertTrue(book().limitInPart(tenant, wallet, eur("-3.00").units(), null));
    assertFalse(wallet().stopped());
    assertTrue(book().limitInPart(tenant, wallet, null, true));
    assertEquals(eur("-3.00"), wallet().floor());
    assertTrue(wallet().stopped());
    assertTrue(wallet().frozen());
    assertTrue(book().limitInPart(tenant, wallet, eur("-1.00").units(), null));
    assertTrue(wallet().frozen());
    assertTrue(book().limitInPart(tenant, wallet, null, false));
    assertEquals(eur("-1.00"), wallet().floor());
    assertFalse(wallet().frozen());
    hold(UUID.randomUUID(), "11.00");
    assertEquals(tooLow("0.00"), hold(UUID.randomUUID(), "0.01"));
    assertFalse(book().limitInPart(tenant, UUID.randomUUID(), null, false));
    reconcile(tenant);
  }

  @Test
  void secondsAreNotLent() {
    var bundle = UUID.randomUUID();
    open(bundle, tenant, seconds(0));
    assertThrows(BooksRefused.class, () -> book().limit(tenant, bundle, -1, false));
    assertThrows(BooksRefused.class, () -> book().limit(tenant, bundle, 1, false));
    assertTrue(book().limit(tenant, bundle, 0, true));
  }

  @Test
  void aLowerLimitStopsNewHoldsAlone() {
    var leg = UUID.randomUUID();
    hold(leg, "6.00");
    book().limit(tenant, wallet, eur("8.00").units(), false);
    assertEquals(tooLow("-4.00"), hold(UUID.randomUUID(), "0.01"));
    assertEquals(settled(eur("6.00")), resolve(leg, UUID.randomUUID(), "6.00", 60));
  }

  @Test
  void anOlderEpochHoldsAndExtendsNothing() {
    var leg = UUID.randomUUID();
    hold(leg, "2.00");
    var newer = book().take(lease.node(), MINUTE);
    assertEquals(lease.epoch() + 1, newer.epoch());
    assertEquals(HoldOutcome.ofLeg(Why.FENCED), hold(UUID.randomUUID(), "1.00"));
    assertEquals(HoldOutcome.ofLeg(Why.FENCED), extend(leg, 1, "3.00", 30));
    assertFalse(book().renew(lease, MINUTE));
    assertTrue(book().renew(newer, MINUTE));
    assertEquals(List.of(leg), book().stale(newer, 10));
    assertEquals(List.of(), book().stale(newer, leg, 10));
    assertEquals(List.of(leg), book().stale(newer, new UUID(0, 0), 10));
    assertEquals(List.of(), book().stale(lease, 10));
    reconcile(tenant);
  }

  @Test
  void aLeaseThatRanOutIsSeizedAndMayBeTakenBack() {
    var leg = UUID.randomUUID();
    hold(leg, "2.00");
    assertEquals(List.of(), seized(), "it has not run out");
    later(MINUTE.plusSeconds(31));
    var newer = new Lease(lease.node(), lease.epoch() + 1);
    assertEquals(List.of(newer), seized());
    assertEquals(HoldOutcome.ofLeg(Why.FENCED), hold(UUID.randomUUID(), "1.00"));
    assertEquals(HoldOutcome.ofLeg(Why.FENCED), extend(leg, 1, "3.00", 30));
    assertFalse(book().renew(lease, MINUTE));
    assertEquals(List.of(leg), book().stale(newer, 10));
    book().resolve(true, List.of(end(leg, UUID.randomUUID(), eur("0"), 0)));
    assertEquals(List.of(), seized(), "nothing is left to recover");

    var back = book().takeBack(lease, MINUTE).orElseThrow();
    assertEquals(lease.epoch() + 2, back.epoch());
    assertTrue(book().renew(back, MINUTE));
    assertEquals(Optional.empty(), book().takeBack(lease, MINUTE), "another process has it");
    lease = back;
    assertEquals(held("1.00", 60), hold(UUID.randomUUID(), "1.00"));
  }

  private List<Lease> seized() {
    return book().seize(Duration.ofSeconds(30)).stream()
        .filter(l -> l.node().equals(lease.node()))
        .toList();
  }

  @Test
  void whatComesAfterRecoveryPostsOnlyTheDifference() {
    var leg = UUID.randomUUID();
    hold(leg, "6.00");
    var recovered = end(leg, UUID.randomUUID(), eur("2.00"), 20);
    assertEquals(List.of(settled(eur("2.00"))), book().resolve(true, List.of(recovered)));
    assertEquals(eur("8.00"), wallet().balance());
    assertEquals(List.of(repeated(eur("2.00"))), book().resolve(true, List.of(recovered)));
    assertEquals(late(eur("3.00"), 0), resolve(leg, UUID.randomUUID(), "5.00", 50));
    assertEquals(eur("5.00"), wallet().balance());
    assertEquals(new SettleOutcome.AlreadyResolved(), resolve(leg, UUID.randomUUID(), "6.00", 60));
    reconcile(tenant);
  }

  @Test
  void aLateDifferenceTakesOnlyWhatIsThere() {
    var leg = UUID.randomUUID();
    hold(leg, "6.00");
    book().resolve(true, List.of(end(leg, UUID.randomUUID(), eur("0"), 0)));
    hold(UUID.randomUUID(), "9.00");
    assertEquals(
        late(eur("1.00"), eur("5.00").units()), resolve(leg, UUID.randomUUID(), "6.00", 60));
    assertEquals(eur("9.00"), wallet().balance());
    assertEquals(eur("0"), wallet().available());
    reconcile(tenant);
  }

  @Test
  void tenAtOnceNeverGoBelowTheFloor() throws Exception {
    concurrently(10, 10);
  }

  @Test
  void aHundredAtOnceNeverGoBelowTheFloor() throws Exception {
    concurrently(100, 16);
  }

  private void concurrently(int calls, int threads) throws Exception {
    var each = "1.50";
    var tasks = new ArrayList<Callable<HoldOutcome>>();
    for (int i = 0; i < calls; i++) {
      tasks.add(
          () -> {
            var leg = UUID.randomUUID();
            var outcome = hold(leg, each);
            if (outcome instanceof HoldOutcome.Held) {
              extend(leg, 1, "1.60", 30);
            }
            return outcome;
          });
    }
    int granted = 0;
    try (var pool = Executors.newFixedThreadPool(threads)) {
      for (var done : pool.invokeAll(tasks)) {
        if (done.get() instanceof HoldOutcome.Held) {
          granted++;
        }
      }
    }
    assertEquals(6, granted);
    assertFalse(wallet().available().isNegative());
    reconcile(tenant);
  }
}
