package org.meterline.telephony.registrar;

import java.time.Instant;
import java.util.List;
import org.meterline.telephony.call.Domain;

/**
 * One place where an account is registered (RFC 3261, section 10).
 *
 * @param contact the Contact URI
 * @param path Path header values (RFC 3327), first hop first
 * @param source address and port it came from, for example {@code 127.0.0.1:5070}
 * @param transport {@code udp}, {@code tcp} or {@code tls}
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
    Instant expires) {
  public Binding {
    path = List.copyOf(path);
  }
}
