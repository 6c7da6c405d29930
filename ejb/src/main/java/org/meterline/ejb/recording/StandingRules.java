package org.meterline.ejb.recording;

import static org.meterline.ejb.tenant.Role.ADMIN;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.sound.SoundLibrary;
import org.meterline.ejb.sound.SoundRows;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.telephony.call.RecordingRule;

/**
 * The tenant's admins say which calls are recorded without anybody asking for it; it counts from
 * the next call on.
 */
@Stateless
@InTenant
public class StandingRules {
  private final EntityManager entities;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected StandingRules() {
    this(null, null);
  }

  @Inject
  public StandingRules(EntityManager entities, Clock clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /**
   * What is said of a rule; see {@link RecordingRule}.
   *
   * @param phone the id of the phone it is for, and {@code number} of the number; both null: for
   *     all that have no rule of their own
   * @param sound the name of the tenant's sound that is heard in place of ours; null: ours
   * @param statement why the law of the place allows to record in silence; kept with who said so
   */
  public record Draft(
      @Nullable UUID phone,
      @Nullable UUID number,
      RecordingRule.Ways ways,
      boolean internal,
      RecordingRule.Consent consent,
      RecordingRule.Told told,
      boolean required,
      @Nullable String sound,
      @Nullable String statement) {}

  /** Numbers first, then phones, then the one for all. */
  public List<RecordingRuleSeen> list(Caller caller) {
    caller.mustBe(ADMIN);
    return within(RecordingRuleRows::all);
  }

  public RecordingRuleSeen get(Caller caller, UUID id) {
    caller.mustBe(ADMIN);
    return within(c -> find(c, id));
  }

  /**
   * @throws Refused with 422, or 409 {@code recording-rule-exists}
   */
  public RecordingRuleSeen add(Caller caller, Draft draft) {
    caller.mustBe(ADMIN);
    return put(caller, Generators.timeBasedEpochGenerator().generate(), draft, null, null);
  }

  /**
   * @param read the rule's version that the change is of; null: of whichever there is
   * @throws Refused with 404, 422, or 409 {@code recording-rule-exists}, {@code changed-meanwhile}
   */
  public RecordingRuleSeen change(Caller caller, UUID id, Draft draft, @Nullable Integer read) {
    return put(caller, id, draft, get(caller, id), read);
  }

  /** What was said for it is kept. */
  public void remove(Caller caller, UUID id) {
    caller.mustBe(ADMIN);
    within(
        c -> {
          RecordingRuleSeen gone = find(c, id);
          RecordingRuleRows.delete(c, id);
          return gone;
        });
  }

  /** Who said when that the law of the place allows to record in silence, newest first. */
  public List<RecordingRuleRows.Statement> statements(Caller caller) {
    caller.mustBe(ADMIN);
    return within(RecordingRuleRows::statements);
  }

  // --- Writing

  private RecordingRuleSeen put(
      Caller caller,
      UUID id,
      Draft draft,
      @Nullable RecordingRuleSeen before,
      @Nullable Integer read) {
    check(draft, before);
    return within(
        c -> {
          there(c, draft);
          boolean taken =
              RecordingRuleRows.all(c).stream()
                  .anyMatch(
                      other ->
                          !other.id().equals(id)
                              && Objects.equals(other.phone(), draft.phone())
                              && Objects.equals(other.number(), draft.number()));
          if (taken) {
            throw Refused.conflict(
                "recording-rule-exists", "There is a rule for these calls already.");
          }
          UUID tenant = caller.tenant().id();
          if (!RecordingRuleRows.put(c, tenant, id, draft, clock.instant(), caller.email(), read)) {
            throw Refused.changedMeanwhile("rule");
          }
          state(c, caller, draft, find(c, id));
          return find(c, id);
        });
  }

  private static void check(Draft draft, @Nullable RecordingRuleSeen before) {
    if (draft.phone() != null && draft.number() != null) {
      throw Refused.invalid("number", "is not there beside a phone: a rule is for one of them");
    }
    if (draft.required() && draft.consent() == RecordingRule.Consent.ASK) {
      throw Refused.invalid("required", "does not go with asking: who is asked may refuse");
    }
    boolean silent =
        draft.consent() == RecordingRule.Consent.SILENT && draft.ways() != RecordingRule.Ways.NEVER;
    boolean stated = before != null && before.statement() != null && sameCalls(draft, before);
    if (silent && draft.statement() == null && !stated) {
      throw Refused.invalid(
          "statement", "must say why the law of the place allows to record in silence");
    }
  }

  /** What was said for other calls is not said for these. */
  private static boolean sameCalls(Draft draft, RecordingRuleSeen before) {
    return Objects.equals(draft.phone(), before.phone())
        && Objects.equals(draft.number(), before.number())
        && draft.ways() == before.ways()
        && draft.internal() == before.internal();
  }

  private static void there(Connection c, Draft draft) throws SQLException {
    if (draft.phone() != null && !RecordingRuleRows.hasPhone(c, draft.phone())) {
      throw Refused.invalid("phone", "is not a phone of this tenant");
    }
    if (draft.number() != null && !RecordingRuleRows.hasNumber(c, draft.number())) {
      throw Refused.invalid("number", "is not a number of this tenant");
    }
    if (draft.sound() != null) {
      Duration length =
          SoundRows.used(c, draft.sound())
              .orElseThrow(() -> Refused.invalid("sound", "is not a sound of this tenant"));
      if (length.compareTo(SoundLibrary.LONGEST_ANNOUNCEMENT) > 0) {
        throw Refused.invalid("sound", "lasts longer than a minute");
      }
    }
  }

  private void state(Connection c, Caller caller, Draft draft, RecordingRuleSeen made)
      throws SQLException {
    if (draft.consent() == RecordingRule.Consent.SILENT && draft.statement() != null) {
      RecordingRuleRows.state(
          c,
          caller.tenant().id(),
          Generators.timeBasedEpochGenerator().generate(),
          new RecordingRuleRows.Statement(
              made.id(), made.scope().title(), clock.instant(), caller.email(), draft.statement()),
          caller.subject());
    }
  }

  private static RecordingRuleSeen find(Connection c, UUID id) throws SQLException {
    return RecordingRuleRows.all(c).stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow(() -> Refused.notFound("recording rule"));
  }

  private <T> T within(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }
}
