package org.meterline.telephony.modem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.modem.SimulatedModule.Manners;

class ModemTrialTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private SimulatedModule module;
  private String port;
  private String audio;

  @BeforeEach
  void plug() throws Exception {
    module = new SimulatedModule(folder, "m", 440, Manners.GOOD);
    port = folder.resolve("m-at").toString();
    audio = folder.resolve("m-pcm").toString();
  }

  @AfterEach
  void unplug() {
    module.close();
  }

  private int run(String... words) throws InterruptedException {
    return ModemTrial.run(
        List.of(words), new PrintStream(said, true, StandardCharsets.UTF_8), Clock.systemUTC());
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void itSaysWhatTheModemIsAndSendsAMessage() throws Exception {
    assertEquals(0, run(port, "sms", "+491701111111", "Dinner is served."));
    for (String line :
        List.of(
            "modem: SIMCOM INCORPORATED SIMCOM_SIM7600E-H",
            "network: Harbour Mobile",
            "signal: -73 dBm",
            "The network took the message.")) {
      assertTrue(said().contains(line), said());
    }
    assertEquals(1, module.submitted().size());
  }

  @Test
  void itDialsAndHears() throws Exception {
    CompletableFuture<Void> far =
        CompletableFuture.runAsync(
            () -> {
              module.ringsAt("+491701111111");
              module.answers();
              module.hearsMore(8000);
              module.hangsUp();
            });
    assertEquals(0, run(port, "--audio", audio, "dial", "+491701111111", "60"));
    far.join();
    for (String line :
        List.of("> ATD+491701111111;", "It is answered.", "The far end hung up", "Heard: ")) {
      assertTrue(said().contains(line), said());
    }
    assertTrue(said().matches("(?s).*at most 1[1-4] dB below full scale.*"), said());
  }

  /** What it is, it says by itself. */
  @Test
  void aVoiceModemDialsAndHears() throws Exception {
    try (var line =
        new SimulatedVoiceModem(
            folder,
            "v",
            440,
            SimulatedVoiceModem.Sound.UNSIGNED_8,
            SimulatedVoiceModem.Manners.GOOD)) {
      String own = folder.resolve("v-at").toString();
      CompletableFuture<Void> far =
          CompletableFuture.runAsync(
              () -> {
                line.ringsAt("01701111111");
                line.answers();
                line.hearsMore(8000);
                line.hangsUp();
              });
      assertEquals(0, run(own, "dial", "01701111111", "60"), this::said);
      far.join();
      for (String each :
          List.of(
              "modem: CONEXANT CX93001",
              "network: analogue line",
              "> ATDT01701111111",
              "It is answered.",
              "The far end hung up")) {
        assertTrue(said().contains(each), said());
      }
      assertTrue(said().matches("(?s).*at most 1[1-4] dB below full scale.*"), said());
      assertEquals(1, run(own, "sms", "+491701111111", "x"));
      assertTrue(said().contains("it sends no messages"), said());
    }
  }

  /** Who talked with it before was ended in the middle of a command. */
  @Test
  void whatAnotherWasToldIsNoAnswer() throws Exception {
    try (var line =
        new SimulatedVoiceModem(
            folder,
            "w",
            440,
            SimulatedVoiceModem.Sound.UNSIGNED_8,
            SimulatedVoiceModem.Manners.GOOD)) {
      line.owesAnAnswer();
      assertEquals(0, run(folder.resolve("w-at").toString()), this::said);
      assertTrue(said().contains("modem: CONEXANT CX93001"), this::said);
      assertTrue(said().contains("network: analogue line"), this::said);
    }
  }

  @Test
  void whatIsWrongIsSaid() throws Exception {
    assertEquals(1, run(folder + "/none"));
    assertTrue(said().contains("there is no " + folder + "/none"), said());
    assertEquals(2, run(port, "fly"));
    assertEquals(2, run(port, "--kind", "fax"));
    assertEquals(2, run());
    assertTrue(said().contains("usage: ./meterline modem"), said());
  }
}
