package org.meterline.telephony.server;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.meterline.telephony.sip.Authority;
import org.meterline.telephony.sip.Kamailio;

/** The carrier's proxy of {@link KamailioCallTest} over TLS, with a certificate for its address. */
@Isolated("whom the Java runtime trusts is changed")
class KamailioTlsCallTest {
  @TempDir Path folder = Path.of("");

  @Test
  void bothSidesCallHearEachOtherAndHangUp() throws Exception {
    try (var authority = new Authority(folder.resolve("authority"))) {
      Path certified = authority.certify("IP:127.0.0.1");
      KamailioCallTest.callEachOther(
          folder,
          "127.0.0.1",
          "tls",
          "127.0.0.1",
          (home, host, calls) -> Kamailio.secured(certified, home, host, calls));
    }
  }
}
