package org.meterline.ejb.charge;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.util.stream.Collectors;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.rate.Covered;
import org.meterline.billing.rate.Stretch;
import org.meterline.billing.wallet.LegHold;

/**
 * The explanation that is stored with a charge: a JSON array of {@code {"at", "kind", "text",
 * "amount": {"amount", "currency"}}}; kinds {@code quote}, {@code hold}, {@code extend}, {@code
 * debit}, {@code void}.
 */
final class ChargeTrace {
  /** Of a long call the first extensions are told one by one, then the last. */
  private static final int EXTENSIONS = 40;

  private static final int STRETCHES = 20;

  private static final JsonMapper JSON = new JsonMapper();

  private ChargeTrace() {}

  static String of(LegHold hold, long seconds, Money cost, Instant at, boolean recovery) {
    var trace = JSON.createArrayNode();
    var tariff = hold.tariff();
    add(
        trace,
        hold.placed(),
        "quote",
        "Prefix " + tariff.prefix() + ", " + tariff.destination() + ", " + tariff.inWords() + ".",
        Cost.of(tariff, hold.priceStart(), tariff.rate().firstBilled()));
    add(trace, hold.placed(), "hold", hold.firstAmount() + " set aside.", hold.firstAmount());
    var before = hold.firstAmount();
    int size = hold.steps().size();
    for (int i = 0; i < size; i++) {
      var step = hold.steps().get(i);
      if (i < EXTENSIONS || i == size - 1) {
        var more = step.total().minus(before);
        add(
            trace,
            step.at(),
            "extend",
            more.isZero()
                ? "Asked for more: nothing was to be had; " + step.seconds() + " s stay paid for."
                : "Extended to " + step.total() + " for " + step.seconds() + " s.",
            more);
      } else if (i == EXTENSIONS) {
        add(
            trace,
            step.at(),
            "extend",
            (size - 1 - EXTENSIONS) + " more extensions.",
            hold.steps().get(size - 2).total().minus(before));
      }
      before = step.total();
    }
    if (!cost.isZero()) {
      add(
          trace,
          at,
          "debit",
          seconds
              + " s used, "
              + tariff.billedSeconds(seconds)
              + " s billed"
              + (recovery ? ", as far as proved" : "")
              + pieces(hold, seconds)
              + ".",
          cost);
    }
    if (cost.compareTo(hold.amount()) < 0) {
      add(trace, at, "void", "The rest was given back.", hold.amount().minus(cost));
    }
    return trace.toString();
  }

  /** The prices that the billed seconds had, if it was more than one. */
  private static String pieces(LegHold hold, long seconds) {
    var all = Cost.stretches(hold.tariff(), hold.priceStart(), seconds, Covered.NOTHING);
    return all.size() < 2
        ? ""
        : all.stream()
            .limit(STRETCHES)
            .map(Stretch::inWords)
            .collect(Collectors.joining(", ", ": ", all.size() > STRETCHES ? " …" : ""));
  }

  /** Of one line of several that pay for a leg, when only its proof is known. */
  static String proved(Instant placed, Instant at, long seconds, Money cost) {
    var trace = JSON.createArrayNode();
    add(trace, placed, "hold", "Set aside together with other wallets.", cost);
    add(trace, at, "debit", seconds + " s used, as far as proved.", cost);
    return trace.toString();
  }

  private static void add(ArrayNode trace, Instant at, String kind, String text, Money amount) {
    var entry = trace.addObject();
    entry.put("at", at.toString());
    entry.put("kind", kind);
    entry.put("text", text);
    entry
        .putObject("amount")
        .put("amount", amount.amount())
        .put("currency", amount.currency().code());
  }
}
