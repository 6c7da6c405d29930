package org.meterline.telephony.call;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A SIP account of a tenant: who may register and call.
 *
 * @param domain the tenant's domain, which is also the digest realm
 * @param user the user part of the address of record, for example {@code 101}
 * @param displayName what the callee may be shown
 * @param secret of its own password
 * @param callerIds the numbers it may show to the outside; the first one is the default
 * @param passes of passwords that are good for a while, such as a browser's
 */
public record Account(
    Domain domain,
    String user,
    String displayName,
    Secret secret,
    List<E164> callerIds,
    List<Pass> passes) {
  public Account {
    callerIds = List.copyOf(callerIds);
    passes = List.copyOf(passes);
  }

  /**
   * What is kept of a password: HA1 values (RFC 8760, section 2.4), lower-case hex.
   *
   * @param md5 H(user:realm:password) by MD5
   * @param sha256 H(user:realm:password) by SHA-256
   */
  public record Secret(String md5, String sha256) {}

  /** A password beside its own. */
  public record Pass(Secret secret, Instant until) {}

  /** Of the passwords that are good at this moment; its own first. */
  public List<Secret> secrets(Instant now) {
    if (passes.isEmpty()) {
      return List.of(secret);
    }
    var secrets = new ArrayList<Secret>();
    secrets.add(secret);
    passes.stream().filter(p -> now.isBefore(p.until())).map(Pass::secret).forEach(secrets::add);
    return secrets;
  }
}
