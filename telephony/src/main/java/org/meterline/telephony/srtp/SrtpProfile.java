package org.meterline.telephony.srtp;

import java.util.Optional;

/** A way of protecting packets; named as SDES names its suites (RFC 4568, section 6.2). */
public enum SrtpProfile {
  AES_CM_128_HMAC_SHA1_80(10),
  AES_CM_128_HMAC_SHA1_32(4);

  /** Octets of a master key and of a master salt. */
  static final int KEY = 16;

  static final int SALT = 14;

  /** Octets of the tag of an SRTCP packet: the same in both (RFC 5764, section 4.1.2). */
  static final int CONTROL_TAG = 10;

  /** Octets of the tag of an SRTP packet. */
  final int tag;

  SrtpProfile(int tag) {
    this.tag = tag;
  }

  static Optional<SrtpProfile> named(String suite) {
    for (SrtpProfile each : values()) {
      if (each.name().equals(suite)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
