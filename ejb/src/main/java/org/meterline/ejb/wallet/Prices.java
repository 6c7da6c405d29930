package org.meterline.ejb.wallet;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.rate.Covered;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Stretch;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.tax.TaxPayer;
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
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Prices() {
    this(null, null);
  }

  @Inject
  public Prices(Rates rates, Clock clock) {
    this.rates = rates;
    this.clock = clock;
  }

  /**
   * What a call would cost that begins now, and why.
   *
   * @param stretches what is billed, from one change of price to the next
   */
  public record Quote(
      String to,
      long seconds,
      Money cost,
      Tariff tariff,
      String explanation,
      List<Stretch> stretches) {
    public Quote {
      stretches = List.copyOf(stretches);
    }
  }

  /**
   * The rates in force, by prefix, with the tax of the tenant's country; for a payer those of their
   * own deck before everybody's, with their tax.
   */
  public Page<Tariff> inForce(Caller caller, Ask ask) {
    var now = clock.instant();
    var after = ask.after().orElse("");
    var tenant = caller.tenant().id();
    var payer = payer(caller, null);
    var rows =
        rates.inForce(tenant, payer, who(tenant, payer), now).stream()
            .filter(t -> cursor(t.rate()).compareTo(after) > 0)
            .sorted(Comparator.comparing(t -> cursor(t.rate())))
            .limit(ask.rows())
            .toList();
    return Page.of(rows, ask, t -> cursor(t.rate()));
  }

  /**
   * Quotes.
   *
   * @param to E.164, or {@code extension} or {@code program}
   * @param forPayer whose own deck is asked first, and whose tax it is; null: the caller's, if they
   *     are a payer, else everybody's deck alone with the tax of the tenant's country
   */
  public Quote quote(Caller caller, String to, long seconds, @Nullable UUID forPayer) {
    if (seconds < 1 || seconds > LONGEST_SECONDS) {
      throw Refused.invalid("seconds", "must be between 1 and " + LONGEST_SECONDS);
    }
    if (forPayer != null) {
      caller.mustBe(ADMIN, FINANCE);
    }
    boolean inside = to.equals(Rate.EXTENSION) || to.equals(Rate.PROGRAM);
    if (!inside && E164.parse(to).isEmpty()) {
      throw Refused.invalid("to", "must be a number such as +4930123456");
    }
    var at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var tenant = caller.tenant().id();
    var payer = payer(caller, forPayer);
    var match = rates.priceOf(tenant, payer, who(tenant, payer), to, at);
    return switch (match) {
      case Match.Priced priced -> {
        try {
          var tariff = priced.tariff();
          yield new Quote(
              to,
              seconds,
              Cost.of(tariff, at, seconds),
              tariff,
              priced.explanation(),
              Cost.stretches(tariff, at, seconds, Covered.NOTHING));
        } catch (MoneyOverflow e) {
          throw new Refused("amount-out-of-range", 422, String.valueOf(e.getMessage()), false);
        }
      }
      case Match.Blocked blocked ->
          throw new Refused("blocked-destination", 404, blocked.explanation(), false);
      case Match.NoPrice none -> throw new Refused(none.code(), 404, none.explanation(), false);
    };
  }

  private @Nullable UUID payer(Caller caller, @Nullable UUID named) {
    var wallet = caller.onlyWallet();
    return named != null || wallet == null
        ? named
        : rates.payerOf(caller.tenant().id(), wallet).orElse(null);
  }

  private TaxPayer who(UUID tenant, @Nullable UUID payer) {
    return payer == null ? TaxPayer.ANYBODY : rates.taxPayer(tenant, payer);
  }

  private static String cursor(Rate rate) {
    return rate.prefix() + " " + rate.line();
  }
}
