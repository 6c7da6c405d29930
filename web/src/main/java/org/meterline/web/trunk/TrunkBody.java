package org.meterline.web.trunk;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.trunk.EmergencyRoute;
import org.meterline.ejb.trunk.TrunkDraft;
import org.meterline.telephony.trunk.Rewriting;
import org.meterline.telephony.trunk.Trunk;

/**
 * What is said of a trunk. What is left out is as a plain trunk has it: known by its address,
 * without limits, trusted.
 *
 * @param port left out: where DNS says it is, or of an address the usual one
 * @param name read when it is made
 * @param codecs what alone is spoken with it, the best first; left out: whatever suits the other
 *     end
 * @param password left out: it stays as it is
 * @param domain of the account there; left out: the host
 * @param version that was read, of which this is a change; left out: of whichever there is
 */
public record TrunkBody(
    @Nullable @Size(max = 63) String name,
    @NotBlank @Size(max = 253) String host,
    @Nullable @Min(1) @Max(65_535) Integer port,
    @Nullable String transport,
    @Nullable List<@NotNull @Size(max = 15) String> prefixes,
    @Nullable Boolean enabled,
    @Nullable @Min(0) @Max(1000) Integer preference,
    @Nullable @Min(0) @Max(1000) Integer weight,
    @Nullable @Min(1) @Max(100_000) Integer callsLimit,
    @Nullable @Min(1) @Max(10_000) Integer callsPerSecond,
    @Nullable @Valid RewritingBody rewriting,
    @Nullable @Size(max = 16) List<@NotNull @Size(max = 16) String> codecs,
    @Nullable @Size(max = 64) String user,
    @Nullable @Size(min = 1, max = 128) String password,
    @Nullable @Size(max = 253) String domain,
    @Nullable Boolean registers,
    @Nullable Boolean trusted,
    @Nullable Boolean refers,
    @Nullable Boolean everybody,
    @Nullable Boolean emergency,
    @Nullable UUID carrierId,
    @Nullable @Size(max = 250) List<@NotNull @Valid EmergencyRouteBody> emergencyRoutes,
    Trunk.@Nullable Signing signing,
    Trunk.@Nullable Unverified unverified,
    @Nullable Boolean told,
    @Nullable Boolean follows,
    @Nullable Boolean transfers,
    @Nullable Integer version) {
  private static final int USUAL_PREFERENCE = 100;

  /**
   * Emergency calls of a country.
   *
   * @param numbers what is dialled, and what is sent for it
   */
  public record EmergencyRouteBody(
      @NotBlank @Size(min = 2, max = 2) String country,
      @Nullable Integer preference,
      @Nullable Map<@NotBlank String, @NotNull String> numbers) {
    EmergencyRoute route() {
      return new EmergencyRoute(
          country.toUpperCase(Locale.ROOT),
          Objects.requireNonNullElse(preference, USUAL_PREFERENCE),
          Objects.requireNonNullElse(numbers, Map.of()));
    }

    static EmergencyRouteBody of(EmergencyRoute route) {
      return new EmergencyRouteBody(route.country(), route.preference(), route.numbers());
    }
  }

  /** For each direction; what is left out is not changed. */
  public record RewritingBody(
      @Nullable @Valid RuleBody called,
      @Nullable @Valid RuleBody caller,
      @Nullable @Valid RuleBody calledIn,
      @Nullable @Valid RuleBody callerIn) {
    Rewriting rewriting() {
      return new Rewriting(rule(called), rule(caller), rule(calledIn), rule(callerIn));
    }

    private static Rewriting.Rule rule(@Nullable RuleBody body) {
      return body == null ? Rewriting.Rule.NONE : body.rule();
    }
  }

  /** First the form is made, then the prefix is changed. */
  public record RuleBody(
      Rewriting.@Nullable Form form,
      @Nullable @Size(max = 15) String strip,
      @Nullable @Size(max = 15) String add) {
    Rewriting.Rule rule() {
      return new Rewriting.Rule(
          Objects.requireNonNullElse(form, Rewriting.Form.AS_IS),
          Objects.requireNonNullElse(strip, ""),
          Objects.requireNonNullElse(add, ""));
    }
  }

  TrunkDraft draft() {
    String over = Objects.requireNonNullElse(transport, "udp");
    return new TrunkDraft(
        host.strip(),
        Objects.requireNonNullElse(port, portOf(host.strip(), over)),
        over,
        prefixes == null ? List.of() : prefixes,
        is(enabled, true),
        Objects.requireNonNullElse(preference, USUAL_PREFERENCE),
        Objects.requireNonNullElse(weight, 0),
        new Trunk.Limits(
            Objects.requireNonNullElse(callsLimit, 0),
            Objects.requireNonNullElse(callsPerSecond, 0)),
        rewriting == null ? Rewriting.NONE : rewriting.rewriting(),
        codecs,
        said(user),
        said(password),
        said(domain),
        is(registers, false),
        is(trusted, true),
        is(refers, false),
        is(everybody, false),
        is(emergency, false),
        carrierId,
        emergencyRoutes == null
            ? List.of()
            : emergencyRoutes.stream().map(EmergencyRouteBody::route).toList(),
        Objects.requireNonNullElse(signing, Trunk.Signing.NONE),
        Objects.requireNonNullElse(unverified, Trunk.Unverified.MARKED),
        is(told, false),
        is(follows, false),
        is(transfers, false));
  }

  private static int portOf(String host, String transport) {
    if (TrunkDraft.isLookedUp(host, transport)) {
      return 0;
    }
    return transport.equalsIgnoreCase("tls") ? 5061 : 5060;
  }

  private static boolean is(@Nullable Boolean said, boolean otherwise) {
    return said == null ? otherwise : said;
  }

  private static @Nullable String said(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }
}
