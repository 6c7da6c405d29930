package org.meterline.billing.wallet;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;

/**
 * Wallets in memory: a second implementation of the same contract, for tests and for an engine that
 * runs without a database. One lock; nothing survives the process.
 */
public final class MemoryWallets implements WalletBook {
  private final InstantSource clock;
  private final Map<UUID, RateDeck> decks = new HashMap<>();
  private final Map<UUID, State> wallets = new HashMap<>();
  private final Map<UUID, Hold> holds = new TreeMap<>();
  private final Map<UUID, Posting> charges = new HashMap<>();
  private final Map<List<Object>, TopUp> requests = new HashMap<>();
  private final Map<String, Long> epochs = new HashMap<>();

  public MemoryWallets(InstantSource clock) {
    this.clock = clock;
  }

  private static final class State {
    final NewWallet wallet;
    long balance;
    long held;
    long floor;
    boolean frozen;
    long moved;

    State(NewWallet wallet) {
      this.wallet = wallet;
      floor = wallet.floor().units();
    }

    long available() {
      return balance - held - floor;
    }

    void move(long units) {
      balance += units;
      moved += units;
    }

    Money money(long units) {
      return Money.of(units, wallet.floor().currency());
    }
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
  public synchronized void know(RateDeck deck) {
    decks.put(deck.id(), deck);
  }

  @Override
  public synchronized List<HoldOutcome> hold(Lease by, List<HoldRequest> requests) {
    return requests.stream().map(r -> hold(by, r)).toList();
  }

  private HoldOutcome hold(Lease by, HoldRequest r) {
    var wallet = state(r.tenant(), r.wallet());
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
    if (!current(by)) {
      return new HoldOutcome.Fenced();
    }
    if (!wallet.wallet.floor().currency().equals(r.amount().currency())) {
      return new HoldOutcome.CurrencyMismatch();
    }
    if (wallet.frozen) {
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
            clock.instant(),
            false,
            tariff(r),
            r.priceStart());
    holds.put(r.leg(), new Hold(hold, by));
    return new HoldOutcome.Held(r.amount(), r.seconds(), r.last(), false);
  }

  @Override
  public synchronized List<HoldOutcome> extend(Lease by, List<ExtendRequest> requests) {
    return requests.stream().map(r -> extend(by, r)).toList();
  }

  private HoldOutcome extend(Lease by, ExtendRequest r) {
    var known = holds.get(r.leg());
    if (known == null || !known.hold.tenant().equals(r.tenant())) {
      return new HoldOutcome.NoHold();
    }
    var hold = known.hold;
    var wallet = known(hold);
    if (hold.resolved()) {
      return new HoldOutcome.AlreadyResolved();
    }
    if (!current(by) || !known.by.equals(by)) {
      return new HoldOutcome.Fenced();
    }
    if (r.sequence() <= known.sequence) {
      return new HoldOutcome.Held(hold.amount(), hold.seconds(), hold.last(), true);
    }
    var proved = r.proved().compareTo(hold.proved()) > 0 ? r.proved() : hold.proved();
    long more = Math.max(0, r.total().units() - hold.amount().units());
    if (more > 0 && (wallet.frozen || more > wallet.available())) {
      known.hold =
          with(hold, hold.amount(), hold.seconds(), hold.last(), proved, hold.steps(), false);
      return wallet.frozen
          ? new HoldOutcome.Frozen()
          : new HoldOutcome.TooLow(wallet.money(wallet.available()));
    }
    wallet.held += more;
    known.sequence = r.sequence();
    var total = wallet.money(hold.amount().units() + more);
    long seconds = Math.max(r.seconds(), hold.seconds());
    var steps = new ArrayList<>(hold.steps());
    steps.add(new LegHold.Step(clock.instant(), r.sequence(), total, seconds));
    known.hold = with(hold, total, seconds, r.last(), proved, steps, false);
    return new HoldOutcome.Held(total, seconds, r.last(), false);
  }

  @Override
  public synchronized List<SettleOutcome> resolve(boolean recovery, List<Settlement> settlements) {
    return settlements.stream().map(s -> resolve(recovery, s)).toList();
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
    var wallet = known(hold);
    long cost = s.cost().units() - known.posted;
    boolean late = hold.resolved();
    if (late && (!known.recovered || recovery || cost <= 0)) {
      return new SettleOutcome.AlreadyResolved();
    }
    long most = late ? Math.max(0, wallet.available()) : hold.amount().units();
    long posted = Math.min(cost, most);
    long overrun = cost - posted;
    wallet.move(-posted);
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

  @Override
  public synchronized Map<UUID, LegHold> holds(Collection<UUID> legs) {
    var found = new HashMap<UUID, LegHold>();
    for (var leg : legs) {
      var known = holds.get(leg);
      if (known != null) {
        found.put(leg, known.hold);
      }
    }
    return found;
  }

  @Override
  public synchronized TopUp.Outcome topUp(TopUp t) {
    var wallet = state(t.tenant(), t.wallet());
    if (wallet == null) {
      return new TopUp.NoWallet();
    }
    List<Object> key = List.of(t.tenant(), t.key());
    var before = requests.get(key);
    if (before != null) {
      boolean same =
          before.wallet().equals(t.wallet())
              && before.amount().equals(t.amount())
              && before.reason().equals(t.reason());
      return same ? new TopUp.Repeated(before.transfer()) : new TopUp.DuplicateKeyOtherBody();
    }
    if (!wallet.wallet.floor().currency().equals(t.amount().currency())) {
      return new TopUp.CurrencyMismatch();
    }
    try {
      var _ =
          wallet.money(wallet.balance).plus(t.amount()).plus(wallet.money(Math.abs(wallet.floor)));
    } catch (MoneyOverflow e) {
      return new TopUp.Overflow();
    }
    requests.put(key, t);
    wallet.move(t.amount().units());
    return new TopUp.Posted(t.transfer(), wallet.money(wallet.balance));
  }

  @Override
  public synchronized void open(NewWallet wallet) {
    wallets.putIfAbsent(wallet.id(), new State(wallet));
  }

  @Override
  public synchronized boolean limit(UUID tenant, UUID id, long floorUnits, boolean frozen) {
    var wallet = state(tenant, id);
    if (wallet == null) {
      return false;
    }
    wallet.floor = floorUnits;
    wallet.frozen = frozen;
    return true;
  }

  @Override
  public synchronized Optional<Wallet> wallet(UUID tenant, UUID id) {
    return Optional.ofNullable(state(tenant, id))
        .map(
            s ->
                new Wallet(
                    tenant,
                    id,
                    s.wallet.payer(),
                    s.wallet.payerKind(),
                    s.wallet.payerName(),
                    s.wallet.name(),
                    s.money(s.balance),
                    s.money(s.held),
                    s.money(s.floor),
                    s.frozen));
  }

  @Override
  public synchronized Lease take(String node, Duration length) {
    return new Lease(node, epochs.merge(node, 1L, Long::sum));
  }

  @Override
  public synchronized boolean renew(Lease lease, Duration length) {
    return current(lease);
  }

  @Override
  public synchronized List<UUID> stale(Lease lease, int limit) {
    if (lease.epoch() > epochs.getOrDefault(lease.node(), 0L)) {
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

  /** Whether every wallet equals its moves and its open holds. */
  synchronized boolean agrees() {
    var held = new HashMap<UUID, Long>();
    for (var hold : holds.values()) {
      if (!hold.hold.resolved()) {
        held.merge(hold.hold.wallet(), hold.hold.amount().units(), Long::sum);
      }
    }
    return wallets.entrySet().stream()
        .allMatch(
            e ->
                e.getValue().balance == e.getValue().moved
                    && e.getValue().held == held.getOrDefault(e.getKey(), 0L));
  }

  private boolean current(Lease lease) {
    return epochs.getOrDefault(lease.node(), 0L) == lease.epoch();
  }

  private @Nullable State state(UUID tenant, UUID wallet) {
    var state = wallets.get(wallet);
    return state == null || !state.wallet.tenant().equals(tenant) ? null : state;
  }

  private State known(LegHold hold) {
    var state = state(hold.tenant(), hold.wallet());
    if (state == null) {
      throw new IllegalStateException("a hold on no wallet: " + hold.leg());
    }
    return state;
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
