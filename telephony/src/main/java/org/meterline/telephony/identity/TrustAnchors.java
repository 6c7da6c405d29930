package org.meterline.telephony.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Those who are trusted to vouch for signers (RFC 5280, section 6). Safe for many threads. */
final class TrustAnchors {
  private static final System.Logger LOG = System.getLogger(TrustAnchors.class.getName());
  private static final int LONGEST_PATH = 5;
  private static final int MOST = 1_000;

  private final Path file;
  private final WatchedFile watched;
  private volatile Set<TrustAnchor> anchors = Set.of();
  private volatile String trouble = "";

  /** Counts how often the anchors changed: what was judged by others is judged anew. */
  private final AtomicInteger version = new AtomicInteger();

  TrustAnchors(Path file, LongSupplier nanos) {
    this.file = file;
    this.watched = new WatchedFile(nanos, file);
  }

  /** Whoever asks while they are read waits for them. */
  synchronized Set<TrustAnchor> current() {
    if (watched.changed()) {
      load();
    }
    return anchors;
  }

  int version() {
    return version.get();
  }

  /** Why nobody is trusted; empty if somebody is. */
  String trouble() {
    var _ = current();
    return trouble;
  }

  private void load() {
    try {
      anchors =
          Pem.certificates(Files.readAllBytes(file), MOST).stream()
              .map(each -> new TrustAnchor(each, null))
              .collect(Collectors.toUnmodifiableSet());
      trouble = "";
      LOG.log(
          System.Logger.Level.INFO, "signers of callers are vouched for by {0}", anchors.size());
    } catch (IOException | GeneralSecurityException e) {
      anchors = Set.of();
      trouble = "the trust anchors in " + file + " cannot be read";
      LOG.log(System.Logger.Level.ERROR, "callers are not verified: {0}", trouble);
    }
    version.incrementAndGet();
  }

  /**
   * Whether somebody who is trusted vouches for the first of them.
   *
   * @return null if so, else why not
   */
  @Nullable String refuse(List<X509Certificate> chain, Instant now) {
    try {
      X509CertSelector first = new X509CertSelector();
      first.setCertificate(chain.getFirst());
      PKIXBuilderParameters terms = new PKIXBuilderParameters(current(), first);
      terms.setRevocationEnabled(false);
      terms.setDate(Date.from(now));
      terms.setMaxPathLength(LONGEST_PATH);
      terms.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
      terms.addCertPathChecker(new KnowsTheList());
      var result = (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(terms);
      CertPath path = result.getCertPath();
      return path.getCertificates().isEmpty() && !isAnchor(chain.getFirst())
          ? "its certificate is not the anchors'"
          : null;
    } catch (GeneralSecurityException e) {
      Throwable cause = e.getCause();
      return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }
  }

  private boolean isAnchor(X509Certificate certificate) {
    return anchors.stream().anyMatch(each -> certificate.equals(each.getTrustedCert()));
  }

  /** RFC 8226 has the list critical at times; we read it afterwards. */
  private static final class KnowsTheList extends PKIXCertPathChecker {
    @Override
    public void init(boolean forward) {}

    @Override
    public boolean isForwardCheckingSupported() {
      return true;
    }

    @Override
    public Set<String> getSupportedExtensions() {
      return new HashSet<>(Set.of(Authority.OID));
    }

    @Override
    public void check(Certificate certificate, @Nullable Collection<String> unresolved) {
      if (unresolved != null) {
        unresolved.remove(Authority.OID);
      }
    }
  }
}
