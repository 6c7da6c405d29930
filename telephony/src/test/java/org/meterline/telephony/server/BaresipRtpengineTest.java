package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.media.Rtpengine;
import org.meterline.telephony.relay.RelaySettings;

/** Phones written elsewhere talk with all their media through rtpengine, plain and protected. */
class BaresipRtpengineTest {
  private static final int LOW = 440;
  private static final int HIGH = 1000;
  private static final int AUDIBLE = 6_500;

  @TempDir private static Path folder;
  private static Rtpengine rtpengine;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    rtpengine = new Rtpengine();
    house = new House(folder, List.of(), RelaySettings.at(rtpengine.control()).forAll());
    until("rtpengine is seen", () -> !house.engine.relay().contains("not"));
  }

  @BeforeEach
  void forget() {
    house.forget();
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
    rtpengine.close();
  }

  @Test
  void aPhonesOwnHold() throws Exception {
    Held.holds(house, folder.resolve("hold"), true, "audio_codecs=PCMA", "mediaenc=srtp-mand");
  }

  @ParameterizedTest
  @CsvSource({
    "mediaenc=srtp-mand,audio_codecs=PCMU",
    "mediaenc=dtls_srtp,audio_codecs=PCMA",
    "audio_codecs=G722,audio_codecs=PCMA",
    "audio_codecs=PCMA,mediaenc=srtp-mand"
  })
  void theyHearEachOtherAndDigits(String first, String second) throws Exception {
    String name = (first + second).replaceAll("[^a-z0-9]", "");
    try (var one = new Baresip(house, folder.resolve(name + "1"), "101", "udp", LOW, first);
        var two = new Baresip(house, folder.resolve(name + "2"), "102", "tcp", HIGH, second)) {
      one.dial("102");
      one.await("CALL_ESTABLISHED", 1);
      two.await("CALL_ESTABLISHED", 1);
      one.hearsMore(12_000);
      two.hearsMore(12_000);
      one.tell("sndcode", "5");
      until("the digit arrives", () -> two.digits().contains("5"));
      assertTrue(Tones.loudest(one.heard(), HIGH) > AUDIBLE, "one hears two");
      assertTrue(Tones.loudest(two.heard(), LOW) > AUDIBLE, "two hears one");
      one.tell("hangup", "");
      two.await("CALL_CLOSED", 1);
      CallFact.Ended ended = House.only(house.call("102"), CallFact.Ended.class);
      assertEquals(200, ended.sipStatus());
    }
  }
}
