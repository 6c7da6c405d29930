package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.server.Tones.RINGING;
import static org.meterline.telephony.server.Tones.hears;

import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.CallFact;

/** What a caller hears when the phone is lost that could be heard before the answer. */
class LostEarlyAudioTest extends HouseTest {
  private static final int OWN = 440;
  private static final int ONE = 700;
  private static final int TWO = 1000;

  private void registers(String user, ForkingCarrier... phones) throws Exception {
    house.account(user);
    for (ForkingCarrier phone : phones) {
      house.register(user, phone.port(), 300);
    }
  }

  /** 201 plays something, and sends the call on to 202, which rings, plays, and answers. */
  @Test
  void whoIsCalledInsteadIsHeardToRingAndToSpeak() throws Exception {
    try (var away = new ForkingCarrier();
        var instead = new ForkingCarrier();
        var caller = new Baresip(house, folder.resolve("sent-on"), "101", "udp", OWN)) {
      registers("201", away);
      registers("202", instead);
      var one = away.phone("202", ONE);
      var two = instead.phone("two", TWO);
      caller.dial("201");
      one.responds("183 Session Progress");
      until("the first is heard", () -> hears(caller, ONE, RINGING));
      one.responds("302 Moved Temporarily");
      two.responds("180 Ringing");
      until("then that the other rings", () -> hears(caller, RINGING, ONE));
      two.responds("183 Session Progress");
      until("then what it plays", () -> hears(caller, TWO, RINGING));
      two.responds("200 OK");
      caller.await("CALL_ESTABLISHED", 1);
      until("then who answers", () -> hears(caller, TWO, RINGING));
      caller.tell("hangup", "");
    }
    assertEquals(200, House.only(house.call("201"), CallFact.Ended.class).sipStatus());
  }

  /** Two phones of 203 ring, the one that is heard says that it is busy. */
  @Test
  void theOtherPhoneIsHeardToRing() throws Exception {
    try (var busy = new ForkingCarrier();
        var left = new ForkingCarrier();
        var caller = new Baresip(house, folder.resolve("rings"), "101", "udp", OWN)) {
      registers("203", busy, left);
      var one = busy.phone("one", ONE);
      var two = left.phone("two", TWO);
      caller.dial("203");
      one.responds("183 Session Progress");
      until("the first is heard", () -> hears(caller, ONE, RINGING));
      two.responds("180 Ringing");
      one.responds("486 Busy Here");
      until("then that the other rings", () -> hears(caller, RINGING, ONE));
      two.responds("200 OK");
      caller.await("CALL_ESTABLISHED", 1);
      until("who answers is heard", () -> hears(caller, TWO, RINGING));
      caller.tell("hangup", "");
    }
    assertEquals(200, House.only(house.call("203"), CallFact.Ended.class).sipStatus());
  }

  /** Both phones of 204 play something; the one that does last is heard, until it is lost. */
  @Test
  void whatTheOtherPhonePlaysIsHeardAgain() throws Exception {
    try (var stays = new ForkingCarrier();
        var busy = new ForkingCarrier();
        var caller = new Baresip(house, folder.resolve("plays"), "101", "udp", OWN)) {
      registers("204", stays, busy);
      var one = stays.phone("one", ONE);
      var two = busy.phone("two", TWO);
      caller.dial("204");
      one.responds("183 Session Progress");
      until("the first is heard", () -> hears(caller, ONE, TWO));
      two.responds("183 Session Progress");
      until("then the second", () -> hears(caller, TWO, ONE));
      two.responds("486 Busy Here");
      until("then the first again", () -> hears(caller, ONE, TWO));
      one.responds("200 OK");
      caller.await("CALL_ESTABLISHED", 1);
      until("who answers is heard", () -> hears(caller, ONE, TWO));
      caller.tell("hangup", "");
    }
    assertEquals(200, House.only(house.call("204"), CallFact.Ended.class).sipStatus());
  }
}
