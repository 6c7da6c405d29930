package org.meterline.ejb.charge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.payer.BundlePart;
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
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.ejb.charge.OpenLegs.Paying;
import org.meterline.ejb.charge.OpenLegs.StandingBy;
import org.meterline.ejb.database.ManyRows;
import org.meterline.ejb.number.Dialling;
import org.meterline.telephony.call.CallAuthority.Ask;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.Origin;

/** Gathers who could pay for a leg and what is known of it, and has it decided. */
final class PayerChoice {
  private final PayerRules rules;
  private final Payers payers;
  private final PayingWallets wallets;
  private final Rates rates;
  private final Bundles bundles;

  PayerChoice(
      PayerRules rules, Payers payers, PayingWallets wallets, Rates rates, Bundles bundles) {
    this.rules = rules;
    this.payers = payers;
    this.wallets = wallets;
    this.rates = rates;
    this.bundles = bundles;
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

  /** Who is asked to pay at present. */
  PayerRules.Known rules(UUID tenant) {
    return rules.of(tenant);
  }

  /**
   * Decides.
   *
   * @param asked the same for all that is decided of a leg, though the rule may change meanwhile:
   *     who could not pay by another rule was not asked by this one
   * @param key what the price was looked up by
   * @param known wallets that were asked and could not pay
   */
  PayerDecision decide(
      Ask ask,
      UUID tenant,
      PayerRules.Known asked,
      String key,
      Tariff retail,
      Instant at,
      Map<UUID, Standing> known) {
    var caller = caller(ask, tenant);
    var own = wallets.own(tenant);
    // what sponsors offer is compared with what a customer would pay
    var who = caller.or(() -> asked.rule().asksSponsors() ? Optional.empty() : own);
    var price = who.map(payer -> taxed(retail, tenant, payer, at)).orElse(retail);
    var to = key.startsWith("+") ? key.substring(1) : key;
    var country = asked.offers().isEmpty() ? "" : E164.parse(key).map(Dialling::country).orElse("");
    return PayerDecision.decide(
        asked.rule(),
        new Candidates(
            caller,
            own,
            asked.offers().stream().map(o -> taxed(o, tenant, at)).toList(),
            known,
            taxes(retail, tenant, asked, caller, own, at)),
        new Circumstances(at, to, country, facts(asked, ask.facts())),
        price);
  }

  /**
   * By what a turn is charged: a sponsor's offer as it was quoted, or the price of who pays; with
   * the tax of who pays. Who pays alone does so with the bundles that cover the number.
   *
   * @param retail everybody's price, or that of the first who was asked
   */
  Paying paying(Turn turn, UUID tenant, String key, Tariff retail, Instant at) {
    return switch (turn) {
      case Turn.Whole(Payer payer, boolean goesOn) ->
          bundled(
              turn.names(),
              tenant,
              key,
              payer(tenant, payer, ownPrice(payer, tenant, key, retail, at), at));
      case Turn.Sponsored(Offer offer, boolean goesOn) ->
          money(turn, List.of(sponsor(tenant, offer)));
      case Turn.Topped(Offer offer, Payer rest, boolean goesOn) ->
          money(turn, List.of(sponsor(tenant, offer), payer(tenant, rest, retail, at)));
      case Turn.Shared shared -> money(turn, shared(shared, tenant, retail, at));
    };
  }

  private static Paying money(Turn turn, List<HoldLine> lines) {
    return new Paying(turn.names(), lines, List.of());
  }

  /**
   * Who would pay for a leg that is free, if it were not: whom the rule asks first, but no sponsor
   * and no bundle. May ask the database.
   *
   * @param free the tariff by which nobody pays
   */
  List<HoldLine> wouldPay(Ask ask, UUID tenant, Tariff free, Instant at) {
    var decision =
        PayerDecision.decide(
            rules.of(tenant).rule(),
            Candidates.of(caller(ask, tenant), wallets.own(tenant), List.of()),
            new Circumstances(at, "", "", Map.of()),
            free);
    return decision.first().stream()
        .flatMap(
            turn ->
                turn instanceof Turn.Shared shared
                    ? shared(shared, tenant, free, at).stream()
                    : turn.payers().stream().map(payer -> payer(tenant, payer, free, at)))
        .toList();
  }

  private List<HoldLine> shared(Turn.Shared turn, UUID tenant, Tariff price, Instant at) {
    var split = turn.split();
    return IntStream.range(0, turn.shares().size())
        .mapToObj(
            i -> {
              var payer = turn.shares().get(i).payer();
              var offer = turn.shares().get(i).offer();
              // it is one supply: its tax is that of the price, for the sponsor's part, too
              var own = taxed(price, tenant, payer, at);
              return new HoldLine(
                  offer == null ? Part.PAYER : Part.SPONSOR,
                  tenant,
                  payer.wallet(),
                  offer == null ? own : offer.price().taxed(own.tax()),
                  split.weights().get(i),
                  i == split.rest());
            })
        .toList();
  }

  private static HoldLine sponsor(UUID tenant, Offer offer) {
    return HoldLine.of(Part.SPONSOR, tenant, offer.payer().wallet(), offer.price());
  }

  private HoldLine payer(UUID tenant, Payer payer, Tariff price, Instant at) {
    return HoldLine.of(Part.PAYER, tenant, payer.wallet(), taxed(price, tenant, payer, at));
  }

  /** The line of who pays, with those of its bundles: only customers have any. */
  private Paying bundled(String names, UUID tenant, String key, HoldLine payer) {
    var lines = new ArrayList<HoldLine>();
    var parts = new ArrayList<BundlePart>();
    lines.add(payer);
    for (var bundle : bundles.covering(tenant, wallets.payer(tenant, payer.wallet()), key)) {
      lines.add(HoldLine.of(Part.BUNDLE, tenant, bundle.wallet(), payer.tariff()));
      parts.add(BundlePart.covering(bundle.wallet(), bundle.name(), bundle.covers(key)));
    }
    return new Paying(names, lines, parts);
  }

  private Tariff ownPrice(Payer payer, UUID tenant, String key, Tariff retail, Instant at) {
    return rates.haveOwn(tenant)
            && rates.match(tenant, wallets.payer(tenant, payer.wallet()), key, at).orElse(null)
                instanceof Match.Priced priced
        ? priced.tariff()
        : retail;
  }

  /** Those who take over after the first; null if nobody does. */
  @Nullable StandingBy standingBy(
      PayerDecision decision, UUID tenant, String key, Tariff retail, Instant at) {
    var after = decision.after(0);
    return after.isEmpty()
        ? null
        : new StandingBy(
            decision, after.stream().map(turn -> paying(turn, tenant, key, retail, at)).toList());
  }

  private Offer taxed(Offer offer, UUID tenant, Instant at) {
    return offer.taxed(taxed(offer.price(), tenant, offer.payer(), at).tax());
  }

  /** Of the price, with whomever it is shared. */
  private Map<UUID, TaxRate> taxes(
      Tariff retail,
      UUID tenant,
      PayerRules.Known asked,
      Optional<Payer> caller,
      Optional<Payer> own,
      Instant at) {
    var taxes = new HashMap<UUID, TaxRate>();
    var sponsors = asked.rule().shares() ? asked.offers() : List.<Offer>of();
    Stream.of(caller.stream(), own.stream(), sponsors.stream().map(Offer::payer))
        .flatMap(payers -> payers)
        .forEach(p -> taxes.put(p.wallet(), taxed(retail, tenant, p, at).tax()));
    return taxes;
  }

  private Tariff taxed(Tariff tariff, UUID tenant, Payer payer, Instant at) {
    var who = wallets.tax(tenant, payer.wallet());
    return tariff.taxed(rates.taxes(tenant).rate(who, tariff.terms().tax().taxClass(), at));
  }

  private Optional<Payer> caller(Ask ask, UUID tenant) {
    return switch (ask.from()) {
      case Origin.Phone phone -> caller(tenant, phone.domain(), phone.user());
      case Origin.Desk desk when desk.user() != null -> caller(tenant, desk.domain(), desk.user());
      default -> Optional.empty();
    };
  }

  private Optional<Payer> caller(UUID tenant, Domain domain, String user) {
    return payers.walletOf(domain, user).map(w -> wallets.named(tenant, w));
  }

  /** Those that some offer asks for: no more of a visitor is kept than is needed. */
  private static Map<String, String> facts(PayerRules.Known asked, Map<String, String> facts) {
    var needed = new HashMap<String, String>();
    for (var offer : asked.offers()) {
      for (var condition : offer.conditions()) {
        if (condition instanceof Condition.Fact fact && facts.containsKey(fact.name())) {
          needed.put(fact.name(), ManyRows.withoutNul(facts.getOrDefault(fact.name(), "")));
        }
      }
    }
    return needed;
  }
}
