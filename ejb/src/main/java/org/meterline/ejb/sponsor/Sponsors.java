package org.meterline.ejb.sponsor;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.Payer;
import org.meterline.billing.payer.SponsorRows;
import org.meterline.billing.payer.SponsorRows.Made;
import org.meterline.billing.payer.SponsorRows.Sponsor;
import org.meterline.billing.tax.TaxBook;
import org.meterline.billing.wallet.Wallet;
import org.meterline.billing.wallet.WalletOpening;
import org.meterline.billing.wallet.WalletRows;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.IdempotencyKey;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tax.TaxClasses;
import org.meterline.ejb.tax.TaxRates;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.ejb.wallet.BookRefusals;

/**
 * Third parties who pay for calls. What is changed here holds for calls that begin a few seconds
 * later; calls that run keep what they began with.
 */
@Stateless
@InTenant
public class Sponsors {
  private final EntityManager entities;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Sponsors() {
    this(null, null);
  }

  @Inject
  public Sponsors(EntityManager entities, Clock clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /** By name. */
  public Page<SponsorSeen> list(Caller caller, Ask ask) {
    caller.mustBe(ADMIN, FINANCE);
    var after = ask.after().orElse("");
    var rows =
        all().stream()
            .filter(s -> key(s).compareTo(after) > 0)
            .sorted((a, b) -> key(a).compareTo(key(b)))
            .limit(ask.rows())
            .toList();
    return Page.of(rows, ask, Sponsors::key);
  }

  public SponsorSeen get(Caller caller, UUID id) {
    caller.mustBe(ADMIN, FINANCE);
    return found(id);
  }

  /**
   * Opens a sponsor with an empty wallet, once per key: its budget is what is paid into it.
   *
   * @param country whose tax it pays, ISO 3166; null for the tenant's
   * @throws Refused with 422 {@code currency-mismatch}, {@code idempotency-key-reused}
   */
  public SponsorSeen open(
      Caller caller, String key, String name, Currency currency, @Nullable String country) {
    caller.mustBe(ADMIN, FINANCE);
    IdempotencyKey.check(key);
    if (country != null) {
      TaxRates.known(country);
    }
    var ids = Generators.timeBasedEpochGenerator();
    var id = ids.generate();
    var opening =
        new WalletOpening(
            caller.tenant().id(),
            key,
            ids.generate(),
            new WalletOpening.Sponsor(id, name, country),
            "Sponsor budget",
            Money.zero(currency));
    return switch (working(opening::in)) {
      case WalletOpening.Opened(UUID wallet, boolean repeated) -> {
        if (!repeated) {
          write(caller, new Sponsor(id, new Payer(wallet, name), true, now()), country);
        }
        yield found(seen -> seen.wallet().id().equals(wallet));
      }
      case WalletOpening.Refused why -> throw BookRefusals.of(why, currency);
    };
  }

  private void write(Caller caller, Sponsor sponsor, @Nullable String country) {
    working(
        c -> {
          SponsorRows.open(c, caller.tenant().id(), sponsor);
          return country == null || new TaxBook(c).country(sponsor.id(), country);
        });
  }

  /**
   * Lets a sponsor's offers be asked, or not for the time being.
   *
   * @param read the sponsor's version that the change is of; null: of whichever there is
   * @throws Refused with 404, or 409 {@code changed-meanwhile}
   */
  public SponsorSeen activate(Caller caller, UUID id, boolean active, @Nullable Long read) {
    caller.mustBe(ADMIN, FINANCE);
    var there = found(id);
    if (!working(c -> SponsorRows.activate(c, there.sponsor().id(), active, read))) {
      throw Refused.changedMeanwhile("sponsor");
    }
    return found(id);
  }

  /** All offers, the elder first. */
  public Page<Made> offers(Caller caller, Ask ask) {
    caller.mustBe(ADMIN, FINANCE);
    var after = ask.after().orElse("");
    var rows =
        working(SponsorRows::offers).stream()
            .filter(o -> key(o).compareTo(after) > 0)
            .sorted((a, b) -> key(a).compareTo(key(b)))
            .limit(ask.rows())
            .toList();
    return Page.of(rows, ask, Sponsors::key);
  }

  /**
   * Makes an offer of a sponsor's.
   *
   * @throws Refused with 404, 422, or 409 {@code tax-rate-missing}
   */
  public Made offer(Caller caller, UUID sponsor, NewOffer wanted) {
    caller.mustBe(ADMIN, FINANCE);
    var seen = found(sponsor);
    var ids = Generators.timeBasedEpochGenerator();
    var offer =
        wanted.of(
            ids.generate(),
            sponsor,
            ids.generate(),
            seen.sponsor().payer(),
            seen.wallet().balance().currency());
    var at = now();
    working(
        c -> {
          TaxClasses.check(c, offer.price().terms().tax().taxClass(), sponsor, at);
          SponsorRows.make(c, caller.tenant().id(), offer, at);
          return true;
        });
    return new Made(offer, seen.sponsor().active(), at, null);
  }

  /**
   * Ends an offer.
   *
   * @throws Refused with 404, or 409 {@code offer-ended} if it was ended before
   */
  public void end(Caller caller, UUID offer) {
    caller.mustBe(ADMIN, FINANCE);
    if (working(SponsorRows::offers).stream().noneMatch(o -> o.offer().id().equals(offer))) {
      throw Refused.notFound("offer");
    }
    if (!working(c -> SponsorRows.end(c, offer, now()))) {
      throw Refused.conflict("offer-ended", "The offer was ended before.");
    }
  }

  private SponsorSeen found(UUID id) {
    return found(seen -> seen.sponsor().id().equals(id));
  }

  private SponsorSeen found(Predicate<SponsorSeen> which) {
    return all().stream().filter(which).findFirst().orElseThrow(() -> Refused.notFound("sponsor"));
  }

  private List<SponsorSeen> all() {
    var sponsors = working(SponsorRows::sponsors);
    var budgets = sponsors.stream().map(s -> s.payer().wallet()).toList();
    var wallets =
        working(c -> WalletRows.these(c, budgets)).stream()
            .collect(Collectors.toMap(Wallet::id, Function.identity()));
    Map<UUID, List<Made>> offers =
        working(SponsorRows::offers).stream()
            .collect(Collectors.groupingBy(o -> o.offer().sponsor()));
    return sponsors.stream()
        .flatMap(
            s ->
                Stream.ofNullable(wallets.get(s.payer().wallet()))
                    .map(w -> new SponsorSeen(s, w, offers.getOrDefault(s.id(), List.of()))))
        .toList();
  }

  private <T> T working(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }

  private static String key(SponsorSeen seen) {
    return seen.sponsor().payer().name() + "\n" + seen.sponsor().id();
  }

  private static String key(Made made) {
    return made.offer().id().toString();
  }

  /** As the database keeps it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
