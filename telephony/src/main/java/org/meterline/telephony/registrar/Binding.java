package org.meterline.telephony.registrar;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Domain;

/**
 * One place where an account is registered (RFC 3261, section 10).
 *
 * @param contact the Contact URI
 * @param path Path header values (RFC 3327), first hop first
 * @param source address and port it came from, for example {@code 127.0.0.1:5070}
 * @param transport {@code udp}, {@code tcp}, {@code tls} or {@code ws}
 * @param flow what the connection is known by that calls must take, while it is open: a browser can
 *     be reached by no other, nor a phone that keeps a stream open; null if it can be connected to
 * @param instance which phone it is, a URN (RFC 5626, section 4.1); null if it does not say
 * @param regId which of several ways to the phone; 0 if it keeps no ways open
 * @param q how much this place is wanted, from 0 to 1 (RFC 3261, section 20.10)
 */
public record Binding(
    Domain domain,
    String user,
    String contact,
    List<String> path,
    String source,
    String transport,
    String userAgent,
    String callId,
    long cseq,
    Instant expires,
    @Nullable String flow,
    @Nullable String instance,
    int regId,
    float q) {
  public Binding {
    path = List.copyOf(path);
    regId = instance == null ? 0 : regId;
  }

  /** One of a phone that says no more of itself. */
  public Binding(
      Domain domain,
      String user,
      String contact,
      List<String> path,
      String source,
      String transport,
      String userAgent,
      String callId,
      long cseq,
      Instant expires,
      @Nullable String flow) {
    this(
        domain, user, contact, path, source, transport, userAgent, callId, cseq, expires, flow,
        null, 0, 1);
  }

  /** Whether it takes the other's place: as the same way to the same phone, or by its Contact. */
  boolean replaces(Binding other) {
    return regId > 0
        ? regId == other.regId && Objects.equals(instance, other.instance)
        : contact.equals(other.contact);
  }

  /** One of a phone that can be connected to. */
  public Binding(
      Domain domain,
      String user,
      String contact,
      List<String> path,
      String source,
      String transport,
      String userAgent,
      String callId,
      long cseq,
      Instant expires) {
    this(domain, user, contact, path, source, transport, userAgent, callId, cseq, expires, null);
  }
}
