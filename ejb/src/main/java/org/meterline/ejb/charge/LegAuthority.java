package org.meterline.ejb.charge;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.payer.Candidates;
import org.meterline.billing.payer.Circumstances;
import org.meterline.billing.payer.Payer;
import org.meterline.billing.payer.PayerDecision;
import org.meterline.billing.payer.PayerRule;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.rate.Covered;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.ExtendRequest;
import org.meterline.billing.wallet.HoldOutcome;
import org.meterline.billing.wallet.HoldRequest;
import org.meterline.billing.wallet.Lease;
import org.meterline.billing.wallet.WalletBook;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;

/**
 * Answers the engine: payer decision, longest prefix, hold. What is inside and has no price is
 * free; emergencies are never asked about money. One round trip to the books unless the wallet is
 * nearly empty.
 */
public final class LegAuthority implements CallAuthority {
  /** How often a wallet that others draw on is asked for what is left of it. */
  private static final int TRIES = 3;

  private final WalletBook book;
  private final Rates rates;
  private final Payers payers;
  private final PayingWallets wallets;
  private final NodeLease lease;
  private final ChargeTerms terms;
  private final OpenLegs legs;

  LegAuthority(
      WalletBook book,
      Rates rates,
      Payers payers,
      PayingWallets wallets,
      NodeLease lease,
      ChargeTerms terms,
      OpenLegs legs) {
    this.book = book;
    this.rates = rates;
    this.payers = payers;
    this.wallets = wallets;
    this.lease = lease;
    this.terms = terms;
    this.legs = legs;
  }

  @Override
  public Answer admit(Ask ask) {
    return switch (ask.to()) {
      case Destination.Emergency e -> free(ask);
      case Destination.Phone p -> priced(ask, Rate.EXTENSION);
      case Destination.Program p -> priced(ask, Rate.PROGRAM);
      case Destination.Outside o -> priced(ask, o.number().number());
    };
  }

  private Answer priced(Ask ask, String key) {
    boolean inside = key.equals(Rate.EXTENSION) || key.equals(Rate.PROGRAM);
    var tenant = payers.tenant(ask.domain());
    if (tenant.isEmpty()) {
      return Refusals.unknownTenant();
    }
    // whole seconds, as the books keep it
    var priceStart = ask.at().truncatedTo(ChronoUnit.SECONDS);
    var match = rates.match(tenant.get(), payer(ask, tenant.get()), key, priceStart);
    if (match.isEmpty()) {
      return inside ? free(ask) : Refusals.noDeck();
    }
    return switch (match.get()) {
      case Match.NoPrice none -> inside ? free(ask) : Refusals.noPrice(none.explanation());
      case Match.Blocked blocked -> Refusals.blocked(blocked.explanation());
      case Match.Priced priced when priced.tariff().free() -> free(ask);
      case Match.Priced priced -> paid(ask, tenant.get(), priced.tariff(), priceStart);
    };
  }

  /** Whose own deck is asked; nobody's where there are none, so that free calls ask no database. */
  private @Nullable UUID payer(Ask ask, UUID tenant) {
    return rates.haveOwn(tenant)
        ? caller(ask, tenant)
            .or(() -> wallets.own(tenant))
            .map(p -> wallets.payer(tenant, p.wallet()))
            .orElse(null)
        : null;
  }

  private Optional<Payer> caller(Ask ask, UUID tenant) {
    return ask.from() instanceof Origin.Phone phone
        ? payers.walletOf(phone.domain(), phone.user()).map(w -> wallets.named(tenant, w))
        : Optional.empty();
  }

  private Answer paid(Ask ask, UUID tenant, Tariff tariff, Instant priceStart) {
    var who = Candidates.of(caller(ask, tenant), wallets.own(tenant), List.of());
    var of = new Circumstances(priceStart, tariff.prefix(), "", Map.of());
    var decision = PayerDecision.decide(PayerRule.DEFAULT, who, of, tariff);
    var why = decision.refusal();
    return why != null
        ? Refusals.of(why)
        : lease
            .current()
            .map(
                mine ->
                    hold(
                        ask,
                        tenant,
                        tariff,
                        priceStart,
                        decision.turns().getFirst().payers().getFirst(),
                        mine))
            .orElseGet(Refusals::leaseLost);
  }

  private Answer hold(
      Ask ask, UUID tenant, Tariff tariff, Instant priceStart, Payer pays, Lease mine) {
    var leg = ask.leg().value();
    try {
      long chunk = grant(tariff, priceStart, terms.chunkSeconds());
      boolean allThereIs = chunk == Cost.longest(tariff, priceStart, Covered.NOTHING);
      long seconds = chunk;
      HoldOutcome outcome = new HoldOutcome.NoHold();
      for (int i = 0; i < TRIES && seconds > tariff.rate().graceSeconds(); i++) {
        var amount = Cost.of(tariff, priceStart, seconds);
        var request =
            new HoldRequest(
                tenant,
                leg,
                ask.call().value(),
                pays.wallet(),
                tariff.deck(),
                tariff.line(),
                amount,
                seconds,
                seconds < chunk || allThereIs,
                priceStart);
        outcome = book.hold(mine, List.of(request)).getFirst();
        if (outcome instanceof HoldOutcome.Held held) {
          legs.put(
              leg,
              new OpenLegs.Open(
                  tenant,
                  tariff,
                  priceStart,
                  held.amount(),
                  held.seconds(),
                  ask.trunks(),
                  pays.name()));
          return granted(held.seconds(), held.last(), ask.trunks(), pays.name());
        }
        if (!(outcome instanceof HoldOutcome.TooLow low)) {
          break;
        }
        seconds = Math.min(seconds - 1, Cost.secondsFor(tariff, priceStart, low.available()));
      }
      return Refusals.of(outcome);
    } catch (MoneyOverflow e) {
      return Refusals.outOfRange(e);
    }
  }

  /** The end of the increment that so much use reaches, as far as the tariff lets a leg go on. */
  private static long grant(Tariff tariff, Instant priceStart, long seconds) {
    long billed = tariff.billedSeconds(Math.max(seconds, tariff.rate().graceSeconds() + 1L));
    return Math.min(billed, Cost.longest(tariff, priceStart, Covered.NOTHING));
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

  private Answer extend(UUID leg, OpenLegs.Open open, int sequence, Duration used, Lease mine) {
    var tariff = open.tariff();
    var priceStart = open.priceStart();
    try {
      long wanted =
          grant(
              tariff,
              priceStart,
              Math.max(open.seconds(), MoneyJournal.seconds(used)) + terms.chunkSeconds());
      boolean allThereIs = wanted == Cost.longest(tariff, priceStart, Covered.NOTHING);
      long seconds = wanted;
      HoldOutcome outcome = new HoldOutcome.NoHold();
      for (int i = 0; i <= TRIES; i++) {
        boolean nothingMore = seconds <= open.seconds();
        var total = nothingMore ? open.held() : Cost.of(tariff, priceStart, seconds);
        seconds = Math.max(seconds, open.seconds());
        var request =
            new ExtendRequest(
                open.tenant(), leg, sequence, total, seconds, seconds < wanted || allThereIs, used);
        outcome = book.extend(mine, List.of(request)).getFirst();
        if (outcome instanceof HoldOutcome.Held held) {
          legs.extended(leg, held.amount(), held.seconds());
          return granted(held.seconds(), held.last(), open.trunks(), open.payer());
        }
        if (outcome instanceof HoldOutcome.TooLow low) {
          // the last try asks for nothing, which is always there: the grant it has is the last one
          Money buys = open.held().plus(low.available());
          seconds =
              i == TRIES - 1 ? 0 : Math.min(seconds - 1, Cost.secondsFor(tariff, priceStart, buys));
        } else if (outcome instanceof HoldOutcome.Frozen) {
          seconds = 0;
        } else {
          break;
        }
      }
      return Refusals.of(outcome);
    } catch (MoneyOverflow e) {
      return Refusals.outOfRange(e);
    }
  }

  private Answer granted(long seconds, boolean last, List<String> trunks, String payer) {
    return new Granted(Duration.ofSeconds(seconds), last, terms.announceBefore(), trunks, payer);
  }

  private static Answer free(Ask ask) {
    return new Granted(Granted.UNLIMITED, false, Duration.ZERO, ask.trunks(), "");
  }
}
