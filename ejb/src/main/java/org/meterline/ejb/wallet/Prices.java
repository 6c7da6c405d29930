package org.meterline.ejb.wallet;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;
import org.meterline.ejb.charge.Rates;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.telephony.call.E164;

/** What calls cost. */
@Stateless
public class Prices {
  private static final long LONGEST_SECONDS = 86_400;

  private final Rates rates;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Prices() {
    this(null);
  }

  @Inject
  public Prices(Rates rates) {
    this.rates = rates;
  }

  /** What a call would cost, and why. */
  public record Quote(String to, long seconds, Money cost, Tariff tariff, String explanation) {}

  /** The rates in force, by prefix. */
  public Page<Tariff> inForce(Caller caller, Ask ask) {
    var after = ask.after().orElse("");
    var rows =
        rates.of(caller.tenant().id()).map(RateDeck::tariffs).orElse(List.of()).stream()
            .filter(t -> t.prefix().compareTo(after) > 0)
            .sorted(Comparator.comparing(Tariff::prefix))
            .limit(ask.rows())
            .toList();
    return Page.of(rows, ask, Tariff::prefix);
  }

  /**
   * Quotes.
   *
   * @param to E.164, or {@code extension} or {@code program}
   */
  public Quote quote(Caller caller, String to, long seconds) {
    if (seconds < 1 || seconds > LONGEST_SECONDS) {
      throw Refused.invalid("seconds", "must be between 1 and " + LONGEST_SECONDS);
    }
    boolean inside = to.equals(Tariff.EXTENSION) || to.equals(Tariff.PROGRAM);
    if (!inside && E164.parse(to).isEmpty()) {
      throw Refused.invalid("to", "must be a number such as +4930123456");
    }
    var deck =
        rates
            .of(caller.tenant().id())
            .orElseThrow(
                () -> new Refused("no-price", 404, "There is no rate deck in force.", false));
    return switch (deck.match(to)) {
      case Match.Priced priced -> {
        try {
          var cost = Cost.of(priced.tariff(), seconds);
          yield new Quote(to, seconds, cost, priced.tariff(), priced.explanation());
        } catch (MoneyOverflow e) {
          throw new Refused("amount-out-of-range", 422, String.valueOf(e.getMessage()), false);
        }
      }
      case Match.Blocked blocked ->
          throw new Refused("blocked-destination", 404, blocked.explanation(), false);
      case Match.NoPrice none -> throw new Refused("no-price", 404, none.explanation(), false);
    };
  }
}
