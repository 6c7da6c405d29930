package org.meterline.telephony.modem;

import java.util.function.LongSupplier;

/**
 * Digits that a far end presses, as a voice modem tells them: each once, between {@code /} and
 * {@code ~} if it shields them (V.253), and by its sound for one that tells of none. Pure.
 */
final class VoiceDigits {
  private static final String DIGITS = "0123456789*#ABCD";

  /** A modem and our own ears find the same digit within this time. */
  private static final long SAME = 1_000_000_000;

  private final LongSupplier nanos;
  private boolean shielded;
  private boolean tells;
  private char last;
  private char heard;
  private long heardAt;

  VoiceDigits(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Another call: another far end. */
  void forget() {
    shielded = false;
    last = 0;
    heard = 0;
  }

  /** Whether an event is a digit that counts. */
  boolean told(char code) {
    if (code == '/' || code == '~') {
      shielded = code == '/';
      last = 0;
      return false;
    }
    if (DIGITS.indexOf(code) < 0) {
      return false;
    }
    tells = true;
    boolean held = shielded && code == last;
    boolean known = code == heard && nanos.getAsLong() - heardAt < SAME;
    last = code;
    heard = 0;
    return !held && !known;
  }

  /** Whether a digit that was heard in the sound counts. */
  boolean heard(char digit) {
    if (!tells) {
      heard = digit;
      heardAt = nanos.getAsLong();
    }
    return !tells;
  }
}
