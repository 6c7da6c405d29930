package org.meterline.ejb.tax;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.tax.InputTax;
import org.meterline.billing.tax.TaxBook;
import org.meterline.billing.tax.TaxTerm;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/**
 * The tenant's rates of tax, and whose tax payers pay. What is changed here holds for calls that
 * begin a few seconds later, on days to come; calls that run keep what they began with.
 */
@Stateless
@InTenant
public class TaxRates {
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  private final EntityManager entities;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected TaxRates() {
    this(null, null);
  }

  @Inject
  public TaxRates(EntityManager entities, Clock clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /** All rates, and where one is missing. */
  public record Standing(List<TaxBook.Kept> rates, List<TaxBook.Gap> gaps) {
    public Standing {
      rates = List.copyOf(rates);
      gaps = List.copyOf(gaps);
    }
  }

  /**
   * A rate to be added.
   *
   * @param rate a part of the net amount: 0.19 for 19 %
   * @param from its first day, by the book's zone
   * @param until the first day without it; null for no end
   */
  public record Wanted(
      String country,
      String taxClass,
      BigDecimal rate,
      LocalDate from,
      @Nullable LocalDate until) {}

  /** By country, class and first day. */
  public Standing standing(Caller caller) {
    caller.mustBe(ADMIN, FINANCE);
    return within(
        c -> {
          var book = new TaxBook(c);
          return new Standing(book.all(), book.gaps(clock.instant()));
        });
  }

  /**
   * Adds a rate; an open one of that country and class is ended on its first day.
   *
   * @throws Refused with 422, 409 {@code tax-rate-past} or {@code tax-rate-overlaps}
   */
  public TaxBook.Kept add(Caller caller, Wanted wanted) {
    caller.mustBe(ADMIN, FINANCE);
    var term = term(wanted);
    return within(
        c -> {
          var book = new TaxBook(c);
          return done(
              book,
              term.id(),
              book.add(
                  caller.tenant().id(),
                  term,
                  caller.subject(),
                  clock.instant().truncatedTo(ChronoUnit.MICROS)));
        });
  }

  /**
   * Ends a rate.
   *
   * @param until the first day without it
   * @throws Refused with 404, 409 {@code tax-rate-past} or {@code tax-rate-ends-earlier}
   */
  public TaxBook.Kept end(Caller caller, UUID id, LocalDate until) {
    caller.mustBe(ADMIN, FINANCE);
    return within(
        c -> {
          var book = new TaxBook(c);
          return done(
              book,
              id,
              book.end(
                  id, until, caller.subject(), clock.instant().truncatedTo(ChronoUnit.MICROS)));
        });
  }

  /**
   * Says whose tax a payer pays.
   *
   * @param country ISO 3166; null for the tenant's
   */
  public void country(Caller caller, UUID payer, @Nullable String country) {
    caller.mustBe(ADMIN, FINANCE);
    if (country != null) {
      known(country);
    }
    if (!within(c -> new TaxBook(c).country(payer, country))) {
      throw Refused.notFound("payer");
    }
  }

  /** Whether the tax in what the tenant buys is deducted, and so no expense. */
  public boolean inputTaxDeducted(Caller caller) {
    caller.mustBe(ADMIN, FINANCE);
    return within(c -> new InputTax(c).deducted());
  }

  /** Says so, for what is posted from now on. */
  public void deductInputTax(Caller caller, boolean deducted) {
    caller.mustBe(ADMIN, FINANCE);
    if (!within(c -> new InputTax(c).set(caller.tenant().id(), deducted, caller.subject()))) {
      throw Refused.notFound("book");
    }
  }

  /** Refuses what is no country. */
  public static void known(String country) {
    if (!COUNTRIES.contains(country)) {
      throw Refused.invalid("country", "must be a country such as DE");
    }
  }

  private static TaxTerm term(Wanted wanted) {
    known(wanted.country());
    var until = wanted.until();
    if (until != null && !wanted.from().isBefore(until)) {
      throw Refused.invalid("until", "must be later than from");
    }
    TaxRate rate;
    try {
      rate = new TaxRate(wanted.country(), wanted.rate());
    } catch (IllegalArgumentException e) {
      throw Refused.invalid("rate", String.valueOf(e.getMessage()));
    }
    try {
      return new TaxTerm(
          Generators.timeBasedEpochGenerator().generate(),
          wanted.taxClass(),
          rate,
          wanted.from(),
          until);
    } catch (IllegalArgumentException e) {
      throw Refused.invalid("taxClass", String.valueOf(e.getMessage()));
    }
  }

  private static TaxBook.Kept done(TaxBook book, UUID id, TaxBook.Outcome outcome)
      throws java.sql.SQLException {
    return switch (outcome) {
      case ADDED, ENDED, REPEATED -> book.find(id).orElseThrow();
      case NOT_FOUND -> throw Refused.notFound("tax rate");
      case TOO_SOON ->
          throw Refused.conflict(
              "tax-rate-past",
              "What was charged stays as it is: a rate begins today at the earliest, one that"
                  + " follows another or ends does so tomorrow at the earliest.");
      case OVERLAPS ->
          throw Refused.conflict(
              "tax-rate-overlaps",
              "There is another rate of that country and class for some of its days.");
      case ENDS_EARLIER ->
          throw Refused.conflict("tax-rate-ends-earlier", "It ends earlier anyway.");
    };
  }

  private <T> T within(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }
}
