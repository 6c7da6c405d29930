package org.meterline.telephony.address;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where something is reached.
 *
 * @param host a name, or an address without brackets
 * @param port 0 if none is said
 */
public record HostPort(String host, int port) {
  public HostPort {
    host = IpLiteral.canonical(host);
    if (host.isEmpty() || port < 0 || port > 65_535) {
      throw new IllegalArgumentException("no host and port: " + host + " " + port);
    }
  }

  public static HostPort of(InetAddress address, int port) {
    return new HostPort(IpLiteral.text(address), port);
  }

  public static HostPort of(InetSocketAddress at) {
    return at.isUnresolved()
        ? new HostPort(at.getHostString(), at.getPort())
        : of(at.getAddress(), at.getPort());
  }

  /**
   * Reads {@code host:port}, IPv6 in brackets or, as records of earlier days have it, without.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static HostPort read(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("no host and port: " + text);
    }
    try {
      return new HostPort(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no host and port: " + text, e);
    }
  }

  /** Empty if the host is a name. */
  public Optional<InetAddress> address() {
    return IpLiteral.read(host);
  }

  /** As a URI has it; without a port if none is said. */
  @Override
  public String toString() {
    return IpLiteral.inUri(host) + (port == 0 ? "" : ":" + port);
  }
}
