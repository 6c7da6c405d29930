package org.meterline.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.meterline.ejb.switchboard.SipConfiguration;

/** The certificate for SIP over TLS, signed by itself, for who has brought none. */
final class Certificate {
  private Certificate() {}

  static void make(SipConfiguration sip) throws IOException, InterruptedException {
    Path keystore = sip.tlsKeystore();
    if (sip.tlsPort() == 0 || Files.exists(keystore)) {
      return;
    }
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
