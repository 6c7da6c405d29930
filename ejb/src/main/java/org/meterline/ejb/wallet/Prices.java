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
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.telephony.call.E164;

/** What calls cost. */
@Stateless
public class Prices {
  private static final long LONGEST_SECONDS = 86_400;

  private final Rates rates;
  private final TenantTransaction transaction;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Prices() {
    this(null, null, null);
  }

  @Inject
  public Prices(Rates rates, TenantTransaction transaction, Clock clock) {
    this.rates = rates;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * What a call would cost that begins now, and why.
   *
   * @param cost in money: of what the bundles do not cover
   * @param stretches what is billed, from one change of price to the next
   * @param bundles those that would pay, in their order
   */
  public record Quote(
      String to,
      long seconds,
      Money cost,
      Tariff tariff,
      String explanation,
      List<Stretch> stretches,
      List<Covering> bundles) {
    public Quote {
      stretches = List.copyOf(stretches);
      bundles = List.copyOf(bundles);
    }

    /** How many of the billed seconds bundles would pay. */
    public long covered() {
      return bundles.stream().mapToLong(Covering::seconds).sum();
    }
  }

  /**
   * A bundle that would pay.
   *
   * @param prefix of it, by which it covers the number
   * @param seconds how many of the billed ones
   */
  public record Covering(UUID wallet, String name, String prefix, long seconds) {}

  /**
   * The rates in force, by prefix, with the tax of the tenant's country; for a payer those of their
   * own deck before everybody's, with their tax.
   *
   * @param search only those along this number, or whose destination has this in its name
   */
  public Page<Tariff> inForce(Caller caller, @Nullable String search, Ask ask) {
    var now = clock.instant();
    var after = ask.after().orElse("");
    var tenant = caller.tenant().id();
    var payer = payer(caller, null);
    var tax = payer == null ? TaxPayer.ANYBODY : rates.taxPayer(tenant, payer);
    var rows =
        rates.inForce(tenant, payer, tax, now).stream()
            .filter(new RateSearch(search))
            .filter(t -> cursor(t.rate()).compareTo(after) > 0)
            .sorted(Comparator.comparing(t -> cursor(t.rate())))
            .limit(ask.rows())
            .toList();
    return Page.of(rows, ask, t -> cursor(t.rate()));
  }

  /**
   * Quotes what it costs a payer who pays alone: no sponsor, and nobody who shares the price.
   *
   * @param to E.164, or {@code extension} or {@code program}
   * @param forPayer whose own deck is asked first, whose tax it is and whose bundles pay; null: the
   *     caller's, if they are a payer, else everybody's deck alone with the tax of the tenant's
   *     country
   * @throws Refused with 404 {@code not-found} if the tenant has no such payer, {@code no-price},
   *     {@code deck-expired} or {@code blocked-destination}, 403, or 422 {@code invalid}, {@code
   *     no-such-destination} or {@code amount-out-of-range}
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
      throw new Refused(
          "no-such-destination", 422, to + ": dial a number such as +4930123456.", false);
    }
    var at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var tenant = caller.tenant().id();
    var payer = payer(caller, forPayer);
    var who = payer == null ? QuotedPayer.ANYBODY : known(tenant, payer);
    return switch (rates.priceOf(tenant, payer, who.tax(), to, at)) {
      case Match.Priced(Tariff tariff, String why) -> {
        try {
          var dues = who.dues(tenant, to, tariff, at);
          yield new Quote(
              to,
              seconds,
              dues.at(seconds).getFirst(),
              tariff,
              why,
              Cost.stretches(tariff, at, seconds, dues.coverage()),
              who.covering(to, dues.at(seconds)));
        } catch (MoneyOverflow e) {
          throw new Refused("amount-out-of-range", 422, String.valueOf(e.getMessage()), false);
        }
      }
      case Match.Blocked blocked ->
          throw new Refused("blocked-destination", 404, blocked.explanation(), false);
      case Match.NoPrice none -> throw new Refused(none.code(), 404, none.explanation(), false);
    };
  }

  private QuotedPayer known(UUID tenant, UUID payer) {
    return transaction
        .read(tenant, c -> QuotedPayer.read(c, payer))
        .orElseThrow(() -> Refused.notFound("payer"));
  }

  private @Nullable UUID payer(Caller caller, @Nullable UUID named) {
    var wallet = caller.onlyWallet();
    return named != null || wallet == null
        ? named
        : rates.payerOf(caller.tenant().id(), wallet).orElse(null);
  }

  private static String cursor(Rate rate) {
    return rate.prefix() + " " + rate.line();
  }
}
