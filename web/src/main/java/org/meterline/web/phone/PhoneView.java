package org.meterline.web.phone;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.phone.Phones;
import org.meterline.ejb.tenant.Tenant;

/**
 * A SIP account.
 *
 * @param version another one after each change
 * @param password only in the answer to the request that made it
 */
record PhoneView(
    UUID id,
    String user,
    String displayName,
    @Nullable String callerId,
    @Nullable UUID walletId,
    boolean enabled,
    String sipUri,
    List<BindingView> bindings,
    int version,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String password) {

  /** Where it is registered. */
  record BindingView(
      String contact, String source, String transport, String userAgent, Instant expires) {}

  static PhoneView of(Tenant tenant, Phones.Seen seen, @Nullable String password) {
    return new PhoneView(
        seen.phone().id(),
        seen.phone().user(),
        seen.phone().displayName(),
        seen.phone().callerId(),
        seen.phone().wallet(),
        seen.phone().enabled(),
        "sip:" + seen.phone().user() + "@" + tenant.domain().name(),
        seen.registrations().stream()
            .map(
                r ->
                    new BindingView(
                        r.contact(), r.source(), r.transport(), r.userAgent(), r.expires()))
            .toList(),
        seen.phone().version(),
        password);
  }
}
