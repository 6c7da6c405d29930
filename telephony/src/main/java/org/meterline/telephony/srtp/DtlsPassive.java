package org.meterline.telephony.srtp;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Vector;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/** The side of a handshake that waits for the other to begin: a server. */
@SuppressWarnings({"JdkObsolete", "rawtypes", "unchecked"}) // the library's types
final class DtlsPassive extends DefaultTlsServer {
  private final DtlsTerms terms;
  private int profile;

  DtlsPassive(DtlsTerms terms) {
    super(terms.own.crypto());
    this.terms = terms;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return DtlsTerms.VERSIONS;
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return DtlsTerms.SUITES.clone();
  }

  @Override
  public int getHandshakeTimeoutMillis() {
    return terms.timeOutMillis;
  }

  @Override
  protected TlsCredentialedSigner getECDSASignerCredentials() {
    return terms.own.signer(context);
  }

  @Override
  public void processClientExtensions(Hashtable extensions) throws IOException {
    super.processClientExtensions(extensions);
    profile = terms.choose(TlsSRTPUtils.getUseSRTPExtension(extensions));
  }

  @Override
  public Hashtable getServerExtensions() throws IOException {
    Hashtable extensions = super.getServerExtensions();
    TlsSRTPUtils.addUseSRTPExtension(
        extensions, new UseSRTPData(new int[] {profile}, TlsUtils.EMPTY_BYTES));
    return extensions;
  }

  @Override
  public CertificateRequest getCertificateRequest() {
    Vector algorithms = TlsUtils.getDefaultSupportedSignatureAlgorithms(context);
    return new CertificateRequest(
        new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
        algorithms,
        null);
  }

  @Override
  public void notifyClientCertificate(@Nullable Certificate certificate) throws IOException {
    terms.check(certificate);
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    terms.export(context);
  }
}
