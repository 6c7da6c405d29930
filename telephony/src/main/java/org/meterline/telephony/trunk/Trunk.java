package org.meterline.telephony.trunk;

import java.util.List;

/**
 * A way to and from the telephone network: a carrier's or a gateway's SIP endpoint.
 *
 * @param name unique on this Meterline, for example {@code demo-carrier}
 * @param host its host name or address; calls from there are this trunk's
 * @param port its SIP port
 * @param transport {@code udp}, {@code tcp} or {@code tls}
 * @param prefixes the E.164 prefixes (digits, no plus) it can carry; an empty prefix carries all
 * @param trusted it is told who calls in confidence
 */
public record Trunk(
    String name, String host, int port, String transport, List<String> prefixes, boolean trusted) {
  public Trunk {
    prefixes = List.copyOf(prefixes);
  }

  /** A trunk that is trusted. */
  public Trunk(String name, String host, int port, String transport, List<String> prefixes) {
    this(name, host, port, transport, prefixes, true);
  }
}
