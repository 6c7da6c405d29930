package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.sip.Sipp;

/** A phone puts a talk on hold by an address that is none (RFC 3264, section 8.4). */
class HoldCallTest extends HouseTest {
  /** None of the music's, and far enough from all of them. */
  private static final int CALLER = 700;

  private static final int IN_THE_MUSIC = 330;

  @ParameterizedTest
  @CsvSource({"IP4 0.0.0.0", "IP6 ::"})
  void theOtherHearsMusicUntilItIsTakenUpAgain(String nowhere) throws Exception {
    String name = nowhere.replaceAll("[^0-9A-Z]", "");
    try (var called = new Baresip(house, folder.resolve(name), "102", "udp", 1000);
        var holds =
            Sipp.scenario("uac-holds.xml")
                .to(house.port())
                .user("101", House.password("101"))
                .set("domain", House.DOMAIN)
                .set("to", "102")
                .set("nowhere", nowhere)
                .option("-mi", "127.0.0.1")
                .file("said.al", tone(name))
                .start()) {
      called.await("CALL_ESTABLISHED", 1);
      until("the caller is heard", () -> last(called, 4000, CALLER) > 6500);
      until("the caller is heard no more", () -> last(called, 8000, CALLER) < 400);
      until("music is", () -> last(called, 8000, IN_THE_MUSIC) > 800);
      until("the caller is heard again", () -> last(called, 4000, CALLER) > 6500);
      assertTrue(last(called, 4000, IN_THE_MUSIC) < 400, "and no music");
      holds.succeeds(1);
      called.await("CALL_CLOSED", 1);
    }
    CallFact.Ended ended = House.only(house.call("102"), CallFact.Ended.class);
    assertEquals(200, ended.sipStatus());
    String ladder = ended.ladder().toString();
    assertTrue(ladder.contains("c=IN " + nowhere) && ladder.contains("a=recvonly"), ladder);
    assertEquals(2, ladder.split("hold music", -1).length - 1, ladder);
  }

  private static double last(Baresip phone, int samples, int hertz) {
    try {
      return Tones.loudest(Tones.last(phone.heard(), samples), hertz);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A second of it, which is said over and over. */
  private Path tone(String name) throws Exception {
    Path said = folder.resolve(name + ".al");
    String command = "sox -n -r 8000 -c 1 -t al " + said + " synth 1 sine " + CALLER + " gain -12";
    assertEquals(0, new ProcessBuilder(command.split(" ")).inheritIO().start().waitFor());
    return said;
  }
}
