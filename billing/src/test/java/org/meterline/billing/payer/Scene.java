package org.meterline.billing.payer;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rate.TaxRate;

/** A decision in few words: who there is, what is offered, what is asked. */
final class Scene {
  static final Instant AT = Instant.parse("2026-11-26T10:00:00Z"); // a Thursday, 11:00 in Berlin

  private final List<Offer> offers = new ArrayList<>();
  private final Map<UUID, Standing> known = new HashMap<>();
  private @Nullable Payer caller;
  private @Nullable Payer tenant;
  private Map<String, String> facts = Map.of();
  private Instant at = AT;
  private String price = "0.06";
  private final Map<UUID, TaxRate> taxes = new HashMap<>();
  private @Nullable TaxRate net;

  static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  static Payer payer(String name) {
    return new Payer(id(name), name);
  }

  static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }

  static Tariff perMinute(String price) {
    return Tariff.of(
        DeckTerms.plain(id("deck"), Currency.EUR), Rate.to("49", "Germany").price(price).build());
  }

  Scene caller(String name) {
    caller = payer(name);
    return this;
  }

  Scene tenant(String name) {
    tenant = payer(name);
    return this;
  }

  /** The price of a minute. */
  Scene price(String perMinute) {
    price = perMinute;
    return this;
  }

  /** A price before tax, of which the caller pays so much. */
  Scene net(String tax) {
    net = new TaxRate("DE", new BigDecimal(tax));
    return this;
  }

  /** What somebody pays on a price before tax. */
  Scene pays(String payer, String tax) {
    taxes.put(id(payer), new TaxRate("DE", new BigDecimal(tax)));
    return this;
  }

  private Tariff price() {
    var plain = perMinute(price);
    if (net == null) {
      return plain;
    }
    var of = plain.terms();
    var before = new DeckTerms.Tax(DeckTerms.Basis.NET, "standard");
    var terms = new DeckTerms(of.deck(), of.currency(), of.rounding(), of.calendar(), before);
    return Tariff.of(terms, plain.rate()).taxed(net);
  }

  /** A sponsor's offer for a minute. */
  Scene minute(String sponsor, String price, String... conditions) {
    return offer(sponsor, Currency.EUR, Rate.to(Rate.OFFER, sponsor).price(price), conditions);
  }

  /** A sponsor's offer for a call. */
  Scene call(String sponsor, String price, String... conditions) {
    return offer(sponsor, Currency.EUR, Rate.to(Rate.OFFER, sponsor).fee(price), conditions);
  }

  Scene offer(String sponsor, Currency currency, Rate.Draft rate, String... conditions) {
    int n = offers.size() + 1;
    offers.add(
        new Offer(
            new UUID(0x7000L, n),
            id(sponsor),
            sponsor + " " + n,
            payer(sponsor),
            Tariff.of(DeckTerms.plain(id(sponsor + n), currency), rate.build()),
            Arrays.stream(conditions).map(Condition::parse).toList()));
    return this;
  }

  /** The offer that was made last contains so much tax. */
  Scene taxed(String rate) {
    offers.add(offers.removeLast().taxed(new TaxRate("DE", new BigDecimal(rate))));
    return this;
  }

  /** The offers are listed the other way round. */
  Scene backwards() {
    Collections.reverse(offers);
    return this;
  }

  Scene facts(String... namesAndValues) {
    var map = new HashMap<String, String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    facts = map;
    return this;
  }

  Scene at(String instant) {
    at = Instant.parse(instant);
    return this;
  }

  Scene known(String payer, Standing standing) {
    known.put(id(payer), standing);
    return this;
  }

  Scene spent(String payer, String available) {
    return known(payer, new Standing.TooLow(eur(available), null));
  }

  /** Somebody whose wallet has enough, but for what others hold of it. */
  Scene busy(String payer, String available, String held) {
    return known(payer, new Standing.TooLow(eur(available), eur(held)));
  }

  PayerDecision decide(PayerRule rule) {
    return PayerDecision.decide(
        rule,
        new Candidates(
            Optional.ofNullable(caller), Optional.ofNullable(tenant), offers, known, taxes),
        new Circumstances(at, "493012345", "DE", facts),
        price());
  }

  PayerDecision decide(String... steps) {
    return decide(rule(PayerRule.Below.NOT_TAKEN, steps));
  }

  /** Steps with {@code then …}; compared at three minutes. */
  static PayerRule rule(PayerRule.Below below, String... steps) {
    return new PayerRule(Arrays.stream(steps).map(Step::parse).toList(), 180, below);
  }

  /** Who pays, then who stands by: {@code Shop > Ann}. */
  static String order(PayerDecision decision) {
    return decision.turns().stream().map(Turn::names).collect(Collectors.joining(" > "));
  }

  /** The reasons: {@code Shop pays, Ann stands-by}. */
  static String reasons(PayerDecision decision) {
    return decision.considered().stream()
        .map(c -> (c.name() + " " + c.code()).strip())
        .collect(Collectors.joining(", "));
  }
}
