package org.meterline.web.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.Charge;
import org.meterline.billing.ledger.Transfer;
import org.meterline.web.rest.Json;
import org.meterline.web.rest.MoneyView;
import org.meterline.web.tax.TaxView;

/**
 * What a leg cost and how that came about.
 *
 * @param cost money, or the seconds of a bundle
 */
public record ChargeView(
    UUID leg,
    String payer,
    UUID walletId,
    String walletName,
    String tariff,
    String destination,
    String prefix,
    PriceView price,
    long billedSeconds,
    MoneyView cost,
    TaxView tax,
    boolean takenBack,
    List<TraceView> trace,
    @Nullable UUID transferId,
    List<SideView> moves) {

  /** What the tariff says. */
  public record PriceView(
      MoneyView perMinute, MoneyView connectFee, int initialSeconds, int incrementSeconds) {}

  /** One step: deck, quote, hold, extend, debit, tax, void. */
  public record TraceView(Instant at, String kind, String text, @Nullable MoneyView amount) {}

  /** One side of a move. */
  public record SideView(String account, String side, MoneyView amount) {
    static Stream<SideView> of(Transfer.Move move) {
      MoneyView amount = MoneyView.of(move.amount());
      return Stream.of(
          new SideView(move.debit(), "debit", amount),
          new SideView(move.credit(), "credit", amount));
    }
  }

  public static ChargeView of(Charge charge) {
    Transfer transfer = charge.transfer();
    return new ChargeView(
        charge.leg(),
        charge.payer(),
        charge.wallet(),
        charge.walletName(),
        charge.deck() + " v" + charge.deckVersion(),
        charge.tariff().destination(),
        charge.tariff().prefix(),
        new PriceView(
            MoneyView.of(charge.tariff().perMinuteShown()),
            MoneyView.of(charge.tariff().connectFeeShown()),
            charge.tariff().rate().initialSeconds(),
            charge.tariff().rate().incrementSeconds()),
        charge.billedSeconds(),
        MoneyView.of(charge.amount()),
        TaxView.of(charge.tariff().tax(), charge.tax()),
        charge.takenBack(),
        trace(charge),
        transfer == null ? null : transfer.id(),
        transfer == null ? List.of() : transfer.moves().stream().flatMap(SideView::of).toList());
  }

  /** As it was stored, after whose deck was asked. */
  private static List<TraceView> trace(Charge charge) {
    try {
      var steps = Json.MAPPER.readValue(charge.trace(), new TypeReference<List<TraceView>>() {});
      var first = steps.isEmpty() ? charge.recorded() : steps.getFirst().at();
      var deck = new TraceView(first, "deck", "By " + charge.deckInWords() + ".", null);
      return Stream.concat(Stream.of(deck), steps.stream()).toList();
    } catch (JsonProcessingException damaged) {
      throw new UncheckedIOException("a charge's trace cannot be read", damaged);
    }
  }
}
