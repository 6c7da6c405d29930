package org.meterline.billing.wallet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.MemoryVault.State;
import org.meterline.billing.wallet.Refusal.Why;

/** Groups of holds in memory. */
final class MemoryGroups implements HoldGroups {
  private final MemoryVault vault;
  private final Predicate<UUID> single;
  private final Map<UUID, Open> groups = new LinkedHashMap<>();
  private final Map<UUID, Charged> charges = new HashMap<>();

  /**
   * @param single tells whether a leg has the hold of a single wallet
   */
  MemoryGroups(MemoryVault vault, Predicate<UUID> single) {
    this.vault = vault;
    this.single = single;
  }

  private static final class Open {
    Group group;
    final Lease by;
    final List<Long> posted;
    int sequence;
    boolean recovered;

    Open(Group group, Lease by) {
      this.group = group;
      this.by = by;
      posted = new ArrayList<>(Collections.nCopies(group.lines().size(), 0L));
    }
  }

  private record Charged(UUID leg, int line, long seconds, long posted, long overrun) {}

  @Override
  public List<Answer> hold(Lease by, List<Request> requests) {
    synchronized (vault) {
      return requests.stream().map(r -> hold(by, r)).toList();
    }
  }

  private Answer hold(Lease by, Request r) {
    var open = groups.get(r.leg());
    if (open != null && open.group.tenant().equals(r.tenant())) {
      return again(open, r);
    }
    if (single.test(r.leg())) {
      return ofGroup(Why.OTHER_TERMS);
    }
    if (!vault.current(by)) {
      return ofGroup(Why.FENCED);
    }
    var taken = new ArrayList<State>();
    for (int i = 0; i < r.lines().size(); i++) {
      var line = r.lines().get(i);
      var wallet = vault.current(r.tenant(), line.wallet());
      var refusal = refusal(wallet, line);
      if (refusal != null || wallet == null) {
        for (int k = 0; k < i; k++) {
          taken.get(k).held -= r.lines().get(k).amount().units();
        }
        return new NotHeld(i + 1, line.part(), Objects.requireNonNull(refusal));
      }
      wallet.held += line.amount().units();
      taken.add(wallet);
    }
    var none = r.lines().stream().map(l -> Money.zero(l.amount().currency())).toList();
    groups.put(
        r.leg(),
        new Open(
            new Group(
                r.tenant(),
                r.leg(),
                r.call(),
                Duration.ZERO,
                vault.clock.instant(),
                r.priceStart(),
                false,
                r.lines(),
                none),
            by));
    return held(r.lines(), false);
  }

  private static @Nullable Refusal refusal(@Nullable State wallet, Line line) {
    if (wallet == null) {
      return Refusal.of(Why.NO_WALLET);
    }
    if (!wallet.currency().equals(line.amount().currency())) {
      return Refusal.of(Why.CURRENCY);
    }
    if (wallet.frozen()) {
      return Refusal.of(Why.FROZEN);
    }
    return line.amount().isNegative() || line.amount().units() > wallet.available()
        ? Refusal.of(Why.TOO_LOW, wallet.money(wallet.available()))
        : null;
  }

  private static Answer again(Open open, Request r) {
    boolean same = open.group.lines().size() == r.lines().size();
    for (int i = 0; same && i < r.lines().size(); i++) {
      var was = open.group.lines().get(i);
      var is = r.lines().get(i);
      same =
          was.wallet().equals(is.wallet())
              && was.part() == is.part()
              && was.deck().equals(is.deck())
              && was.rate() == is.rate();
    }
    if (!same) {
      return ofGroup(Why.OTHER_TERMS);
    }
    return open.group.resolved() ? ofGroup(Why.RESOLVED) : held(open.group.lines(), true);
  }

  private static NotHeld ofGroup(Why why) {
    return new NotHeld(0, null, Refusal.of(why));
  }

  private static AllHeld held(List<Line> lines, boolean repeated) {
    return new AllHeld(
        lines.stream()
            .map(l -> new HoldOutcome.Held(l.amount(), l.seconds(), l.last(), repeated))
            .toList());
  }

  @Override
  public List<Answer> extend(Lease by, List<Extension> extensions) {
    synchronized (vault) {
      return extensions.stream().map(e -> extend(by, e)).toList();
    }
  }

  private Answer extend(Lease by, Extension e) {
    var open = groups.get(e.leg());
    if (open == null
        || !open.group.tenant().equals(e.tenant())
        || open.group.lines().size() != e.lines().size()) {
      return ofGroup(Why.NO_HOLD);
    }
    var group = open.group;
    if (group.resolved()) {
      return ofGroup(Why.RESOLVED);
    }
    if (!vault.current(by) || !open.by.equals(by)) {
      return ofGroup(Why.FENCED);
    }
    if (e.sequence() <= open.sequence) {
      return held(group.lines(), true);
    }
    var lines = new ArrayList<Line>();
    var proved = new ArrayList<Money>();
    for (int i = 0; i < e.lines().size(); i++) {
      var was = group.lines().get(i);
      var total = e.lines().get(i);
      var amount = max(total.total(), was.amount());
      lines.add(
          new Line(
              was.part(),
              was.wallet(),
              was.deck(),
              was.rate(),
              amount,
              Math.max(was.seconds(), total.seconds()),
              total.last()));
      proved.add(max(total.proved(), group.provedAmounts().get(i)));
    }
    var time = group.proved().compareTo(e.proved()) > 0 ? group.proved() : e.proved();
    var refused = more(group, lines);
    open.group = with(group, time, group.resolved(), refused == null ? lines : null, proved);
    if (refused != null) {
      return refused;
    }
    open.sequence = e.sequence();
    return held(lines, false);
  }

  /** Holds what the new totals take more, or nothing. */
  private @Nullable NotHeld more(Group group, List<Line> lines) {
    for (int i = 0; i < lines.size(); i++) {
      var wallet = vault.known(group.tenant(), lines.get(i).wallet());
      wallet.expire(vault.clock.instant());
      long more = lines.get(i).amount().minus(group.lines().get(i).amount()).units();
      if (more > 0 && (wallet.frozen() || more > wallet.available())) {
        var why =
            wallet.frozen()
                ? Refusal.of(Why.FROZEN)
                : Refusal.of(Why.TOO_LOW, wallet.money(wallet.available()));
        for (int k = 0; k < i; k++) {
          vault.known(group.tenant(), lines.get(k).wallet()).held -=
              lines.get(k).amount().minus(group.lines().get(k).amount()).units();
        }
        return new NotHeld(i + 1, lines.get(i).part(), why);
      }
      wallet.held += more;
    }
    return null;
  }

  private static Money max(Money a, Money b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static Group with(
      Group g, Duration proved, boolean resolved, @Nullable List<Line> lines, List<Money> amounts) {
    return new Group(
        g.tenant(),
        g.leg(),
        g.call(),
        proved,
        g.placed(),
        g.priceStart(),
        resolved,
        lines == null ? g.lines() : lines,
        amounts);
  }

  @Override
  public List<List<SettleOutcome>> resolve(boolean recovery, List<Settlement> settlements) {
    synchronized (vault) {
      return settlements.stream().map(s -> resolve(recovery, s)).toList();
    }
  }

  private List<SettleOutcome> resolve(boolean recovery, Settlement s) {
    var open = groups.get(s.leg());
    int size = s.lines().size();
    if (open == null || !open.group.tenant().equals(s.tenant())) {
      return Collections.nCopies(size, new SettleOutcome.NoHold());
    }
    if (open.group.lines().size() != size) {
      return Collections.nCopies(size, new SettleOutcome.DuplicateKeyOtherBody());
    }
    boolean known = false;
    boolean same = true;
    for (int i = 0; i < size; i++) {
      var charge = charges.get(s.lines().get(i).transfer());
      if (charge != null) {
        known = true;
        same &=
            charge.leg().equals(s.leg())
                && charge.line() == i
                && charge.seconds() == s.lines().get(i).seconds();
      }
    }
    if (known) {
      return same
          ? repeated(s)
          : Collections.nCopies(size, new SettleOutcome.DuplicateKeyOtherBody());
    }
    boolean late = open.group.resolved();
    boolean more = false;
    for (int i = 0; i < size; i++) {
      more |= s.lines().get(i).cost().units() > open.posted.get(i);
    }
    if (late && (!open.recovered || recovery || !more)) {
      return Collections.nCopies(size, new SettleOutcome.AlreadyResolved());
    }
    var outcomes = new ArrayList<SettleOutcome>();
    for (int i = 0; i < size; i++) {
      outcomes.add(post(open, i, s.leg(), s.lines().get(i), late));
    }
    open.recovered = recovery;
    open.group = with(open.group, open.group.proved(), true, null, open.group.provedAmounts());
    return outcomes;
  }

  private List<SettleOutcome> repeated(Settlement s) {
    var outcomes = new ArrayList<SettleOutcome>();
    for (var line : s.lines()) {
      var charge = charges.get(line.transfer());
      outcomes.add(
          charge == null
              ? new SettleOutcome.Repeated(0, 0)
              : new SettleOutcome.Repeated(charge.posted(), charge.overrun()));
    }
    return outcomes;
  }

  private SettleOutcome post(Open open, int i, UUID leg, LineCost line, boolean late) {
    var held = open.group.lines().get(i);
    var wallet = vault.known(open.group.tenant(), held.wallet());
    wallet.expire(vault.clock.instant());
    long cost = line.cost().units() - open.posted.get(i);
    if (late && cost <= 0) {
      return new SettleOutcome.Late(0, 0);
    }
    long posted = Math.min(cost, late ? Math.max(0, wallet.available()) : held.amount().units());
    var parts = wallet.draw(posted, false);
    if (!late) {
      wallet.held -= held.amount().units();
    }
    open.posted.set(i, open.posted.get(i) + cost);
    charges.put(line.transfer(), new Charged(leg, i, line.seconds(), posted, cost - posted));
    vault.paid(line.transfer(), held.wallet(), parts, true);
    return late
        ? new SettleOutcome.Late(posted, cost - posted)
        : new SettleOutcome.Settled(posted, cost - posted);
  }

  /** What groups hold of this wallet. */
  long held(UUID wallet) {
    return groups.values().stream()
        .filter(o -> !o.group.resolved())
        .flatMap(o -> o.group.lines().stream())
        .filter(l -> l.wallet().equals(wallet))
        .mapToLong(l -> l.amount().units())
        .sum();
  }

  @Override
  public Map<UUID, Group> read(Collection<UUID> legs) {
    synchronized (vault) {
      var found = new HashMap<UUID, Group>();
      for (var leg : legs) {
        var open = groups.get(leg);
        if (open != null) {
          found.put(leg, open.group);
        }
      }
      return found;
    }
  }

  @Override
  public List<UUID> stale(Lease lease, int limit) {
    synchronized (vault) {
      return lease.epoch() > vault.epoch(lease.node())
          ? List.of()
          : groups.values().stream()
              .filter(o -> !o.group.resolved())
              .filter(o -> o.by.node().equals(lease.node()) && o.by.epoch() < lease.epoch())
              .map(o -> o.group.leg())
              .sorted()
              .limit(limit)
              .toList();
    }
  }
}
