package org.meterline.telephony.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The key that we sign with, and the certificates that say whose it is. Its text holds no secret.
 *
 * @param name that the chain is known by: the SHA-256 of the first certificate, in hex
 * @param x5u where others fetch the chain
 * @param pem the chain as it is served
 */
record SigningKey(
    PrivateKey key, List<X509Certificate> chain, String name, String x5u, String pem) {
  private static final String TRIAL = "trial";

  /**
   * Reads key and chain.
   *
   * @throws IOException when they cannot be used; the message says why, and nothing of the key
   */
  static SigningKey read(Path keyFile, Path chainFile, String address) throws IOException {
    mustBePrivate(keyFile);
    List<X509Certificate> chain = chain(chainFile);
    try {
      PrivateKey key = Pem.key(Files.readString(keyFile));
      X509Certificate own = chain.getFirst();
      if (!Es256.fits(key) || !Es256.fits(own.getPublicKey())) {
        throw new IOException("the key or its certificate is not of the curve P-256");
      }
      if (!Es256.verify(own.getPublicKey(), TRIAL, Es256.sign(key, TRIAL))) {
        throw new IOException("the key is not the one of the certificate in " + chainFile);
      }
      String name =
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(own.getEncoded()));
      return new SigningKey(key, chain, name, address.replace("{name}", name), Pem.text(chain));
    } catch (GeneralSecurityException e) {
      throw new IOException("the key in " + keyFile + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static List<X509Certificate> chain(Path file) throws IOException {
    try {
      return Pem.certificates(Files.readAllBytes(file));
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates in " + file + " cannot be read", e);
    } catch (IOException e) {
      throw new IOException("the file " + file + " cannot be read", e);
    }
  }

  private static void mustBePrivate(Path file) throws IOException {
    Set<PosixFilePermission> rights;
    try {
      rights = Files.getPosixFilePermissions(file);
    } catch (UnsupportedOperationException e) {
      return; // no such rights on this system
    } catch (IOException e) {
      throw new IOException("the file " + file + " cannot be read", e);
    }
    for (PosixFilePermission one : rights) {
      if (one.name().startsWith("OTHERS_") || one == PosixFilePermission.GROUP_WRITE) {
        throw new IOException(
            "others may use the file " + file + ": take that away (chmod o-rwx,g-w)");
      }
    }
  }

  /** Until when all certificates are valid. */
  Instant until() {
    return chain.stream()
        .map(each -> each.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** Since when all are. */
  Instant since() {
    return chain.stream()
        .map(each -> each.getNotBefore().toInstant())
        .max(Instant::compareTo)
        .orElseThrow();
  }

  @Override
  public String toString() {
    return "SigningKey[" + name + "]";
  }
}
