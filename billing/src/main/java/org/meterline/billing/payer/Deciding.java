package org.meterline.billing.payer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.payer.Considered.Verdict;
import org.meterline.billing.payer.PayerRefusal.Whose;
import org.meterline.billing.payer.PayerRule.Below;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.rate.Tariff;

/** One decision being made: goes through the steps of the rule and notes what each one said. */
final class Deciding {
  private static final String CALLER = "caller";
  private static final String TENANT = "tenant";
  private static final String SPONSOR = "sponsor";
  private static final String SPLIT = "split";

  /** The best for the tenant, who keeps no tax, first; of equal ones the elder. */
  private static final Comparator<Bid> BEST =
      Comparator.comparing(Bid::net).reversed().thenComparing(bid -> bid.offer().id().toString());

  private final PayerRule rule;
  private final Candidates who;
  private final Circumstances of;
  private final Tariff retail;
  private final List<Considered> considered = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();
  private final boolean taxed;
  private @Nullable PayerRefusal spent;
  private int unable;

  Deciding(PayerRule rule, Candidates who, Circumstances of, Tariff retail) {
    this.rule = rule;
    this.who = who;
    this.of = of;
    this.retail = retail;
    this.taxed =
        Stream.concat(Stream.of(retail), who.offers().stream().map(Offer::price))
            .anyMatch(price -> !price.tax().isZero());
  }

  /**
   * What a sponsor gives.
   *
   * @param amount with its tax
   * @param net without it
   */
  private record Bid(Offer offer, Money amount, Money net) {}

  PayerDecision decide() {
    boolean closed = false;
    for (int i = 0; i < rule.steps().size() && !closed; i++) {
      var step = rule.steps().get(i);
      int before = turns.size();
      int shortBefore = unable;
      ask(step, rule.steps().subList(i + 1, rule.steps().size()));
      boolean agreed = turns.size() > before || unable > shortBefore;
      closed = agreed && !step.goesOn();
    }
    return new PayerDecision(
        rule, of, considered, turns, turns.isEmpty() ? refusal() : null, List.of());
  }

  private PayerRefusal refusal() {
    return spent == null ? nobody() : spent;
  }

  private PayerRefusal nobody() {
    if (considered.stream().allMatch(c -> c.code().equals("no-wallet"))) {
      var none = "Neither the caller nor the tenant has a wallet.";
      return PayerRefusal.nobody(none, none);
    }
    var why = new StringBuilder("Nobody agreed to pay.");
    considered.forEach(
        c -> why.append(' ').append(c.name().isEmpty() ? "" : c.name() + ": ").append(c.why()));
    return PayerRefusal.nobody(
        why.length() > 400 ? why.substring(0, 400) + "…" : why.toString(),
        "Nobody agreed to pay for this call.");
  }

  private void ask(Step step, List<Step> later) {
    switch (step.who()) {
      case Step.Bids bids -> bids(null, step.goesOn(), later);
      case Step.One(Party party) -> {
        switch (party) {
          case Party.Caller caller -> one(CALLER, who.caller(), step.goesOn());
          case Party.Tenant tenant -> one(TENANT, who.tenant(), step.goesOn());
          case Party.Sponsor(UUID id) -> bids(id, step.goesOn(), later);
        }
      }
      case Step.Shared shared -> shared(shared, step.goesOn());
    }
  }

  private void one(String kind, Optional<Payer> payer, boolean goesOn) {
    if (payer.isEmpty()) {
      declined(kind, null, null, null, "no-wallet", "The " + kind + " has no wallet.");
      return;
    }
    var asked = payer.get();
    var standing = who.known().get(asked.wallet());
    if (standing != null) {
      var whose = kind.equals(CALLER) ? Whose.caller(asked) : Whose.alone(asked);
      cannot(kind, whose, null, null, standing);
    } else if (paysAlone(asked)) {
      declined(kind, asked, null, null, "asked-before", "The same wallet was asked before.");
    } else {
      agreed(
          kind,
          asked,
          null,
          null,
          "The " + kind + "'s wallet pays the price, " + priceOf(asked).inWords() + ".");
      turns.add(new Turn.Whole(asked, goesOn));
    }
  }

  /** Asks all sponsors, or one alone, and takes the best first. */
  private void bids(@Nullable UUID sponsor, boolean goesOn, List<Step> later) {
    var offers =
        who.offers().stream().filter(o -> sponsor == null || o.sponsor().equals(sponsor)).toList();
    var bids = new ArrayList<Bid>();
    var price = net(retail);
    var least = rule.below() == Below.NOT_TAKEN ? price : Money.zero(price.currency());
    offers.forEach(o -> bid(o, least, Whose.alone(o.payer())).ifPresent(bids::add));
    bids.sort(BEST);
    for (var bid : bids) {
      var offer = bid.offer();
      if (already(offer.payer())) {
        declined(
            bid,
            "same-budget",
            "Another offer from the same wallet is better or was asked before.");
      } else if (bid.net().compareTo(price) >= 0 || rule.below() == Below.ACCEPTED) {
        agreed(bid, offers(bid) + ".");
        turns.add(new Turn.Sponsored(offer, goesOn));
      } else {
        topped(bid, goesOn, later);
      }
    }
    if (offers.isEmpty()) {
      declined(SPONSOR, null, null, null, "no-offer", "No sponsor makes an offer.");
    }
  }

  private void topped(Bid bid, boolean goesOn, List<Step> later) {
    var rest =
        later.stream()
            .flatMap(
                step ->
                    step.who() instanceof Step.One(Party p)
                        ? retail(p).stream()
                        : Stream.<Payer>empty())
            .filter(p -> !who.known().containsKey(p.wallet()) && !already(p))
            .findFirst();
    if (rest.isEmpty()) {
      declined(bid, "nobody-pays-rest", offers(bid) + ", and nobody pays the rest.");
    } else {
      agreed(bid, offers(bid) + "; " + rest.get().name() + " pays what is left of the price.");
      turns.add(new Turn.Topped(bid.offer(), rest.get(), goesOn));
    }
  }

  private Optional<Payer> retail(Party party) {
    return switch (party) {
      case Party.Caller c -> who.caller();
      case Party.Tenant t -> who.tenant();
      case Party.Sponsor s -> Optional.empty();
    };
  }

  /** What an offer gives, if it is meant for this leg, enough, and could be paid. */
  private Optional<Bid> bid(Offer offer, Money least, Whose whose) {
    var payer = offer.payer();
    var fails = offer.fails(of);
    if (fails.isPresent()) {
      declined(SPONSOR, payer, offer, null, "condition", fails.get());
      return Optional.empty();
    }
    var currency = offer.price().currency();
    if (!currency.equals(retail.currency())) {
      declined(
          SPONSOR,
          payer,
          offer,
          null,
          "currency-mismatch",
          "Offers " + currency + "; the price is in " + retail.currency() + ".");
      return Optional.empty();
    }
    try {
      var bid = new Bid(offer, cost(offer.price()), net(offer.price()));
      var standing = who.known().get(payer.wallet());
      if (bid.net().compareTo(least) < 0) {
        declined(bid, "below-price", offers(bid) + ".");
      } else if (standing != null) {
        cannot(SPONSOR, whose, offer, bid.amount(), standing);
      } else {
        return Optional.of(bid);
      }
    } catch (MoneyOverflow e) {
      declined(SPONSOR, payer, offer, null, "amount-out-of-range", "Its offer does not fit.");
    }
    return Optional.empty();
  }

  private void shared(Step.Shared step, boolean goesOn) {
    var net = step.split().of(net(retail));
    var parts = new ArrayList<Turn.Share>();
    for (int i = 0; i < step.parties().size(); i++) {
      var part =
          step.parties().get(i) instanceof Party.Sponsor(UUID id)
              ? sponsor(id, net.get(i), i + 1, step.parties().size())
              : retail(step.parties().get(i)).map(p -> new Turn.Share(p, null));
      if (part.isEmpty()) {
        declined(
            SPLIT,
            null,
            null,
            null,
            "not-all-agree",
            "The price is not shared: " + step.parties().get(i).text() + " does not agree.");
        return;
      }
      var payer = part.get().payer();
      var standing = who.known().get(payer.wallet());
      if (standing != null) {
        var whose = Whose.sharing(payer, i + 1, step.parties().size());
        cannot(SPLIT, whose, null, null, standing);
        return;
      }
      parts.add(part.get());
    }
    if (parts.stream().allMatch(part -> part.offer() != null)) {
      declined(
          SPLIT,
          null,
          null,
          null,
          "nobody-pays-rest",
          "The price is not shared: nobody pays what sponsors do not offer.");
      return;
    }
    var payers = parts.stream().map(Turn.Share::payer).toList();
    var wallets = new HashSet<>(payers.stream().map(Payer::wallet).toList());
    if (wallets.size() < payers.size() || payers.stream().anyMatch(this::already)) {
      declined(SPLIT, null, null, null, "asked-before", "The same wallet was asked before.");
      return;
    }
    for (int i = 0; i < payers.size(); i++) {
      var share = step.split().of(cost(priceOf(payers.get(i)))).get(i);
      agreed(
          SPLIT,
          payers.get(i),
          parts.get(i).offer(),
          share,
          "Pays "
              + step.split().weights().get(i)
              + " parts, "
              + forCall(share)
              + (parts.get(i).offer() == null ? "." : ", and at most what it offers."));
    }
    turns.add(new Turn.Shared(parts, step.split(), goesOn));
  }

  /**
   * A sponsor that would give at least its share.
   *
   * @param share without tax
   */
  private Optional<Turn.Share> sponsor(UUID id, Money share, int line, int of) {
    return who.offers().stream()
        .filter(o -> o.sponsor().equals(id))
        .flatMap(o -> bid(o, share, Whose.sharing(o.payer(), line, of)).stream())
        .min(BEST)
        .map(bid -> new Turn.Share(bid.offer().payer(), bid.offer()));
  }

  /** One who shared, or paid the rest, may take over alone when another's money ends. */
  private boolean paysAlone(Payer payer) {
    return turns.stream().anyMatch(t -> t.payers().equals(List.of(payer)));
  }

  private boolean already(Payer payer) {
    return turns.stream().anyMatch(t -> t.asks(payer.wallet()));
  }

  /** What the leg costs at the length at which offers are compared. */
  private Money cost(Tariff price) {
    return Cost.of(price, of.at(), rule.bidSeconds());
  }

  /** With the tax that they pay, whoever the price is compared for. */
  private Tariff priceOf(Payer payer) {
    return retail.taxed(who.taxes().getOrDefault(payer.wallet(), retail.tax()));
  }

  private Money net(Tariff price) {
    return Cost.net(price, of.at(), rule.bidSeconds());
  }

  private String offers(Bid bid) {
    return "Offers "
        + forCall(bid.amount())
        + "; the price is "
        + cost(retail)
        + (taxed ? "; without tax " + bid.net() + " and " + net(retail) : "");
  }

  private String forCall(Money amount) {
    return amount + " for " + rule.bidSeconds() + " s";
  }

  private void cannot(
      String kind, Whose whose, @Nullable Offer offer, @Nullable Money bid, Standing standing) {
    var refusal = standing.refusal(whose, kind.equals(SPONSOR));
    spent = refusal;
    unable++;
    declined(kind, whose.payer(), offer, bid, refusal.code(), refusal.reason());
  }

  private void declined(Bid bid, String code, String why) {
    declined(SPONSOR, bid.offer().payer(), bid.offer(), bid.amount(), code, why);
  }

  private void declined(
      String kind,
      @Nullable Payer payer,
      @Nullable Offer offer,
      @Nullable Money bid,
      String code,
      String why) {
    note(kind, payer, offer, bid, Verdict.DECLINED, code, why);
  }

  private void agreed(Bid bid, String why) {
    agreed(SPONSOR, bid.offer().payer(), bid.offer(), bid.amount(), why);
  }

  private void agreed(
      String kind, Payer payer, @Nullable Offer offer, @Nullable Money bid, String why) {
    boolean first = turns.isEmpty();
    note(
        kind,
        payer,
        offer,
        bid,
        first ? Verdict.PAYS : Verdict.STANDS_BY,
        first ? "pays" : "stands-by",
        why);
  }

  private void note(
      String kind,
      @Nullable Payer payer,
      @Nullable Offer offer,
      @Nullable Money bid,
      Verdict verdict,
      String code,
      String why) {
    considered.add(
        new Considered(
            kind,
            payer == null ? "" : payer.name(),
            payer == null ? null : payer.wallet(),
            offer == null ? null : offer.id(),
            offer == null ? "" : offer.name(),
            bid,
            verdict,
            code,
            why));
  }
}
