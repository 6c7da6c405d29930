package org.meterline.ejb.phone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.meterline.telephony.call.Domain;

/**
 * What is kept of a SIP password: H(user:realm:password) by MD5 (RFC 2617) and SHA-256 (RFC 8760),
 * lower-case hex.
 */
public record Digests(String md5, String sha256) {
  private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  private static final SecureRandom RANDOM = new SecureRandom();

  public static Digests of(String user, Domain realm, String password) {
    byte[] text = (user + ":" + realm.name() + ":" + password).getBytes(UTF_8);
    return new Digests(hash("MD5", text), hash("SHA-256", text));
  }

  /** A password that nobody guesses and a person can type: 116 bits. */
  public static String newPassword() {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      password.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return password.toString();
  }

  private static String hash(String algorithm, byte[] text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(text));
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException(never);
    }
  }
}
