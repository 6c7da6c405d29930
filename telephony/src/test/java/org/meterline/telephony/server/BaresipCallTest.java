package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.sip.Sipp;

/** Phones written elsewhere talk through the whole engine, without rtpengine. */
class BaresipCallTest extends BaresipTalkTest {
  /** By re-INVITE, as phones do it; the other end hears our music, and both talk afterwards. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPhonesOwnHold(boolean byTheCaller) throws Exception {
    Held.holds(house, folder.resolve("phones" + byTheCaller), byTheCaller);
  }

  /** The two whom the caller has put through to each other send each other on in turn. */
  @Test
  void theySendEachOtherOnAgain() throws Exception {
    try (var one = new Baresip(house, folder.resolve("again-one"), "101", "udp", LOW);
        var two = new Baresip(house, folder.resolve("again-two"), "102", "tcp", 700);
        var three = new Baresip(house, folder.resolve("again-three"), "103", "udp", HIGH)) {
      talk(one, two, 1);
      one.tell("transfer", "103");
      three.await("CALL_ESTABLISHED", 1);
      one.await("CALL_CLOSED", 1);
      two.hearsMore(12_000);

      three.tell("transfer", "101"); // who came in the caller's place
      one.await("CALL_ESTABLISHED", 2);
      three.await("CALL_CLOSED", 1);
      one.hearsMore(12_000);
      heard(one, 700, LOW);

      two.tell("transfer", "103"); // who was called
      three.await("CALL_ESTABLISHED", 2);
      two.await("CALL_CLOSED", 1);
      Baresip.hearMore(12_000, one, three);
      one.tell("hangup", "");
      three.await("CALL_CLOSED", 2);
      heard(three, LOW, HIGH);
      List<CallFact> call = house.call("102");
      CallFact.Ended ended = House.only(call, CallFact.Ended.class);
      assertEquals(200, ended.sipStatus());
      String ladder = ended.ladder().toString();
      assertTrue(ladder.contains("103 to 101") && ladder.contains("102 to 103"), ladder);
      assertEquals(5, call.stream().filter(CallFact.LegEnded.class::isInstance).count());
      assertEquals(
          4,
          house.asked.stream()
              .filter(ask -> ask.call().equals(ended.call()) && ask.caller().equals("101"))
              .count(),
          "who pays is asked for the caller");
    }
  }

  /** A phone that talks to both joins them and leaves. */
  @Test
  void theyAreJoinedByOneWhoTalksToBoth() throws Exception {
    try (var two = new Baresip(house, folder.resolve("join-two"), "102", "udp", LOW);
        var three = new Baresip(house, folder.resolve("join-three"), "103", "udp", HIGH);
        var joins = new Linphone(house, folder.resolve("join"), "104", "udp")) {
      joins.dial("102");
      two.await("CALL_ESTABLISHED", 1);
      joins.pause();
      joins.dial("103");
      three.await("CALL_ESTABLISHED", 1);
      joins.join(1, 2);
      Baresip.hearMore(12_000, two, three);
      until("both are heard", () -> loudest(two, HIGH) > 6500 && loudest(three, LOW) > 6500);
      two.tell("hangup", "");
      three.await("CALL_CLOSED", 1);
      List<CallFact> held = house.call("102");
      String ladder = House.only(held, CallFact.Ended.class).ladder().toString();
      assertTrue(ladder.contains("Replaces=") && ladder.contains("SIP/2.0 200 OK"), ladder);
      assertEquals(200, House.only(house.call("103"), CallFact.Ended.class).sipStatus());
    }
  }

  private static double loudest(Baresip phone, int hertz) {
    try {
      return Tones.loudest(phone.heard(), hertz);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void overTls() throws Exception {
    try (var one = new Baresip(house, folder.resolve("tls-one"), "101", "tls", LOW);
        var two = new Baresip(house, folder.resolve("tls-two"), "102", "tls", HIGH)) {
      talk(one, two, 1);
      one.tell("hangup", "");
      two.await("CALL_CLOSED", 1);
      heard(one, HIGH, LOW);
      heard(two, LOW, HIGH);
      List<CallFact> call = house.call("102");
      assertEquals(200, House.only(call, CallFact.Ended.class).sipStatus());
      List<DialogIdentity> dialogs =
          call.stream()
              .filter(CallFact.LegAnswered.class::isInstance)
              .map(fact -> ((CallFact.LegAnswered) fact).dialog())
              .toList();
      assertEquals(List.of("tls", "tls"), dialogs.stream().map(DialogIdentity::transport).toList());
    }
  }

  @Test
  void lawsAreTranscoded() throws Exception {
    try (var one =
            new Baresip(
                house, folder.resolve("mu"), "101", "udp", LOW, "audio_codecs=PCMU/8000/1");
        var two =
            new Baresip(
                house,
                folder.resolve("a"),
                "102",
                "tcp",
                HIGH,
                "audio_codecs=PCMA/8000/1",
                "sipnat=outbound")) {
      // This one keeps its way open, and is called over it.
      assertEquals(1, house.latest("102").regId());
      talk(one, two, 1);
      two.tell("hangup", "");
      one.await("CALL_CLOSED", 1);
      heard(one, HIGH, LOW);
      heard(two, LOW, HIGH);
      String ladder = House.only(house.call("102"), CallFact.Ended.class).ladder().toString();
      assertTrue(ladder.contains("RTP/AVP 0 101") && ladder.contains("RTP/AVP 8 101"), ladder);
    }
  }

  /** What is in no common codec is decoded and encoded here. */
  @Test
  void g722TalksWithOpus() throws Exception {
    try (var one =
            new Baresip(
                house, folder.resolve("g722"), "101", "udp", LOW, "audio_codecs=G722/16000/1");
        var two =
            new Baresip(
                house, folder.resolve("opus"), "102", "tcp", HIGH, "audio_codecs=opus/48000/2")) {
      one.dial("102");
      one.await("CALL_ESTABLISHED", 1);
      two.await("CALL_ESTABLISHED", 1);
      Baresip.hearMore(24_000, one, two);
      two.tell("hangup", "");
      one.await("CALL_CLOSED", 1);
      heard(one, HIGH, LOW);
      heard(two, LOW, HIGH);
      String ladder = House.only(house.call("102"), CallFact.Ended.class).ladder().toString();
      assertTrue(ladder.contains("RTP/AVP 9 101") && ladder.contains("opus/48000/2"), ladder);
    }
  }

  /** Phones that take protected media alone are called, by one that knows none. */
  @Test
  void onesThatInsistOnKeysAreCalled() throws Exception {
    try (var one = new Baresip(house, folder.resolve("knows-none"), "101", "udp", LOW)) {
      int calls = 0;
      for (String transport : List.of("udp", "tcp", "tls")) {
        house.forget();
        calls++;
        try (var two =
            new Baresip(
                house,
                folder.resolve("insists-" + transport),
                "102",
                transport,
                HIGH,
                "mediaenc=srtp-mand")) {
          one.dial("102");
          one.await("CALL_ESTABLISHED", calls);
          two.await("CALL_ESTABLISHED", 1);
          Baresip.hearMore(12_000, one, two);
          two.tell("hangup", "");
          one.await("CALL_CLOSED", calls);
          heard(one, HIGH, LOW);
          heard(two, LOW, HIGH);
          CallFact.Ended ended = House.only(house.call("102"), CallFact.Ended.class);
          assertEquals(200, ended.sipStatus());
          assertTrue(ended.ladder().toString().contains("RTP/SAVP"), "offered with keys");
        }
      }
    }
  }

  /** Who is called is told what the caller wants, and takes it over: nothing is put into others. */
  @Test
  void packetsAreAsLongAsTheCallerWants() throws Exception {
    try (var one = new Baresip(house, folder.resolve("long"), "101", "udp", LOW, "ptime=40");
        var two = new Baresip(house, folder.resolve("short"), "102", "tcp", HIGH, "ptime=10")) {
      talk(one, two, 1);
      two.tell("hangup", "");
      one.await("CALL_CLOSED", 1);
      heard(one, HIGH, LOW);
      heard(two, LOW, HIGH);
      String ladder = House.only(house.call("102"), CallFact.Ended.class).ladder().toString();
      assertTrue(ladder.contains("a=ptime:40") && !ladder.contains("a=ptime:20"), ladder);
    }
  }

  @Test
  void digitsPressedByInfoAreHeard() throws Exception {
    try (var two = new Baresip(house, folder.resolve("info"), "102", "udp", HIGH);
        var caller =
            Sipp.scenario("uac-info.xml")
                .to(house.port())
                .user("101", House.password("101"))
                .set("domain", House.DOMAIN)
                .set("to", "102")
                .start()) {
      two.await("CALL_ESTABLISHED", 1);
      until("the digits arrive", () -> two.digits().length() >= 2);
      caller.succeeds(1);
      two.await("CALL_CLOSED", 1);
      assertEquals("02", two.digits());
    }
  }
}
