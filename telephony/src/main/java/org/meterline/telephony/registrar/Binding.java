package org.meterline.telephony.registrar;

import java.time.Instant;
import java.util.List;
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
 *     be reached by no other; null if the phone can be connected to
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
    @Nullable String flow) {
  public Binding {
    path = List.copyOf(path);
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
