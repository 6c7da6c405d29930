package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.server.Tones.RINGING;
import static org.meterline.telephony.server.Tones.hears;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.codec.Law;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;

/** Which of the phones that a carrier rings the caller hears, before the answer and after it. */
class ForkedTrunkTest extends HouseTest {
  private static final String DIALLED = "+4930555950";
  private static final Pattern AUDIO = Pattern.compile("(?m)^m=audio ([0-9]+)");
  private static final int OWN = 440;
  private static final int ONE = 700;
  private static final int TWO = 1000;
  private static final int THREE = 1300;

  /** The first that is described, until one of them answers; then that one, and no other. */
  @ParameterizedTest
  @ValueSource(strings = {"one", "two"})
  void theFirstIsHeardAndThenWhoAnswers(String answers) throws Exception {
    try (var carrier = new ForkingCarrier();
        var caller = new Baresip(house, folder.resolve(answers), "101", "udp", OWN)) {
      house.trunks.add(new Trunk("forks", "127.0.0.1", carrier.port(), "udp", List.of("")));
      var one = carrier.phone("one", ONE);
      var two = carrier.phone("two", TWO);
      caller.dial(DIALLED);
      one.responds("183 Session Progress");
      until("the first is heard", () -> hears(caller, ONE, TWO));
      two.responds("183 Session Progress");
      caller.hearsMore(16_000);
      assertTrue(hears(caller, ONE, TWO), "the second is not, though it speaks");
      one.responds("183 Session Progress");
      caller.hearsMore(8_000);
      assertTrue(hears(caller, ONE, TWO), "nor when the first says the same again");
      boolean first = answers.equals("one");
      (first ? one : two).responds("200 OK");
      caller.await("CALL_ESTABLISHED", 1);
      int heard = first ? ONE : TWO;
      int other = first ? TWO : ONE;
      until("who answers is heard", () -> hears(caller, heard, other));
      caller.hearsMore(16_000);
      assertTrue(hears(caller, heard, other), "and stays so, though the other speaks on");
      caller.tell("hangup", "");
    }
    List<CallFact> call = house.call(DIALLED);
    assertEquals(200, House.only(call, CallFact.Ended.class).sipStatus());
    assertTrue(Ends.overTrunks(call).getFirst().answered());
  }

  /** As sipp forks it: both phones speak all the time. */
  @ParameterizedTest
  @ValueSource(strings = {"one", "two"})
  void whoAnswersAtACarrierWrittenElsewhereIsHeard(String answers) throws Exception {
    try (var two = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        var carrier = forks(answers, two.getLocalPort());
        var caller = new Baresip(house, folder.resolve("sipp-" + answers), "101", "udp", OWN)) {
      house.trunks.add(new Trunk("forks", "127.0.0.1", carrier.port(), "udp", List.of("")));
      caller.dial(DIALLED);
      until("the first is heard", () -> hears(caller, ONE, TWO));
      speaks(two, carrier);
      caller.hearsMore(16_000);
      assertTrue(hears(caller, ONE, TWO), "the second is not, though it speaks");
      carrier.goOn();
      caller.await("CALL_ESTABLISHED", 1);
      int heard = answers.equals("one") ? ONE : TWO;
      int other = answers.equals("one") ? TWO : ONE;
      until("who answers is heard", () -> hears(caller, heard, other));
      caller.hearsMore(16_000);
      assertTrue(hears(caller, heard, other), "and stays so, though the other speaks on");
      caller.tell("hangup", "");
      carrier.succeeds(1);
    }
    assertTrue(Ends.overTrunks(house.call(DIALLED)).getFirst().answered());
  }

  /** Who answers listens; the other one, who was heard before, is not taken for it. */
  @Test
  void nobodyIsHeardUntilWhoAnswersSpeaks() throws Exception {
    try (var two = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        var carrier = forks("two", two.getLocalPort());
        var caller = new Baresip(house, folder.resolve("sipp-mute"), "101", "udp", OWN)) {
      house.trunks.add(new Trunk("forks", "127.0.0.1", carrier.port(), "udp", List.of("")));
      caller.dial(DIALLED);
      until("the first is heard", () -> hears(caller, ONE, TWO));
      carrier.goOn();
      caller.await("CALL_ESTABLISHED", 1);
      caller.hearsNothing();
      speaks(two, carrier);
      until("who answered is heard", () -> hears(caller, TWO, ONE));
      caller.tell("hangup", "");
      carrier.succeeds(1);
    }
    assertTrue(Ends.overTrunks(house.call(DIALLED)).getFirst().answered());
  }

  /**
   * Rings a first phone, which speaks, and a second one at that port.
   *
   * @param answers who answers when it is told to go on
   */
  private Sipp forks(String answers, int second) throws Exception {
    int media = Sipp.freePort();
    return Sipp.scenario("trunk-forks.xml")
        .option("-mi", "127.0.0.1", "-mp", Integer.toString(media))
        .set("second", Integer.toString(second))
        .set("who", answers)
        .set("where", Integer.toString(answers.equals("one") ? media : second))
        .file("first.al", Files.write(folder.resolve("first.al"), tone(ONE, 1)))
        .within(Duration.ofMinutes(3))
        .start();
  }

  /** From now on the second phone does, too. */
  private static void speaks(DatagramSocket two, Sipp carrier) throws IOException {
    Matcher audio = AUDIO.matcher(carrier.messages());
    assertTrue(audio.find());
    var to = new InetSocketAddress(two.getLocalAddress(), Integer.parseInt(audio.group(1)));
    Thread.ofVirtual().start(() -> ForkingCarrier.speak(two, to, TWO, ForkingCarrier.PACE));
  }

  private static byte[] tone(int hertz, int seconds) {
    byte[] said = new byte[8_000 * seconds];
    for (int i = 0; i < said.length; i++) {
      said[i] = Law.PCMA.encode((short) (8_000 * Math.sin(2 * Math.PI * hertz * i / 8_000)));
    }
    return said;
  }

  /** One after the other rings, as the carrier tells (RFC 6228). */
  @Test
  void eachIsHeardInTurnUntilItIsOver() throws Exception {
    try (var carrier = new ForkingCarrier();
        var caller = new Baresip(house, folder.resolve("in-turn"), "101", "udp", OWN)) {
      house.trunks.add(new Trunk("forks", "127.0.0.1", carrier.port(), "udp", List.of("")));
      var one = carrier.phone("one", ONE);
      var two = carrier.phone("two", TWO);
      var three = carrier.phone("three", THREE);
      caller.dial(DIALLED);
      one.responds("183 Session Progress");
      until("the first is heard", () -> hears(caller, ONE, TWO));
      two.responds("183 Session Progress");
      one.responds("199 Early Dialog Terminated");
      until("then the second", () -> hears(caller, TWO, ONE));
      two.responds("199 Early Dialog Terminated");
      three.responds("183 Session Progress");
      until("then the third", () -> hears(caller, THREE, TWO));
      three.responds("200 OK");
      caller.await("CALL_ESTABLISHED", 1);
      caller.hearsMore(16_000);
      assertTrue(hears(caller, THREE, ONE) && hears(caller, THREE, TWO), "who answers");
      caller.tell("hangup", "");
    }
    assertTrue(Ends.overTrunks(house.call(DIALLED)).getFirst().answered());
  }

  /** The first is over, and all that the other has told is that it rings. */
  @Test
  void theRingingToneIsHeardWhereNobodyElseSpeaks() throws Exception {
    try (var carrier = new ForkingCarrier();
        var caller = new Baresip(house, folder.resolve("rings"), "101", "udp", OWN)) {
      house.trunks.add(new Trunk("forks", "127.0.0.1", carrier.port(), "udp", List.of("")));
      var one = carrier.phone("one", ONE);
      var two = carrier.phone("two", TWO);
      caller.dial(DIALLED);
      one.responds("183 Session Progress");
      until("the first is heard", () -> hears(caller, ONE, RINGING));
      two.responds("180 Ringing");
      one.responds("199 Early Dialog Terminated");
      until("then that the other rings", () -> hears(caller, RINGING, ONE));
      two.responds("200 OK");
      caller.await("CALL_ESTABLISHED", 1);
      until("who answers is heard", () -> hears(caller, TWO, RINGING));
      caller.tell("hangup", "");
    }
    assertTrue(Ends.overTrunks(house.call(DIALLED)).getFirst().answered());
  }
}
