package org.meterline.telephony.sip;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces of our digest challenges (RFC 7616, section 3.3): the time they were made and some
 * randomness, signed, so that nothing is kept for a challenge that nobody answers. Only for nonces
 * that were used with a right password is it kept which nonce counts were seen.
 */
final class Nonces {
  static final Duration LIFE = Duration.ofMinutes(5);
  private static final int SIGNED = 16;
  private static final int LENGTH = SIGNED + 16;
  private static final int WINDOW = 64;

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final SecretKeySpec secret;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  private static final class Seen {
    private final long made;
    private long highest;
    private long bits;

    Seen(long made) {
      this.made = made;
    }

    /** Whether the count is new; counts may come a little out of order. */
    synchronized boolean take(long count) {
      if (count > highest) {
        long ahead = count - highest;
        bits = ahead >= WINDOW ? 1 : (bits << ahead) | 1;
        highest = count;
        return true;
      }
      long behind = highest - count;
      if (behind >= WINDOW || (bits & (1L << behind)) != 0) {
        return false;
      }
      bits |= 1L << behind;
      return true;
    }
  }

  Nonces(Clock clock) {
    this.clock = clock;
    byte[] key = new byte[32];
    random.nextBytes(key);
    this.secret = new SecretKeySpec(key, "HmacSHA256");
  }

  String mint() {
    byte[] nonce = new byte[LENGTH];
    byte[] noise = new byte[8];
    random.nextBytes(noise);
    ByteBuffer.wrap(nonce).putLong(clock.millis()).put(noise);
    System.arraycopy(sign(nonce), 0, nonce, SIGNED, LENGTH - SIGNED);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
  }

  /**
   * Whether the nonce is ours, young enough, and was not yet used with this count. To be asked only
   * after the password has proved right.
   */
  boolean take(String nonce, long count) {
    byte[] raw;
    try {
      raw = Base64.getUrlDecoder().decode(nonce);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (raw.length != LENGTH
        || !MessageDigest.isEqual(
            Arrays.copyOf(sign(raw), LENGTH - SIGNED), Arrays.copyOfRange(raw, SIGNED, LENGTH))) {
      return false;
    }
    long made = ByteBuffer.wrap(raw).getLong();
    if (clock.millis() - made > LIFE.toMillis() || count < 1) {
      return false;
    }
    return seen.computeIfAbsent(nonce, fresh -> new Seen(made)).take(count);
  }

  /** Forgets nonces that are too old to be taken anyway. */
  void expire() {
    long oldest = clock.millis() - LIFE.toMillis();
    seen.values().removeIf(s -> s.made < oldest);
  }

  private byte[] sign(byte[] nonce) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      mac.update(nonce, 0, SIGNED);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
