package org.meterline.telephony.sip;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Makes a self-signed certificate where the operator gives none. */
final class KeyStores {
  // The JDK has no public way to make a certificate, so its ASN.1 (RFC 5280) is written by hand.
  private static final byte[] ECDSA_SHA256 =
      Der.sequence(Der.oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private KeyStores() {}

  /** Sees to it that there is a key store, readable by its owner alone. */
  static void ensure(Path file, String password, List<String> hosts) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    try {
      var curve = KeyPairGenerator.getInstance("EC");
      curve.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = curve.generateKeyPair();
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(certificate(keys, hosts)));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "sip", keys.getPrivate(), password.toCharArray(), new Certificate[] {certificate});
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (OutputStream out = Files.newOutputStream(file)) {
        store.store(out, password.toCharArray());
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("no certificate could be made", e);
    }
  }

  private static byte[] certificate(KeyPair keys, List<String> hosts)
      throws GeneralSecurityException {
    byte[] serial = new byte[16];
    new SecureRandom().nextBytes(serial);
    serial[0] = (byte) ((serial[0] & 0x3f) | 0x40);
    byte[] name =
        Der.sequence(Der.set(Der.sequence(Der.oid(0x55, 0x04, 0x03), Der.utf8(hosts.getFirst()))));
    byte[] validity =
        Der.sequence(
            Der.time(TIME.format(Instant.EPOCH)), Der.time("99991231235959Z")); // RFC 5280, 4.1.2.5
    byte[] alternative =
        Der.octets(Der.sequence(hosts.stream().map(Der::host).toArray(byte[][]::new)));
    byte[] body =
        Der.sequence(
            Der.tagged(0xa0, Der.integer(new byte[] {2})),
            Der.integer(serial),
            ECDSA_SHA256,
            name,
            validity,
            name,
            keys.getPublic().getEncoded(),
            Der.tagged(0xa3, Der.sequence(Der.sequence(Der.oid(0x55, 0x1d, 0x11), alternative))));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(body);
    return Der.sequence(body, ECDSA_SHA256, Der.bits(signature.sign()));
  }
}
