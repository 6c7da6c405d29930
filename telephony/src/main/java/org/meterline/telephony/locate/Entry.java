package org.meterline.telephony.locate;

import java.net.InetAddress;

/** A DNS record, as far as servers are located by it. */
sealed interface Entry {
  /** What is asked for, with its number (RFC 1035, 2782, 3403, 3596). */
  enum Type {
    A(1),
    AAAA(28),
    SRV(33),
    NAPTR(35);

    final int number;

    Type(int number) {
      this.number = number;
    }
  }

  /** Of A or AAAA. */
  record Address(InetAddress address) implements Entry {}

  /**
   * Of SRV.
   *
   * @param target a name; empty: there is no such service
   */
  record Served(int priority, int weight, int port, String target) implements Entry {}

  /** Of NAPTR; the regular expression is not for SIP. */
  record Pointer(int order, int preference, String flags, String service, String replacement)
      implements Entry {}
}
