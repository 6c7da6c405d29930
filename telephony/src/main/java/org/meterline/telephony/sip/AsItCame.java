package org.meterline.telephony.sip;

import java.nio.charset.StandardCharsets;

/** The octets of a message that came; the message itself keeps them. */
final class AsItCame {
  private final byte[] octets;

  AsItCame(byte[] octets) {
    this.octets = octets;
  }

  /** As text, in which what is no UTF-8 is replaced. */
  String text() {
    return new String(octets, StandardCharsets.UTF_8);
  }
}
