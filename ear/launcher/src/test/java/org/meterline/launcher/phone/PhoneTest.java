package org.meterline.launcher.phone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.launcher.FreePorts;

/** The simulated phone against the simulated carrier, and against sipp. */
class PhoneTest {
  private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();

  @TempDir Path folder;

  @Test
  void talksToTheCarrierAndHearsItself() throws Exception {
    try (Carrier carrier = new Carrier(LOCAL, 0, new InetSocketAddress(LOCAL, 9));
        Phone phone = phone(carrier.port())) {
      Dialog call = phone.call("+49301234567");
      assertEquals(200, call.status());
      call.audio().tone(600);
      assertTrue(!call.awaitEnd(Duration.ofSeconds(3)), call.ending());
      call.hangUp();
      assertTrue(call.audio().packets() > 80, "packets: " + call.audio().packets());
      short[] heard = call.audio().heard();
      assertTrue(level(heard, 0, 1_000) > 10 * level(heard, 0, 600), "first its tone");
      int late = heard.length - 8_000;
      assertTrue(level(heard, late, 600) > 10 * level(heard, late, 1_000), "then the echo");
    }
  }

  @Test
  void takesTheCarriersRefusals() throws Exception {
    try (Carrier carrier = new Carrier(LOCAL, 0, new InetSocketAddress(LOCAL, 9));
        Phone phone = phone(carrier.port())) {
      assertEquals(486, phone.call("+4930000486").status());
      assertEquals(404, phone.call("+4930000404").status());
      Dialog brief = phone.call("+4930000601");
      assertTrue(brief.awaitEnd(Duration.ofSeconds(10)), "hung up by the carrier");
    }
  }

  @Test
  void callsSipp() throws Exception {
    int port = FreePorts.next();
    Process sipp =
        new ProcessBuilder(
                List.of(
                    "sipp",
                    "-sn",
                    "uas",
                    "-i",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(port),
                    "-m",
                    "1",
                    "-nostdin"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("sipp.log").toFile())
            .start();
    try (Phone phone = phone(port)) {
      Dialog call = phone.call("service");
      assertEquals(200, call.status());
      call.hangUp();
      assertTrue(sipp.waitFor(60, TimeUnit.SECONDS), "sipp is still waiting");
      assertEquals(
          0,
          sipp.exitValue(),
          () -> {
            try {
              return Files.readString(folder.resolve("sipp.log"), StandardCharsets.ISO_8859_1);
            } catch (java.io.IOException e) {
              return e.toString();
            }
          });
    } finally {
      sipp.destroyForcibly();
    }
  }

  private static Phone phone(int port) throws Exception {
    return new Phone(
        LOCAL,
        0,
        new InetSocketAddress(LOCAL, port),
        "101",
        "harbour.example",
        "secret",
        new Ladder());
  }

  /** The strength of one frequency within half a second (Goertzel). */
  private static double level(short[] samples, int from, int hertz) {
    double coefficient = 2 * Math.cos(2 * Math.PI * hertz / 8_000);
    double s1 = 0;
    double s2 = 0;
    for (int i = from; i < from + 4_000; i++) {
      double s = samples[i] + coefficient * s1 - s2;
      s2 = s1;
      s1 = s;
    }
    return s1 * s1 + s2 * s2 - coefficient * s1 * s2;
  }
}
