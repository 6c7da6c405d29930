package org.meterline.ejb.charge;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.payer.Earlier;
import org.meterline.billing.payer.Segment;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.tax.TaxPayer;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.billing.wallet.HoldOutcome;
import org.meterline.billing.wallet.Lease;
import org.meterline.ejb.charge.OpenLegs.Open;
import org.meterline.ejb.limit.FraudLimits;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.LegId;

/**
 * Answers the engine: longest prefix, payer decision, hold. What is inside and has no price is
 * free; emergencies are never asked about money. What a deck gives away is noted aside. A wallet
 * that cannot pay is told to the decision, which then says who is asked next. When the money of who
 * pays ends in mid-call, the leg is handed over to who stands by.
 */
public final class LegAuthority implements CallAuthority {
  private final LegHolds holds;
  private final UnusedHolds unused;
  private final Rates rates;
  private final Payers payers;
  private final PayerChoice choice;
  private final Decisions decisions;
  private final FreeLegs free;
  private final NodeLease lease;
  private final ChargeTerms terms;
  private final OpenLegs legs;
  private final FraudLimits limits;

  LegAuthority(
      LegHolds holds,
      UnusedHolds unused,
      Rates rates,
      Payers payers,
      PayerChoice choice,
      Decisions decisions,
      FreeLegs free,
      NodeLease lease,
      ChargeTerms terms,
      OpenLegs legs,
      FraudLimits limits) {
    this.holds = holds;
    this.unused = unused;
    this.rates = rates;
    this.payers = payers;
    this.choice = choice;
    this.decisions = decisions;
    this.free = free;
    this.lease = lease;
    this.terms = terms;
    this.legs = legs;
    this.limits = limits;
  }

  @Override
  public Answer admit(Ask ask) {
    if (!(ask.to() instanceof Destination.Emergency) && payers.suspended(ask)) {
      return Refusals.suspended();
    }
    return switch (ask.to()) {
      case Destination.Emergency e -> free(ask);
      case Destination.Phone p -> priced(ask, Rate.EXTENSION);
      case Destination.Steered s -> priced(ask, Rate.PROGRAM);
      case Destination.Outside o -> limited(ask, o.number().number());
    };
  }

  /** Limits are asked before money; what money refuses was no call. */
  private Answer limited(Ask ask, String key) {
    var tenant = payers.tenant(ask.domain());
    if (tenant.isEmpty()) {
      return Refusals.unknownTenant();
    }
    var no = limits.begin(tenant.get(), payers.country(ask.domain()), ask);
    if (no.isPresent()) {
      return new Refused(no.get());
    }
    boolean granted = false;
    try {
      var answer = priced(ask, key);
      granted = answer instanceof Granted;
      return answer;
    } finally {
      if (!granted) {
        limits.forget(ask.leg().value());
      }
    }
  }

  private Answer priced(Ask ask, String key) {
    boolean inside = key.equals(Rate.EXTENSION) || key.equals(Rate.PROGRAM);
    var tenant = payers.tenant(ask.domain());
    if (tenant.isEmpty()) {
      return Refusals.unknownTenant();
    }
    var priceStart = priceStart(ask);
    var own = choice.ownDeckOf(ask, tenant.get());
    var match = rates.priceOf(tenant.get(), own, TaxPayer.ANYBODY, key, priceStart);
    return switch (match) {
      case Match.NoPrice none -> inside ? free(ask) : Refusals.noPrice(none);
      case Match.Blocked blocked -> Refusals.blocked(blocked.explanation());
      case Match.Priced priced when priced.tariff().free(priceStart) -> {
        free.note(ask, tenant.get(), priced.tariff(), priceStart);
        yield free(ask);
      }
      case Match.Priced priced -> {
        try {
          yield paid(ask, tenant.get(), key, priced.tariff(), priceStart);
        } catch (MoneyOverflow e) {
          yield Refusals.outOfRange(e);
        }
      }
    };
  }

  private Answer paid(Ask ask, UUID tenant, String key, Tariff retail, Instant priceStart) {
    var leg = ask.leg().value();
    var unable = new UnableWallets(holds);
    var asked = choice.rules(tenant);
    while (true) {
      var decision = choice.decide(ask, tenant, asked, key, retail, priceStart, unable.known());
      var why = decision.refusal();
      if (why != null && unable.learns(why)) {
        continue; // who decides says so
      } else if (why != null) {
        return new Refused(Refusals.of(why), Decisions.of(ask, decision));
      }
      var mine = lease.current();
      if (mine.isEmpty()) {
        return Refusals.leaseLost();
      }
      // asked again, another sponsor might win, or another bundle pay
      var before = legs.known(leg);
      if (before.isPresent()) {
        return granted(before.get());
      }
      var paying = choice.paying(decision.turns().getFirst(), tenant, key, retail, priceStart);
      var placed =
          holds.place(
              mine.get(),
              new LegHolds.Wanted(tenant, ask.call().value(), leg, paying.lines(), priceStart));
      if (placed.outcome() instanceof HoldOutcome.Held held) {
        var decided = Decisions.of(ask, decision.with(placed.bundles(paying.bundles())));
        var open =
            new Open(
                ask.call().value(),
                1,
                Earlier.NONE,
                0,
                paying.names(),
                Holding.of(placed.wanted(), held),
                ask.trunks(),
                choice.standingBy(decision, tenant, key, retail, priceStart),
                null,
                decided);
        var over = counted(leg, open);
        if (over.isPresent()) {
          var _ = holds.release(open.held()); // else its end does
          return new Refused(over.get(), decided);
        }
        legs.put(leg, open);
        return granted(open);
      }
      if (!unable.note(placed)) {
        return Refusals.of((HoldOutcome.NotHeld) placed.outcome());
      }
    }
  }

  /** Counts what is held for a leg; answers the limit that it would break, if any. */
  private Optional<org.meterline.telephony.call.Refusal> counted(UUID leg, Open open) {
    return limits.hold(open.call(), leg, open.held().id(), open.held().paid());
  }

  /** When the price of a leg is agreed: in whole seconds, as the books keep it. */
  static Instant priceStart(Ask ask) {
    return ask.at().truncatedTo(ChronoUnit.SECONDS);
  }

  /** What the tenant sells a leg for, if it has a price. */
  Optional<Tariff> price(Ask ask, UUID tenant) {
    var agreed = priceStart(ask);
    return ask.to() instanceof Destination.Outside outside
        ? rates
            .match(tenant, choice.ownDeckOf(ask, tenant), outside.number().number(), agreed)
            .flatMap(match -> match.sold(agreed))
        : Optional.empty();
  }

  /** Gives back what was set aside for a leg that is not to be. */
  void release(LegId leg) {
    free.forget(leg);
    limits.forget(leg.value());
    legs.known(leg.value())
        .ifPresent(
            open -> {
              var _ = holds.release(open.held());
            });
    legs.forget(leg.value());
  }

  @Override
  public Answer extend(LegId id, int sequence, Duration used) {
    var leg = id.value();
    var open = legs.find(leg);
    if (open.isEmpty()) {
      return Refusals.notCharged();
    }
    return lease
        .current()
        .map(mine -> extend(leg, open.get(), sequence, used, mine))
        .orElseGet(Refusals::leaseLost);
  }

  private Answer extend(UUID leg, Open open, int sequence, Duration used, Lease mine) {
    if (sequence <= open.since()) {
      return granted(open);
    }
    var ofSegment = used.minusSeconds(open.after());
    var before = open.before();
    if (before != null && !ofSegment.isNegative()) {
      holds.prove(mine, before, sequence);
      before = null;
    }
    try {
      var more =
          holds.extend(
              mine, open.held(), sequence, ofSegment.isNegative() ? Duration.ZERO : ofSegment);
      if (more.outcome() instanceof HoldOutcome.NotHeld no) {
        return Refusals.of(no);
      }
      var held = (HoldOutcome.Held) more.outcome();
      var extended = open.with(open.held().with(held), before);
      legs.replace(leg, extended);
      var over = counted(leg, extended);
      if (over.isPresent()) {
        return new Refused(over.get());
      }
      boolean nothingMore = held.last() && held.seconds() <= open.held().seconds();
      var next = nothingMore ? next(leg, extended, sequence, mine) : Optional.<Open>empty();
      return next.map(this::granted).orElseGet(() -> granted(extended, more.lack(), nothingMore));
    } catch (MoneyOverflow e) {
      return Refusals.outOfRange(e);
    }
  }

  private Optional<Open> next(UUID leg, Open open, int sequence, Lease mine) {
    try {
      return handedOver(leg, open, sequence, mine);
    } catch (BooksUnavailable e) {
      // it may be held all the same
      unused.add(leg, Segment.id(leg, open.segment() + 1));
      throw e;
    }
  }

  private void giveBack(UUID leg, Open notUsed) {
    if (!holds.release(notUsed.held())) {
      unused.add(leg, notUsed.held().id());
    }
  }

  /**
   * The leg with the hold of the first of those who stand by that can pay from its end on; nobody
   * does once it has cost what its deck lets it cost at most.
   */
  private Optional<Open> handedOver(UUID leg, Open open, int sequence, Lease mine) {
    var standingBy = open.standingBy();
    if (standingBy == null || open.held().cut()) {
      return Optional.empty();
    }
    var id = Segment.id(leg, open.segment() + 1);
    var earlier = open.used();
    var priceStart = open.held().priceStart().plusSeconds(open.held().seconds());
    int count = 0;
    for (var next : standingBy.payers()) {
      count++;
      var paying = next.goingOn(earlier);
      var placed =
          holds.place(
              mine,
              new LegHolds.Wanted(open.tenant(), open.call(), id, paying.lines(), priceStart));
      if (placed.outcome() instanceof HoldOutcome.Held held) {
        decisions.handedOver(
            leg,
            open,
            placed.wanted(),
            standingBy.decision().with(placed.bundles(paying.bundles())),
            paying.names());
        var taken =
            new Open(
                open.call(),
                open.segment() + 1,
                earlier,
                sequence,
                paying.names(),
                Holding.of(placed.wanted(), held),
                open.trunks(),
                standingBy.after(count),
                open.held(),
                null);
        if (counted(leg, taken).isPresent()) {
          giveBack(leg, taken);
          return Optional.empty();
        }
        if (!legs.replace(leg, taken)) {
          giveBack(leg, taken);
        }
        return Optional.of(taken);
      }
    }
    return Optional.empty();
  }

  private Answer granted(Open open) {
    return granted(open, null, false);
  }

  /**
   * @param money what is the matter with that of who pays
   * @param nobody who stands by can pay
   */
  private Answer granted(
      Open open, org.meterline.telephony.call.@Nullable Refusal money, boolean nobody) {
    var held = open.held();
    return new Granted(
        Duration.ofSeconds(open.until()),
        held.last(),
        terms.announceBefore(),
        open.trunks(),
        open.names(),
        open.decision(),
        Refusals.lack(held, money),
        open.standingBy() != null && !nobody && !(held.last() && held.cut()));
  }

  private static Answer free(Ask ask) {
    return new Granted(Granted.UNLIMITED, false, Duration.ZERO, ask.trunks(), "");
  }
}
