package org.meterline.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.meterline.ejb.switchboard.Configuration;
import org.meterline.ejb.switchboard.SipConfiguration;

/** The certificate for TLS, signed by itself, for who has brought none. */
final class Certificate {
  private Certificate() {}

  /**
   * Makes that of SIP, if TLS is on, and looks at that of the web server: WildFly would come up
   * without it and say so in a log alone.
   *
   * @throws Trouble if it cannot be made or used
   */
  static void provide(Configuration configuration) throws IOException, InterruptedException {
    SipConfiguration sip = configuration.sip();
    Configuration.Web web = configuration.web();
    boolean both = web.tlsPort() != 0 && web.tlsKeystore().equals(sip.tlsKeystore());
    if ((sip.tlsPort() != 0 || both) && !Files.exists(sip.tlsKeystore())) {
      make(sip);
    }
    if (web.tlsPort() != 0) {
      check(web.tlsKeystore(), web.tlsPassword());
    }
  }

  private static void check(Path keystore, String password) {
    try {
      KeyStore store = KeyStore.getInstance(keystore.toFile(), password.toCharArray());
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)) {
          return;
        }
      }
      throw new Trouble("%s, wanted for web.tls-port, has no private key.".formatted(keystore));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new Trouble(
          "The certificate %s, wanted for web.tls-port, cannot be read: %s. Is it PKCS #12, and is web.tls-password its password?"
              .formatted(keystore, e.getMessage()),
          e);
    }
  }

  private static void make(SipConfiguration sip) throws IOException, InterruptedException {
    Path keystore = sip.tlsKeystore();
    String names =
        Stream.concat(
                Stream.of("dns:localhost", "ip:127.0.0.1"),
                DemoTenant.ALL.stream().map(tenant -> "dns:" + tenant.domain()))
            .collect(Collectors.joining(","));
    ProcessBuilder keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "sip",
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-validity",
                    "825",
                    "-dname",
                    "CN=Meterline",
                    "-ext",
                    "san=" + names,
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    keystore.toString(),
                    "-storepass:env",
                    "STOREPASS"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    keytool.environment().put("STOREPASS", sip.tlsPassword());
    if (keytool.start().waitFor() != 0) {
      throw new Trouble("The certificate %s could not be made.".formatted(keystore));
    }
  }
}
