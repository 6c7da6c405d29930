package org.meterline.ejb.charge;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.payer.Candidates;
import org.meterline.billing.payer.Circumstances;
import org.meterline.billing.payer.Condition;
import org.meterline.billing.payer.Offer;
import org.meterline.billing.payer.Payer;
import org.meterline.billing.payer.PayerDecision;
import org.meterline.billing.payer.Standing;
import org.meterline.billing.payer.Turn;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.Tariff;
import org.meterline.ejb.charge.OpenLegs.Paying;
import org.meterline.ejb.charge.OpenLegs.StandingBy;
import org.meterline.ejb.number.Dialling;
import org.meterline.telephony.call.CallAuthority.Ask;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.Origin;

/** Gathers who could pay for a leg and what is known of it, and has it decided. */
final class PayerChoice {
  private final PayerRules rules;
  private final Payers payers;
  private final PayingWallets wallets;
  private final Rates rates;

  PayerChoice(PayerRules rules, Payers payers, PayingWallets wallets, Rates rates) {
    this.rules = rules;
    this.payers = payers;
    this.wallets = wallets;
    this.rates = rates;
  }

  /**
   * Whose own deck is asked for the price; nobody's where there are none, so that free calls ask no
   * database.
   */
  @Nullable UUID ownDeckOf(Ask ask, UUID tenant) {
    return rates.haveOwn(tenant)
        ? caller(ask, tenant)
            .or(() -> wallets.own(tenant))
            .map(p -> wallets.payer(tenant, p.wallet()))
            .orElse(null)
        : null;
  }

  /**
   * Decides.
   *
   * @param key what the price was looked up by
   * @param known wallets that were asked and could not pay
   */
  PayerDecision decide(
      Ask ask, UUID tenant, String key, Tariff retail, Instant at, Map<UUID, Standing> known) {
    var asked = rules.of(tenant);
    var to = key.startsWith("+") ? key.substring(1) : key;
    var country = asked.offers().isEmpty() ? "" : E164.parse(key).map(Dialling::country).orElse("");
    return PayerDecision.decide(
        asked.rule(),
        new Candidates(caller(ask, tenant), wallets.own(tenant), asked.offers(), known),
        new Circumstances(at, to, country, facts(asked, ask.facts())),
        retail);
  }

  /**
   * By what a turn is charged: a sponsor's offer as it was quoted, or the price of who pays.
   *
   * @param retail everybody's price, or that of the first who was asked
   */
  Paying paying(Turn turn, UUID tenant, String key, Tariff retail, Instant at) {
    return switch (turn) {
      case Turn.Sponsored(Offer offer, boolean goesOn) -> new Paying(offer.payer(), offer.price());
      case Turn.Whole(Payer payer, boolean goesOn) -> {
        var own =
            rates.haveOwn(tenant)
                ? rates.match(tenant, wallets.payer(tenant, payer.wallet()), key, at)
                : Optional.<Match>empty();
        yield new Paying(
            payer,
            own.isPresent() && own.get() instanceof Match.Priced priced ? priced.tariff() : retail);
      }
      case Turn.Topped t -> throw new IllegalStateException("two wallets pay for one leg");
      case Turn.Shared s -> throw new IllegalStateException("several wallets pay for one leg");
    };
  }

  /** Those who take over after the first, charged from there on; null if nobody does. */
  @Nullable StandingBy standingBy(
      PayerDecision decision, UUID tenant, String key, Tariff retail, Instant at) {
    var after = decision.after(0);
    return after.isEmpty()
        ? null
        : new StandingBy(
            decision,
            after.stream()
                .map(turn -> paying(turn, tenant, key, retail, at))
                .map(p -> new Paying(p.payer(), p.tariff().goingOn()))
                .toList());
  }

  private Optional<Payer> caller(Ask ask, UUID tenant) {
    return ask.from() instanceof Origin.Phone phone
        ? payers.walletOf(phone.domain(), phone.user()).map(w -> wallets.named(tenant, w))
        : Optional.empty();
  }

  /** Those that some offer asks for: no more of a visitor is kept than is needed. */
  private static Map<String, String> facts(PayerRules.Known asked, Map<String, String> facts) {
    var needed = new HashMap<String, String>();
    for (var offer : asked.offers()) {
      for (var condition : offer.conditions()) {
        if (condition instanceof Condition.Fact fact && facts.containsKey(fact.name())) {
          needed.put(fact.name(), facts.getOrDefault(fact.name(), ""));
        }
      }
    }
    return needed;
  }
}
