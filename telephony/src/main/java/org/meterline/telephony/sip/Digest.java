package org.meterline.telephony.sip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Digest access authentication (RFC 7616, RFC 8760) with {@code qop=auth}, by both algorithms that
 * phones know.
 */
enum Digest {
  // Strongest first: the order of the challenges (RFC 8760, section 2.4).
  SHA_256("SHA-256"),
  MD5("MD5");

  /** The name in SIP and in Java alike. */
  final String algorithm;

  /** Nothing is put into it: a copy costs less than a look through the providers. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final MessageDigest empty;

  Digest(String algorithm) {
    this.algorithm = algorithm;
    try {
      this.empty = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  /** The algorithm of that name; none named means MD5 (RFC 7616, section 3.3). */
  static Optional<Digest> named(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      return Optional.of(MD5);
    }
    String upper = name.toUpperCase(Locale.ROOT);
    for (Digest one : values()) {
      if (one.algorithm.equals(upper)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /** H(A1) of an account. */
  String secret(String user, String realm, String password) {
    return hash(user + ":" + realm + ":" + password);
  }

  /** The response that fits (RFC 7616, section 3.4.1). */
  String response(
      String ha1, String nonce, String count, String cnonce, String method, String uri) {
    return hash(
        ha1 + ":" + nonce + ":" + count + ":" + cnonce + ":auth:" + hash(method + ":" + uri));
  }

  /** The response to a challenge without {@code qop} (RFC 2617, section 3.2.2.1). */
  String response(String ha1, String nonce, String method, String uri) {
    return hash(ha1 + ":" + nonce + ":" + hash(method + ":" + uri));
  }

  /** Compares in a time that does not depend on where they differ. */
  static boolean same(String expected, String given) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.US_ASCII),
        given.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
  }

  /** In hexadecimal. */
  String hash(String text) {
    try {
      var digest = (MessageDigest) empty.clone();
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own can be copied", e);
    }
  }
}
