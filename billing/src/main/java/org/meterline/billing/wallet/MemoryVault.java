package org.meterline.billing.wallet;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Refusal.Why;

/**
 * What the books in memory share: wallets with their pockets, keys, leases, and what was paid.
 * Guarded by its own lock, which each act takes whole.
 */
final class MemoryVault {
  final InstantSource clock;
  private final Map<UUID, State> wallets = new LinkedHashMap<>();
  private final Map<List<Object>, Kept> keys = new HashMap<>();
  private final Map<String, Term> terms = new HashMap<>();
  private final Map<UUID, Paid> paid = new HashMap<>();
  private final Set<UUID> takenBack = new HashSet<>();

  MemoryVault(InstantSource clock) {
    this.clock = clock;
  }

  /** What a key was used for, and the transfer that came of it. */
  record Kept(Object body, UUID transfer) {}

  /** A part of a payment: the pocket it came from, null for the refundable one, and units. */
  record Part(@Nullable Given pocket, long units) {}

  /** What a transfer took from a wallet, in the order taken, less what was given back. */
  record Paid(UUID wallet, List<Part> parts, boolean refundable) {
    long left() {
      return parts.stream().mapToLong(Part::units).sum();
    }

    /** Gives back into the pockets that it came from, what was drawn last first. */
    void giveBack(State to, long units) {
      long left = units;
      for (int i = parts.size() - 1; i >= 0; i--) {
        var part = parts.get(i);
        long give = Math.min(left, part.units());
        parts.set(i, new Part(part.pocket(), part.units() - give));
        if (part.pocket() != null) {
          part.pocket().balance += give;
        }
        to.move(give);
        left -= give;
      }
    }
  }

  /** A pocket of goodwill. */
  static final class Given {
    final Instant expires;
    long balance;

    Given(Instant expires, long balance) {
      this.expires = expires;
      this.balance = balance;
    }
  }

  static final class State {
    final NewWallet wallet;
    final List<Given> goodwill = new ArrayList<>();
    long balance;
    long held;
    long floor;
    long owed;
    long moved;
    boolean stopped;

    State(NewWallet wallet) {
      this.wallet = wallet;
      floor = wallet.floor().units();
    }

    Currency currency() {
      return wallet.floor().currency();
    }

    /** Somebody is owed what stands in it. */
    boolean carrier() {
      return wallet.payerKind() == NewWallet.PayerKind.CARRIER;
    }

    Money money(long units) {
      return Money.of(units, currency());
    }

    boolean frozen() {
      return stopped || owed > 0;
    }

    long available() {
      return balance - held - floor;
    }

    /** See {@link Wallet#unheld}. */
    Money unheld() {
      return money(balance - floor);
    }

    /** See {@link Wallet#movableUnheld}. */
    Money movableUnheld() {
      return money(Wallet.movable(balance, 0, floor, given()));
    }

    long given() {
      return goodwill.stream().mapToLong(g -> g.balance).sum();
    }

    /** See {@link Wallet#movable}. */
    long movable() {
      return Wallet.movable(balance, held, floor, given());
    }

    boolean fits(long units) {
      try {
        Math.addExact(Math.addExact(balance, units), Math.absExact(floor));
        return true;
      } catch (ArithmeticException e) {
        return false;
      }
    }

    /** Whether so much more can come. */
    boolean fits(BigInteger units) {
      return units.add(BigInteger.valueOf(balance)).add(BigInteger.valueOf(floor).abs()).bitLength()
          < Long.SIZE;
    }

    /** Whether so much more can be set aside; only what has to be available always can. */
    boolean holds(long units) {
      try {
        Math.addExact(held, units);
        Math.subtractExact(available(), units);
        return true;
      } catch (ArithmeticException e) {
        return false;
      }
    }

    boolean fitsFloor(long units) {
      try {
        Math.addExact(balance, Math.absExact(units));
        Math.absExact(Math.subtractExact(balance - held, units));
        return true;
      } catch (ArithmeticException e) {
        return false;
      }
    }

    /** Refundable money comes or goes. */
    void move(long units) {
      balance += units;
      moved += units;
    }

    void give(Given pocket) {
      goodwill.add(pocket);
      goodwill.sort((a, b) -> a.expires.compareTo(b.expires));
      balance += pocket.balance;
      moved += pocket.balance;
    }

    /** Takes from pockets: goodwill first, the earliest expiry first, or last. */
    List<Part> draw(long units, boolean refundableFirst) {
      var parts = new ArrayList<Part>();
      long left = refundableFirst ? units - Math.min(units, Math.max(0, balance - given())) : units;
      for (var pocket : goodwill) {
        long take = Math.min(left, pocket.balance);
        if (take > 0) {
          pocket.balance -= take;
          left -= take;
          parts.add(new Part(pocket, take));
        }
      }
      long rest = units - parts.stream().mapToLong(Part::units).sum();
      if (rest > 0) {
        parts.add(new Part(null, rest));
      }
      move(-units);
      return parts;
    }

    void expire(Instant now) {
      long covers = held;
      for (var pocket : goodwill) {
        if (!pocket.expires.isAfter(now)) {
          long take = Math.min(Math.max(0, pocket.balance - covers), Math.max(0, available()));
          covers = Math.max(0, covers - pocket.balance);
          pocket.balance -= take;
          move(-take);
        }
      }
    }

    List<Pocket.Filled> pockets() {
      var all = new ArrayList<Pocket.Filled>();
      all.add(new Pocket.Filled(new Pocket.Refundable(), money(balance - given())));
      goodwill.stream()
          .filter(g -> g.balance > 0)
          .forEach(
              g -> all.add(new Pocket.Filled(new Pocket.Goodwill(g.expires), money(g.balance))));
      return all;
    }
  }

  void open(NewWallet wallet) {
    wallets.putIfAbsent(wallet.id(), new State(wallet));
  }

  @Nullable State find(UUID tenant, UUID wallet) {
    var state = wallets.get(wallet);
    return state == null || !state.wallet.tenant().equals(tenant) ? null : state;
  }

  /** The wallet without goodwill whose time is over. */
  @Nullable State current(UUID tenant, UUID wallet) {
    var state = find(tenant, wallet);
    if (state != null) {
      state.expire(clock.instant());
    }
    return state;
  }

  /** Takes the goodwill whose time is over from the wallets of these lines, where there are any. */
  void expire(List<HoldLine> lines) {
    for (var line : lines) {
      var _ = current(line.book(), line.wallet());
    }
  }

  State known(UUID tenant, UUID wallet) {
    var state = find(tenant, wallet);
    if (state == null) {
      throw new IllegalStateException("no wallet " + wallet);
    }
    return state;
  }

  Iterable<State> wallets() {
    return wallets.values();
  }

  /** What the key was used for, if it was. */
  @Nullable Kept kept(UUID tenant, String key) {
    return keys.get(List.of(tenant, key));
  }

  void keep(UUID tenant, String key, Object body, UUID transfer) {
    keys.put(List.of(tenant, key), new Kept(body, transfer));
  }

  /** Notes what a transfer took, so that it can be given back. */
  Paid paid(UUID transfer, UUID wallet, List<Part> parts, boolean refundable) {
    var its = new Paid(wallet, new ArrayList<>(parts), refundable);
    paid.put(transfer, its);
    return its;
  }

  /** Gives all that is left of a payment back, for good; answers how much that was. */
  long takeBack(UUID transfer, State wallet) {
    var its = Objects.requireNonNull(paid.get(transfer));
    long left = its.left();
    its.giveBack(wallet, left);
    takenBack.add(transfer);
    return left;
  }

  boolean takenBack(UUID transfer) {
    return takenBack.contains(transfer);
  }

  @Nullable Paid paid(UUID transfer) {
    return paid.get(transfer);
  }

  /** How long a node has its epoch; seized if another one raised it. */
  private record Term(long epoch, Instant expires, boolean seized) {}

  Lease take(String node, Duration length) {
    var next = new Term(epoch(node) + 1, clock.instant().plus(length), false);
    terms.put(node, next);
    return new Lease(node, next.epoch());
  }

  boolean renew(Lease lease, Duration length) {
    if (!current(lease)) {
      return false;
    }
    terms.put(lease.node(), new Term(lease.epoch(), clock.instant().plus(length), false));
    return true;
  }

  /** See {@link WalletBook#seize}. */
  List<Lease> seize(Duration grace, Predicate<String> holds) {
    var seized = new ArrayList<Lease>();
    var until = clock.instant().minus(grace);
    terms.replaceAll(
        (node, term) -> {
          if (!term.expires().isBefore(until) || !holds.test(node)) {
            return term;
          }
          seized.add(new Lease(node, term.epoch() + 1));
          return new Term(term.epoch() + 1, term.expires(), true);
        });
    return seized;
  }

  boolean seized(Lease lost) {
    var term = terms.get(lost.node());
    return term != null && term.seized() && term.epoch() > lost.epoch();
  }

  boolean current(Lease lease) {
    return terms.containsKey(lease.node()) && epoch(lease.node()) == lease.epoch();
  }

  long epoch(String node) {
    var term = terms.get(node);
    return term == null ? 0 : term.epoch();
  }

  static <T> Outcome<T> refused(Why why) {
    return new Outcome.Refused<>(Refusal.of(why));
  }

  static <T> Outcome<T> refused(Why why, Money most) {
    return new Outcome.Refused<>(Refusal.of(why, most));
  }
}
