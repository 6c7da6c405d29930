package org.meterline.ejb.charge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import org.meterline.billing.payer.BundlePart;
import org.meterline.billing.payer.Considered;
import org.meterline.billing.payer.PayerDecision;
import org.meterline.billing.payer.Step;
import org.meterline.billing.payer.Turn;

/**
 * A decision as it is stored with the call:
 *
 * <pre>
 * {"pays": "Shop", "rule": {"steps": ["sponsors then next", …], "bidSeconds": 180, "below": "NOT_TAKEN"},
 *  "facts": {"at": "…", "to": "4930…", "country": "DE", "session": {"cart.value": "80 EUR"}},
 *  "considered": [{"who", "name", "walletId", "offerId", "offer", "bid": {"amount", "currency"}, "verdict", "code", "why"}],
 *  "bundles": [{"walletId", "name", "prefix", "seconds", "verdict", "code", "why"}],
 *  "refusal": {"code", "reason", "retry", "walletId", "line"}}
 * </pre>
 */
final class DecisionJson {
  /** Its buffers are shared: each leg is asked for on a thread of its own. */
  private static final JsonMapper JSON =
      new JsonMapper(
          JsonFactory.builder()
              .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
              .build());

  private DecisionJson() {}

  /**
   * @param pays whose turn it is; empty for nobody
   */
  static String of(PayerDecision decision, String pays) {
    var json = JSON.createObjectNode();
    json.put("pays", pays);
    var rule = json.putObject("rule");
    var steps = rule.putArray("steps");
    decision.rule().steps().stream().map(Step::text).forEach(steps::add);
    rule.put("bidSeconds", decision.rule().bidSeconds());
    rule.put("below", decision.rule().below().name());
    var facts = json.putObject("facts");
    facts.put("at", decision.of().at().toString());
    facts.put("to", decision.of().to());
    facts.put("country", decision.of().country());
    var session = facts.putObject("session");
    decision.of().facts().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(fact -> session.put(fact.getKey(), fact.getValue()));
    var considered = json.putArray("considered");
    decision.considered().forEach(c -> put(considered.addObject(), c));
    var bundles = json.putArray("bundles");
    decision.bundles().forEach(part -> put(bundles.addObject(), part));
    var why = decision.refusal();
    if (why != null) {
      var whose = why.whose();
      json.putObject("refusal")
          .put("code", why.code())
          .put("reason", why.reason())
          .put("retry", why.retry())
          .put("walletId", whose == null ? null : whose.payer().wallet().toString())
          .put("line", whose == null ? null : whose.line());
    }
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException never) {
      throw new UncheckedIOException(never);
    }
  }

  static String names(PayerDecision decision) {
    return decision.first().map(Turn::names).orElse("");
  }

  private static void put(ObjectNode json, BundlePart part) {
    json.put("walletId", part.wallet().toString());
    json.put("name", part.name());
    json.put("prefix", part.prefix());
    json.put("seconds", part.seconds());
    json.put("verdict", part.verdict().name());
    json.put("code", part.code());
    json.put("why", part.why());
  }

  private static void put(ObjectNode json, Considered c) {
    json.put("who", c.who());
    json.put("name", c.name());
    json.put("walletId", c.wallet() == null ? null : c.wallet().toString());
    json.put("offerId", c.offer() == null ? null : c.offer().toString());
    json.put("offer", c.offerName());
    var bid = c.bid();
    if (bid == null) {
      json.putNull("bid");
    } else {
      json.putObject("bid").put("amount", bid.amount()).put("currency", bid.currency().code());
    }
    json.put("verdict", c.verdict().name());
    json.put("code", c.code());
    json.put("why", c.why());
  }
}
