package org.meterline.ejb.charge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.wallet.BooksRefused;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.SettleOutcome;
import org.meterline.billing.wallet.Settlement;
import org.meterline.billing.wallet.WalletBook;
import org.meterline.ejb.limit.FraudLimits;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallJournal;

/**
 * The money in the facts of calls: each end of a leg resolves its holds. Idempotent: what was
 * settled stays as it is. Two round trips for a batch, however large, unless something of it is
 * being charged anew.
 */
public final class MoneyJournal implements CallJournal {
  private static final Logger LOG = System.getLogger(MoneyJournal.class.getName());

  private final WalletBook book;
  private final OpenLegs legs;
  private final BoughtLegs bought;
  private final FraudLimits limits;

  MoneyJournal(WalletBook book, OpenLegs legs, BoughtLegs bought, FraudLimits limits) {
    this.book = book;
    this.legs = legs;
    this.bought = bought;
    this.limits = limits;
  }

  @Override
  public void post(List<CallFact> facts) throws Unavailable, Refused {
    var ended = new LinkedHashMap<UUID, CallFact.LegEnded>();
    for (var fact : facts) {
      if (fact instanceof CallFact.LegEnded end) {
        ended.putIfAbsent(end.leg().value(), end);
      }
    }
    if (ended.isEmpty()) {
      return;
    }
    // before their holds are read: a leg that is just being handed over is seen here or forgotten
    // there
    ended.keySet().forEach(legs::forget);
    // what pays for the leg, and what is bought for it
    var ids = new LinkedHashMap<UUID, CallFact.LegEnded>(ended);
    ended.forEach((leg, end) -> bought.forget(leg).ifPresent(id -> ids.put(id, end)));
    try {
      var paid = new HashMap<UUID, List<Money>>();
      var tooMuch = new LinkedHashSet<UUID>();
      var left = settle(ids, paid, tooMuch);
      if (!left.isEmpty() && !settle(left, paid, tooMuch).isEmpty()) {
        throw new Unavailable("legs are charged anew again and again");
      }
      ended.keySet().stream().filter(leg -> !tooMuch.contains(leg)).forEach(bought::settled);
      var sums = new HashMap<UUID, List<Money>>();
      ids.forEach(
          (id, end) ->
              sums.computeIfAbsent(end.leg().value(), leg -> new ArrayList<>())
                  .addAll(paid.getOrDefault(id, List.of())));
      ended.keySet().forEach(leg -> limits.end(leg, sums.getOrDefault(leg, List.of())));
      if (!tooMuch.isEmpty()) {
        throw new MoneyOverflow("what the legs " + tooMuch + " cost");
      }
    } catch (BooksUnavailable e) {
      throw new Unavailable("the books cannot be written now", e);
    } catch (BooksRefused | MoneyOverflow e) {
      LOG.log(Level.ERROR, "the books refuse a batch of " + ended.size() + " legs", e);
      throw new Refused(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Resolves holds by what they say; answers those that were charged anew before they could be.
   *
   * @param ids the holds, with the ends of their legs
   * @param paid what is posted of each is put here
   * @param tooMuch legs whose cost a wallet cannot hold are put here
   */
  private Map<UUID, CallFact.LegEnded> settle(
      Map<UUID, CallFact.LegEnded> ids, Map<UUID, List<Money>> paid, Set<UUID> tooMuch) {
    var holds = Segments.of(book, ids.keySet());
    var settlements = new ArrayList<Settlement>();
    var of = new ArrayList<UUID>();
    ids.forEach(
        (id, end) -> {
          var parts = holds.getOrDefault(id, List.of());
          var settled = settlements(parts, end);
          var sum = new ArrayList<Money>();
          for (int i = 0; i < settled.size(); i++) {
            of.add(id);
            settlements.add(settled.get(i));
            sum.addAll(paid(parts.get(i), settled.get(i)));
          }
          paid.put(id, sum);
        });
    var outcomes = book.resolve(false, settlements);
    var changed = new LinkedHashMap<UUID, CallFact.LegEnded>();
    for (int i = 0; i < outcomes.size(); i++) {
      var end = Objects.requireNonNull(ids.get(of.get(i)));
      tell(end, outcomes.get(i));
      if (outcomes.get(i) instanceof SettleOutcome.Changed) {
        changed.put(of.get(i), end);
      } else if (outcomes.get(i) instanceof SettleOutcome.Overflow) {
        tooMuch.add(end.leg().value());
      }
    }
    return changed;
  }

  /** One for each part of the leg: each pays for what was granted it, the last for the rest. */
  private List<Settlement> settlements(List<LegHold> holds, CallFact.LegEnded end) {
    var settlements = new ArrayList<Settlement>();
    // who was put through is charged for a second at least; a grant may have come too late for that
    boolean used = end.answered() && !end.charged().isZero();
    long left = used ? Math.max(1, seconds(end.charged())) : 0;
    if (end.recovered()) {
      // what the journal of a lost process has is a guess from below, and so is what was proved
      left = Math.max(left, holds.stream().mapToLong(hold -> seconds(hold.proved())).sum());
    }
    for (int i = 0; i < holds.size(); i++) {
      var hold = holds.get(i);
      long seconds = i == holds.size() - 1 ? left : Math.min(left, hold.seconds());
      var owed = bought.owed(hold, end.leg().value(), end.trunk());
      settlements.add(Settlements.settled(hold, seconds, end.at(), owed));
      left -= seconds;
    }
    return settlements;
  }

  private static List<Money> paid(LegHold hold, Settlement settlement) {
    return Holding.paid(
        hold.terms(), settlement.lines().stream().map(Settlement.LineCost::cost).toList());
  }

  private static void tell(CallFact.LegEnded end, SettleOutcome outcome) {
    switch (outcome) {
      case SettleOutcome.Settled(var lines) when lines.stream().anyMatch(l -> l.overrun() > 0) ->
          LOG.log(
              Level.WARNING,
              "call {0}: leg {1} overran its hold: {2}",
              end.call(),
              end.leg(),
              lines);
      case SettleOutcome.Late late ->
          LOG.log(
              Level.INFO,
              "call {0}: leg {1} had been recovered; the difference was posted",
              end.call(),
              end.leg());
      case SettleOutcome.Changed c ->
          LOG.log(
              Level.INFO,
              "call {0}: leg {1} is being charged anew: its price is read again",
              end.call(),
              end.leg());
      // the end of a leg may be told twice, with another length: the first one stands
      case SettleOutcome.AlreadyResolved r -> LOG.log(Level.DEBUG, "call {0}: settled", end.call());
      case SettleOutcome.Overflow o ->
          LOG.log(
              Level.ERROR,
              "call {0}: leg {1} costs more than a wallet can hold: settle with its carriers",
              end.call(),
              end.leg());
      case SettleOutcome.DuplicateKeyOtherBody d ->
          LOG.log(Level.DEBUG, "call {0}: settled before", end.call());
      case SettleOutcome.Settled s -> {}
      case SettleOutcome.Repeated r -> {}
      case SettleOutcome.NoHold n -> {}
    }
  }

  /** Started seconds count whole. */
  static long seconds(Duration used) {
    return used.isNegative() ? 0 : Math.ceilDiv(used.toMillis(), 1000L);
  }
}
