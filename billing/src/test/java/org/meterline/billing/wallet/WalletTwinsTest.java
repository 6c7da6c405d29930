package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.NewWallet.PayerKind;

/**
 * Whatever one client asks of them in whatever order, both books answer the same and are the same.
 */
class WalletTwinsTest {
  private static final long CENT = 1_000_000;
  private static final Set<String> EXPECTED =
      Set.of(
          "Held",
          "TOO_LOW",
          "FROZEN",
          "FENCED",
          "RESOLVED",
          "Settled",
          "Repeated",
          "Late",
          "AlreadyResolved",
          "Posted",
          "Done");

  private final PostgresWalletsTest scene = new PostgresWalletsTest();
  private final Instant base = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private Duration passed = Duration.ZERO;
  private final WalletBook memory = new MemoryWallets(() -> base.plus(passed));
  private final WalletBook postgres = new PostgresWallets(TestDatabase.app());
  private final List<WalletBook> both = List.of(memory, postgres);

  private final UUID tenant = TestDatabase.tenant();
  private final Tariff tariff = scene.priced(tenant);
  private final Tariff sold = scene.priced(scene.operator());
  private final List<UUID> wallets = new ArrayList<>();
  private final UUID wholesale = UUID.randomUUID();
  private final UUID carrier = UUID.randomUUID();
  private Lease lease = new Lease("", 0);
  private Lease before = lease;

  private final List<Act> asked = new ArrayList<>();
  private final Map<UUID, Leg> legs = new TreeMap<>();
  private final List<UUID> purchases = new ArrayList<>();
  private final Map<UUID, UUID> charges = new TreeMap<>();
  private final Set<String> answers = new HashSet<>();
  private Random random = new Random();
  private int grants;

  private record Leg(UUID id, List<HoldLine> lines, Lease by) {}

  /** Something to ask, and its name for whoever reads of a difference. */
  private record Act(String what, Function<WalletBook, Object> ask) {}

  @BeforeEach
  void open() {
    scene.tenant = tenant;
    var payer = UUID.randomUUID();
    for (var floor : List.of("0", "-5", "0", "-1")) {
      var id = UUID.randomUUID();
      wallets.add(id);
      var owner = wallets.size() < 4 ? payer : UUID.randomUUID();
      open(tenant, id, owner, PayerKind.CUSTOMER, floor);
    }
    open(OperatorBook.ID, wholesale, tenant, PayerKind.CUSTOMER, "-4");
    open(OperatorBook.ID, carrier, UUID.randomUUID(), PayerKind.CARRIER, "0");
  }

  private void open(UUID in, UUID id, UUID payer, PayerKind kind, String floor) {
    var wallet = new NewWallet(in, id, payer, kind, "P " + payer, null, "W " + id, eur(floor));
    both.forEach(book -> book.open(wallet));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void bothAnswerTheSame(long seed) {
    random = new Random(seed);
    restart();
    for (int step = 0; step < 250; step++) {
      String where = "seed " + seed + ", step " + step + ": ";
      var act = random.nextInt(10) == 0 && !asked.isEmpty() ? any(asked) : act();
      asked.add(act);
      var answer = PlainAnswers.plain(act.ask().apply(memory));
      assertEquals(answer, PlainAnswers.plain(act.ask().apply(postgres)), where + act.what());
      answers.add(PlainAnswers.name(answer));
      if (step % 25 == 24) {
        pass(Duration.ofHours(1 + random.nextInt(3)));
      }
      if (step % 10 == 9) {
        both.forEach(WalletTwinsTest::expire);
        assertSame(where);
      }
      if (step % 60 == 59) {
        recover(where);
      }
    }
    scene.reconcile(tenant);
    scene.reconcile(OperatorBook.ID);
    assertEquals(
        Set.of(),
        EXPECTED.stream().filter(e -> !answers.contains(e)).collect(Collectors.toSet()),
        "never answered");
  }

  private void assertSame(String where) {
    var is = state(postgres);
    state(memory).forEach((what, it) -> assertEquals(it, is.get(what), where + what));
  }

  private void pass(Duration time) {
    passed = passed.plus(time);
    scene.later(time);
  }

  private static void expire(WalletBook book) {
    int expired;
    do {
      expired = book.expire(1_000);
    } while (expired == 1_000);
  }

  /** Another start of the node: it has a lease, and the first one has lost its own. */
  private void restart() {
    before = lease;
    var taken = both.stream().map(b -> b.take("twin-" + tenant, Duration.ofHours(9))).toList();
    assertEquals(taken.getFirst(), taken.getLast());
    lease = taken.getFirst();
    scene.lease = lease;
  }

  private void recover(String where) {
    restart();
    var stale = both.stream().map(b -> b.stale(lease, 1_000)).toList();
    assertEquals(stale.getFirst(), stale.getLast(), where + "stale");
    for (var id : stale.getFirst().stream().limit(4).toList()) {
      var act = settle(Objects.requireNonNull(legs.get(id)), "recovered", random.nextInt(60), true);
      assertEquals(act.ask().apply(memory), act.ask().apply(postgres), where + act.what());
    }
  }

  private Act act() {
    int dice = random.nextInt(100);
    if (dice < 22 || legs.isEmpty()) {
      return hold();
    } else if (dice < 36) {
      return extend();
    } else if (dice < 54) {
      return settle(any(List.copyOf(legs.values())), "settled", random.nextInt(150), false);
    } else if (dice < 62) {
      return topUp();
    } else if (dice < 68) {
      return goodwill();
    } else if (dice < 75) {
      return authorise();
    } else if (dice < 81 && !purchases.isEmpty()) {
      return endPurchase();
    } else if (dice < 85) {
      return force();
    } else if (dice < 88) {
      return settleDebt();
    } else if (dice < 93 && !charges.isEmpty()) {
      return refund();
    } else if (dice < 96) {
      return transfer();
    }
    return limit();
  }

  private Act hold() {
    var fresh = new Leg(id(), random.nextInt(4) == 0 ? bought() : paid(), by());
    var leg = random.nextInt(8) == 0 && !legs.isEmpty() ? any(List.copyOf(legs.values())) : fresh;
    legs.put(leg.id(), leg);
    var amounts = amounts(leg, 200);
    var request =
        new HoldRequest(
            tenant, leg.id(), leg.id(), leg.lines(), amounts, 10, random.nextBoolean(), base);
    return new Act("hold " + request, b -> b.hold(leg.by(), List.of(request)).getFirst());
  }

  private Lease by() {
    return random.nextInt(8) == 0 ? before : lease;
  }

  private List<HoldLine> paid() {
    var all = new ArrayList<>(wallets);
    Collections.shuffle(all, random);
    int lines = random.nextInt(3) == 0 ? 2 + random.nextInt(2) : 1;
    return all.subList(0, lines).stream()
        .map(wallet -> HoldLine.of(Part.PAYER, tenant, wallet, tariff))
        .toList();
  }

  private List<HoldLine> bought() {
    return List.of(
        HoldLine.of(Part.WHOLESALE, OperatorBook.ID, wholesale, sold),
        HoldLine.of(Part.CARRIER, OperatorBook.ID, carrier, sold));
  }

  private List<Money> amounts(Leg leg, int most) {
    return leg.lines().stream().map(line -> some(most)).toList();
  }

  private Act extend() {
    var leg = any(List.copyOf(legs.values()));
    var request =
        new ExtendRequest(
            tenant,
            leg.id(),
            1 + random.nextInt(4),
            amounts(leg, 300),
            20 + random.nextInt(20),
            random.nextBoolean(),
            Duration.ofSeconds(random.nextInt(100)));
    return new Act("extend " + request, b -> b.extend(leg.by(), List.of(request)).getFirst());
  }

  /** What is settled for another length has another id, but now and then. */
  private Act settle(Leg leg, String what, long seconds, boolean recovery) {
    String named = random.nextInt(4) == 0 ? what : what + seconds;
    var costs = new ArrayList<Settlement.LineCost>();
    for (int i = 0; i < leg.lines().size(); i++) {
      var transfer = WalletWorkload.posting(leg.id(), named, i);
      var cost = Money.of(seconds * CENT, Currency.EUR);
      costs.add(new Settlement.LineCost(transfer, cost, "call", "[]"));
      charges.put(transfer, leg.lines().get(i).wallet());
    }
    var settlement = new Settlement(tenant, leg.id(), seconds, base, costs);
    return new Act(
        what + " " + settlement, b -> b.resolve(recovery, List.of(settlement)).getFirst());
  }

  private Act topUp() {
    var transfer = id();
    boolean operators = random.nextInt(5) == 0;
    var wallet = operators ? wholesale : any(wallets);
    var topUp =
        new TopUp(
            operators ? OperatorBook.ID : tenant,
            wallet,
            "t" + transfer,
            transfer,
            some(600),
            "top-up",
            "client",
            base);
    return new Act("top up " + topUp, b -> b.topUp(topUp));
  }

  /** Both clocks are apart by what has passed. */
  private Act goodwill() {
    var transfer = id();
    var wallet = any(wallets);
    var amount = some(300);
    // no two end at once: which of them is spent first is nobody's matter
    var time = Duration.ofMinutes(30 + 60L * random.nextInt(5)).plusSeconds(++grants);
    var began = passed;
    return new Act(
        "goodwill " + amount + " to " + wallet + " for " + time,
        b ->
            b.topUp(
                new TopUp(
                    tenant,
                    wallet,
                    "g" + transfer,
                    transfer,
                    amount,
                    "sorry",
                    "client",
                    base,
                    new Pocket.Goodwill((b.equals(memory) ? base.plus(began) : base).plus(time)))));
  }

  private Act authorise() {
    var id = id();
    purchases.add(id);
    var asked =
        new Purchases.Authorisation(
            tenant,
            any(wallets),
            "p" + id,
            id,
            "page",
            "A page",
            some(200),
            WorkloadClient.TAX,
            Duration.ofMinutes(30 + 60L * random.nextInt(3)),
            "client");
    return new Act("authorise " + asked, b -> b.purchases().authorise(asked));
  }

  private Act endPurchase() {
    var id = any(purchases);
    if (random.nextInt(3) == 0) {
      return new Act("release " + id, b -> b.purchases().release(tenant, id));
    }
    var transfer = id();
    var capture =
        new Purchases.Capture(tenant, id, "c" + transfer, transfer, some(200), "client", base);
    memory.purchases().find(tenant, id).ifPresent(p -> charges.put(transfer, p.wallet()));
    return new Act("capture " + capture, b -> b.purchases().capture(capture));
  }

  private Act force() {
    var transfer = id();
    var wallet = any(wallets);
    var kind = random.nextBoolean() ? Debts.Kind.DISPUTE : Debts.Kind.RE_RATING;
    var debit =
        new Debts.ForcedDebit(
            tenant,
            wallet,
            "f" + transfer,
            transfer,
            kind,
            some(400),
            kind == Debts.Kind.DISPUTE ? SaleTax.NONE : WorkloadClient.TAX,
            "lost",
            "client",
            base);
    charges.put(transfer, wallet);
    return new Act("force " + debit, b -> b.debts().force(debit));
  }

  private Act settleDebt() {
    var open = memory.debts().receivables(tenant, null, null, 1_000);
    var transfer = id();
    var settle =
        new Debts.Settle(
            tenant,
            open.isEmpty() ? transfer : any(open).id(),
            "s" + transfer,
            transfer,
            random.nextBoolean() ? Debts.Means.WRITE_OFF : Debts.Means.FROM_WALLET,
            some(200),
            "settled",
            "client",
            base);
    return new Act("settle " + settle, b -> b.debts().settle(settle));
  }

  private Act refund() {
    var charge = any(List.copyOf(charges.entrySet()));
    var transfer = id();
    boolean operators = !wallets.contains(charge.getValue());
    var refund =
        new Refunds.Refund(
            operators ? OperatorBook.ID : tenant,
            charge.getValue(),
            charge.getKey(),
            "r" + transfer,
            transfer,
            some(120),
            "complaint",
            "client",
            base);
    return new Act("refund " + refund, b -> b.refunds().refund(refund));
  }

  private Act transfer() {
    var transfer = id();
    var between =
        new Refunds.Between(
            tenant,
            any(wallets),
            any(wallets),
            "b" + transfer,
            transfer,
            some(300),
            "moved",
            "client",
            base);
    return new Act("transfer " + between, b -> b.refunds().transfer(between));
  }

  private Act limit() {
    var wallet = any(wallets);
    Long floor = random.nextInt(3) == 0 ? null : (random.nextInt(8) - 6) * 100L * CENT;
    Boolean frozen = random.nextInt(3) == 0 ? null : random.nextInt(4) == 0;
    return new Act(
        "limit " + wallet + " to " + floor + ", " + frozen,
        b -> b.limitInPart(tenant, wallet, floor, frozen));
  }

  private Money some(int most) {
    return Money.of((1 + random.nextInt(most)) * CENT, Currency.EUR);
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }

  private UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** All that can be read, but for what clocks say. */
  private Map<String, Object> state(WalletBook book) {
    var state = new TreeMap<String, Object>();
    var shift = book.equals(memory) ? Duration.ZERO : passed;
    for (var id : wallets) {
      PlainAnswers.wallet(state, book, tenant, id, shift);
      state.put(
          "debts " + id,
          book.debts().receivables(tenant, id, null, 1_000).stream()
              .map(r -> List.of(r.id(), r.kind(), r.amount(), r.settled(), r.closed() != null))
              .collect(Collectors.toSet()));
    }
    PlainAnswers.wallet(state, book, OperatorBook.ID, wholesale, shift);
    PlainAnswers.wallet(state, book, OperatorBook.ID, carrier, shift);
    for (var id : purchases) {
      state.put("purchase " + id, book.purchases().find(tenant, id).map(PlainAnswers::bought));
    }
    book.holds(legs.keySet())
        .forEach(
            (id, hold) ->
                state.put(
                    "hold " + id,
                    List.of(
                        hold.lines().stream()
                            .map(
                                l ->
                                    List.of(
                                        l.of().wallet(),
                                        l.first(),
                                        l.amount(),
                                        PlainAnswers.steps(l)))
                            .toList(),
                        hold.seconds(),
                        hold.last(),
                        hold.proved(),
                        hold.resolved())));
    return state;
  }
}
