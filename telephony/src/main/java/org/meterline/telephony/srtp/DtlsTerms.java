package org.meterline.telephony.srtp;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/** What both roles of a handshake have in common: who may be there, and which keys come of it. */
final class DtlsTerms {
  /** The library knows no DTLS 1.3; those who do speak 1.2, too. */
  static final ProtocolVersion[] VERSIONS = ProtocolVersion.DTLSv12.only();

  static final int[] SUITES = {
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
  };

  /** With the longer tag first. Counter mode, since GCM of the JDK allocates for each packet. */
  static final int[] PROFILES = {
    SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80,
    SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_32
  };

  final DtlsIdentity own;
  final int timeOutMillis;
  private final List<Fingerprint> theirs;
  private int profile;
  private byte @Nullable [] material;

  DtlsTerms(DtlsIdentity own, List<Fingerprint> theirs, int timeOutMillis) {
    this.own = own;
    this.timeOutMillis = timeOutMillis;
    this.theirs = theirs;
  }

  /** The first of our profiles that is among the offered. */
  int choose(@Nullable UseSRTPData offered) throws IOException {
    if (offered != null) {
      for (int ours : PROFILES) {
        for (int each : offered.getProtectionProfiles()) {
          if (each == ours) {
            profile = ours;
            return ours;
          }
        }
      }
    }
    throw new TlsFatalAlert(AlertDescription.insufficient_security, "no SRTP profile in common");
  }

  /** Lets only the certificate pass that the session description told of. */
  void check(@Nullable Certificate certificate) throws IOException {
    if (certificate == null || certificate.isEmpty()) {
      throw new TlsFatalAlert(AlertDescription.bad_certificate, "no certificate");
    }
    byte[] encoded = certificate.getCertificateAt(0).getEncoded();
    for (Fingerprint each : theirs) {
      if (each.matches(encoded)) {
        return;
      }
    }
    throw new TlsFatalAlert(
        AlertDescription.bad_certificate, "not the certificate of the session description");
  }

  void export(TlsContext context) {
    material =
        context.exportKeyingMaterial(
            ExporterLabel.dtls_srtp, null, 2 * (SrtpProfile.KEY + SrtpProfile.SALT));
  }

  /** Unprotects what the far end sends. */
  SrtpContext in(boolean active) {
    return side(!active);
  }

  /** Protects what we send. */
  SrtpContext out(boolean active) {
    return side(active);
  }

  /** The keys of the one who began, or of the other (RFC 5764, section 4.2). */
  private SrtpContext side(boolean client) {
    byte[] keys = material;
    if (keys == null) {
      throw new IllegalStateException("the handshake gave no keys");
    }
    int key = client ? 0 : SrtpProfile.KEY;
    int salt = 2 * SrtpProfile.KEY + (client ? 0 : SrtpProfile.SALT);
    return SrtpKeys.of(
            profile == SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_32
                ? SrtpProfile.AES_CM_128_HMAC_SHA1_32
                : SrtpProfile.AES_CM_128_HMAC_SHA1_80,
            Arrays.copyOfRange(keys, key, key + SrtpProfile.KEY),
            Arrays.copyOfRange(keys, salt, salt + SrtpProfile.SALT))
        .begin();
  }
}
