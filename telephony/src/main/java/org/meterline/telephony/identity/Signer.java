package org.meterline.telephony.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The authentication service of RFC 8224, section 4: signs for callers. Safe for many threads. */
final class Signer {
  private static final System.Logger LOG = System.getLogger(Signer.class.getName());

  /** Who is called just before the files change, fetches the chain just after. */
  private static final int CHAINS_KEPT = 4;

  private final Path keyFile;
  private final Path chainFile;
  private final String address;
  private final SecretKeySpec secret;
  private final WatchedFile files;
  private final ConcurrentMap<String, String> origids = new ConcurrentHashMap<>();
  private final List<SigningKey> served = new ArrayList<>();
  private volatile @Nullable SigningKey key;
  private volatile String trouble = "";

  Signer(Path keyFile, Path chainFile, String address, String secret, LongSupplier nanos) {
    this.keyFile = keyFile;
    this.chainFile = chainFile;
    this.address = address;
    byte[] bytes = ("origid\n" + secret).getBytes(StandardCharsets.UTF_8);
    this.secret = new SecretKeySpec(bytes, "HmacSHA256");
    this.files = new WatchedFile(nanos, keyFile, chainFile);
  }

  /**
   * Reads the files if they have changed.
   *
   * @return null when nothing can be signed; {@link #trouble} says why
   */
  synchronized @Nullable SigningKey current() {
    if (files.changed()) {
      load();
    }
    return key;
  }

  private void load() {
    try {
      SigningKey read = SigningKey.read(keyFile, chainFile, address);
      key = read;
      trouble = "";
      served.removeIf(each -> each.name().equals(read.name()));
      served.addFirst(read);
      if (served.size() > CHAINS_KEPT) {
        served.removeLast();
      }
      LOG.log(
          System.Logger.Level.INFO,
          "callers are signed with {0}, valid until {1}",
          read.x5u(),
          read.until());
    } catch (IOException | RuntimeException e) {
      key = null;
      trouble = String.valueOf(e.getMessage());
      LOG.log(System.Logger.Level.ERROR, "callers are not signed: {0}", trouble);
    }
  }

  /** Why nothing can be signed at that moment; empty if it can. */
  String trouble(Instant now) {
    SigningKey own = current();
    if (own == null) {
      return trouble;
    }
    if (now.isAfter(own.until())) {
      return "the certificate has expired on " + own.until().truncatedTo(ChronoUnit.SECONDS);
    }
    return now.isBefore(own.since())
        ? "the certificate is not valid before " + own.since().truncatedTo(ChronoUnit.SECONDS)
        : "";
  }

  /** The chain that was or is served under that name, as PEM. */
  synchronized Optional<String> chain(String name) {
    var _ = current();
    return served.stream()
        .filter(each -> each.name().equals(name))
        .map(SigningKey::pem)
        .findFirst();
  }

  /**
   * The values of the Identity headers that say it.
   *
   * @return empty when nothing can be signed
   */
  List<String> sign(Vouched said, Instant now) {
    SigningKey own = current();
    String why = trouble(now);
    if (own == null || !why.isEmpty()) {
      LOG.log(System.Logger.Level.WARNING, "a call goes out unsigned: {0}", why);
      return said.kept();
    }
    boolean signed = !said.kept().isEmpty();
    String diverted = said.divertedBy();
    if (signed && diverted == null) {
      return said.kept();
    }
    Passport passport =
        new Passport(
            signed ? Passport.DIV : Passport.SHAKEN,
            own.x5u(),
            Canonical.number(said.caller()),
            List.of(Canonical.number(said.called())),
            now.getEpochSecond(),
            signed ? null : said.attestation(),
            signed ? null : origids.computeIfAbsent(said.origin(), this::origid),
            signed && diverted != null ? Canonical.number(diverted) : null);
    List<String> values = new ArrayList<>(said.kept());
    try {
      String text = passport.signed();
      String token = text + "." + Es256.sign(own.key(), text);
      values.add(IdentityHeader.of(token, own.x5u(), passport.kind()));
    } catch (GeneralSecurityException e) {
      LOG.log(System.Logger.Level.ERROR, "a call goes out unsigned: the key fails", e);
    }
    return values;
  }

  /** Always the same for the same origin, and not to be guessed from it (RFC 9562, version 8). */
  private String origid(String origin) {
    try {
      Mac mac = Mac.getInstance(secret.getAlgorithm());
      mac.init(secret);
      ByteBuffer hash = ByteBuffer.wrap(mac.doFinal(origin.getBytes(StandardCharsets.UTF_8)));
      long high = (hash.getLong() & ~0xF000L) | 0x8000L;
      long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
      return new UUID(high, low).toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC", e);
    }
  }
}
