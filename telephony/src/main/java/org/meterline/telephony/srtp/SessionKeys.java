package org.meterline.telephony.srtp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that RTP, or RTCP, of one direction is protected with, derived from a master key (RFC
 * 3711, section 4.3) at a key derivation rate of zero; AES in counter mode (section 4.1.1) and
 * HMAC-SHA1 (section 4.2.1).
 *
 * <p>Counter mode and HMAC are done here upon the JDK's AES and SHA-1, since its own {@code Mac}
 * and {@code AES/CTR} allocate for each packet. For one thread at a time.
 */
final class SessionKeys {
  /** The labels of section 4.3.2: encryption, authentication and salt follow each other. */
  static final int RTP = 0;

  static final int RTCP = 3;

  private static final int BLOCK = 16;
  private static final int CHUNK = 16 * BLOCK;
  private static final int MAC_KEY = 20;
  private static final int MAC_BLOCK = 64;

  private final Cipher aes;
  private final MessageDigest sha1;
  private final byte[] salt;
  private final byte[] innerPad = new byte[MAC_BLOCK];
  private final byte[] outerPad = new byte[MAC_BLOCK];
  private final byte[] iv = new byte[BLOCK];
  private final byte[] counters = new byte[CHUNK];
  private final byte[] stream = new byte[CHUNK];
  private final byte[] digest = new byte[MAC_KEY];
  private final byte[] rollover = new byte[4];

  SessionKeys(byte[] masterKey, byte[] masterSalt, int label) {
    try {
      this.sha1 = MessageDigest.getInstance("SHA-1");
      this.aes = aes(derive(masterKey, masterSalt, label, SrtpProfile.KEY));
      byte[] macKey = derive(masterKey, masterSalt, label + 1, MAC_KEY);
      this.salt = derive(masterKey, masterSalt, label + 2, SrtpProfile.SALT);
      for (int i = 0; i < MAC_BLOCK; i++) {
        int octet = i < MAC_KEY ? macKey[i] : 0;
        innerPad[i] = (byte) (octet ^ 0x36);
        outerPad[i] = (byte) (octet ^ 0x5C);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a JDK without AES or SHA-1", e);
    }
  }

  static byte[] derive(byte[] masterKey, byte[] masterSalt, int label, int length)
      throws GeneralSecurityException {
    byte[] blocks = new byte[(length + BLOCK - 1) / BLOCK * BLOCK];
    for (int at = 0; at < blocks.length; at += BLOCK) {
      System.arraycopy(masterSalt, 0, blocks, at, SrtpProfile.SALT);
      blocks[at + 7] ^= (byte) label;
      blocks[at + 15] = (byte) (at / BLOCK);
    }
    return java.util.Arrays.copyOf(aes(masterKey).doFinal(blocks), length);
  }

  // Single blocks of a counter: as a stream cipher's core, ECB is what it should be.
  private static Cipher aes(byte[] key) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
    return cipher;
  }

  /** Encrypts, or decrypts, from one place up to another. */
  void crypt(byte[] b, int from, int to, int ssrc, long index) {
    System.arraycopy(salt, 0, iv, 0, SrtpProfile.SALT);
    for (int i = 0; i < 4; i++) {
      iv[4 + i] ^= (byte) (ssrc >>> (24 - 8 * i));
    }
    for (int i = 0; i < 6; i++) {
      iv[8 + i] ^= (byte) (index >>> (40 - 8 * i));
    }
    int block = 0;
    for (int at = from; at < to; at += CHUNK) {
      int size = Math.min(CHUNK, to - at);
      int blocks = (size + BLOCK - 1) / BLOCK;
      for (int i = 0; i < blocks; i++, block++) {
        System.arraycopy(iv, 0, counters, i * BLOCK, SrtpProfile.SALT);
        counters[i * BLOCK + 14] = (byte) (block >>> 8);
        counters[i * BLOCK + 15] = (byte) block;
      }
      try {
        aes.update(counters, 0, blocks * BLOCK, stream, 0);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("AES gave less than it was given", e);
      }
      for (int i = 0; i < size; i++) {
        b[at + i] ^= stream[i];
      }
    }
  }

  /** The tag over the beginning of the packet and the rollover counter; its first octets count. */
  byte[] tag(byte[] b, int length, int rolloverCounter) {
    for (int i = 0; i < 4; i++) {
      rollover[i] = (byte) (rolloverCounter >>> (24 - 8 * i));
    }
    sha1.update(innerPad, 0, MAC_BLOCK);
    sha1.update(b, 0, length);
    sha1.update(rollover, 0, 4);
    return outer();
  }

  /** The tag over the beginning of the packet alone. */
  byte[] tag(byte[] b, int length) {
    sha1.update(innerPad, 0, MAC_BLOCK);
    sha1.update(b, 0, length);
    return outer();
  }

  private byte[] outer() {
    try {
      sha1.digest(digest, 0, MAC_KEY);
      sha1.update(outerPad, 0, MAC_BLOCK);
      sha1.update(digest, 0, MAC_KEY);
      sha1.digest(digest, 0, MAC_KEY);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-1 of another length", e);
    }
    return digest;
  }
}
