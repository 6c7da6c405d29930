package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.sip.Sipp;

/** A caller of sipp's leaves the offer to us, when it calls and within the call (RFC 3264). */
class LateOfferCallTest extends HouseTest {
  private static final int CALLER = 700;

  @Test
  void itIsHeardAfterItsAnswerInTheAckAndAfterTheNextOne() throws Exception {
    Path said = folder.resolve("said.al");
    String command = "sox -n -r 8000 -c 1 -t al " + said + " synth 1 sine " + CALLER + " gain -12";
    assertEquals(0, new ProcessBuilder(command.split(" ")).inheritIO().start().waitFor());
    try (var called = new Baresip(house, folder.resolve("called"), "102", "udp", 1000);
        var caller =
            Sipp.scenario("uac-late-offer.xml")
                .to(house.port())
                .user("101", House.password("101"))
                .set("domain", House.DOMAIN)
                .set("to", "102")
                .option("-mi", "127.0.0.1")
                .file("said.al", said)
                .start()) {
      called.await("CALL_ESTABLISHED", 1);
      called.hearsMore(8_000);
      until("the caller is heard", () -> heard(called) > 6500);
      until(
          "it has answered again",
          () -> {
            try {
              return caller.messages().contains("CSeq: 3 ACK");
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      called.hearsMore(8_000);
      assertTrue(heard(called) > 6500, "the caller is heard still");
      called.tell("hangup", "");
      caller.succeeds(1);
      called.await("CALL_CLOSED", 1);
    }
    assertEquals(200, House.only(house.call("102"), CallFact.Ended.class).sipStatus());
  }

  private static double heard(Baresip phone) {
    try {
      return Tones.loudest(Tones.last(phone.heard(), 4_000), CALLER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
