package org.meterline.billing.wallet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.WalletWorkload.Leg;
import org.meterline.billing.wallet.WalletWorkload.Node;

/** What a client of the workload does to calls, and what nodes do that start again. */
final class WorkloadCalls {
  /** A second of a call costs a cent. */
  static final long SECOND = 1_000_000;

  private final WalletWorkload work;
  private final Random random;

  WorkloadCalls(WalletWorkload work, Random random) {
    this.work = work;
    this.random = random;
  }

  Money some(int most) {
    return Money.of((1 + random.nextInt(most)) * SECOND, Currency.EUR);
  }

  UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  void hold() {
    var node = work.nodes.get(random.nextInt(work.nodes.size()));
    // now and then a thread that slept with an older lease
    var lease = node.lease;
    var by = random.nextInt(8) == 0 ? new Lease(lease.node(), lease.epoch() - 1) : lease;
    var leg = new Leg(id(), random.nextInt(4) == 0 ? bought() : paid(), node, by);
    var request =
        new HoldRequest(
            work.tenant,
            leg.id(),
            leg.id(),
            leg.lines(),
            held(leg, 200),
            10,
            false,
            WalletWorkload.now());
    var outcome = work.certain(() -> work.book.hold(leg.by(), List.of(request))).getFirst();
    if (outcome instanceof HoldOutcome.Held
        || outcome.equals(HoldOutcome.ofLeg(Refusal.Why.RESOLVED))) {
      work.legs.add(leg);
      if (by.epoch() < lease.epoch()) {
        work.model.fault("a lost lease held money for " + leg.id());
      }
    }
  }

  private List<HoldLine> paid() {
    var all = new ArrayList<>(work.wallets);
    Collections.shuffle(all, random);
    int lines = random.nextInt(3) == 0 ? 2 + random.nextInt(2) : 1;
    return all.subList(0, lines).stream()
        .map(wallet -> HoldLine.of(Part.PAYER, work.tenant, wallet, work.tariff))
        .toList();
  }

  /** What the tenant pays the operator, and what that owes. */
  private List<HoldLine> bought() {
    return List.of(
        HoldLine.of(Part.WHOLESALE, OperatorBook.ID, work.wholesale, work.sold),
        HoldLine.of(Part.CARRIER, OperatorBook.ID, work.carrier, work.sold));
  }

  private List<Money> held(Leg leg, int most) {
    return leg.lines().stream()
        .map(line -> line.part() == Part.CARRIER ? Money.zero(Currency.EUR) : some(most))
        .toList();
  }

  /** Does something to a leg, and now and then at once again. */
  void any(Consumer<Leg> act) {
    var leg = work.legs.poll();
    if (leg != null) {
      work.legs.add(leg);
      act.accept(leg);
      // another client may end it too
      if (random.nextInt(3) == 0) {
        work.legs.remove(leg);
        act.accept(leg);
        work.legs.add(leg);
      }
    }
  }

  void extend(Leg leg) {
    var request =
        new ExtendRequest(
            work.tenant,
            leg.id(),
            1 + random.nextInt(5),
            held(leg, 300),
            20,
            false,
            Duration.ofSeconds(random.nextInt(100)));
    work.certain(() -> work.book.extend(leg.by(), List.of(request)));
  }

  private static long cost(long seconds) {
    return seconds * SECOND;
  }

  /** The end of a call, as long as its leg's id says; asked again it is the same. */
  void settle(Leg leg) {
    settle(leg, "settled", (leg.id().getLeastSignificantBits() >>> 8) % 250, false);
  }

  private void settle(Leg leg, String what, long seconds, boolean recovery) {
    var costs = new ArrayList<Settlement.LineCost>();
    for (int i = 0; i < leg.lines().size(); i++) {
      costs.add(
          new Settlement.LineCost(
              WalletWorkload.posting(leg.id(), what, i),
              Money.of(cost(seconds), Currency.EUR),
              "call",
              "[]"));
    }
    var settlement = new Settlement(work.tenant, leg.id(), seconds, WalletWorkload.now(), costs);
    var outcome = work.certain(() -> work.book.resolve(recovery, List.of(settlement))).getFirst();
    for (int i = 0; i < costs.size(); i++) {
      var line = leg.lines().get(i);
      var transfer = costs.get(i).transfer();
      work.model.resolved(
          leg.id(), i, line.book(), line.wallet(), transfer, cost(seconds), recovery, outcome);
      if (line.part() == Part.PAYER
          && outcome instanceof SettleOutcome.Settled(var posted)
          && posted.get(i).posted() > 0) {
        work.charges.put(transfer, line.wallet());
      }
    }
  }

  /** A node loses its lease: another start of it recovers what the first left open. */
  void restart(Node node) {
    var newer = work.certain(() -> work.book.take(node.name, WalletWorkload.LEASE));
    synchronized (node) {
      if (newer.epoch() > node.lease.epoch()) {
        node.lease = newer;
      }
    }
    for (var hold : work.certain(() -> work.book.holds(work.book.stale(newer, 1000))).values()) {
      if (!hold.resolved()) {
        settle(
            new Leg(hold.leg(), hold.terms(), node, newer),
            "recovered",
            hold.proved().toSeconds(),
            true);
      }
    }
  }
}
