package org.meterline.telephony.srtp;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a session description says of its author's certificate (RFC 8122).
 *
 * @param hash the JDK's name of the hash function
 * @param hex the hash in upper case, its octets parted by colons
 */
public record Fingerprint(String hash, String hex) {
  /** What is not here, SHA-1 above all, proves nothing. */
  private static final Map<String, String> HASHES =
      Map.of("sha-256", "SHA-256", "sha-384", "SHA-384", "sha-512", "SHA-512");

  /** Reads the attribute's value, {@code sha-256 4A:AD:…}; empty for a hash that is not known. */
  public static Optional<Fingerprint> parse(String value) {
    String[] words = value.strip().split(" +", -1);
    String hash = HASHES.get(words[0].toLowerCase(Locale.ROOT));
    return words.length == 2 && hash != null
        ? Optional.of(new Fingerprint(hash, words[1].toUpperCase(Locale.ROOT)))
        : Optional.empty();
  }

  static Fingerprint of(byte[] certificate) {
    return new Fingerprint("SHA-256", hex("SHA-256", certificate));
  }

  boolean matches(byte[] certificate) {
    return hex.equals(hex(hash, certificate));
  }

  /** The attribute's value. */
  public String value() {
    return hash.toLowerCase(Locale.ROOT) + " " + hex;
  }

  private static String hex(String hash, byte[] certificate) {
    try {
      return HexFormat.ofDelimiter(":")
          .withUpperCase()
          .formatHex(MessageDigest.getInstance(hash).digest(certificate));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("a JDK without " + hash, e);
    }
  }
}
