package org.meterline.telephony.sip;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Nonces of our digest challenges (RFC 7616, section 3.3): the time they were made and some
 * randomness, signed for whom it is sent to, so that nothing is kept for a challenge that nobody
 * answers. Only for nonces that were used with a right password is it kept which nonce counts were
 * seen, and only for so many: when one is forgotten, it and all that were made before are stale.
 */
final class Nonces {
  static final Duration LIFE = Duration.ofMinutes(5);
  private static final int SIGNED = 16;
  private static final int LENGTH = SIGNED + 16;
  private static final int WINDOW = 64;

  /** Nonces in use at once, about 200 bytes each. */
  static final int MOST = 200_000;

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** Nothing is put into it: a copy costs less than a look through the providers. */
  private final Mac keyed;

  private final int most;
  private final Map<String, Seen> seen = new LinkedHashMap<>();
  private long forgotten = Long.MIN_VALUE;

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
    this(clock, MOST);
  }

  Nonces(Clock clock, int most) {
    this.clock = clock;
    this.most = most;
    byte[] key = new byte[32];
    random.nextBytes(key);
    try {
      this.keyed = Mac.getInstance("HmacSHA256");
      keyed.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /**
   * @param source where it is sent: from elsewhere it is not taken
   */
  String mint(String source) {
    byte[] nonce = new byte[LENGTH];
    byte[] noise = new byte[8];
    random.nextBytes(noise);
    ByteBuffer.wrap(nonce).putLong(clock.millis()).put(noise);
    System.arraycopy(sign(nonce, source), 0, nonce, SIGNED, LENGTH - SIGNED);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
  }

  /** Whether it was made here, and sent there: else whoever uses it may be somebody else. */
  boolean isOf(String nonce, String source) {
    byte[] raw = raw(nonce);
    return raw.length == LENGTH
        && MessageDigest.isEqual(
            Arrays.copyOf(sign(raw, source), LENGTH - SIGNED),
            Arrays.copyOfRange(raw, SIGNED, LENGTH));
  }

  private static byte[] raw(String nonce) {
    try {
      return Base64.getUrlDecoder().decode(nonce);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  /**
   * Whether the nonce, one of ours, is young enough, and was not yet used with this count. To be
   * asked only after the password has proved right.
   */
  boolean take(String nonce, long count) {
    long made = ByteBuffer.wrap(raw(nonce)).getLong();
    if (clock.millis() - made > LIFE.toMillis() || count < 1) {
      return false;
    }
    Seen known = seen(nonce, made);
    return known != null && known.take(count);
  }

  /** Null for one that may have been forgotten. */
  private synchronized @Nullable Seen seen(String nonce, long made) {
    Seen known = seen.get(nonce);
    if (known == null && made > forgotten) {
      known = new Seen(made);
      seen.put(nonce, known);
      if (seen.size() > most) {
        var oldest = seen.entrySet().iterator();
        forgotten = Math.max(forgotten, oldest.next().getValue().made);
        oldest.remove();
      }
    }
    return known;
  }

  /** How many are in use. */
  synchronized int size() {
    return seen.size();
  }

  /**
   * Forgets nonces that are too old to be taken anyway; one that was used first after a younger one
   * only when that is too old, too.
   */
  synchronized void expire() {
    long oldest = clock.millis() - LIFE.toMillis();
    for (Iterator<Seen> i = seen.values().iterator(); i.hasNext() && i.next().made < oldest; ) {
      i.remove();
    }
  }

  private byte[] sign(byte[] nonce, String source) {
    try {
      var mac = (Mac) keyed.clone();
      mac.update(nonce, 0, SIGNED);
      mac.update(source.getBytes(StandardCharsets.US_ASCII));
      return mac.doFinal();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own can be copied", e);
    }
  }
}
