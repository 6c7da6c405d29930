package org.meterline.telephony;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** IPv6 on the loopback: tests that need it say so, and fail where there is none. */
public final class Ip6 {
  /** Addresses of both families, as settings name them. */
  public static final String BOTH = "127.0.0.1,[::1]";

  private Ip6() {}

  /** {@code ::1}. */
  public static InetAddress loopback() {
    InetAddress here = InetAddress.ofLiteral("::1");
    try {
      if (NetworkInterface.getByInetAddress(here) != null) {
        return here;
      }
    } catch (SocketException e) {
      throw new AssertionError("the machine's addresses cannot be read", e);
    }
    throw new AssertionError(
        "This machine has no IPv6 on its loopback, which these tests need:"
            + " sysctl net.ipv6.conf.lo.disable_ipv6=0");
  }
}
