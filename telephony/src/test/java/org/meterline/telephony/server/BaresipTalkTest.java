package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.LadderEntry;

/**
 * Calls of phones written elsewhere that are the same whatever their media pass. {@link
 * BaresipCallTest} runs them without rtpengine, {@link BaresipRtpengineTest} with it.
 */
abstract class BaresipTalkTest extends HouseTest {
  static final int LOW = 440;
  static final int HIGH = 1000;

  /** A microphone's tone peaks at 8,000. */
  static final int AUDIBLE = 6_500;

  static final int INAUDIBLE = 400;

  @BeforeAll
  void programs() throws Exception {
    house.program("500", Path.of("src/main/programs/welcome.sh").toAbsolutePath(), Map.of());
    house.program("501", Path.of("src/main/programs/welcome.pl").toAbsolutePath(), Map.of());
    house.shell(
        "520",
        "trap 'exit 0' HUP",
        "while read -r line && [ -n \"$line\" ]; do :; done",
        "ask() { echo \"$1\"; read -r reply || exit 0; echo \"$reply\" >&2; }",
        "ask ANSWER",
        "ask 'RECORD FILE message wav # 1500 BEEP'",
        "ask 'EXEC MixMonitor call.wav'",
        "ask 'EXEC Dial SIP/102,20'",
        "ask HANGUP");
  }

  /** That its media passed what they should; without rtpengine there is nothing else. */
  void assertRelayed(List<CallFact> call) {}

  /** The last call to that number, once its last fact is posted. */
  List<CallFact> call(String dialled) {
    List<CallFact> call = house.call(dialled);
    assertRelayed(call);
    return call;
  }

  /** All that the ends of a call were sent. */
  static String told(List<CallFact> call) {
    return House.only(call, CallFact.Ended.class).ladder().stream()
        .filter(step -> step.from().equals("meterline"))
        .map(LadderEntry::detail)
        .collect(Collectors.joining("\n"));
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
      List<CallFact> first = call("102");
      assertEquals(200, House.only(first, CallFact.Ended.class).sipStatus());
      String ladder = House.only(first, CallFact.Ended.class).ladder().toString();
      assertTrue(ladder.contains("a=sendonly") && ladder.contains("a=recvonly"), ladder);

      // The other way round, and the one who is called hangs up.
      two.dial("101");
      two.await("CALL_ESTABLISHED", 2);
      one.await("CALL_ESTABLISHED", 2);
      two.tell("sndcode", "7");
      until("the digit arrives", () -> one.digits().contains("7"));
      Baresip.hearMore(8000, one, two);
      one.tell("hangup", "");
      two.await("CALL_CLOSED", 2);
      heard(one, HIGH, LOW);
      heard(two, LOW, HIGH);
      assertEquals(200, House.only(call("101"), CallFact.Ended.class).sipStatus());

      // Neither calls: two is called, and then one.
      house.forget();
      house.connect("102", "101");
      two.await("CALL_ESTABLISHED", 3);
      one.await("CALL_ESTABLISHED", 3);
      Baresip.hearMore(8000, one, two);
      one.tell("hangup", "");
      two.await("CALL_CLOSED", 3);
      heard(one, HIGH, LOW);
      heard(two, LOW, HIGH);
      List<CallFact> asked = call("101");
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
      Baresip.hearMore(12_000, one, three);
      three.tell("hangup", "");
      one.await("CALL_CLOSED", 1);
      heard(three, LOW, HIGH);
      String ladder = House.only(call("102"), CallFact.Ended.class).ladder().toString();
      assertTrue(ladder.contains("SIP/2.0 200 OK") && ladder.contains("message/sipfrag"), ladder);

      house.forget();
      talk(one, two, 2);
      one.tell("transfer", "103");
      three.await("CALL_ESTABLISHED", 2);
      one.await("CALL_CLOSED", 2);
      Baresip.hearMore(12_000, two, three);
      two.tell("hangup", "");
      three.await("CALL_CLOSED", 2);
      heard(three, 700, HIGH);
      assertEquals(200, House.only(call("102"), CallFact.Ended.class).sipStatus());
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
    List<String> seen = List.of("RTP/SAVP 0 101", "UDP/TLS/RTP/SAVPF 0 101", "a=candidate:");
    try (var two = new Baresip(house, folder.resolve("plain"), "102", "udp", HIGH)) {
      for (int i = 0; i < ways.size(); i++) {
        house.forget();
        String[] way = ways.get(i).toArray(String[]::new);
        try (var one = new Baresip(house, folder.resolve("kept" + i), "101", "udp", LOW, way)) {
          one.dial("102");
          one.await("CALL_ESTABLISHED", 1);
          two.await("CALL_ESTABLISHED", i + 1);
          Baresip.hearMore(12_000, one, two);
          one.tell("hangup", "");
          two.await("CALL_CLOSED", i + 1);
          heard(one, HIGH, LOW);
          heard(two, LOW, HIGH);
          List<CallFact> call = call("102");
          assertTrue(told(call).contains(seen.get(i)), () -> told(call));
          String ladder = House.only(call, CallFact.Ended.class).ladder().toString();
          assertFalse(ladder.matches("(?s).*inline:[A-Za-z0-9].*"), "keys are not kept");
        }
      }
    }
  }

  /** The one in shell, and the one in Perl with the library Asterisk::AGI. */
  @ParameterizedTest
  @ValueSource(strings = {"500", "501"})
  void theWelcomeProgramPutsTheCallerThrough(String number) throws Exception {
    try (var one = new Baresip(house, folder.resolve("one" + number), "101", "udp", LOW);
        var two = new Baresip(house, folder.resolve("two" + number), "102", "tcp", HIGH)) {
      one.dial(number);
      one.await("CALL_ESTABLISHED", 1);
      one.hearsMore(8000);
      double prompt = Tones.level(one.heard());
      double tone = Tones.loudest(one.heard(), HIGH);
      assertTrue(prompt > 300, "speech is heard: " + prompt);
      assertTrue(tone < 2000, "nobody's tone is heard yet: " + tone);
      assertEquals(0, two.recorded());

      one.tell("sndcode", "1");
      two.await("CALL_ESTABLISHED", 1);
      Baresip.hearMore(12_000, one, two);
      assertEquals("", two.digits(), "what the program was told is not the callee's");
      one.tell("hangup", "");
      two.await("CALL_CLOSED", 1);
      assertTrue(Tones.loudest(Tones.last(one.heard(), 8000), HIGH) > AUDIBLE);
      assertTrue(Tones.loudest(two.heard(), LOW) > AUDIBLE);
      assertTrue(Tones.loudest(two.heard(), HIGH) < INAUDIBLE);
    }
    CallFact.ProgramEnded ended = House.only(call(number), CallFact.ProgramEnded.class);
    assertEquals("exited", ended.ending());
    assertEquals(0, ended.exitStatus());
    assertEquals("bubblewrap", ended.sandbox());
    assertEquals("", ended.standardError());
  }

  /** What a caller says to a program, and then both of a talk in one. */
  @Test
  void aMessageAndATalkAreRecorded() throws Exception {
    try (var one = new Baresip(house, folder.resolve("speaking"), "101", "udp", LOW);
        var two = new Baresip(house, folder.resolve("spoken-to"), "102", "udp", HIGH)) {
      one.dial("520");
      two.await("CALL_ESTABLISHED", 1);
      two.hearsMore(12_000);
      two.tell("hangup", "");
      one.await("CALL_CLOSED", 1);
    }
    List<CallFact> facts = call("520");
    CallFact.ProgramEnded program = House.only(facts, CallFact.ProgramEnded.class);
    assertTrue(
        program.standardError().contains("200 result=0 (timeout) endpos=12000"),
        program.standardError());
    List<CallFact.RecordingEnded> ended = all(facts, CallFact.RecordingEnded.class);
    assertEquals(
        List.of("longest", "hung-up"),
        ended.stream().map(CallFact.RecordingEnded::reason).toList());
    List<CallFact.RecordingBegan> began = all(facts, CallFact.RecordingBegan.class);
    short[] message = recorded(began.get(0), ended.get(0));
    assertEquals(12_000, message.length);
    assertTrue(Tones.loudest(message, LOW) > AUDIBLE, "the caller is on it");
    short[] talk = recorded(began.get(1), ended.get(1));
    assertTrue(Tones.loudest(talk, LOW) > AUDIBLE, "the caller is on it");
    assertTrue(Tones.loudest(talk, HIGH) > AUDIBLE, "the callee is on it");
  }

  private static <F extends CallFact> List<F> all(List<CallFact> facts, Class<F> kind) {
    return facts.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The samples of a recording with one channel. */
  private short[] recorded(CallFact.RecordingBegan began, CallFact.RecordingEnded ended)
      throws Exception {
    byte[] file = Files.readAllBytes(folder.resolve("house/recordings").resolve(began.path()));
    assertEquals(ended.bytes(), file.length);
    short[] samples = new short[(file.length - 44) / 2];
    ByteBuffer.wrap(file, 44, file.length - 44)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asShortBuffer()
        .get(samples);
    return samples;
  }

  @Test
  void aTalkIsSteered() throws Exception {
    Steered.byAllVerbs(house, folder.resolve("steered"));
    assertRelayed(house.call("102"));
  }

  @Test
  void aFarEndMovesItsAudio() throws Exception {
    MovedAudio.isHeardWhereItGoes(house, folder.resolve("moved"));
    assertRelayed(house.call("102"));
  }

  static void talk(Baresip one, Baresip two, int call) throws IOException {
    one.dial("102");
    one.await("CALL_ESTABLISHED", call);
    two.await("CALL_ESTABLISHED", call);
    Baresip.hearMore(12_000, one, two);
  }

  static void heard(Baresip phone, int others, int own) throws IOException {
    short[] samples = phone.heard();
    double loud = Tones.loudest(samples, others);
    double echo = Tones.loudest(samples, own);
    assertTrue(loud > AUDIBLE && loud < 9000, "the other's tone: " + loud);
    assertTrue(echo < INAUDIBLE, "one's own tone: " + echo);
  }
}
