package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.CallFact;

/**
 * Phones written elsewhere whose talk was joined of two calls by one that has left: either of them
 * hands it on in turn.
 */
class JointCallTest extends HouseTest {
  private static final int LOW = 440;
  private static final int MIDDLE = 700;
  private static final int HIGH = 1000;

  @BeforeAll
  void phones() {
    house.account("105");
  }

  /** To a number: whom the one called talks to whom the other called. */
  @Test
  void eachSideSendsTheOtherOn() throws Exception {
    try (var two = new Baresip(house, folder.resolve("two"), "102", "udp", LOW);
        var three = new Baresip(house, folder.resolve("three"), "103", "tcp", HIGH);
        var five = new Baresip(house, folder.resolve("five"), "105", "udp", MIDDLE);
        var joins = new Linphone(house, folder.resolve("joins"), "104", "udp")) {
      joins.dial("102");
      two.await("CALL_ESTABLISHED", 1);
      joins.pause();
      joins.dial("103");
      three.await("CALL_ESTABLISHED", 1);
      joins.join(1, 2);
      talk(two, LOW, three, HIGH);

      two.tell("transfer", "105");
      five.await("CALL_ESTABLISHED", 1);
      two.await("CALL_CLOSED", 1);
      talk(five, MIDDLE, three, HIGH);

      three.tell("transfer", "102");
      two.await("CALL_ESTABLISHED", 2);
      three.await("CALL_CLOSED", 1);
      talk(five, MIDDLE, two, LOW);
      five.tell("hangup", "");
      two.await("CALL_CLOSED", 2);
    }
    for (String dialled : List.of("102", "103")) {
      List<CallFact> call = house.call(dialled);
      assertEquals(200, House.only(call, CallFact.Ended.class).sipStatus());
      assertEquals(3, call.stream().filter(CallFact.LegEnded.class::isInstance).count());
    }
  }

  /**
   * To somebody whom it talks to as well.
   *
   * @param called whether the phone that is left was called by the one that joined it
   * @param inThatTalk whether it asks for it in the talk that was joined, or in its own
   */
  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void whoIsLeftJoinsTheOtherWithAThird(boolean called, boolean inThatTalk) throws Exception {
    String name = "joint-" + called + inThatTalk;
    try (var two = new Baresip(house, folder.resolve(name + 2), "102", "udp", LOW);
        var three = new Baresip(house, folder.resolve(name + 3), "103", "udp", HIGH);
        var joins = new Linphone(house, folder.resolve(name + 4), "104", "udp");
        var left = new Linphone(house, folder.resolve(name + 5), "105", "udp")) {
      if (called) {
        joins.dial("105");
      } else {
        left.dial("104");
      }
      joins.pause();
      joins.dial("102");
      two.await("CALL_ESTABLISHED", 1);
      joins.join(1, 2);
      until("it has left", () -> joins.ended() == 2);

      left.pause();
      left.dial("103");
      three.await("CALL_ESTABLISHED", 1);
      left.join(inThatTalk ? 1 : 2, inThatTalk ? 2 : 1);
      until("it has left, too", () -> left.ended() == 2);
      talk(two, LOW, three, HIGH);
      two.tell("hangup", "");
      three.await("CALL_CLOSED", 1);
    }
    for (String dialled : List.of(called ? "105" : "104", "102", "103")) {
      CallFact.Ended ended = House.only(house.call(dialled), CallFact.Ended.class);
      assertEquals(200, ended.sipStatus());
      String ladder = ended.ladder().toString();
      assertTrue(dialled.equals("103") || ladder.contains("talks to another call's"), ladder);
    }
  }

  /** Each of them hears the other, and that one alone. */
  private static void talk(Baresip one, int ones, Baresip other, int others) {
    until(
        "they hear each other",
        () -> Tones.hears(one, others, ones) && Tones.hears(other, ones, others));
    Baresip.hearMore(8_000, one, other);
    assertTrue(Tones.hears(one, others, ones) && Tones.hears(other, ones, others));
  }
}
