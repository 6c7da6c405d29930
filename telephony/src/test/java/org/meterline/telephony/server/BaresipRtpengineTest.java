package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.CallFact;

/** Phones written elsewhere talk with all their media through rtpengine, plain and protected. */
@SuppressWarnings("NullAway.Init")
class BaresipRtpengineTest extends BaresipTalkTest {
  private AllRelayed relayed;

  @Override
  House build(Path empty) throws Exception {
    relayed = new AllRelayed();
    return relayed.house(empty);
  }

  @Override
  @AfterAll
  void close() throws Exception {
    try {
      super.close();
    } finally {
      relayed.close();
    }
  }

  @Override
  void assertRelayed(List<CallFact> call) {
    relayed.carried(call);
  }

  @Test
  void aPhonesOwnHold() throws Exception {
    Held.holds(house, folder.resolve("hold"), true, "audio_codecs=PCMA", "mediaenc=srtp-mand");
  }

  /** What is in no common codec passes twice; keys are offered to who insists on them. */
  @ParameterizedTest
  @CsvSource({"audio_codecs=G722,audio_codecs=PCMA", "audio_codecs=PCMA,mediaenc=srtp-mand"})
  void theyHearEachOtherAndDigits(String first, String second) throws Exception {
    String name = (first + second).replaceAll("[^a-z0-9]", "");
    try (var one = new Baresip(house, folder.resolve(name + "1"), "101", "udp", LOW, first);
        var two = new Baresip(house, folder.resolve(name + "2"), "102", "tcp", HIGH, second)) {
      talk(one, two, 1);
      one.tell("sndcode", "5");
      until("the digit arrives", () -> two.digits().contains("5"));
      assertTrue(Tones.loudest(one.heard(), HIGH) > AUDIBLE, "one hears two");
      assertTrue(Tones.loudest(two.heard(), LOW) > AUDIBLE, "two hears one");
      one.tell("hangup", "");
      two.await("CALL_CLOSED", 1);
      assertEquals(200, House.only(call("102"), CallFact.Ended.class).sipStatus());
    }
  }
}
