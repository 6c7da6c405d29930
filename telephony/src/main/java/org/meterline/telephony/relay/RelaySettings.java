package org.meterline.telephony.relay;

import java.net.InetSocketAddress;

/**
 * How rtpengine is reached and used.
 *
 * @param ng its control port ({@code listen-ng})
 * @param all whether every leg goes through it, or only those with ICE or protected media
 * @param instead whether new legs do without it while it does not answer; else they are refused
 * @param outside its interface towards far ends, {@code inside} towards us; both empty: it chooses
 */
public record RelaySettings(
    InetSocketAddress ng, boolean all, boolean instead, String outside, String inside) {
  public RelaySettings {
    if (ng.isUnresolved() || ng.getPort() == 0) {
      throw new IllegalArgumentException("not an address and port of a media relay: " + ng);
    }
    if (outside.isEmpty() != inside.isEmpty()) {
      throw new IllegalArgumentException("a media relay's interfaces are named both or neither");
    }
  }

  /** One on this machine, for protected legs, that can be done without. */
  public static RelaySettings at(InetSocketAddress ng) {
    return new RelaySettings(ng, false, true, "", "");
  }

  /** The same for every leg. */
  public RelaySettings forAll() {
    return new RelaySettings(ng, true, instead, outside, inside);
  }

  /** The same, needed: while it does not answer new legs are refused. */
  public RelaySettings needed() {
    return new RelaySettings(ng, all, false, outside, inside);
  }
}
