package org.meterline.telephony.identity;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.spec.ECFieldFp;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** ECDSA on P-256 with SHA-256, its signature r and s in 32 octets each (RFC 7518, section 3.4). */
final class Es256 {
  static final String NAME = "ES256";

  private static final String ALGORITHM = "SHA256withECDSAinP1363Format";
  private static final int LENGTH = 64;
  private static final int BITS = 256;

  /** Of P-256 (NIST SP 800-186, section 3.2.1.3). */
  private static final BigInteger ORDER =
      new BigInteger("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16);

  private Es256() {}

  /** Whether the key is of that curve. */
  static boolean fits(@Nullable Object key) {
    return key instanceof ECKey ec
        && ec.getParams().getCurve().getField() instanceof ECFieldFp field
        && field.getFieldSize() == BITS
        && ec.getParams().getOrder().equals(ORDER);
  }

  /** In Base64. */
  static String sign(PrivateKey key, String text) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(ALGORITHM);
    signature.initSign(key);
    signature.update(text.getBytes(StandardCharsets.US_ASCII));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
  }

  /**
   * @param signed in Base64; whatever it is, this only says whether it fits
   */
  static boolean verify(PublicKey key, String text, String signed) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(signed);
      if (bytes.length != LENGTH) {
        return false;
      }
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.verify(bytes);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
