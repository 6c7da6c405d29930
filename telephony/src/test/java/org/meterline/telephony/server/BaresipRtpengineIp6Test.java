package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.Ip6;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.media.Rtpengine;
import org.meterline.telephony.relay.RelaySettings;

/** A phone on IPv6 is called, with all media through an rtpengine that speaks both families. */
class BaresipRtpengineIp6Test {
  private static final int LOW = 440;
  private static final int HIGH = 1000;
  private static final int AUDIBLE = 6_500;

  @TempDir private static Path folder;
  private static Rtpengine rtpengine;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    var _ = Ip6.loopback();
    rtpengine = new Rtpengine(List.of("127.0.0.1", "::1"));
    house = new House(folder, Ip6.BOTH, RelaySettings.at(rtpengine.control()).forAll());
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

  @ParameterizedTest
  @ValueSource(strings = {"audio_codecs=PCMA", "mediaenc=srtp-mand"})
  void itIsOfferedAnAddressOfItsFamily(String parameter) throws Exception {
    String name = parameter.replaceAll("[^a-z0-9]", "");
    try (var four = new Baresip(house, folder.resolve(name + "4"), "101", "udp", LOW);
        var six =
            new Baresip("::1", house, folder.resolve(name + "6"), "102", "udp", HIGH, parameter)) {
      four.dial("102");
      four.await("CALL_ESTABLISHED", 1);
      six.await("CALL_ESTABLISHED", 1);
      Baresip.hearMore(12_000, four, six);
      assertTrue(Tones.loudest(four.heard(), HIGH) > AUDIBLE, "IPv4 hears IPv6");
      assertTrue(Tones.loudest(six.heard(), LOW) > AUDIBLE, "IPv6 hears IPv4");
      six.tell("hangup", "");
      four.await("CALL_CLOSED", 1);
      CallFact.Ended ended = House.only(house.call("102"), CallFact.Ended.class);
      assertEquals(200, ended.sipStatus());
      assertTrue(ended.ladder().toString().contains("c=IN IP6 ::1"), "as it is told");
      // The other way round nothing has to be guessed.
      six.dial("101");
      six.await("CALL_ESTABLISHED", 2);
      four.await("CALL_ESTABLISHED", 2);
      Baresip.hearMore(12_000, four, six);
      six.tell("hangup", "");
      four.await("CALL_CLOSED", 2);
    }
  }
}
