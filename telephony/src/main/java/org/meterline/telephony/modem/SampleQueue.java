package org.meterline.telephony.modem;

/**
 * Samples on their way to a modem, whose clock is not the call's: after it ran dry it first fills
 * to 60 ms, and what is beyond 400 ms is dropped, the oldest first. Safe for many threads.
 */
final class SampleQueue {
  static final int FIRST = 480;
  static final int MOST = 3200;

  private final short[] ring = new short[MOST];
  private int at;
  private int count;
  private boolean flowing;

  synchronized void put(short sample) {
    if (count == MOST) {
      at = (at + 1) % MOST;
      count--;
    }
    ring[(at + count++) % MOST] = sample;
    flowing |= count >= FIRST;
  }

  /** So many, low octet first; silence for what is not there. */
  synchronized byte[] take(int samples) {
    byte[] bytes = new byte[samples * 2];
    for (int i = 0; i < samples && flowing; i++) {
      if (count == 0) {
        flowing = false;
      } else {
        bytes[2 * i] = (byte) ring[at];
        bytes[2 * i + 1] = (byte) (ring[at] >> 8);
        at = (at + 1) % MOST;
        count--;
      }
    }
    return bytes;
  }
}
