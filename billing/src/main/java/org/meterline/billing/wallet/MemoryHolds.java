package org.meterline.billing.wallet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.HoldOutcome.Held;
import org.meterline.billing.wallet.HoldOutcome.NotHeld;
import org.meterline.billing.wallet.MemoryVault.State;
import org.meterline.billing.wallet.Refusal.Why;

/** The holds of legs in memory. */
final class MemoryHolds {
  /** As the database has it. */
  private static final Comparator<UUID> BY_ID = Comparator.comparing(UUID::toString);

  private final MemoryVault vault;
  private final Map<UUID, Open> holds = new TreeMap<>();
  private final MemorySettlements settlements;

  MemoryHolds(MemoryVault vault, MemoryDebts debts) {
    this.vault = vault;
    settlements = new MemorySettlements(vault, debts);
  }

  /** A leg's hold, and what was posted of its lines. */
  static final class Open {
    LegHold hold;
    final Lease by;
    final List<Long> posted;

    /** By what; null: by nothing yet. */
    final List<@Nullable UUID> transfers;

    int sequence;
    boolean recovered;

    Open(LegHold hold, Lease by) {
      this.hold = hold;
      this.by = by;
      posted = new ArrayList<>(Collections.nCopies(hold.lines().size(), 0L));
      transfers = new ArrayList<>(Collections.nCopies(hold.lines().size(), null));
    }
  }

  /** Whether a node has money set aside. */
  boolean holdsFor(String node) {
    return holds.values().stream().anyMatch(o -> !o.hold.resolved() && o.by.node().equals(node));
  }

  /** What legs hold of this wallet. */
  long held(UUID wallet) {
    return holds.values().stream()
        .filter(o -> !o.hold.resolved())
        .flatMap(o -> o.hold.lines().stream())
        .filter(l -> l.of().wallet().equals(wallet))
        .mapToLong(l -> l.amount().units())
        .sum();
  }

  List<HoldOutcome> hold(Lease by, List<HoldRequest> requests) {
    synchronized (vault) {
      return requests.stream().map(r -> hold(by, r)).toList();
    }
  }

  private HoldOutcome hold(Lease by, HoldRequest r) {
    vault.expire(r.lines());
    var open = holds.get(r.leg());
    if (open != null && open.hold.tenant().equals(r.tenant())) {
      return again(open.hold, r);
    }
    if (!vault.current(by)) {
      return HoldOutcome.ofLeg(Why.FENCED);
    }
    var taken = new ArrayList<State>();
    for (int i = 0; i < r.lines().size(); i++) {
      var line = r.lines().get(i);
      var amount = r.amounts().get(i);
      var wallet = vault.current(line.book(), line.wallet());
      var refusal = refusal(wallet, line, amount);
      if (refusal != null || wallet == null) {
        for (int k = 0; k < i; k++) {
          taken.get(k).held -= r.amounts().get(k).units();
        }
        return new NotHeld(i + 1, line.part(), Objects.requireNonNull(refusal));
      }
      wallet.held += amount.units();
      taken.add(wallet);
    }
    var lines = new ArrayList<LegHold.Line>();
    for (int i = 0; i < r.lines().size(); i++) {
      var amount = r.amounts().get(i);
      lines.add(new LegHold.Line(r.lines().get(i), amount, amount, List.of()));
    }
    var hold =
        new LegHold(
            r.tenant(),
            r.leg(),
            r.call(),
            lines,
            r.seconds(),
            r.last(),
            Duration.ZERO,
            vault.clock.instant(),
            false,
            r.priceStart());
    holds.put(r.leg(), new Open(hold, by));
    return new Held(r.amounts(), r.seconds(), r.last(), false);
  }

  private static @Nullable Refusal refusal(@Nullable State wallet, HoldLine line, Money amount) {
    if (wallet == null || wallet.carrier() != (line.part() == HoldLine.Part.CARRIER)) {
      return Refusal.of(Why.NO_WALLET);
    }
    if (!wallet.currency().equals(amount.currency())) {
      return Refusal.of(Why.CURRENCY);
    }
    if (wallet.frozen()) {
      return Refusal.of(Why.FROZEN);
    }
    if (amount.isNegative() || (!wallet.carrier() && amount.units() > wallet.available())) {
      return Refusal.of(Why.TOO_LOW, wallet.money(wallet.available()));
    }
    return wallet.holds(amount.units()) ? null : Refusal.OVERFLOW;
  }

  private static HoldOutcome again(LegHold was, HoldRequest r) {
    boolean same = was.lines().size() == r.lines().size();
    for (int i = 0; same && i < r.lines().size(); i++) {
      same = sameTerms(was.lines().get(i).of(), r.lines().get(i));
    }
    if (!same) {
      return HoldOutcome.ofLeg(Why.OTHER_TERMS);
    }
    return was.resolved() ? HoldOutcome.ofLeg(Why.RESOLVED) : held(was, true);
  }

  private static boolean sameTerms(HoldLine was, HoldLine is) {
    return was.wallet().equals(is.wallet())
        && was.part() == is.part()
        && was.weight() == is.weight()
        && was.tariff().deck().equals(is.tariff().deck())
        && was.tariff().line() == is.tariff().line();
  }

  private static Held held(LegHold hold, boolean repeated) {
    return new Held(hold.amounts(), hold.seconds(), hold.last(), repeated);
  }

  List<HoldOutcome> extend(Lease by, List<ExtendRequest> requests) {
    synchronized (vault) {
      return requests.stream().map(r -> extend(by, r)).toList();
    }
  }

  private HoldOutcome extend(Lease by, ExtendRequest r) {
    var open = holds.get(r.leg());
    if (open == null
        || !open.hold.tenant().equals(r.tenant())
        || open.hold.lines().size() != r.totals().size()) {
      return HoldOutcome.ofLeg(Why.NO_HOLD);
    }
    var hold = open.hold;
    vault.expire(hold.terms());
    if (hold.resolved()) {
      return HoldOutcome.ofLeg(Why.RESOLVED);
    }
    if (!vault.current(by) || !open.by.equals(by)) {
      return HoldOutcome.ofLeg(Why.FENCED);
    }
    if (r.sequence() <= open.sequence) {
      return held(hold, true);
    }
    var refused = more(hold, r.totals());
    var proved = r.proved().compareTo(hold.proved()) > 0 ? r.proved() : hold.proved();
    long seconds = Math.max(hold.seconds(), r.seconds());
    var lines = new ArrayList<LegHold.Line>();
    for (int i = 0; i < hold.lines().size(); i++) {
      var line = hold.lines().get(i);
      var total = max(line.amount(), r.totals().get(i));
      var steps = new ArrayList<>(line.steps());
      int number = steps.isEmpty() ? 1 : steps.getLast().number() + 1;
      steps.add(new LegHold.Step(vault.clock.instant(), r.sequence(), total, seconds, number));
      if (steps.size() > LegHold.FIRST_STEPS + 2) {
        steps.remove(LegHold.FIRST_STEPS);
      }
      lines.add(new LegHold.Line(line.of(), line.first(), total, steps));
    }
    open.hold =
        refused == null
            ? hold.with(lines, seconds, r.last(), proved, false)
            : hold.with(hold.lines(), hold.seconds(), hold.last(), proved, false);
    if (refused != null) {
      return refused;
    }
    open.sequence = r.sequence();
    return held(open.hold, false);
  }

  /** Holds what the new totals take more, or nothing. */
  private @Nullable NotHeld more(LegHold hold, List<Money> totals) {
    for (int i = 0; i < totals.size(); i++) {
      var wallet = wallet(hold.lines().get(i).of());
      long more = more(hold.lines().get(i), totals.get(i));
      var why = more > 0 ? refusal(wallet, more) : null;
      if (why != null) {
        for (int k = 0; k < i; k++) {
          wallet(hold.lines().get(k).of()).held -= more(hold.lines().get(k), totals.get(k));
        }
        return new NotHeld(i + 1, hold.lines().get(i).of().part(), why);
      }
      wallet.held += more;
    }
    return null;
  }

  private static @Nullable Refusal refusal(State wallet, long more) {
    if (wallet.frozen()) {
      return Refusal.of(Why.FROZEN);
    }
    if (!wallet.carrier() && more > wallet.available()) {
      return Refusal.of(Why.TOO_LOW, wallet.money(wallet.available()));
    }
    return wallet.holds(more) ? null : Refusal.OVERFLOW;
  }

  private static long more(LegHold.Line line, Money total) {
    return Math.max(0, total.minus(line.amount()).units());
  }

  private State wallet(HoldLine line) {
    return vault.known(line.book(), line.wallet());
  }

  private static Money max(Money a, Money b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  List<SettleOutcome> resolve(boolean recovery, List<Settlement> settlements) {
    synchronized (vault) {
      return settlements.stream()
          .map(s -> this.settlements.resolve(recovery, s, holds.get(s.leg())))
          .toList();
    }
  }

  Map<UUID, LegHold> read(Collection<UUID> legs) {
    synchronized (vault) {
      var found = new HashMap<UUID, LegHold>();
      for (var leg : legs) {
        var known = holds.get(leg);
        if (known != null) {
          found.put(leg, known.hold);
        }
      }
      return found;
    }
  }

  List<UUID> stale(Lease lease, @Nullable UUID after, int limit) {
    synchronized (vault) {
      if (lease.epoch() > vault.epoch(lease.node())) {
        return List.of();
      }
      return holds.entrySet().stream()
          .filter(e -> !e.getValue().hold.resolved())
          .filter(e -> e.getValue().by.node().equals(lease.node()))
          .filter(e -> e.getValue().by.epoch() < lease.epoch())
          .map(Map.Entry::getKey)
          .filter(id -> after == null || BY_ID.compare(id, after) > 0)
          .sorted(BY_ID)
          .limit(limit)
          .toList();
    }
  }
}
