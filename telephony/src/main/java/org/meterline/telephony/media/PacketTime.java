package org.meterline.telephony.media;

import org.meterline.telephony.codec.Codec;

/**
 * How long the packets are that a far end wants (RFC 8866, section 6.4).
 *
 * @param wanted milliseconds of sound, its {@code ptime}; 0 when it does not say
 * @param most the same of {@code maxptime}
 */
record PacketTime(int wanted, int most) {
  /** A far end that says nothing of it. */
  static final PacketTime ANY = new PacketTime(0, 0);

  /** What is usual, and what sound is made in. */
  static final int USUAL = 20;

  /** The longest that we send, and that we take. */
  static final int LONGEST = 120;

  private static final int STEP = 10;

  /** Milliseconds of what we make ourselves: what is wanted, in tens and within the limits. */
  int millis() {
    int length = wanted == 0 ? USUAL : wanted;
    int limit = most == 0 ? LONGEST : Math.min(most, LONGEST);
    return Math.max(STEP, Math.min(length, limit) / STEP * STEP);
  }

  /**
   * Whether a packet is to be sent on in others.
   *
   * @param samples its length at {@link Codec#RATE}
   */
  boolean isOther(int samples) {
    int each = Codec.RATE / 1000;
    return wanted == 0 ? most > 0 && samples > most * each : samples != millis() * each;
  }
}
