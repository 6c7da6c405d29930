package org.meterline.telephony.locate;

import org.meterline.telephony.trunk.Trunk;

/**
 * Where somebody says that they are.
 *
 * @param host a name or an address
 * @param port 0: not said
 * @param transport {@code udp}, {@code tcp} or {@code tls}
 * @param outside whether it must be where everybody may be reached, or where {@link Reach} lets it
 */
public record Place(String host, int port, String transport, boolean outside) {
  /** Wherever it is. */
  public Place(String host, int port, String transport) {
    this(host, port, transport, false);
  }

  public static Place of(Trunk trunk) {
    return new Place(trunk.host(), trunk.port(), trunk.transport(), trunk.outside());
  }

  /** The port where none is said and DNS names none (RFC 3261, section 19.1.2). */
  int usualPort() {
    return port > 0 ? port : secure() ? 5061 : 5060;
  }

  boolean secure() {
    return transport.equals("tls");
  }

  /** Where SRV records of it are (RFC 3263, section 4.2). */
  String service() {
    return switch (transport) {
          case "tls" -> "_sips._tcp.";
          case "tcp" -> "_sip._tcp.";
          default -> "_sip._udp.";
        }
        + host;
  }

  /** What NAPTR records call the transport (RFC 3263, section 4.1). */
  String naptrService() {
    return switch (transport) {
      case "tls" -> "SIPS+D2T";
      case "tcp" -> "SIP+D2T";
      default -> "SIP+D2U";
    };
  }
}
