package org.meterline.web.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.payer.DecisionRows;
import org.meterline.web.rest.Json;
import org.meterline.web.rest.MoneyView;

/**
 * Who paid for a leg, or for what was left of it when it was handed over, and why.
 *
 * @param afterSeconds of the leg, when this part of it began
 */
record DecisionView(UUID leg, int segment, long afterSeconds, Instant made, DecidedView decision) {

  /** The decision and what it was made from. */
  record DecidedView(
      String pays,
      RuleView rule,
      FactsView facts,
      List<ConsideredView> considered,
      List<BundleView> bundles,
      @Nullable RefusalView refusal) {
    DecidedView {
      // decisions of earlier versions name none
      bundles = Objects.requireNonNullElse(bundles, List.of());
    }
  }

  /** The rule that held. */
  record RuleView(List<String> steps, int bidSeconds, String below) {}

  /** What was known of the call; of its program's variables those that offers ask for. */
  record FactsView(Instant at, String to, String country, Map<String, String> session) {}

  /** Somebody who was considered, and what came of it. */
  record ConsideredView(
      String who,
      String name,
      @Nullable UUID walletId,
      @Nullable UUID offerId,
      String offer,
      @Nullable MoneyView bid,
      String verdict,
      String code,
      String why) {}

  /**
   * A bundle that covers the number, and what came of it.
   *
   * @param seconds set aside when the leg, or this part of it, began
   */
  record BundleView(
      UUID walletId,
      String name,
      String prefix,
      long seconds,
      String verdict,
      String code,
      String why) {}

  /**
   * Why nobody paid.
   *
   * @param walletId that could not pay; null if it is about none
   * @param line of those who share the price, from 1
   */
  record RefusalView(
      String code, String reason, boolean retry, @Nullable UUID walletId, @Nullable Integer line) {}

  static DecisionView of(DecisionRows.Stored stored) {
    try {
      return new DecisionView(
          stored.leg(),
          stored.segment(),
          stored.after(),
          stored.made(),
          Json.MAPPER.readValue(stored.decision(), DecidedView.class));
    } catch (JsonProcessingException damaged) {
      throw new UncheckedIOException("a decision cannot be read", damaged);
    }
  }
}
