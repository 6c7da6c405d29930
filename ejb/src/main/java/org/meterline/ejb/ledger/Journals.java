package org.meterline.ejb.ledger;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.Journal;
import org.meterline.billing.ledger.JournalBook;
import org.meterline.billing.ledger.JournalOutcome;
import org.meterline.billing.ledger.NewJournal;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Wallet;
import org.meterline.billing.wallet.WalletRows;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.MintedId;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/** Journals that people write: one drafts, another approves. */
@Stateless
@InTenant
public class Journals {
  private static final int LONGEST_REASON = 500;
  private static final int MOST_LINES = 200;
  private static final String WALLET_TOO_LOW = "wallet-too-low";

  private final EntityManager entities;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Journals() {
    this(null, null);
  }

  @Inject
  public Journals(EntityManager entities, Clock clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /**
   * One side of an entry, of an account or of a wallet.
   *
   * @param account an account's id in the book, or null
   * @param wallet or null
   */
  public record Line(
      @Nullable Integer account, @Nullable UUID wallet, boolean debit, Money amount) {}

  /** Newest first. */
  public Page<Journal> list(Caller caller, Ask ask) {
    caller.mustBe(ADMIN, FINANCE);
    var before = ask.afterId().orElse(null);
    var rows = within(c -> new JournalBook(c).list(before, ask.rows()));
    return Page.of(rows, ask, journal -> journal.id().toString());
  }

  public Journal get(Caller caller, UUID id) {
    caller.mustBe(ADMIN, FINANCE);
    return within(c -> new JournalBook(c).find(id)).orElseThrow(() -> Refused.notFound("journal"));
  }

  /**
   * Notes what is to be booked. Asking the same again gives the first answer.
   *
   * @param id UUIDv7 minted by the caller now: the key, and later the transfer's id
   * @param reverses the transfer to take back, then without lines; or null
   * @param effective when it happened; null: when the id was minted
   * @throws Refused with 422 {@code id-out-of-time} when the id was minted at another time than now
   */
  public Journal draft(
      Caller caller,
      UUID id,
      @Nullable UUID reverses,
      String reason,
      @Nullable Instant effective,
      List<Line> lines) {
    caller.mustBe(ADMIN, FINANCE);
    MintedId.check(id);
    checkReason(reason);
    if (reverses != null && !lines.isEmpty()) {
      throw Refused.invalid("lines", "must be empty: a reversal mirrors its transfer");
    }
    if (lines.size() > MOST_LINES) {
      throw Refused.invalid("lines", "must be " + MOST_LINES + " at most");
    }
    if (MintedId.outOfTime(id, clock.instant())
        && within(c -> new JournalBook(c).find(id)).isEmpty()) {
      throw MintedId.refused();
    }
    var at = effective == null ? MintedId.time(id) : effective;
    var journal = new NewJournal(id, reverses, reason, at, sides(lines));
    done(within(c -> new JournalBook(c).draft(caller.tenant().id(), journal, caller.subject())));
    return get(caller, id);
  }

  private List<NewJournal.Line> sides(List<Line> lines) {
    var currencies = within(c -> new JournalBook(c).currencies());
    var named = lines.stream().map(Line::wallet).filter(Objects::nonNull).toList();
    var wallets =
        within(c -> WalletRows.these(c, named)).stream()
            .collect(Collectors.toMap(Wallet::id, w -> w.balance().currency()));
    var sides = new ArrayList<NewJournal.Line>();
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      var field = "lines[" + i + "].";
      var wallet = line.wallet();
      if ((wallet == null) == (line.account() == null)) {
        throw Refused.invalid(field + "account", "or a wallet is needed, and not both");
      }
      var kept = wallet == null ? currencies.get(line.account()) : wallets.get(wallet);
      if (kept == null) {
        throw wallet == null
            ? Refused.invalid(field + "account", "is no account of this book")
            : Refused.invalid(field + "walletId", "is no wallet of this book");
      } else if (!kept.equals(line.amount().currency())) {
        throw Refused.invalid(field + "amount", "must be in " + kept + ", as the account is");
      } else if (line.amount().units() <= 0) {
        throw Refused.invalid(field + "amount", "must be more than nothing");
      }
      sides.add(new NewJournal.Line(line.account(), wallet, line.debit(), line.amount().units()));
    }
    return sides;
  }

  /** Posts it: a second person's decision. */
  public Journal approve(Caller caller, UUID id) {
    caller.mustBe(ADMIN, FINANCE);
    var outcome =
        within(c -> new JournalBook(c).approve(caller.tenant().id(), id, caller.subject()));
    if (outcome == JournalOutcome.TOO_LOW && within(c -> new JournalBook(c).waits(id))) {
      throw new Refused(
          WALLET_TOO_LOW,
          409,
          "Calls and purchases that go on hold what this would take of a wallet: approve it when"
              + " they are over.",
          true);
    }
    done(outcome);
    return get(caller, id);
  }

  /** It will never be posted. Who drafted it may take it back so, too. */
  public Journal reject(Caller caller, UUID id, String reason) {
    caller.mustBe(ADMIN, FINANCE);
    checkReason(reason);
    done(
        within(c -> new JournalBook(c).reject(caller.tenant().id(), id, reason, caller.subject())));
    return get(caller, id);
  }

  private static void checkReason(String reason) {
    if (reason.isBlank() || reason.length() > LONGEST_REASON) {
      throw Refused.invalid("reason", "must have 1 to " + LONGEST_REASON + " characters");
    }
  }

  private static void done(JournalOutcome outcome) {
    if (!outcome.done()) {
      throw refused(outcome);
    }
  }

  private static Refused refused(JournalOutcome outcome) {
    return switch (outcome) {
      case DUPLICATE -> no("idempotency-key-reused", 422, "The id was used for something else.");
      case DECIDED -> no("journal-decided", 409, "It has been decided already.");
      case NO_BOOK -> no("no-book", 409, "There is no book to post in.");
      case NO_JOURNAL -> Refused.notFound("journal");
      case NO_TRANSFER -> Refused.notFound("transfer");
      case NO_WALLET -> Refused.notFound("wallet");
      case NO_ACCOUNT -> Refused.invalid("lines", "name an account that the book has not");
      case KEPT_ACCOUNT ->
          no(
              "account-kept",
              422,
              "Name the wallet rather than its account; what passes between books is not moved so.");
      case BOTH_SIDES -> Refused.invalid("lines", "debit and credit the same account");
      case UNBALANCED ->
          no("unbalanced", 422, "Debits and credits differ in one of the currencies.");
      case PERIOD_CLOSED ->
          no(
              "period-closed",
              409,
              "The period is closed. Choose a later day, or have it reopened.");
      case NOT_REVERSIBLE ->
          no(
              "not-reversible",
              422,
              "More hangs on it than its entries: pass it back, give a refund, or book what is due"
                  + " by a journal of its own.");
      case REVERSED -> no("already-reversed", 409, "The transfer has been reversed already.");
      case SAME_PERSON ->
          no("second-person-needed", 409, "Somebody else than who drafted it has to approve it.");
      case NO_REASON -> Refused.invalid("reason", "is needed");
      case TOO_LOW -> no(WALLET_TOO_LOW, 409, "A wallet has not what this would take.");
      case OVERFLOW -> no("amount-out-of-range", 422, "An amount does not fit.");
      case DRAFTED, POSTED, REJECTED, REPEATED ->
          throw new IllegalStateException(outcome + " is no refusal");
    };
  }

  private static Refused no(String code, int status, String reason) {
    return new Refused(code, status, reason, false);
  }

  private <T> T within(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }
}
