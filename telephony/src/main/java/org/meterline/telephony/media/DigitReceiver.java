package org.meterline.telephony.media;

/**
 * Reads telephone events (RFC 4733, section 2.5.2): each digit is told once, whatever is lost,
 * repeated or out of order. Used by one thread.
 */
final class DigitReceiver {
  /** Updates come at least each 50 ms; four of them lost in a row count as the end. */
  static final long SILENCE_NANOS = 200_000_000L;

  /** Nothing is so late on its way: what seems so is of a clock that was set back. */
  static final long LATEST_NANOS = 5_000_000_000L;

  /** The longest duration one packet can tell; a longer event goes on as a new segment. */
  private static final int SEGMENT = 0xFFFF;

  /** Each digit at the place that is its event code. */
  static final String DIGITS = "0123456789*#ABCD";

  /** Hears of a digit at its end. */
  @FunctionalInterface
  interface Listener {
    void digit(char digit);
  }

  private final Listener listener;
  private boolean known;
  private boolean told;
  private int event;
  private int ssrc;
  private int timestamp;
  private long seen;

  DigitReceiver(Listener listener) {
    this.listener = listener;
  }

  /** An event packet came; {@code end} is its E bit, {@code marker} its RTP marker bit. */
  void packet(int from, int at, int code, boolean end, boolean marker, long now) {
    if (code >= DIGITS.length()) {
      return; // flash, tones and the like are no digits
    }
    if (known && from == ssrc) {
      int later = at - timestamp;
      if (later == 0) {
        if (code == event) {
          seen = now;
          if (end) {
            tell();
          }
        }
        return;
      }
      if (later < 0 && now - seen < LATEST_NANOS) {
        return; // a packet of an earlier event, overtaken on its way
      }
      if (later == SEGMENT && code == event && !told && !marker) {
        timestamp = at;
        seen = now;
        if (end) {
          tell();
        }
        return;
      }
    }
    tell(); // its end packets were lost
    known = true;
    told = false;
    event = code;
    ssrc = from;
    timestamp = at;
    seen = now;
    if (end) {
      tell();
    }
  }

  /** Called now and then: ends an event of which nothing more comes. */
  void tick(long now) {
    if (known && !told && now - seen >= SILENCE_NANOS) {
      tell();
    }
  }

  private void tell() {
    if (known && !told) {
      told = true;
      listener.digit(DIGITS.charAt(event));
    }
  }
}
