package org.meterline.telephony.identity;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys and certificates as texts (RFC 7468). */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \\1-----");

  /** What an EC key lacks beside a PKCS #8 one: that it is of P-256 (RFC 5208, RFC 5915). */
  private static final byte[] P256 = {
    0x02,
    0x01,
    0x00,
    0x30,
    0x13,
    0x06,
    0x07,
    0x2A,
    (byte) 0x86,
    0x48,
    (byte) 0xCE,
    0x3D,
    0x02,
    0x01,
    0x06,
    0x08,
    0x2A,
    (byte) 0x86,
    0x48,
    (byte) 0xCE,
    0x3D,
    0x03,
    0x01,
    0x07
  };

  private static final int MOST = 10;

  private Pem() {}

  /**
   * The secret key of a text: PKCS #8, or an EC key of P-256.
   *
   * @throws GeneralSecurityException when there is none; the message never tells of its content
   */
  static PrivateKey key(String text) throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      boolean pkcs8 = block.group(1).equals("PRIVATE KEY");
      if (pkcs8 || block.group(1).equals("EC PRIVATE KEY")) {
        try {
          byte[] der = Base64.getMimeDecoder().decode(block.group(2));
          return KeyFactory.getInstance("EC")
              .generatePrivate(new PKCS8EncodedKeySpec(pkcs8 ? der : wrapped(der)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          throw new GeneralSecurityException("it holds no EC key that can be read");
        }
      }
    }
    throw new GeneralSecurityException("it holds no secret key without a password");
  }

  private static byte[] wrapped(byte[] ec) {
    byte[] octets = tagged(0x04, ec);
    byte[] content = new byte[P256.length + octets.length];
    System.arraycopy(P256, 0, content, 0, P256.length);
    System.arraycopy(octets, 0, content, P256.length, octets.length);
    return tagged(0x30, content);
  }

  private static byte[] tagged(int tag, byte[] content) {
    int octets = content.length < 0x80 ? 1 : content.length < 0x100 ? 2 : 3;
    byte[] all = new byte[1 + octets + content.length];
    all[0] = (byte) tag;
    all[1] = (byte) (octets == 1 ? content.length : 0x80 + octets - 1);
    for (int i = 2; i <= octets; i++) {
      all[i] = (byte) (content.length >> (8 * (octets - i)));
    }
    System.arraycopy(content, 0, all, 1 + octets, content.length);
    return all;
  }

  /**
   * The certificates of a text, or of one certificate in DER.
   *
   * @throws CertificateException when one cannot be read, or there is none, or more than ten
   */
  static List<X509Certificate> certificates(byte[] content) throws CertificateException {
    return certificates(content, MOST);
  }

  static List<X509Certificate> certificates(byte[] content, int most) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> all = new ArrayList<>();
    Matcher block = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
    while (block.find()) {
      if (block.group(1).equals("CERTIFICATE")) {
        try {
          all.add(certificate(factory, Base64.getMimeDecoder().decode(block.group(2))));
        } catch (IllegalArgumentException e) {
          throw new CertificateException("a certificate is no Base64", e);
        }
      }
    }
    if (all.isEmpty()) {
      all.add(certificate(factory, content));
    }
    if (all.size() > most) {
      throw new CertificateException("there are more than " + most + " certificates");
    }
    return all;
  }

  private static X509Certificate certificate(CertificateFactory factory, byte[] der)
      throws CertificateException {
    return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
  }

  /** As a text. */
  static String text(List<X509Certificate> chain) throws CertificateException {
    StringBuilder text = new StringBuilder();
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    for (X509Certificate each : chain) {
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(lines.encodeToString(each.getEncoded()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return text.toString();
  }
}
