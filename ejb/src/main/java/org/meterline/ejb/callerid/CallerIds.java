package org.meterline.ejb.callerid;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.AGENT;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.ejb.number.Dialling;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.Tenants;
import org.meterline.telephony.call.E164;

/**
 * Numbers elsewhere that a tenant may show as its own: whoever answers there hears or reads a code
 * of six digits, and the tenant's people enter it. Or the operator vouches for a number.
 */
@Stateless
@InTenant
public class CallerIds {
  /** So long a code may be entered. */
  static final Duration VALID = Duration.ofMinutes(10);

  private static final Pattern CODE = Pattern.compile("[0-9]{6}");

  private final EntityManager entities;
  private final CodeSender sender;
  private final CodeCarriers carriers;
  private final CallerIdTerms terms;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected CallerIds() {
    this(null, null, null, null, null);
  }

  @Inject
  public CallerIds(
      EntityManager entities,
      CodeSender sender,
      CodeCarriers carriers,
      CallerIdTerms terms,
      Clock clock) {
    this.entities = entities;
    this.sender = sender;
    this.carriers = carriers;
    this.terms = terms;
    this.clock = clock;
  }

  /**
   * @param state at this moment
   */
  public record Seen(CallerId number, CallerId.State state) {}

  /**
   * A code was sent.
   *
   * @param sent empty when it is on its way, or why it is not
   */
  public record Asked(Seen seen, CompletableFuture<Optional<String>> sent) {}

  /** By number. */
  public List<Seen> list(Caller caller) {
    caller.mustBe(ADMIN, AGENT);
    return within(c -> CallerIdRows.all(c, caller.tenant().id())).stream().map(this::seen).toList();
  }

  public Seen get(Caller caller, UUID id) {
    caller.mustBe(ADMIN, AGENT);
    return seen(within(c -> find(c, caller.tenant().id(), id)));
  }

  /**
   * Writes a number down; it may not be shown yet.
   *
   * @throws Refused with 422, or 409 {@code number-yours}, {@code number-of-others} or {@code
   *     caller-id-exists}
   */
  public Seen add(Caller caller, String text) {
    caller.mustBe(ADMIN);
    E164 number = number(text, caller.tenant());
    UUID id = Generators.timeBasedEpochGenerator().generate();
    Instant now = clock.instant();
    return within(
        c -> {
          free(c, number);
          if (!CallerIdRows.add(c, caller.tenant().id(), id, number, now, caller.email())) {
            throw Refused.conflict("caller-id-exists", number + " is on the list already.");
          }
          return seen(find(c, caller.tenant().id(), id));
        });
  }

  private E164 number(String text, Tenant tenant) {
    return Dialling.outside(text.strip(), tenant.country())
        .filter(Dialling::rings)
        .orElseThrow(
            () ->
                Refused.invalid(
                    "number",
                    "must be somebody's number with its country's code, not premium-rate"));
  }

  private void free(Connection c, E164 number) throws SQLException {
    try (var select = c.prepareStatement("select from number where dialled = ?")) {
      select.setString(1, number.number());
      try (var row = select.executeQuery()) {
        if (row.next()) {
          throw Refused.conflict("number-yours", "You have this number: show it as it is.");
        }
      }
    }
    if (carriers.isOwned(number)) {
      throw Refused.conflict("number-of-others", "Somebody else has this number here.");
    }
  }

  /**
   * Sends a code to the number; one that was sent before is good no more.
   *
   * @throws Refused with what telephony says against the call, 429 {@code too-many-codes}, or 422
   *     {@code no-way-there} where no trunk of the operator's can say it
   */
  public Asked send(Caller caller, UUID id, CallerId.Way way) {
    caller.mustBe(ADMIN);
    Tenant tenant = caller.tenant();
    Instant now = clock.instant();
    return within(
        c -> {
          CallerId asked = find(c, tenant.id(), id);
          free(c, asked.number());
          limited(CallerIdRows.note(c, tenant.id(), asked.number(), way, now, terms));
          String code = CodeHash.newCode();
          CodeSender.Sent sent = sender.send(caller, asked.number(), way, code, terms.sms());
          CallerIdRows.await(
              c, tenant.id(), id, CodeHash.of(code), way, sent.call(), now.plus(VALID));
          return new Asked(seen(find(c, tenant.id(), id)), sent.done());
        });
  }

  private static void limited(String full) {
    if (full.isEmpty()) {
      return;
    }
    String why =
        switch (full) {
          case "soon" -> "A code was sent there just now: wait a minute.";
          case "number" -> "That number was sent as many codes as there may be in a day.";
          default -> "You had as many codes sent as there may be in a day.";
        };
    throw new Refused("too-many-codes", 429, why, true);
  }

  /** What came of a code that was entered. */
  public enum Entered {
    RIGHT,
    WRONG,
    /** None is waited for any more: another one has to be sent. */
    TOO_LATE
  }

  /** Enters a code. It counts whatever comes of it, so it is told and not thrown. */
  public Entered enter(Caller caller, UUID id, String code) {
    caller.mustBe(ADMIN);
    UUID tenant = caller.tenant().id();
    Instant now = clock.instant();
    return within(
        c -> {
          CallerId asked = find(c, tenant, id);
          Optional<CodeHash> waited = CallerIdRows.tried(c, tenant, id, now);
          if (waited.isEmpty()) {
            return Entered.TOO_LATE;
          }
          if (!CODE.matcher(code).matches() || !waited.get().isOf(code)) {
            return Entered.WRONG;
          }
          free(c, asked.number());
          CallerIdRows.verify(
              c, tenant, id, now, caller.email(), terms.lasts().map(now::plus).orElse(null));
          return Entered.RIGHT;
        });
  }

  /** It is shown no more, from the next call on. */
  public void remove(Caller caller, UUID id) {
    caller.mustBe(ADMIN);
    within(
        c -> {
          CallerId gone = find(c, caller.tenant().id(), id);
          CallerIdRows.remove(c, caller.tenant().id(), id);
          CallerIdRows.forget(c, gone.number());
          return gone;
        });
  }

  /** What the operator sees of a tenant. */
  public List<Seen> of(Caller caller, UUID tenant) {
    return within(
            c -> {
              tenant(c, caller, tenant);
              return CallerIdRows.all(c, tenant);
            })
        .stream()
        .map(this::seen)
        .toList();
  }

  /**
   * The operator knows that the number is the tenant's.
   *
   * @param note why, for those who look later
   */
  public Seen vouch(Caller caller, UUID tenant, String text, String note) {
    return within(
        c -> {
          E164 number = number(text, tenant(c, caller, tenant));
          if (carriers.isOwned(number)) {
            throw Refused.conflict("number-of-others", "Somebody has this number here.");
          }
          if (note.isBlank()) {
            throw Refused.invalid("note", "must say why the number is theirs");
          }
          CallerIdRows.vouch(
              c,
              tenant,
              Generators.timeBasedEpochGenerator().generate(),
              number,
              note.strip(),
              clock.instant(),
              caller.email());
          return seen(
              CallerIdRows.all(c, tenant).stream()
                  .filter(each -> each.number().equals(number))
                  .findFirst()
                  .orElseThrow());
        });
  }

  /** The operator lets a tenant show a number no more; phones that do show another one. */
  public void withdraw(Caller caller, UUID tenant, UUID id) {
    within(
        c -> {
          tenant(c, caller, tenant);
          CallerId gone = find(c, tenant, id);
          CallerIdRows.remove(c, tenant, id);
          return gone;
        });
  }

  private static Tenant tenant(Connection c, Caller caller, UUID id) throws SQLException {
    caller.mustBe(ADMIN);
    caller.mustBeOperators();
    return Tenants.all(c).stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow(() -> Refused.notFound("tenant"));
  }

  private static CallerId find(Connection c, UUID tenant, UUID id) throws SQLException {
    @Nullable CallerId found = CallerIdRows.find(c, tenant, id).orElse(null);
    if (found == null) {
      throw Refused.notFound("caller id");
    }
    return found;
  }

  private Seen seen(CallerId number) {
    return new Seen(number, number.state(clock.instant()));
  }

  private <T> T within(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }
}
