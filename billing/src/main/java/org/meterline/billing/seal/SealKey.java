package org.meterline.billing.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** The Ed25519 key (RFC 8032) with which this Meterline signs the heads of its chains. */
public final class SealKey {
  private static final String ALGORITHM = "Ed25519";

  private final PrivateKey secret;

  private SealKey(PrivateKey secret) {
    this.secret = secret;
  }

  /**
   * A key pair as text.
   *
   * @param secret PKCS #8 in Base64
   * @param open X.509 SubjectPublicKeyInfo in Base64
   */
  public record Pair(String secret, String open) {}

  /** A new one. */
  public static Pair generate() {
    try {
      var pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      var base64 = Base64.getEncoder();
      return new Pair(
          base64.encodeToString(pair.getPrivate().getEncoded()),
          base64.encodeToString(pair.getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @param secret PKCS #8 in Base64
   * @throws IllegalArgumentException if it is none
   */
  public static SealKey of(String secret) {
    try {
      return new SealKey(
          KeyFactory.getInstance(ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(secret))));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a secret Ed25519 key in PKCS #8 and Base64", e);
    }
  }

  /** The signature in Base64. */
  String sign(String text) {
    try {
      var signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Whether the text was signed with the secret that belongs to this open key.
   *
   * @param open X.509 SubjectPublicKeyInfo in Base64
   */
  static boolean signed(String text, String signature, String open) {
    try {
      PublicKey key =
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(open)));
      var check = Signature.getInstance(ALGORITHM);
      check.initVerify(key);
      check.update(text.getBytes(StandardCharsets.UTF_8));
      return check.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
