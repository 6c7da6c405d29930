package org.meterline.billing.wallet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the books must say, from what they answered alone. Each answer that stands has an effect on
 * what a wallet is worth, its balance less what it owes, named by the id of its transfer: told
 * twice it must be the same. Effects add up in any order, so it does not matter how clients raced.
 */
final class WalletModel {
  private final Map<UUID, Effect> effects = new HashMap<>();
  private final Map<List<Object>, Leg> legs = new HashMap<>();
  private final Map<UUID, Long> charged = new HashMap<>();
  private final Map<UUID, Long> refunded = new HashMap<>();
  private final Map<UUID, Long> lowest = new HashMap<>();
  private final Map<UUID, Long> given = new HashMap<>();
  private final Set<UUID> owed = new HashSet<>();
  private final List<String> faults = new ArrayList<>();

  private record Effect(UUID wallet, long worth) {}

  /** What a line of a leg cost, by how it was resolved; less than nothing: it was not. */
  private static final class Leg {
    boolean first; // somebody was answered that theirs ended it
    long settled = -1;
    long recovered = -1;
    long late = -1;
    @Nullable UUID before; // by what recovery posted it
    @Nullable UUID wallet;
    long posted; // by its end

    long cost() {
      return late >= 0 ? late : settled >= 0 ? settled : recovered;
    }

    /** What recovery posted of it was taken back by its end, which came late. */
    boolean takenBack() {
      return recovered > cost();
    }
  }

  /** What is charged to the wallet is not paid from it, but owed to whom it belongs. */
  synchronized void owed(UUID wallet) {
    owed.add(wallet);
  }

  /** A wallet may have this floor from now on; told before it is asked for. */
  synchronized void floor(UUID wallet, long units) {
    lowest.merge(wallet, units, Math::min);
  }

  /** The lowest floor that a wallet may ever have had. */
  synchronized long lowest(UUID wallet) {
    return lowest.getOrDefault(wallet, 0L);
  }

  /** Goodwill may come into a wallet; told before it is asked for. */
  synchronized void give(UUID wallet, long units) {
    given.merge(wallet, units, Long::sum);
  }

  /** What can expire of a wallet at most. */
  synchronized long given(UUID wallet) {
    return given.getOrDefault(wallet, 0L);
  }

  synchronized void effect(UUID transfer, UUID wallet, long worth) {
    var effect = new Effect(wallet, worth);
    var before = effects.putIfAbsent(transfer, effect);
    if (before != null && !before.equals(effect)) {
      fault(transfer + " was answered as " + before + " and as " + effect);
    }
  }

  /**
   * A line of a leg was resolved.
   *
   * @param line from 0
   * @param book that the line stands in
   * @param by what was asked: the whole cost, and whether as recovery
   */
  synchronized void resolved(
      UUID leg,
      int line,
      UUID book,
      UUID wallet,
      UUID transfer,
      long by,
      boolean recovery,
      SettleOutcome o) {
    var it = legs.computeIfAbsent(List.of(leg, line, book), key -> new Leg());
    switch (o) {
      case SettleOutcome.Settled(var lines) -> {
        // another client may hear that it was repeated before this is told
        if (it.first) {
          fault(leg + "/" + line + " was settled twice");
        }
        it.first = true;
        posted(it, leg, wallet, transfer, by, lines.get(line), recovery, false);
      }
      case SettleOutcome.Repeated(var lines) -> {
        // the difference after a recovery whose own answer may have been lost
        boolean late = !recovery && whole(lines.get(line)) < by;
        posted(it, leg, wallet, transfer, by, lines.get(line), recovery, late);
      }
      case SettleOutcome.Late(var lines) -> {
        if (recovery) {
          fault(leg + "/" + line + ": recovery came late");
        }
        it.late = by;
        it.posted = lines.get(line).posted();
        if (whole(lines.get(line)) > 0) {
          charge(transfer, wallet, lines.get(line).posted());
        }
      }
      case SettleOutcome.AlreadyResolved r -> {}
      case SettleOutcome.Overflow much -> fault(leg + "/" + line + ": nothing is so dear here");
      case SettleOutcome.Changed c -> fault(leg + "/" + line + ": nothing is charged anew here");
      case SettleOutcome.DuplicateKeyOtherBody d -> {}
      case SettleOutcome.NoHold n -> {}
    }
  }

  private void posted(
      Leg it,
      UUID leg,
      UUID wallet,
      UUID transfer,
      long by,
      SettleOutcome.Posted posted,
      boolean recovery,
      boolean late) {
    if (late) {
      it.late = by;
    } else if (whole(posted) != by) {
      fault(leg + " cost " + by + " and was posted as " + posted);
    } else if (recovery) {
      it.recovered = by;
      it.before = transfer;
      it.wallet = wallet;
    } else {
      it.settled = by;
      it.posted = posted.posted();
    }
    charge(transfer, wallet, posted.posted());
  }

  private static long whole(SettleOutcome.Posted posted) {
    return posted.posted() + posted.overrun();
  }

  /** Something was paid that may be given back. */
  synchronized void charge(UUID transfer, UUID wallet, long units) {
    charge(transfer, wallet, units, 0);
  }

  /**
   * @param owed what was not there: it is not given back, but lessens the worth as well
   */
  synchronized void charge(UUID transfer, UUID wallet, long units, long owed) {
    effect(transfer, wallet, this.owed.contains(wallet) ? units : -units - owed);
    charged.put(transfer, units);
  }

  synchronized void refund(UUID transfer, UUID charge, UUID wallet, long units) {
    if (!effects.containsKey(transfer)) {
      long all = refunded.merge(charge, units, Long::sum);
      if (all > charged.getOrDefault(charge, 0L)) {
        fault("of " + charge + " more was given back than it was");
      }
    }
    effect(transfer, wallet, units);
  }

  synchronized void fault(String what) {
    faults.add(what);
  }

  synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  /** Balance less what is owed, but for goodwill that expired. */
  synchronized long worth(UUID wallet) {
    long all =
        effects.values().stream()
            .filter(e -> e.wallet().equals(wallet))
            .mapToLong(Effect::worth)
            .sum();
    return all
        + legs.values().stream()
            .filter(leg -> wallet.equals(leg.wallet) && leg.takenBack())
            .mapToLong(this::givenBack)
            .sum();
  }

  /**
   * What recovery had posted is taken back; of what was given back by hand as much stays as makes
   * it no dearer than it is.
   */
  private long givenBack(Leg leg) {
    long paid = charged.getOrDefault(leg.before, 0L);
    if (owed.contains(leg.wallet)) {
      return -paid;
    }
    return Math.max(paid - refunded.getOrDefault(leg.before, 0L), leg.posted);
  }

  /** What each line of each leg cost in all, of those that were resolved: by leg, line and book. */
  synchronized Map<List<Object>, Long> costs() {
    var costs = new HashMap<List<Object>, Long>();
    legs.forEach(
        (line, leg) -> {
          if (leg.cost() >= 0) {
            costs.put(line, leg.cost());
          }
        });
    return costs;
  }
}
