package org.meterline.telephony.fetch;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/** Looks up names, and tells which addresses are not everybody's. */
@FunctionalInterface
public interface Addresses {
  /** The addresses of a name, at least one. */
  InetAddress[] of(String host) throws IOException;

  /**
   * Whether it is of the public internet: not loopback, link-local, private, shared (RFC 6598),
   * multicast, reserved, of documentation, nor an IPv6 address that hides one of them (RFC 6890).
   */
  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] b = address.getAddress();
    return address instanceof Inet4Address
        ? isPublic4(b[0] & 0xFF, b[1] & 0xFF, b[2] & 0xFF)
        : address instanceof Inet6Address && isPublic6(b);
  }

  private static boolean isPublic4(int a, int b, int c) {
    return a != 0
        && a < 240
        && !(a == 100 && b >= 64 && b < 128)
        && !(a == 192 && b == 0 && (c == 0 || c == 2))
        && !(a == 198 && (b == 18 || b == 19 || (b == 51 && c == 100)))
        && !(a == 203 && b == 0 && c == 113)
        && !(a == 192 && b == 88 && c == 99);
  }

  /** Only 2000::/3 is given out; in it tunnels (2001::/32, 2002::/16) and examples are not ours. */
  private static boolean isPublic6(byte[] b) {
    int first = (b[0] & 0xFF) << 8 | (b[1] & 0xFF);
    int second = (b[2] & 0xFF) << 8 | (b[3] & 0xFF);
    return first >= 0x2000
        && first < 0x4000
        && first != 0x2002
        && !(first == 0x2001 && (second < 0x200 || second == 0xDB8));
  }
}
