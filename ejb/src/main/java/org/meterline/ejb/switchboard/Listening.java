package org.meterline.ejb.switchboard;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.address.OwnAddresses;

/** Addresses to listen on, and how others reach them. */
final class Listening {
  private Listening() {}

  /** Addresses to listen on: one, or one of each family. */
  static String addresses(SettingsReader in, String key) {
    String text = in.required(key);
    try {
      return OwnAddresses.parse(text).toString();
    } catch (IllegalArgumentException e) {
      in.wrong(key, String.valueOf(e.getMessage()));
      return "127.0.0.1";
    }
  }

  /** Addresses others can send to, for those to listen on. */
  static String reachable(String addresses) {
    return String.join(
        ",",
        OwnAddresses.parse(addresses).all().stream()
            .map(Listening::reachable)
            .map(address -> IpLiteral.inUri(IpLiteral.told(address)))
            .toList());
  }

  /** Of an address's family. */
  static InetAddress loopback(InetAddress address) {
    return InetAddress.ofLiteral(address instanceof Inet6Address ? "::1" : "127.0.0.1");
  }

  /** Of those of the family the first that others know; where all are named, this machine's. */
  private static InetAddress reachable(InetAddress named) {
    if (!named.isAnyLocalAddress()) {
      return named;
    }
    boolean six = named instanceof Inet6Address;
    try {
      return Stream.concat(
              Stream.of(InetAddress.getLocalHost()),
              NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses))
          .filter(address -> address instanceof Inet6Address == six)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .findFirst()
          .orElse(loopback(named));
    } catch (SocketException | UnknownHostException e) {
      return loopback(named);
    }
  }
}
