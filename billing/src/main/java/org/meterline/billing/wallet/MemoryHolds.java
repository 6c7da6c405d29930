package org.meterline.billing.wallet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;

/** The holds of legs that one wallet pays for, in memory. */
final class MemoryHolds {
  private final MemoryVault vault;
  private final Map<UUID, RateDeck> decks = new HashMap<>();
  private final Map<UUID, Hold> holds = new TreeMap<>();
  private final Map<UUID, Posting> charges = new HashMap<>();

  MemoryHolds(MemoryVault vault) {
    this.vault = vault;
  }

  boolean has(UUID leg) {
    return holds.containsKey(leg);
  }

  /** What legs hold of this wallet. */
  long held(UUID wallet) {
    return holds.values().stream()
        .filter(h -> !h.hold.resolved() && h.hold.wallet().equals(wallet))
        .mapToLong(h -> h.hold.amount().units())
        .sum();
  }

  private static final class Hold {
    LegHold hold;
    final Lease by;
    int sequence;
    long posted;
    boolean recovered;

    Hold(LegHold hold, Lease by) {
      this.hold = hold;
      this.by = by;
    }
  }

  private record Posting(UUID leg, long seconds, long posted, long overrun) {}

  /** Makes a deck known, whose lines holds may name. */
  void know(RateDeck deck) {
    synchronized (vault) {
      decks.put(deck.id(), deck);
    }
  }

  List<HoldOutcome> hold(Lease by, List<HoldRequest> requests) {
    synchronized (vault) {
      return requests.stream().map(r -> hold(by, r)).toList();
    }
  }

  private HoldOutcome hold(Lease by, HoldRequest r) {
    var wallet = vault.current(r.tenant(), r.wallet());
    if (wallet == null) {
      return new HoldOutcome.NoWallet();
    }
    var known = holds.get(r.leg());
    if (known != null) {
      var was = known.hold;
      boolean same =
          was.wallet().equals(r.wallet())
              && was.tariff().deck().equals(r.deck())
              && was.tariff().line() == r.line();
      if (!same) {
        return new HoldOutcome.DuplicateKeyOtherBody();
      }
      return was.resolved()
          ? new HoldOutcome.AlreadyResolved()
          : new HoldOutcome.Held(was.amount(), was.seconds(), was.last(), true);
    }
    if (!vault.current(by)) {
      return new HoldOutcome.Fenced();
    }
    if (!wallet.currency().equals(r.amount().currency())) {
      return new HoldOutcome.CurrencyMismatch();
    }
    if (wallet.frozen()) {
      return new HoldOutcome.Frozen();
    }
    if (r.amount().isNegative() || r.amount().units() > wallet.available()) {
      return new HoldOutcome.TooLow(wallet.money(wallet.available()));
    }
    wallet.held += r.amount().units();
    var hold =
        new LegHold(
            r.tenant(),
            r.leg(),
            r.call(),
            r.wallet(),
            r.amount(),
            r.amount(),
            r.seconds(),
            r.last(),
            Duration.ZERO,
            List.of(),
            vault.clock.instant(),
            false,
            tariff(r),
            r.priceStart());
    holds.put(r.leg(), new Hold(hold, by));
    return new HoldOutcome.Held(r.amount(), r.seconds(), r.last(), false);
  }

  List<HoldOutcome> extend(Lease by, List<ExtendRequest> requests) {
    synchronized (vault) {
      return requests.stream().map(r -> extend(by, r)).toList();
    }
  }

  private HoldOutcome extend(Lease by, ExtendRequest r) {
    var known = holds.get(r.leg());
    if (known == null || !known.hold.tenant().equals(r.tenant())) {
      return new HoldOutcome.NoHold();
    }
    var hold = known.hold;
    var wallet = vault.known(hold.tenant(), hold.wallet());
    wallet.expire(vault.clock.instant());
    if (hold.resolved()) {
      return new HoldOutcome.AlreadyResolved();
    }
    if (!vault.current(by) || !known.by.equals(by)) {
      return new HoldOutcome.Fenced();
    }
    if (r.sequence() <= known.sequence) {
      return new HoldOutcome.Held(hold.amount(), hold.seconds(), hold.last(), true);
    }
    var proved = r.proved().compareTo(hold.proved()) > 0 ? r.proved() : hold.proved();
    long more = Math.max(0, r.total().units() - hold.amount().units());
    if (more > 0 && (wallet.frozen() || more > wallet.available())) {
      known.hold =
          with(hold, hold.amount(), hold.seconds(), hold.last(), proved, hold.steps(), false);
      return wallet.frozen()
          ? new HoldOutcome.Frozen()
          : new HoldOutcome.TooLow(wallet.money(wallet.available()));
    }
    wallet.held += more;
    known.sequence = r.sequence();
    var total = wallet.money(hold.amount().units() + more);
    long seconds = Math.max(r.seconds(), hold.seconds());
    var steps = new ArrayList<>(hold.steps());
    steps.add(new LegHold.Step(vault.clock.instant(), r.sequence(), total, seconds));
    known.hold = with(hold, total, seconds, r.last(), proved, steps, false);
    return new HoldOutcome.Held(total, seconds, r.last(), false);
  }

  List<SettleOutcome> resolve(boolean recovery, List<Settlement> settlements) {
    synchronized (vault) {
      return settlements.stream().map(s -> resolve(recovery, s)).toList();
    }
  }

  private SettleOutcome resolve(boolean recovery, Settlement s) {
    var known = holds.get(s.leg());
    if (known == null || !known.hold.tenant().equals(s.tenant())) {
      return new SettleOutcome.NoHold();
    }
    var before = charges.get(s.transfer());
    if (before != null) {
      return before.leg().equals(s.leg()) && before.seconds() == s.seconds()
          ? new SettleOutcome.Repeated(before.posted(), before.overrun())
          : new SettleOutcome.DuplicateKeyOtherBody();
    }
    var hold = known.hold;
    var wallet = vault.known(hold.tenant(), hold.wallet());
    wallet.expire(vault.clock.instant());
    long cost = s.cost().units() - known.posted;
    boolean late = hold.resolved();
    if (late && (!known.recovered || recovery || cost <= 0)) {
      return new SettleOutcome.AlreadyResolved();
    }
    long most = late ? Math.max(0, wallet.available()) : hold.amount().units();
    long posted = Math.min(cost, most);
    long overrun = cost - posted;
    var parts = wallet.draw(posted, false);
    vault.paid(s.transfer(), hold.wallet(), parts, true);
    if (!late) {
      wallet.held -= hold.amount().units();
    }
    known.posted += cost;
    known.recovered = recovery;
    known.hold =
        with(hold, hold.amount(), hold.seconds(), hold.last(), hold.proved(), hold.steps(), true);
    charges.put(s.transfer(), new Posting(s.leg(), s.seconds(), posted, overrun));
    return late
        ? new SettleOutcome.Late(posted, overrun)
        : new SettleOutcome.Settled(posted, overrun);
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

  List<UUID> stale(Lease lease, int limit) {
    synchronized (vault) {
      if (lease.epoch() > vault.epoch(lease.node())) {
        return List.of();
      }
      return holds.entrySet().stream()
          .filter(e -> !e.getValue().hold.resolved())
          .filter(e -> e.getValue().by.node().equals(lease.node()))
          .filter(e -> e.getValue().by.epoch() < lease.epoch())
          .limit(limit)
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  private Tariff tariff(HoldRequest r) {
    var deck = decks.get(r.deck());
    if (deck == null) {
      throw new BooksRefused("unknown deck " + r.deck(), new IllegalArgumentException());
    }
    return deck.rates().stream()
        .filter(t -> t.line() == r.line())
        .findFirst()
        .map(deck::tariff)
        .orElseThrow(
            () -> new BooksRefused("unknown line " + r.line(), new IllegalArgumentException()));
  }

  private static LegHold with(
      LegHold h,
      Money amount,
      long seconds,
      boolean last,
      Duration proved,
      List<LegHold.Step> steps,
      boolean resolved) {
    return new LegHold(
        h.tenant(),
        h.leg(),
        h.call(),
        h.wallet(),
        h.firstAmount(),
        amount,
        seconds,
        last,
        proved,
        steps,
        h.placed(),
        resolved,
        h.tariff(),
        h.priceStart());
  }
}
