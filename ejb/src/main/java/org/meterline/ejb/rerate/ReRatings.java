package org.meterline.ejb.rerate;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.meterline.billing.deck.DeckReview;
import org.meterline.billing.deck.DeckReviews;
import org.meterline.billing.rerate.ReRating;
import org.meterline.billing.rerate.ReRatingBook;
import org.meterline.billing.rerate.ReRatingOutcome;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.MintedId;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/** Charging a period's calls anew by a corrected deck: one prepares, another approves. */
@Stateless
@InTenant
public class ReRatings {
  private static final int LONGEST_REASON = 500;
  private static final int MOST_DECKS = 100;
  private static final Duration LONGEST = Duration.ofDays(366);

  private final ReRatingDesk desk;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected ReRatings() {
    this(null, null);
  }

  @Inject
  public ReRatings(ReRatingDesk desk, Clock clock) {
    this.desk = desk;
    this.clock = clock;
  }

  /** Newest first. */
  public Page<ReRating> list(Caller caller, Ask ask) {
    caller.mustBe(ADMIN, FINANCE);
    var before = ask.afterId().orElse(null);
    var rows =
        desk.transaction()
            .read(caller.tenant().id(), c -> ReRatingBook.list(c, before, ask.rows()));
    return Page.of(rows, ask, rating -> rating.asked().id().toString());
  }

  public ReRating get(Caller caller, UUID id) {
    caller.mustBe(ADMIN, FINANCE);
    return found(caller, id).orElseThrow(() -> Refused.notFound("re-rating"));
  }

  private Optional<ReRating> found(Caller caller, UUID id) {
    return desk.transaction().read(caller.tenant().id(), c -> ReRatingBook.find(c, id));
  }

  /**
   * Notes what is to be charged anew, with a dry run. Asking the same again gives the first answer.
   *
   * @param wanted its id is a UUIDv7 minted by the caller now; times in whole seconds
   * @throws Refused with 422 {@code id-out-of-time} when the id was minted at another time than now
   */
  public ReRating prepare(Caller caller, ReRating.Asked wanted) {
    caller.mustBe(ADMIN, FINANCE);
    check(wanted);
    var tenant = caller.tenant().id();
    var asked =
        new ReRating.Asked(
            wanted.id(),
            wanted.wrong().stream().distinct().sorted().toList(),
            wanted.corrected(),
            wanted.since().truncatedTo(ChronoUnit.SECONDS),
            wanted.until().truncatedTo(ChronoUnit.SECONDS),
            wanted.reason());
    var before = found(caller, asked.id());
    if (before.isPresent()) {
      if (!before.get().asked().equals(asked) || !before.get().by().equals(caller.subject())) {
        throw refused(ReRatingOutcome.DUPLICATE);
      }
      return before.get();
    } else if (MintedId.outOfTime(asked.id(), clock.instant())) {
      throw MintedId.refused();
    }
    desk.transaction().read(tenant, c -> sound(c, asked));
    try {
      var run = desk.rehearse(tenant, asked);
      done(
          desk.transaction()
              .write(tenant, c -> ReRatingBook.prepare(c, tenant, asked, run, caller.subject())));
    } catch (SQLException e) {
      throw new BooksUnavailable("cannot rehearse a re-rating: " + e.getMessage(), e);
    }
    return get(caller, asked.id());
  }

  /** Lets it be posted: a second person's decision. Posting begins at once, and goes on aside. */
  public ReRating approve(Caller caller, UUID id) {
    caller.mustBe(ADMIN, FINANCE);
    var tenant = caller.tenant().id();
    done(
        desk.transaction()
            .write(tenant, c -> ReRatingBook.approve(c, tenant, id, caller.subject())));
    desk.soon(tenant);
    return get(caller, id);
  }

  /** It will never be posted. Who prepared it may take it back so, too. */
  public ReRating reject(Caller caller, UUID id, String reason) {
    caller.mustBe(ADMIN, FINANCE);
    checkReason(reason);
    var tenant = caller.tenant().id();
    done(
        desk.transaction()
            .write(tenant, c -> ReRatingBook.reject(c, tenant, id, reason, caller.subject())));
    return get(caller, id);
  }

  private void check(ReRating.Asked asked) {
    MintedId.check(asked.id());
    checkReason(asked.reason());
    if (asked.wrong().isEmpty() || asked.wrong().size() > MOST_DECKS) {
      throw Refused.invalid("wrongDecks", "must be 1 to " + MOST_DECKS);
    } else if (asked.wrong().contains(asked.corrected())) {
      throw Refused.invalid("correctedDeck", "must be another than the wrong ones");
    } else if (!asked.since().isBefore(asked.until())
        || Duration.between(asked.since(), asked.until()).compareTo(LONGEST) > 0) {
      throw Refused.invalid("until", "must be after since, by a year at most");
    } else if (asked.until().isAfter(clock.instant())) {
      throw Refused.invalid("until", "must not be in the future");
    }
  }

  private static void checkReason(String reason) {
    if (reason.isBlank() || reason.length() > LONGEST_REASON) {
      throw Refused.invalid("reason", "must have 1 to " + LONGEST_REASON + " characters");
    }
  }

  /** The corrected deck, unless one of the decks would be refused when all is rehearsed. */
  private static DeckReview sound(Connection connection, ReRating.Asked asked) throws SQLException {
    var corrected = deck(connection, asked.corrected());
    if (corrected.state() == DeckReview.State.WITHDRAWN || corrected.wrongRows() > 0) {
      throw refused(ReRatingOutcome.DECK_NOT_SOUND);
    }
    for (var id : asked.wrong()) {
      var wrong = deck(connection, id);
      if (wrong.relation() != corrected.relation()) {
        throw refused(ReRatingOutcome.NO_DECK);
      } else if (!wrong.terms().currency().equals(corrected.terms().currency())) {
        throw refused(ReRatingOutcome.CURRENCY);
      }
    }
    return corrected;
  }

  private static DeckReview deck(Connection connection, UUID id) throws SQLException {
    return DeckReviews.find(connection, id).orElseThrow(() -> refused(ReRatingOutcome.NO_DECK));
  }

  private static void done(ReRatingOutcome outcome) {
    if (!outcome.done()) {
      throw refused(outcome);
    }
  }

  private static Refused refused(ReRatingOutcome outcome) {
    return switch (outcome) {
      case DUPLICATE -> no("idempotency-key-reused", 422, "The id was used for something else.");
      case DECIDED -> no("re-rating-decided", 409, "It has been decided already.");
      case NO_RE_RATING -> Refused.notFound("re-rating");
      case NO_BOOK -> no("no-book", 409, "There is no book to post in.");
      case NO_DECK ->
          no("no-deck", 422, "One of the decks is not there, or not all are of one relation.");
      case DECK_NOT_SOUND ->
          no(
              "deck-not-sound",
              409,
              "The corrected deck was withdrawn, or its file has wrong rows.");
      case CURRENCY -> no("currency-mismatch", 422, "The decks are not all of one currency.");
      case SAME_PERSON ->
          no("second-person-needed", 409, "Somebody else than who prepared it has to approve it.");
      case NO_REASON -> Refused.invalid("reason", "is needed");
      case PREPARED, APPROVED, REJECTED, REPEATED ->
          throw new IllegalStateException(outcome + " is no refusal");
    };
  }

  private static Refused no(String code, int status, String reason) {
    return new Refused(code, status, reason, false);
  }
}
