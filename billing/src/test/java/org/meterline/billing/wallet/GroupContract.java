package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestTariff;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldOutcome.Held;
import org.meterline.billing.wallet.HoldOutcome.NotHeld;
import org.meterline.billing.wallet.Refusal.Why;
import org.meterline.billing.wallet.SettleOutcome.Posted;

/** Holds of several lines: a payer, the tenant's wholesale wallet, a bundle in seconds. */
abstract class GroupContract extends PocketContract {
  private UUID wholesale = new UUID(0, 0);
  private UUID bundle = new UUID(0, 0);

  private void openTheOthers() {
    wholesale = UUID.randomUUID();
    open(wholesale, tenant, eur("-3.00"));
    bundle = UUID.randomUUID();
    open(bundle, tenant, seconds(0));
    book()
        .topUp(
            new TopUp(
                tenant, bundle, "bundle", UUID.randomUUID(), seconds(100), "b", "tester", AT));
  }

  @Test
  void aGroupIsHeldWhole() {
    openTheOthers();
    var leg = UUID.randomUUID();
    assertEquals(allHeld(false, "6.00", "2.00", 60), group(leg, "6.00", "2.00", 60));
    assertEquals(eur("4.00"), wallet().available());
    assertEquals(eur("1.00"), available(wholesale));
    assertEquals(seconds(40), available(bundle));
    assertEquals(allHeld(true, "6.00", "2.00", 60), group(leg, "6.00", "2.00", 60));
    assertEquals(eur("4.00"), wallet().available());
    var read = Objects.requireNonNull(book().holds(List.of(leg)).get(leg));
    assertEquals(
        List.of(Part.PAYER, Part.WHOLESALE, Part.BUNDLE),
        read.terms().stream().map(HoldLine::part).toList());
    assertEquals(amounts("6.00", "2.00", 60), read.amounts());
    assertFalse(read.resolved());
    reconcile(tenant);
  }

  @Test
  void oneLineThatFallsShortRefusesAllAndIsNamed() {
    openTheOthers();
    var refused = group(UUID.randomUUID(), "6.00", "3.01", 60);
    assertEquals(new NotHeld(2, Part.WHOLESALE, Refusal.of(Why.TOO_LOW, eur("3.00"))), refused);
    var why = assertInstanceOf(NotHeld.class, refused);
    assertEquals(
        "Line 2, tenant's wholesale wallet: The wallet has only 3.00 EUR available; top it up.",
        why.reason());
    assertFalse(why.why().retry());
    assertEquals(
        new NotHeld(3, Part.BUNDLE, Refusal.of(Why.TOO_LOW, seconds(100))),
        group(UUID.randomUUID(), "6.00", "2.00", 101));
    assertEquals(
        new NotHeld(1, Part.PAYER, Refusal.of(Why.TOO_LOW, eur("10.00"))),
        group(UUID.randomUUID(), "10.01", "9.00", 101),
        "the first that falls short is named");
    assertEquals(eur("10.00"), wallet().available());
    assertEquals(seconds(100), available(bundle));
    reconcile(tenant);
  }

  @Test
  void twoLinesOnOneWalletTakeTogetherWhatItHas() {
    openTheOthers();
    var twice = List.of(line(Part.PAYER, wallet), line(Part.PAYER, wallet));
    assertEquals(
        new NotHeld(2, Part.PAYER, Refusal.of(Why.TOO_LOW, eur("4.00"))),
        ask(UUID.randomUUID(), twice, eur("6.00"), eur("5.00")));
    assertEquals(eur("10.00"), wallet().available());
    reconcile(tenant);
  }

  @Test
  void whatElseRefusesAGroupIsNamed() {
    openTheOthers();
    var leg = UUID.randomUUID();
    var nowhere = List.of(line(Part.SPONSOR, UUID.randomUUID()));
    assertEquals(
        new NotHeld(1, Part.SPONSOR, Refusal.of(Why.NO_WALLET)), ask(leg, nowhere, eur("1.00")));
    var carrier = List.of(line(Part.CARRIER, wallet));
    assertEquals(
        new NotHeld(1, Part.CARRIER, Refusal.of(Why.NO_WALLET)), ask(leg, carrier, eur("1.00")));
    var dollars = List.of(line(Part.PAYER, bundle));
    assertEquals(no(Why.CURRENCY), ask(leg, dollars, eur("1.00")));
    book().limit(tenant, wholesale, eur("-3.00").units(), true);
    assertEquals(
        new NotHeld(2, Part.WHOLESALE, Refusal.of(Why.FROZEN)), group(leg, "1.00", "1.00", 1));
    book().limit(tenant, wholesale, eur("-3.00").units(), false);
    group(leg, "1.00", "1.00", 1);
    assertEquals(
        new NotHeld(0, null, Refusal.of(Why.OTHER_TERMS)),
        ask(leg, List.of(line(Part.PAYER, wallet)), eur("1.00")));
    var single = UUID.randomUUID();
    hold(single, "1.00");
    assertEquals(
        new NotHeld(0, null, Refusal.of(Why.OTHER_TERMS)), group(single, "1.00", "1.00", 1));
    assertEquals(
        new NotHeld(0, null, Refusal.of(Why.NO_HOLD)),
        extend(UUID.randomUUID(), 1, "1.00", "1.00", 1));
    reconcile(tenant);
  }

  @Test
  void aBatchOfGroupsIsAnsweredOneByOne() {
    openTheOthers();
    var a = request(UUID.randomUUID(), "6.00", "1.00", 10);
    var b = request(UUID.randomUUID(), "6.00", "1.00", 10);
    var c = request(UUID.randomUUID(), "4.00", "1.00", 10);
    assertEquals(
        List.of(
            allHeld(false, "6.00", "1.00", 10),
            new NotHeld(1, Part.PAYER, Refusal.of(Why.TOO_LOW, eur("4.00"))),
            allHeld(false, "4.00", "1.00", 10),
            allHeld(true, "6.00", "1.00", 10)),
        book().hold(lease, List.of(a, b, c, a)));
    reconcile(tenant);
  }

  @Test
  void totalsAreExtendedTogetherOrNotAtAll() {
    openTheOthers();
    var leg = UUID.randomUUID();
    group(leg, "2.00", "1.00", 20);
    assertEquals(allHeld(false, "4.00", "2.00", 40, 1), extend(leg, 1, "4.00", "2.00", 40));
    assertEquals(allHeld(true, "4.00", "2.00", 40, 1), extend(leg, 1, "9.00", "2.00", 90));
    assertEquals(
        new NotHeld(2, Part.WHOLESALE, Refusal.of(Why.TOO_LOW, eur("1.00"))),
        extend(leg, 2, "5.00", "3.01", 50));
    assertEquals(eur("6.00"), wallet().available());
    assertEquals(allHeld(false, "5.00", "3.00", 40, 2), extend(leg, 2, "5.00", "3.00", 30));
    book().limit(tenant, wallet, 0, true);
    assertEquals(
        new NotHeld(1, Part.PAYER, Refusal.of(Why.FROZEN)), extend(leg, 3, "6.00", "3.00", 50));
    assertEquals(allHeld(false, "5.00", "3.00", 40, 3), extend(leg, 3, "5.00", "3.00", 40));
    reconcile(tenant);
  }

  @Test
  void eachLinePostsItsCostAndTheRestIsGivenBack() {
    openTheOthers();
    var leg = UUID.randomUUID();
    group(leg, "6.00", "2.00", 60);
    var costs = costs("5.00", "2.50", 45);
    assertEquals(
        new SettleOutcome.Settled(
            List.of(
                new Posted(eur("5.00").units(), 0),
                new Posted(eur("2.00").units(), eur("0.50").units()),
                new Posted(45, 0))),
        resolve(false, leg, costs));
    assertEquals(eur("5.00"), wallet().balance());
    assertEquals(eur("-2.00"), book().wallet(tenant, wholesale).orElseThrow().balance());
    assertEquals(seconds(55), available(bundle));
    var again = assertInstanceOf(SettleOutcome.Repeated.class, resolve(false, leg, costs));
    assertEquals(new Posted(eur("2.00").units(), eur("0.50").units()), again.lines().get(1));
    assertEquals(
        new SettleOutcome.AlreadyResolved(), resolve(false, leg, costs("1.00", "1.00", 1)));
    assertEquals(
        new SettleOutcome.DuplicateKeyOtherBody(), resolve(false, leg, costs.subList(0, 2)));
    assertEquals(
        new SettleOutcome.NoHold(), resolve(false, UUID.randomUUID(), costs("1.00", "1.00", 1)));
    assertEquals(new NotHeld(0, null, Refusal.of(Why.RESOLVED)), group(leg, "6.00", "2.00", 60));
    assertEquals(
        new NotHeld(0, null, Refusal.of(Why.RESOLVED)), extend(leg, 1, "6.00", "2.00", 60));
    assertTrue(Objects.requireNonNull(book().holds(List.of(leg)).get(leg)).resolved());
    reconcile(tenant);
  }

  @Test
  void recoveryPostsWhatIsProvedAndALateSettlementTheDifference() {
    openTheOthers();
    var leg = UUID.randomUUID();
    group(leg, "6.00", "2.00", 60);
    extend(leg, 1, "6.00", "2.00", 60);
    var newer = book().take(lease.node(), MINUTE);
    assertEquals(new NotHeld(0, null, Refusal.of(Why.FENCED)), extend(leg, 2, "7.00", "2.00", 60));
    assertTrue(Refusal.of(Why.FENCED).retry());
    assertEquals(List.of(leg), book().stale(newer, 10));
    var hold = Objects.requireNonNull(book().holds(List.of(leg)).get(leg));
    assertEquals(Duration.ofSeconds(10), hold.proved());
    assertEquals(eur("2.00"), hold.lines().get(1).first());
    assertEquals(1, hold.lines().get(2).steps().size());
    assertEquals(
        new SettleOutcome.Settled(posted(eur("1.00"), eur("0.50"), 10)),
        resolve(true, leg, costs("1.00", "0.50", 10)));
    assertEquals(List.of(), book().stale(newer, 10));
    var late = costs("4.00", "0.50", 30);
    assertEquals(
        new SettleOutcome.Late(posted(eur("3.00"), eur("0"), 20)), resolve(false, leg, late));
    assertEquals(
        new SettleOutcome.Repeated(posted(eur("3.00"), eur("0"), 20)), resolve(false, leg, late));
    assertEquals(
        new SettleOutcome.AlreadyResolved(), resolve(false, leg, costs("6.00", "2.00", 60)));
    assertEquals(eur("6.00"), wallet().balance());
    assertEquals(seconds(70), available(bundle));
    reconcile(tenant);
  }

  @Test
  void groupsDrawGoodwillFirst() {
    openTheOthers();
    goodwill("g", "2.00");
    var leg = UUID.randomUUID();
    group(leg, "6.00", "2.00", 60);
    resolve(false, leg, costs("3.00", "0", 0));
    assertEquals(List.of(eur("9.00")), pockets());
    reconcile(tenant);
  }

  /** What is open is not charged anew: whoever settles it knows what it is charged by. */
  @Test
  void anOpenGroupIsSettledByWhicheverDeck() {
    openTheOthers();
    goodwill("g", "2.00");
    var leg = UUID.randomUUID();
    group(leg, "6.00", "2.00", 60);
    var other = TestTariff.of(UUID.randomUUID());
    var costs =
        costs("0", "0", 0).stream()
            .map(c -> new Settlement.LineCost(c.transfer(), c.cost(), "call", "[]", other))
            .toList();
    assertEquals(
        new SettleOutcome.Settled(posted(eur("0"), eur("0"), 0)), resolve(false, leg, costs));
    assertEquals(eur("10.00"), available(wallet).minus(eur("2.00")));
    reconcile(tenant);
  }

  @Test
  void manyGroupsAtOnceNeverGoBelowAFloor() throws Exception {
    openTheOthers();
    var tasks = new ArrayList<Callable<HoldOutcome>>();
    for (int i = 0; i < 40; i++) {
      boolean turned = i % 2 == 0;
      tasks.add(
          () -> {
            var lines = List.of(line(Part.PAYER, wallet), line(Part.WHOLESALE, wholesale));
            return turned
                ? ask(UUID.randomUUID(), lines.reversed(), eur("0.50"), eur("1.00"))
                : ask(UUID.randomUUID(), lines, eur("1.00"), eur("0.50"));
          });
    }
    int granted = 0;
    try (var pool = Executors.newFixedThreadPool(8)) {
      for (var done : pool.invokeAll(tasks)) {
        if (done.get() instanceof Held) {
          granted++;
        }
      }
    }
    assertEquals(6, granted);
    assertEquals(eur("0"), available(wholesale));
    assertEquals(eur("4.00"), wallet().available());
    reconcile(tenant);
  }

  Money available(UUID wallet) {
    return book().wallet(tenant, wallet).orElseThrow().available();
  }

  private HoldLine line(Part part, UUID wallet) {
    return HoldLine.of(part, tenant, wallet, price);
  }

  private HoldOutcome ask(UUID leg, List<HoldLine> lines, Money... amounts) {
    return book().hold(lease, List.of(request(leg, lines, List.of(amounts)))).getFirst();
  }

  private HoldRequest request(UUID leg, String payer, String wholesaler, long seconds) {
    return request(
        leg,
        List.of(
            line(Part.PAYER, wallet), line(Part.WHOLESALE, wholesale), line(Part.BUNDLE, bundle)),
        amounts(payer, wholesaler, seconds));
  }

  private List<Money> amounts(String payer, String wholesaler, long seconds) {
    return List.of(eur(payer), eur(wholesaler), seconds(seconds));
  }

  private HoldOutcome group(UUID leg, String payer, String wholesaler, long seconds) {
    return book().hold(lease, List.of(request(leg, payer, wholesaler, seconds))).getFirst();
  }

  /** Proves ten seconds each time. */
  private HoldOutcome extend(
      UUID leg, int sequence, String payer, String wholesaler, long seconds) {
    var extension =
        new ExtendRequest(
            tenant,
            leg,
            sequence,
            amounts(payer, wholesaler, seconds),
            60 + sequence,
            false,
            Duration.ofSeconds(10));
    return book().extend(lease, List.of(extension)).getFirst();
  }

  private List<Settlement.LineCost> costs(String payer, String wholesaler, long seconds) {
    return amounts(payer, wholesaler, seconds).stream()
        .map(cost -> new Settlement.LineCost(UUID.randomUUID(), cost, "call", "[]"))
        .toList();
  }

  private SettleOutcome resolve(boolean recovery, UUID leg, List<Settlement.LineCost> costs) {
    return book().resolve(recovery, List.of(new Settlement(tenant, leg, 45, AT, costs))).getFirst();
  }

  private Held allHeld(boolean repeated, String payer, String wholesaler, long seconds) {
    return allHeld(repeated, payer, wholesaler, seconds, 0);
  }

  /**
   * @param sequence of the last extension
   */
  private Held allHeld(
      boolean repeated, String payer, String wholesaler, long seconds, int sequence) {
    return new Held(amounts(payer, wholesaler, seconds), 60 + sequence, false, repeated);
  }

  private static List<Posted> posted(Money payer, Money wholesaler, long seconds) {
    return List.of(
        new Posted(payer.units(), 0), new Posted(wholesaler.units(), 0), new Posted(seconds, 0));
  }
}
