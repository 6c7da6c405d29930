package org.meterline.billing.wallet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
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
    boolean group = random.nextInt(3) == 0;
    var all = new ArrayList<>(work.wallets);
    Collections.shuffle(all, random);
    var leg =
        new Leg(
            id(), List.copyOf(all.subList(0, group ? 1 + random.nextInt(3) : 1)), group, node, by);
    var amounts = leg.wallets().stream().map(w -> some(200)).toList();
    boolean held = group ? holdGroup(leg, amounts) : holdOne(leg, amounts.getFirst());
    if (held) {
      work.legs.add(leg);
      if (by.epoch() < lease.epoch()) {
        work.model.fault("a lost lease held money for " + leg.id());
      }
    }
  }

  private boolean holdOne(Leg leg, Money amount) {
    var request =
        new HoldRequest(
            work.tenant,
            leg.id(),
            leg.id(),
            leg.wallets().getFirst(),
            work.deck,
            1,
            amount,
            10,
            false,
            WalletWorkload.now());
    var outcome = work.certain(() -> work.book.hold(leg.by(), List.of(request))).getFirst();
    return outcome instanceof HoldOutcome.Held || outcome instanceof HoldOutcome.AlreadyResolved;
  }

  private boolean holdGroup(Leg leg, List<Money> amounts) {
    var lines = new ArrayList<HoldGroups.Line>();
    for (int i = 0; i < amounts.size(); i++) {
      var part = i == 0 ? HoldGroups.Part.PAYER : HoldGroups.Part.SPONSOR;
      lines.add(
          new HoldGroups.Line(part, leg.wallets().get(i), work.deck, 1, amounts.get(i), 10, false));
    }
    var request =
        new HoldGroups.Request(work.tenant, leg.id(), leg.id(), lines, WalletWorkload.now());
    var answer = work.certain(() -> work.book.groups().hold(leg.by(), List.of(request)));
    return answer.getFirst() instanceof HoldGroups.AllHeld
        || (answer.getFirst() instanceof HoldGroups.NotHeld no
            && no.why().why() == Refusal.Why.RESOLVED);
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
    int sequence = 1 + random.nextInt(5);
    var proved = Duration.ofSeconds(random.nextInt(100));
    if (leg.group()) {
      var totals =
          leg.wallets().stream()
              .map(
                  w ->
                      new HoldGroups.Total(
                          some(300), 20, false, Money.of(cost(proved.toSeconds()), Currency.EUR)))
              .toList();
      var extension = new HoldGroups.Extension(work.tenant, leg.id(), sequence, proved, totals);
      work.certain(() -> work.book.groups().extend(leg.by(), List.of(extension)));
    } else {
      var request =
          new ExtendRequest(work.tenant, leg.id(), sequence, some(300), 20, false, proved);
      work.certain(() -> work.book.extend(leg.by(), List.of(request)));
    }
  }

  private static long cost(long seconds) {
    return seconds * SECOND;
  }

  /** The end of a call, as long as its leg's id says; asked again it is the same. */
  void settle(Leg leg) {
    settle(leg, "settled", (leg.id().getLeastSignificantBits() >>> 8) % 250, false);
  }

  private void settle(Leg leg, String what, long seconds, boolean recovery) {
    if (leg.group()) {
      var costs = new ArrayList<HoldGroups.LineCost>();
      for (int i = 0; i < leg.wallets().size(); i++) {
        costs.add(
            new HoldGroups.LineCost(
                WalletWorkload.posting(leg, what, i + 1),
                Money.of(cost(seconds), Currency.EUR),
                seconds,
                "call",
                "[]"));
      }
      settleGroup(leg, recovery, costs);
    } else {
      var transfer = WalletWorkload.posting(leg, what, 0);
      var settlement =
          new Settlement(
              work.tenant,
              leg.id(),
              transfer,
              Money.of(cost(seconds), Currency.EUR),
              seconds,
              WalletWorkload.now(),
              "call",
              "[]");
      var outcome = work.certain(() -> work.book.resolve(recovery, List.of(settlement))).getFirst();
      told(leg, 0, transfer, cost(seconds), recovery, outcome);
    }
  }

  private void settleGroup(Leg leg, boolean recovery, List<HoldGroups.LineCost> costs) {
    var settlement = new HoldGroups.Settlement(work.tenant, leg.id(), WalletWorkload.now(), costs);
    var outcomes =
        work.certain(() -> work.book.groups().resolve(recovery, List.of(settlement))).getFirst();
    for (int i = 0; i < outcomes.size(); i++) {
      var cost = costs.get(i);
      told(leg, i + 1, cost.transfer(), cost.cost().units(), recovery, outcomes.get(i));
    }
  }

  private void told(
      Leg leg, int line, UUID transfer, long cost, boolean recovery, SettleOutcome outcome) {
    var wallet = leg.wallets().get(Math.max(0, line - 1));
    work.model.resolved(leg.id(), line, wallet, transfer, cost, recovery, outcome);
    if (outcome instanceof SettleOutcome.Settled(long posted, long overrun) && posted > 0) {
      work.charges.put(transfer, wallet);
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
        var leg = new Leg(hold.leg(), List.of(hold.wallet()), false, node, newer);
        settle(leg, "recovered", hold.proved().toSeconds(), true);
      }
    }
    var groups = work.book.groups();
    for (var group : work.certain(() -> groups.read(groups.stale(newer, 1000))).values()) {
      var wallets = group.lines().stream().map(HoldGroups.Line::wallet).toList();
      var leg = new Leg(group.leg(), wallets, true, node, newer);
      settle(leg, "recovered", group.proved().toSeconds(), true);
    }
  }
}
