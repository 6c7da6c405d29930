package org.meterline.ejb.charge;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldOutcome;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.WalletBook;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.LegId;

/**
 * The other two relations of a leg: what its tenant pays the operator, and what the operator owes a
 * carrier. They have a hold of their own from the leg's begin to its end, whoever pays the tenant
 * in the meantime. What is granted is the shorter of both; if the tenant cannot pay the operator,
 * the leg is refused.
 */
final class BoughtLegs implements CallAuthority {
  private final LegAuthority retail;
  private final Wholesale wholesale;
  private final FreeLegs free;
  private final LegHolds holds;
  private final NodeLease lease;
  private final ChargeTerms terms;
  private final Payers payers;
  private final WalletBook book;

  /** Of legs that were admitted here; empty for those of which nothing is bought. */
  private final ConcurrentHashMap<UUID, Optional<Holding>> open = new ConcurrentHashMap<>();

  /** By leg and trunk: the wallet of the carrier who is owed if the trunk carries the leg. */
  private final ConcurrentHashMap<UUID, Map<String, UUID>> carriers = new ConcurrentHashMap<>();

  BoughtLegs(
      LegAuthority retail,
      Wholesale wholesale,
      FreeLegs free,
      LegHolds holds,
      NodeLease lease,
      ChargeTerms terms,
      Payers payers,
      WalletBook book) {
    this.retail = retail;
    this.wholesale = wholesale;
    this.free = free;
    this.holds = holds;
    this.lease = lease;
    this.terms = terms;
    this.payers = payers;
    this.book = book;
  }

  @Override
  public Answer admit(Ask ask) {
    var tenant = payers.tenant(ask.domain());
    var answer = retail.admit(ask);
    if (tenant.isEmpty() || !(answer instanceof Granted granted)) {
      return answer;
    }
    try {
      return switch (bought(ask, tenant.get())) {
        case Wholesale.No no -> {
          retail.release(ask.leg());
          yield new Refused(no.refusal().why(), granted.decision());
        }
        case Wholesale.Yes(var lines, var gift, var trunks, var owed) -> {
          gift.ifPresent(line -> free.noteBought(ask, tenant.get(), line));
          var ordered = ordered(granted, trunks);
          if (lines.isEmpty()) {
            open.put(ask.leg().value(), Optional.empty());
            yield ordered;
          }
          yield admitted(
              ask,
              ordered,
              owed,
              new LegHolds.Wanted(
                  tenant.get(),
                  ask.call().value(),
                  LegHold.bought(ask.leg().value()),
                  lines,
                  LegAuthority.priceStart(ask)));
        }
      };
    } catch (MoneyOverflow e) {
      retail.release(ask.leg());
      return new Refused(Refusals.outOfRange(e).why(), granted.decision());
    }
  }

  private Wholesale.Bought bought(Ask ask, UUID tenant) {
    var at = LegAuthority.priceStart(ask);
    return switch (ask.to()) {
      case Destination.Emergency e ->
          new Wholesale.Yes(List.of(), Optional.empty(), ask.trunks(), Map.of());
      case Destination.Phone p -> wholesale.of(tenant, Rate.EXTENSION, at, List.of(), null);
      case Destination.Steered s -> wholesale.of(tenant, Rate.PROGRAM, at, List.of(), null);
      case Destination.Outside o ->
          wholesale.of(
              tenant,
              o.number().number(),
              at,
              ask.trunks(),
              retail.price(ask, tenant).orElse(null));
    };
  }

  private static Granted ordered(Granted granted, List<String> trunks) {
    return new Granted(
        granted.until(),
        granted.last(),
        granted.announceBefore(),
        trunks,
        granted.payer(),
        granted.decision(),
        granted.lack(),
        granted.followed());
  }

  /**
   * Which of the carriers in a hold is owed for the leg: whose trunk carried it.
   *
   * @param trunk it went over; null if that is not known
   */
  Predicate<HoldLine> owed(LegHold hold, UUID leg, @Nullable String trunk) {
    var lines = hold.terms().stream().filter(l -> l.part() == Part.CARRIER).toList();
    if (lines.isEmpty()) {
      return line -> true;
    }
    var wallet = trunk == null ? lines.getFirst().wallet() : owedOver(hold, leg, trunk, lines);
    return line -> line.part() != Part.CARRIER || line.wallet().equals(wallet);
  }

  /** Null if nobody is: the trunk is the tenant's own, or its carrier asked no price. */
  private @Nullable UUID owedOver(LegHold hold, UUID leg, String trunk, List<HoldLine> lines) {
    var known = carriers.get(leg);
    if (known != null) {
      return known.get(trunk);
    }
    return switch (payers.carriage(hold.tenant(), trunk)) {
      case Payers.Carriage.Own own -> null;
      case Payers.Carriage.Anybodys anybodys ->
          Wholesale.cheapest(lines.stream(), hold.priceStart()).map(HoldLine::wallet).orElse(null);
      case Payers.Carriage.Of(UUID carrier) ->
          wholesale
              .walletOf(carrier)
              .filter(w -> lines.stream().anyMatch(l -> l.wallet().equals(w)))
              .orElse(null);
    };
  }

  /** Its money is where it belongs. */
  void settled(UUID leg) {
    carriers.remove(leg);
  }

  private Answer admitted(
      Ask ask, Granted granted, Map<String, UUID> owed, LegHolds.Wanted wanted) {
    var mine = lease.current();
    var placed = mine.map(l -> holds.place(l, wanted));
    if (placed.isPresent() && placed.get().outcome() instanceof HoldOutcome.Held held) {
      var holding = Holding.of(wanted, held);
      open.put(ask.leg().value(), Optional.of(holding));
      if (!granted.trunks().isEmpty()) {
        carriers.put(ask.leg().value(), owed);
      }
      return shorter(granted, holding);
    }
    // asked before anything is given back: nothing can fail after that
    var refused = placed.map(p -> Refusals.wholesale(holds.told(p))).orElseGet(Refusals::leaseLost);
    retail.release(ask.leg());
    return new Refused(refused.why(), granted.decision());
  }

  @Override
  public Answer extend(LegId leg, int sequence, Duration used) {
    var held = find(leg.value());
    if (held.isEmpty()) {
      return retail.extend(leg, sequence, used);
    }
    var mine = lease.current();
    if (mine.isEmpty()) {
      return Refusals.leaseLost();
    }
    try {
      var outcome = holds.extend(mine.get(), held.get(), sequence, used).outcome();
      if (outcome instanceof HoldOutcome.NotHeld no) {
        return Refusals.wholesale(no);
      }
      var holding = held.get().with((HoldOutcome.Held) outcome);
      open.computeIfPresent(leg.value(), (id, before) -> Optional.of(holding));
      var answer = retail.extend(leg, sequence, used);
      if (answer instanceof Granted granted) {
        return shorter(granted, holding);
      }
      return answer instanceof Refused no && no.why().code().equals(Refusals.NOT_CHARGED)
          ? shorter(free(), holding)
          : answer;
    } catch (MoneyOverflow e) {
      return Refusals.outOfRange(e);
    }
  }

  private Optional<Holding> find(UUID leg) {
    var known = open.get(leg);
    if (known != null) {
      return known;
    }
    var id = LegHold.bought(leg);
    var hold = book.holds(List.of(id)).get(id);
    return hold == null || hold.resolved() ? Optional.empty() : Optional.of(Holding.of(hold));
  }

  /** Nobody pays the tenant. */
  private static Granted free() {
    return new Granted(Granted.UNLIMITED, false, Duration.ZERO, List.of(), "");
  }

  private Granted shorter(Granted granted, Holding holding) {
    var until = Duration.ofSeconds(holding.seconds());
    return until.compareTo(granted.until()) >= 0
        ? granted
        : new Granted(
            until,
            holding.last(),
            terms.announceBefore(),
            granted.trunks(),
            granted.payer(),
            granted.decision(),
            null, // what the tenant buys with is not told to whoever pays
            false); // and nobody who stands by pays it
  }

  /** Forgets a leg; answers the id of its hold here, unless it is known that there is none. */
  Optional<UUID> forget(UUID leg) {
    var known = open.remove(leg);
    return known != null && known.isEmpty() ? Optional.empty() : Optional.of(LegHold.bought(leg));
  }
}
