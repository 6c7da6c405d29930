package org.meterline.ejb.callerid;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a code: a million of them are soon tried, so each try is made dear (PBKDF2, RFC
 * 8018, section 5.2) and a code is good for minutes only.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared but by isOf
record CodeHash(byte[] salt, byte[] hash) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int CODES = 1_000_000;
  private static final int ROUNDS = 100_000;
  private static final int BITS = 256;
  private static final int SALT = 16;

  /** Six digits. */
  static String newCode() {
    return "%06d".formatted(RANDOM.nextInt(CODES));
  }

  static CodeHash of(String code) {
    byte[] salt = new byte[SALT];
    RANDOM.nextBytes(salt);
    return new CodeHash(salt, hash(salt, code));
  }

  /** Takes as long whatever differs. */
  boolean isOf(String code) {
    return MessageDigest.isEqual(hash, hash(salt, code));
  }

  private static byte[] hash(byte[] salt, String code) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(code.toCharArray(), salt, ROUNDS, BITS))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has PBKDF2", e);
    }
  }
}
