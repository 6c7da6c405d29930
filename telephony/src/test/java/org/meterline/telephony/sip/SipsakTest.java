package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** sipsak, a SIP peer written elsewhere, asks who is there (RFC 3261, section 11). */
class SipsakTest {
  @Test
  void options(@TempDir Path folder) throws Exception {
    Path out = folder.resolve("out.txt");
    try (Exchange exchange = new Exchange()) {
      // An address, for it looks every name up; it ends with 0 if a reply has the words.
      Process sipsak =
          new ProcessBuilder(
                  "sipsak",
                  "-vvv",
                  "-s",
                  "sip:101@127.0.0.1:" + exchange.port(),
                  "-q",
                  "^SIP/2.0 200")
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      assertTrue(sipsak.waitFor(30, TimeUnit.SECONDS), "it ends");
      String told = Files.readString(out);
      assertEquals(0, sipsak.exitValue(), told);
      assertTrue(told.contains("Allow: " + Wire.ALLOW), told);
    }
  }
}
