package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.sip.Sipp;

/** Two phones written elsewhere talk through the whole engine. */
class BaresipCallTest {
  private static final int LOW = 440;
  private static final int HIGH = 1000;

  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    house = new House(folder);
  }

  @BeforeEach
  void forget() {
    house.forget();
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
  }

  @Test
  void theyHearEachOtherAndDigitsHoldAndResume() throws Exception {
    try (var one = new Baresip(house, folder.resolve("one"), "101", "udp", LOW);
        var two = new Baresip(house, folder.resolve("two"), "102", "tcp", HIGH)) {
      talk(one, two, 1);
      one.tell("sndcode", "5");
      until("the digit arrives", () -> two.digits().contains("5"));
      assertEquals("5", two.digits());

      // What it records it leaves at the first re-INVITE: so it is asked what it receives.
      until("the other is heard", () -> one.receives() > 40_000);
      one.tell("hold", "");
      until("the other is not heard any more", () -> one.receives() == 0);
      one.tell("resume", "");
      until("the other is heard again", () -> one.receives() > 40_000);
      two.hearsMore(8000);

      one.tell("hangup", "");
      two.await("CALL_CLOSED", 1);
      heard(one, HIGH, LOW);
      heard(two, LOW, HIGH);
      List<CallFact> first = house.call("102");
      assertEquals(200, House.only(first, CallFact.Ended.class).sipStatus());
      String ladder = House.only(first, CallFact.Ended.class).ladder().toString();
      assertTrue(ladder.contains("a=sendonly") && ladder.contains("a=recvonly"), ladder);

      // The other way round, and the one who is called hangs up.
      two.dial("101");
      two.await("CALL_ESTABLISHED", 2);
      one.await("CALL_ESTABLISHED", 2);
      two.tell("sndcode", "7");
      until("the digit arrives", () -> one.digits().contains("7"));
      one.hearsMore(8000);
      two.hearsMore(8000);
      one.tell("hangup", "");
      two.await("CALL_CLOSED", 2);
      heard(one, HIGH, LOW);
      heard(two, LOW, HIGH);
      assertEquals(200, House.only(house.call("101"), CallFact.Ended.class).sipStatus());

      // Neither calls: two is called, and then one.
      house.forget();
      house.connect("102", "101");
      two.await("CALL_ESTABLISHED", 3);
      one.await("CALL_ESTABLISHED", 3);
      one.hearsMore(8000);
      two.hearsMore(8000);
      one.tell("hangup", "");
      two.await("CALL_CLOSED", 3);
      heard(one, HIGH, LOW);
      heard(two, LOW, HIGH);
      List<CallFact> asked = house.call("101");
      assertEquals(200, House.only(asked, CallFact.Ended.class).sipStatus());
      assertEquals("102", House.only(asked, CallFact.Began.class).caller());
    }
  }

  /** Who was called sends the caller on, then the caller who was called. */
  @Test
  void theySendEachOtherOn() throws Exception {
    try (var one = new Baresip(house, folder.resolve("first"), "101", "udp", LOW);
        var two = new Baresip(house, folder.resolve("second"), "102", "tcp", 700);
        var three = new Baresip(house, folder.resolve("third"), "103", "udp", HIGH)) {
      talk(one, two, 1);
      two.tell("transfer", "103");
      three.await("CALL_ESTABLISHED", 1);
      two.await("CALL_CLOSED", 1);
      one.hearsMore(12_000);
      three.hearsMore(12_000);
      three.tell("hangup", "");
      one.await("CALL_CLOSED", 1);
      heard(three, LOW, HIGH);
      String ladder = House.only(house.call("102"), CallFact.Ended.class).ladder().toString();
      assertTrue(ladder.contains("SIP/2.0 200 OK") && ladder.contains("message/sipfrag"), ladder);

      house.forget();
      talk(one, two, 2);
      one.tell("transfer", "103");
      three.await("CALL_ESTABLISHED", 2);
      one.await("CALL_CLOSED", 2);
      two.hearsMore(12_000);
      three.hearsMore(12_000);
      two.tell("hangup", "");
      three.await("CALL_CLOSED", 2);
      heard(three, 700, HIGH);
      assertEquals(200, House.only(house.call("102"), CallFact.Ended.class).sipStatus());
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
      joins.joinThem();
      two.hearsMore(12_000);
      three.hearsMore(12_000);
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
      one.hearsMore(3 * 16_000);
      two.hearsMore(3 * 48_000);
      two.tell("hangup", "");
      one.await("CALL_CLOSED", 1);
      heard(one, HIGH, LOW);
      heard(two, LOW, HIGH);
      String ladder = House.only(house.call("102"), CallFact.Ended.class).ladder().toString();
      assertTrue(ladder.contains("RTP/AVP 9 101") && ladder.contains("opus/48000/2"), ladder);
    }
  }

  /** Keys in the description; a handshake, without and with ICE. The one called talks plainly. */
  @Test
  void protectedTalksWithPlain() throws Exception {
    List<List<String>> ways =
        List.of(
            List.of("mediaenc=srtp-mand"),
            List.of("mediaenc=dtls_srtp"),
            List.of("mediaenc=dtls_srtp", "medianat=ice"));
    List<String> seen = List.of("RTP/SAVP 0 101", "UDP/TLS/RTP/SAVPF 0 101", "a=ice-lite");
    try (var two = new Baresip(house, folder.resolve("plain"), "102", "udp", HIGH)) {
      for (int i = 0; i < ways.size(); i++) {
        house.forget();
        try (var one =
            new Baresip(
                house,
                folder.resolve("protected" + i),
                "101",
                "udp",
                LOW,
                ways.get(i).toArray(String[]::new))) {
          one.dial("102");
          one.await("CALL_ESTABLISHED", 1);
          two.await("CALL_ESTABLISHED", i + 1);
          one.hearsMore(12_000);
          two.hearsMore(12_000);
          one.tell("hangup", "");
          two.await("CALL_CLOSED", i + 1);
          heard(one, HIGH, LOW);
          heard(two, LOW, HIGH);
          String ladder = House.only(house.call("102"), CallFact.Ended.class).ladder().toString();
          assertTrue(ladder.contains(seen.get(i)), ladder);
          assertFalse(ladder.matches("(?s).*inline:[A-Za-z0-9].*"), "keys are not kept");
        }
      }
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
          one.hearsMore(12_000);
          two.hearsMore(12_000);
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

  private static void talk(Baresip one, Baresip two, int call) throws IOException {
    one.dial("102");
    one.await("CALL_ESTABLISHED", call);
    two.await("CALL_ESTABLISHED", call);
    one.hearsMore(12_000);
    two.hearsMore(12_000);
  }

  private static void heard(Baresip phone, int others, int own) throws IOException {
    short[] samples = phone.heard();
    double loud = Tones.loudest(samples, others);
    double echo = Tones.loudest(samples, own);
    assertTrue(loud > 6500 && loud < 9000, "the other's tone: " + loud);
    assertTrue(echo < 400, "one's own tone: " + echo);
  }
}
