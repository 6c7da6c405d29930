package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority, of openssl's making, that the Java runtime trusts until it is closed.
 * Whom the runtime trusts is one for all: who uses this is alone.
 */
public final class Authority implements AutoCloseable {
  private static final String TRUSTED = "javax.net.ssl.trustStore";

  private final Path folder;
  private final @Nullable String before;

  public Authority(Path home) throws Exception {
    folder = Files.createDirectories(home);
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
            + " -subj /CN=Test-CA -keyout ca.key -out ca.pem");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(folder.resolve("ca.pem"))) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    Path file = folder.resolve("trusted.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "a password".toCharArray());
    }
    before = System.getProperty(TRUSTED);
    System.setProperty(TRUSTED, file.toString());
    System.setProperty(TRUSTED + "Password", "a password");
  }

  private void openssl(String words) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words.split(" ", -1)));
    Process openssl =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, openssl.waitFor(), said);
  }

  /**
   * A certificate for that name, for example {@code DNS:carrier.test}: {@code server.pem}, with its
   * key in {@code server.key}, in the folder answered.
   */
  public Path certify(String name) throws Exception {
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=server"
            + " -keyout server.key -out server.csr");
    Files.writeString(folder.resolve("names"), "subjectAltName=" + name + "\n");
    openssl(
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names"
            + " -out server.pem");
    return folder;
  }

  @Override
  public void close() {
    System.clearProperty(TRUSTED + "Password");
    if (before == null) {
      System.clearProperty(TRUSTED);
    } else {
      System.setProperty(TRUSTED, before);
    }
  }
}
