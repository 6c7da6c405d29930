package org.meterline.ejb.control;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.AGENT;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.refusal.IdempotencyKey;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.refusal.Refused.Violation;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallRequest;
import org.meterline.telephony.call.Refusal;

/**
 * Having somebody called, and then somebody else, or nobody. The request is on record before the
 * call is begun, so that a repeated one finds it; what was not begun then is begun now.
 */
@Stateless
@InTenant
public class Originating {
  /** A proxy on the way gives up what rings longer (RFC 3261, timer C in section 16.6). */
  private static final int LONGEST_RINGING = 180;

  private static final int MOST_VARIABLES = 50;
  private static final int LONGEST_VALUE = 1_000;
  private static final Pattern VARIABLE =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}|CHANNEL\\(language\\)");

  private final CallStarting starting;
  private final TenantTransaction transaction;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Originating() {
    this(null, null, null);
  }

  @Inject
  public Originating(CallStarting starting, TenantTransaction transaction, Clock clock) {
    this.starting = starting;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * What is asked for.
   *
   * @param then null if verbs are to say what comes when the first has answered
   * @param account the phone whose call it is, or null for nobody's
   */
  public record Wish(
      Party first, @Nullable Party then, @Nullable String account, Map<String, String> variables) {
    public Wish {
      variables = Map.copyOf(variables);
    }

    private CallRequest.Then next() {
      return then == null ? new CallRequest.Application() : then.wanted();
    }
  }

  /**
   * Who is to be called.
   *
   * @param callerId what they are shown, or null for what suits
   */
  public record Party(String to, @Nullable String callerId, int ringSeconds) {
    private CallRequest.Party wanted() {
      return new CallRequest.Party(to, callerId, Duration.ofSeconds(ringSeconds));
    }
  }

  /**
   * Begins the call, once per key.
   *
   * @return its id
   * @throws Refused with what telephony says against it, 422 {@code idempotency-key-reused}, or 409
   *     {@code call-in-doubt} when it was to be begun before the node's last start, or by another,
   *     and records do not tell yet
   */
  public UUID call(Caller caller, String key, Wish wish) {
    caller.mustBe(ADMIN, AGENT);
    check(key, wish);
    UUID tenant = caller.tenant().id();
    var asked =
        new CallRequests.Asked(
            key,
            CallRequests.hash(wish),
            Generators.timeBasedEpochGenerator().generate(),
            starting.node(),
            clock.instant(),
            caller.subject());
    boolean settled = starting.settled(); // before the records are asked
    var stored = transaction.write(tenant, c -> CallRequests.put(c, tenant, asked));
    if (!stored.same()) {
      throw IdempotencyKey.reused();
    }
    if (!stored.recorded()) {
      boolean repeated = !stored.call().equals(asked.call());
      if (!stored.node().equals(starting.node()) || (repeated && !settled)) {
        throw new Refused(
            "call-in-doubt", 409, "Whether that call was begun is not known here yet.", true);
      }
      starting
          .originate(
              new CallRequest(
                  new CallId(stored.call()),
                  caller.tenant().domain(),
                  wish.account(),
                  caller.email(),
                  wish.first().wanted(),
                  wish.next(),
                  wish.variables()))
          .ifPresent(
              (Refusal why) -> {
                int status = why.retry() ? 503 : 422;
                throw new Refused(why.code(), status, why.detail(), why.retry());
              });
    }
    return stored.call();
  }

  private static void check(String key, Wish wish) {
    List<Violation> wrong = new ArrayList<>(IdempotencyKey.violations(key));
    check("first", wish.first(), wrong);
    if (wish.then() != null) {
      check("then", wish.then(), wrong);
    }
    if (wish.variables().size() > MOST_VARIABLES) {
      wrong.add(new Violation("variables", "must be " + MOST_VARIABLES + " at most"));
    }
    wish.variables()
        .forEach(
            (name, value) -> {
              if (!VARIABLE.matcher(name).matches()) {
                wrong.add(new Violation("variables", "cannot be named " + name));
              } else if (value.length() > LONGEST_VALUE) {
                wrong.add(
                    new Violation(
                        "variables." + name, "must have " + LONGEST_VALUE + " characters at most"));
              }
            });
    if (!wrong.isEmpty()) {
      throw Refused.invalid(wrong);
    }
  }

  private static void check(String which, Party party, List<Violation> wrong) {
    if (party.to().isBlank()) {
      wrong.add(new Violation(which + ".to", "is needed"));
    }
    if (party.ringSeconds() < 1 || party.ringSeconds() > LONGEST_RINGING) {
      wrong.add(new Violation(which + ".ringSeconds", "must be between 1 and " + LONGEST_RINGING));
    }
  }
}
