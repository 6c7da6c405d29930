package org.meterline.ejb.charge;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.util.stream.Collectors;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.Dues;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.rate.Covered;
import org.meterline.billing.rate.Stretch;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.LegHold;

/**
 * The explanation that is stored with a charge: a JSON array of {@code {"at", "kind", "text",
 * "amount": {"amount", "currency"}}}; kinds {@code quote}, {@code hold}, {@code extend}, {@code
 * debit}, {@code tax}, {@code void}.
 */
final class ChargeTrace {
  private static final int STRETCHES = 20;

  private static final JsonMapper JSON = new JsonMapper();

  private ChargeTrace() {}

  /**
   * @param number which of the hold's lines, from 0
   */
  static String of(
      LegHold hold, int number, long seconds, Money cost, Instant at, boolean recovery) {
    var trace = JSON.createArrayNode();
    var line = hold.lines().get(number);
    var tariff = line.of().tariff();
    boolean bundle = line.of().part() == Part.BUNDLE;
    long first = tariff.rate().firstBilled();
    add(
        trace,
        hold.placed(),
        "quote",
        "Prefix "
            + tariff.matchInWords()
            + (bundle ? ", seconds in the place of money." : ", " + tariff.inWords() + "."),
        bundle ? Money.of(first, Currency.SECONDS) : Cost.of(tariff, hold.priceStart(), first));
    add(trace, hold.placed(), "hold", line.first() + " set aside.", line.first());
    var before = line.first();
    int size = line.steps().size();
    for (int i = 0; i < size; i++) {
      var step = line.steps().get(i);
      // of a long call the first ones are told one by one, then the last
      if (i < LegHold.FIRST_STEPS || i == size - 1) {
        var more = step.total().minus(before);
        add(
            trace,
            step.at(),
            "extend",
            more.isZero()
                ? "Asked for more: nothing was to be had; " + step.seconds() + " s stay paid for."
                : "Extended to " + step.total() + " for " + step.seconds() + " s.",
            more);
      } else if (i == LegHold.FIRST_STEPS) {
        add(
            trace,
            step.at(),
            "extend",
            (line.steps().get(size - 2).number() - LegHold.FIRST_STEPS) + " more extensions.",
            line.steps().get(size - 2).total().minus(before));
      }
      before = step.total();
    }
    var dues = Dues.of(hold);
    long bundled = line.of().part() == Part.PAYER ? bundled(dues, seconds) : 0;
    if (!cost.isZero() || bundled > 0) {
      add(
          trace,
          at,
          "debit",
          seconds
              + " s used, "
              + tariff.billedSeconds(seconds)
              + " s billed"
              + (bundle ? ", " + cost.units() + " s of them from this bundle" : "")
              + (bundled > 0 ? ", " + bundled + " s of them from bundles" : "")
              + (recovery ? ", as far as proved" : "")
              + (bundle ? "" : pieces(tariff, hold.priceStart(), seconds, dues.coverage()))
              + ".",
          cost);
      tax(trace, at, tariff.tax(), cost);
    }
    if (cost.compareTo(line.amount()) < 0) {
      add(trace, at, "void", "The rest was given back.", line.amount().minus(cost));
    }
    return trace.toString();
  }

  /** How many of the billed seconds bundles pay. */
  private static long bundled(Dues dues, long seconds) {
    return dues.at(seconds).stream()
        .filter(due -> due.currency().equals(Currency.SECONDS))
        .mapToLong(Money::units)
        .sum();
  }

  /** What of the cost is tax, if any is. */
  private static void tax(ArrayNode trace, Instant at, TaxRate rate, Money cost) {
    if (!rate.isZero()) {
      var tax = rate.in(cost);
      add(
          trace,
          at,
          "tax",
          cost.minus(tax) + " net and " + rate.inWords() + " of " + rate.country() + ".",
          tax);
    }
  }

  /** The prices that the billed seconds had, if it was more than one. */
  private static String pieces(Tariff tariff, Instant start, long seconds, Covered covered) {
    var all = Cost.stretches(tariff, start, seconds, covered);
    return all.size() < 2
        ? ""
        : all.stream()
            .limit(STRETCHES)
            .map(Stretch::inWords)
            .collect(Collectors.joining(", ", ": ", all.size() > STRETCHES ? " …" : ""));
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
