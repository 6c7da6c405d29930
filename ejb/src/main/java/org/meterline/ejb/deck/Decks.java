package org.meterline.ejb.deck;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.deck.Columns;
import org.meterline.billing.deck.DeckImport;
import org.meterline.billing.deck.DeckReview;
import org.meterline.billing.deck.DeckReview.Relation;
import org.meterline.billing.deck.DeckReview.State;
import org.meterline.billing.deck.DeckReviews;
import org.meterline.billing.deck.DeckUnreadable;
import org.meterline.billing.deck.DryRun;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rerate.TriedLegs;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tax.TaxClasses;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.ejb.tenant.TenantTransaction;

/** Changing what calls cost, in steps that can be looked at. */
@Stateless
@InTenant
public class Decks {
  /** Long enough for every node to have read a deck before it comes into force. */
  private static final Duration AT_ONCE = Duration.ofSeconds(30);

  /** A dry run looks at no longer a time. */
  private static final Duration LONGEST_RUN = Duration.ofDays(366);

  private final EntityManager entities;
  private final TenantTransaction aside;
  private final TriedLegs legs;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Decks() {
    this(null, null, null, null);
  }

  /**
   * @param aside where the operator's book is read: a transaction is one tenant's
   * @param legs on which decks are tried
   */
  @Inject
  public Decks(EntityManager entities, TenantTransaction aside, TriedLegs legs, Clock clock) {
    this.entities = entities;
    this.aside = aside;
    this.legs = legs;
    this.clock = clock;
  }

  /**
   * What is said of a deck beside its file.
   *
   * @param from when it is meant to come into force; null while that is open
   */
  public record Upload(
      DeckTerms terms,
      String name,
      Relation relation,
      @Nullable UUID payer,
      @Nullable Instant from,
      String fileName,
      Columns columns) {}

  /**
   * Last month's calls, or those of another time, as the deck would charge them.
   *
   * @param since included, and {@code until}, not included
   */
  public record Preview(DeckReview deck, Instant since, Instant until, DryRun.Result result) {}

  /** A fresh id for a deck. */
  public static UUID mint() {
    return Generators.timeBasedEpochGenerator().generate();
  }

  /** Newest first, without their problems. */
  public Page<DeckReview> list(Caller caller, Ask ask) {
    caller.mustBe(ADMIN, FINANCE);
    var before = ask.afterId().orElse(null);
    var rows = working(c -> DeckReviews.list(c, before, ask.rows()));
    return Page.of(rows, ask, deck -> deck.terms().deck().toString());
  }

  /** One, with what is wrong with its file. */
  public DeckReview get(Caller caller, UUID id) {
    caller.mustBe(ADMIN, FINANCE);
    return working(c -> found(c, id));
  }

  /**
   * Reads a file into a draft. With a bad row the draft has problems and no lines.
   *
   * @throws Refused with 403 {@code operator-only}, 404, or 422 {@code deck-unreadable}, {@code
   *     carrier-needed} or {@code payer-is-carrier}
   */
  public DeckReview upload(Caller caller, Upload upload, byte[] content) {
    caller.mustBe(ADMIN, FINANCE);
    if (upload.relation() != Relation.RETAIL) {
      caller.mustBeOperators();
    }
    var now = clock.instant();
    DeckImport file;
    try {
      file = DeckImport.read(content, upload.terms(), upload.columns());
    } catch (DeckUnreadable e) {
      throw new Refused("deck-unreadable", 422, String.valueOf(e.getMessage()), false);
    }
    var draft =
        new DeckReview.Draft(
            upload.terms(),
            upload.name(),
            upload.relation(),
            upload.payer(),
            upload.from() == null ? now.plus(AT_ONCE) : upload.from(),
            upload.fileName(),
            caller.subject());
    return working(
        c -> {
          checkPayer(c, upload.relation(), upload.payer());
          try {
            DeckReviews.write(c, caller.tenant().id(), draft, file, now);
          } catch (SQLException e) {
            if ("23505".equals(e.getSQLState())) {
              throw new Refused(
                  "upload-under-way", 409, "Another version came at the same time.", true);
            }
            throw e;
          }
          return found(c, upload.terms().deck());
        });
  }

  /**
   * Lets a draft come into force.
   *
   * @param from not before now; null for when the draft says. If that is past or very soon: as soon
   *     as every node knows of it
   * @throws Refused with 404, 422, 409 {@code deck-has-problems}, {@code deck-not-draft} or {@code
   *     tax-rate-missing}
   */
  public DeckReview approve(Caller caller, UUID id, @Nullable Instant from) {
    caller.mustBe(ADMIN, FINANCE);
    var now = clock.instant();
    var soonest = now.plus(AT_ONCE);
    if (from != null && from.isBefore(now)) {
      throw Refused.invalid("from", "must not be in the past");
    }
    return working(
        c -> {
          var deck = sound(c, id);
          var meant = from == null ? deck.from() : from;
          var begins = meant.isBefore(soonest) ? soonest : meant;
          if (deck.relation() != Relation.COST && deck.state() == State.DRAFT) {
            TaxClasses.check(c, deck.terms().tax().taxClass(), deck.payer(), begins);
          }
          if (!DeckReviews.approve(
              c, id, begins.truncatedTo(ChronoUnit.SECONDS), caller.subject(), now)) {
            throw Refused.conflict("deck-not-draft", "It is no draft any more.");
          }
          return found(c, id);
        });
  }

  /** Drops a draft, or takes an approved deck back: what was in force before it is so again. */
  public DeckReview withdraw(Caller caller, UUID id) {
    caller.mustBe(ADMIN, FINANCE);
    return working(
        c -> {
          var deck = found(c, id);
          if (deck.state() != State.WITHDRAWN) {
            DeckReviews.withdraw(c, id, caller.subject(), clock.instant());
          }
          return found(c, id);
        });
  }

  /**
   * What calls would have cost before tax, and the margin: of a deck of retail against what the
   * operator asks the tenant for them, of the operator's wholesale against what carriers ask, and
   * of cost against what tenants pay.
   *
   * @param since null for the beginning of last month in the tenant's zone
   * @param until null for its end
   */
  public Preview preview(Caller caller, UUID id, @Nullable Instant since, @Nullable Instant until) {
    caller.mustBe(ADMIN, FINANCE);
    var zone = caller.tenant().zone();
    var month = YearMonth.from(clock.instant().atZone(zone)).minusMonths(1);
    var begin = since == null ? month.atDay(1).atStartOfDay(zone).toInstant() : since;
    var end = until == null ? month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant() : until;
    if (!begin.isBefore(end) || Duration.between(begin, end).compareTo(LONGEST_RUN) > 0) {
      throw Refused.invalid("until", "must be after since, by a year at most");
    }
    var review = working(c -> sound(c, id));
    if (review.relation() != Relation.RETAIL) {
      caller.mustBeOperators();
    }
    var tenant = caller.tenant().id();
    return working(
        c -> {
          var runs = new DryRuns(c, review, begin, end);
          var result =
              review.relation() == Relation.RETAIL
                  ? runs.retail(tenant, legs, aside)
                  : runs.carried();
          return new Preview(review, begin, end, result);
        });
  }

  /** One whose file has no wrong rows. */
  private static DeckReview sound(Connection connection, UUID id) throws SQLException {
    var deck = found(connection, id);
    if (deck.wrongRows() > 0) {
      throw Refused.conflict("deck-has-problems", "Its file has wrong rows: upload one without.");
    }
    return deck;
  }

  private static DeckReview found(Connection connection, UUID id) throws SQLException {
    return DeckReviews.find(connection, id).orElseThrow(() -> Refused.notFound("deck"));
  }

  /** Carriers ask, all others pay. */
  private static void checkPayer(Connection connection, Relation relation, @Nullable UUID payer)
      throws SQLException {
    var kind = payer == null ? null : kind(connection, payer);
    if (relation == Relation.COST && kind != PayerKind.CARRIER) {
      throw new Refused(
          "carrier-needed", 422, "A deck of cost says what one carrier asks: name it.", false);
    }
    if (relation != Relation.COST && kind == PayerKind.CARRIER) {
      throw new Refused(
          "payer-is-carrier", 422, "A carrier pays for nothing: it has decks of cost.", false);
    }
  }

  private static PayerKind kind(Connection connection, UUID payer) throws SQLException {
    try (var s = connection.prepareStatement("select kind from payer where id = ?")) {
      s.setObject(1, payer);
      try (var row = s.executeQuery()) {
        if (!row.next()) {
          throw Refused.notFound("payer");
        }
        return PayerKind.valueOf(row.getString(1));
      }
    }
  }

  private <T> T working(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }
}
