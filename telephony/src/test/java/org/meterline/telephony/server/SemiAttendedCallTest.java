package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.sip.Sipp;

/**
 * A phone of sipp's puts who it talks to through to one that rings for it still: REFER with
 * Replaces of a dialog that is early. Those who stay are written elsewhere, too.
 */
class SemiAttendedCallTest extends HouseTest {
  private static final int STAYS = 700;
  private static final int ANSWERS = 1000;

  private static final Pattern RINGS = Pattern.compile("(?s)SIP/2\\.0 180 .*?\n\n");
  private static final Pattern CALL_ID = Pattern.compile("(?m)^Call-ID: *(\\S+)");
  private static final Pattern FROM_TAG = Pattern.compile("(?m)^From:.*;tag=(\\S+)");
  private static final Pattern TO_TAG = Pattern.compile("(?m)^To:.*;tag=(\\S+)");

  /** How the phone that transfers came to talk to who stays. */
  enum Talk {
    CALLS,
    IS_CALLED,
    IS_JOINED
  }

  @ParameterizedTest
  @EnumSource
  void whoStaysHearsItRingAndTalksToWhoAnswers(Talk how) throws Exception {
    try (var stays = phone(how + "-stays", "102", STAYS, "answermode=auto");
        var rings = phone(how + "-rings", "103", ANSWERS, "answermode=manual");
        var transfers = transfers(how, stays)) {
      toWhoRings(transfers, rings);
      until("it is heard to ring", () -> Tones.hears(stays, Tones.RINGING, ANSWERS));
      rings.tell("accept", "");
      until(
          "they hear each other",
          () -> Tones.hears(stays, ANSWERS, STAYS) && Tones.hears(rings, STAYS, ANSWERS));
      stays.tell("hangup", "");
      rings.await("CALL_CLOSED", 1);
    }
    for (String dialled : List.of(how == Talk.IS_CALLED ? "101" : "102", "103")) {
      CallFact.Ended ended = House.only(house.call(dialled), CallFact.Ended.class);
      assertEquals(200, ended.sipStatus());
      assertTrue(ended.talked().isPositive(), ended::toString);
    }
  }

  @Test
  void theCallIsOverWhenItIsNotAnswered() throws Exception {
    try (var stays = phone("waits", "102", STAYS, "answermode=auto");
        var rings = phone("refuses", "103", ANSWERS, "answermode=manual");
        var transfers = transfers(Talk.CALLS, stays)) {
      toWhoRings(transfers, rings);
      rings.tell("hangup", "");
      stays.await("CALL_CLOSED", 1);
    }
    assertEquals(200, House.only(house.call("102"), CallFact.Ended.class).sipStatus());
    CallFact.Ended ended = House.only(house.call("103"), CallFact.Ended.class);
    assertEquals(Duration.ZERO, ended.talked(), ended::toString);
  }

  private Baresip phone(String name, String user, int hertz, String answers) throws IOException {
    return new Baresip(house, folder.resolve(name), user, "udp", hertz, answers);
  }

  /** The phone of 101 that talks to who stays and waits for whom to put them through to. */
  private Sipp transfers(Talk how, Baresip stays) throws Exception {
    if (how == Talk.CALLS) {
      Sipp calls = calls("uac-refers.xml", "102");
      until("it talks", () -> said(calls).contains("CSeq: 2 ACK"));
      return calls;
    }
    Sipp called = Sipp.scenario("uas-refers.xml").start();
    house.register("101", called, 300);
    if (how == Talk.IS_CALLED) {
      stays.dial("101");
    } else {
      try (var joins = new Linphone(house, folder.resolve("joins"), "104", "udp")) {
        joins.dial("102");
        stays.await("CALL_ESTABLISHED", 1);
        joins.pause();
        joins.dial("101");
        until("it talks", () -> said(called).contains("ACK sip:"));
        joins.join(1, 2);
        until("it has left", () -> joins.ended() == 2);
      }
    }
    until("it talks", () -> said(called).contains("ACK sip:"));
    house.register("101", called, 0);
    return called;
  }

  private Sipp calls(String scenario, String to) throws IOException {
    return Sipp.scenario(scenario)
        .to(house.port())
        .user("101", House.password("101"))
        .set("domain", House.DOMAIN)
        .set("to", to)
        .start();
  }

  /** It calls 103, too, hears it ring, and transfers: both its calls are over at once. */
  private void toWhoRings(Sipp transfers, Baresip rings) throws Exception {
    try (var second = calls("uac-left.xml", "103")) {
      rings.await("CALL_INCOMING", 1);
      until("it rings", () -> RINGS.matcher(said(second)).find());
      String early = found(RINGS, said(second));
      transfers.tell(
          found(CALL_ID, said(transfers)),
          "Refer-To: <sip:103@%s?Replaces=%s%%3Bto-tag%%3D%s%%3Bfrom-tag%%3D%s>"
              .formatted(
                  House.DOMAIN,
                  found(CALL_ID, early).replace("@", "%40"),
                  found(TO_TAG, early),
                  found(FROM_TAG, early)));
      transfers.succeeds(1);
      second.succeeds(1);
    }
  }

  private static String found(Pattern what, String said) {
    Matcher matcher = what.matcher(said);
    assertTrue(matcher.find(), said);
    return matcher.group(matcher.groupCount());
  }

  private static String said(Sipp peer) {
    try {
      return peer.messages().replace("\r", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
