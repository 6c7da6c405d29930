package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.ejb.switchboard.Configuration;

/** A keystore that cannot be used is named before anything is started. */
class CertificateTest {
  @TempDir Path folder;
  private Path keystore;

  @BeforeEach
  void make() throws Exception {
    keystore = folder.resolve("web.p12");
    String options = "-genkeypair -alias a -keyalg EC -dname CN=localhost -storetype PKCS12";
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(options.split(" ", -1)));
    command.addAll(List.of("-storepass", "right-one", "-keystore", keystore.toString()));
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertEquals(0, keytool.waitFor());
  }

  private Configuration settings(Path file, String password) {
    var environment = new HashMap<>(Map.of("METERLINE_DATA", folder.toString()));
    environment.put("METERLINE_WEB_TLS_PORT", "8443");
    environment.put("METERLINE_WEB_TLS_KEYSTORE", file.toString());
    environment.put("METERLINE_WEB_TLS_PASSWORD", password);
    environment.put("METERLINE_SIP_TLS_PORT", "0");
    return Configuration.read(environment);
  }

  private String refused(Path file, String password) {
    var trouble = assertThrows(Trouble.class, () -> Certificate.provide(settings(file, password)));
    String why = String.valueOf(trouble.getMessage());
    assertTrue(why.startsWith("The certificate " + file + ", wanted for web.tls-port, "), why);
    return why;
  }

  @Test
  void oneThatCanBeReadIsTaken() throws Exception {
    Certificate.provide(settings(keystore, "right-one"));
  }

  @Test
  void oneThatCannotBeUsedIsNamedWithItsSetting() throws Exception {
    refused(keystore, "wrong-one");
    refused(folder.resolve("none.p12"), "right-one");
    refused(folder, "right-one");
    refused(Files.writeString(folder.resolve("text.p12"), "no keystore"), "right-one");
  }

  @Test
  void oneWithoutAKeyIsOfNoUse() throws Exception {
    Path empty = folder.resolve("empty.p12");
    KeyStore none = KeyStore.getInstance("PKCS12");
    none.load(null, null);
    try (OutputStream out = Files.newOutputStream(empty)) {
      none.store(out, "right-one".toCharArray());
    }
    var trouble =
        assertThrows(Trouble.class, () -> Certificate.provide(settings(empty, "right-one")));
    assertEquals(empty + ", wanted for web.tls-port, has no private key.", trouble.getMessage());
  }
}
