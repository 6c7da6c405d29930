package org.meterline.telephony.call;

import java.util.List;

/**
 * A SIP account of a tenant: who may register and call. Digest secrets are HA1 values (RFC 8760,
 * section 2.4), never the password.
 *
 * @param domain the tenant's domain, which is also the digest realm
 * @param user the user part of the address of record, for example {@code 101}
 * @param displayName what the callee may be shown
 * @param md5Ha1 H(user:realm:password) by MD5, lower-case hex
 * @param sha256Ha1 H(user:realm:password) by SHA-256, lower-case hex
 * @param callerIds the numbers it may show to the outside; the first one is the default
 */
public record Account(
    Domain domain,
    String user,
    String displayName,
    String md5Ha1,
    String sha256Ha1,
    List<E164> callerIds) {
  public Account {
    callerIds = List.copyOf(callerIds);
  }
}
