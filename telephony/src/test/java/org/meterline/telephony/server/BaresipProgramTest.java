package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.sip.Sipp;

/** Phones written elsewhere call programs, press keys and are put through. */
class BaresipProgramTest {
  private static final int LOW = 440;
  private static final int HIGH = 1000;

  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    house = new House(folder);
    house.program("500", Path.of("src/main/programs/welcome.sh").toAbsolutePath(), Map.of());
    house.program("501", Path.of("src/main/programs/welcome.pl").toAbsolutePath(), Map.of());
    house.shell(
        "510",
        "trap 'exit 0' HUP",
        "while read -r line && [ -n \"$line\" ]; do :; done",
        "ask() { echo \"$1\"; read -r reply || exit 0; echo \"$1: $reply\" >&2; }",
        "ask ANSWER",
        "ask 'GET DATA enter-digit 15000 2'",
        "ask \"EXEC Dial SIP/1${reply#200 result=},20\"",
        "ask 'GET VARIABLE DIALSTATUS'",
        "ask HANGUP");
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

  @BeforeEach
  void forget() {
    house.forget();
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
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
      one.hearsMore(12_000);
      two.hearsMore(12_000);
      assertEquals("", two.digits(), "what the program was told is not the callee's");
      one.tell("hangup", "");
      two.await("CALL_CLOSED", 1);
      assertTrue(Tones.loudest(Tones.last(one.heard(), 8000), HIGH) > 6500);
      assertTrue(Tones.loudest(two.heard(), LOW) > 6500);
      assertTrue(Tones.loudest(two.heard(), HIGH) < 400);
    }
    CallFact.ProgramEnded ended = House.only(house.call(number), CallFact.ProgramEnded.class);
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
    List<CallFact> facts = house.call("520");
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
    assertTrue(Tones.loudest(message, LOW) > 6500, "the caller is on it");
    short[] talk = recorded(began.get(1), ended.get(1));
    assertTrue(Tones.loudest(talk, LOW) > 6500, "the caller is on it");
    assertTrue(Tones.loudest(talk, HIGH) > 6500, "the callee is on it");
  }

  private static <F extends CallFact> List<F> all(List<CallFact> facts, Class<F> kind) {
    return facts.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The samples of a recording with one channel. */
  private static short[] recorded(CallFact.RecordingBegan began, CallFact.RecordingEnded ended)
      throws Exception {
    byte[] file = Files.readAllBytes(folder.resolve("recordings").resolve(began.path()));
    assertEquals(ended.bytes(), file.length);
    short[] samples = new short[(file.length - 44) / 2];
    ByteBuffer.wrap(file, 44, file.length - 44)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asShortBuffer()
        .get(samples);
    return samples;
  }

  /** The callee ends, and the program goes on. */
  @Test
  void moreThanOneDigit() throws Exception {
    try (var one = new Baresip(house, folder.resolve("many"), "101", "tcp", LOW);
        var two = new Baresip(house, folder.resolve("called"), "102", "udp", HIGH)) {
      one.dial("510");
      one.await("CALL_ESTABLISHED", 1);
      one.hearsTheProgram();
      one.tell("sndcode", "0");
      one.tell("sndcode", "2");
      two.await("CALL_ESTABLISHED", 1);
      two.hearsMore(8000);
      two.tell("hangup", "");
      one.await("CALL_CLOSED", 1);
      assertTrue(Tones.loudest(two.heard(), LOW) > 6500);
    }
    assertPutThrough(house.call("510"));
  }

  @Test
  void digitsByInfo() throws Exception {
    try (var two = new Baresip(house, folder.resolve("informed"), "102", "udp", HIGH)) {
      try (var caller =
          Sipp.scenario("uac-info.xml")
              .to(house.port())
              .user("101", House.password("101"))
              .set("domain", House.DOMAIN)
              .set("to", "510")
              .start()) {
        two.await("CALL_ESTABLISHED", 1);
        caller.succeeds(1);
      }
      two.await("CALL_CLOSED", 1);
      assertEquals("", two.digits());
    }
    CallFact.ProgramEnded ended = House.only(house.call("510"), CallFact.ProgramEnded.class);
    String log = ended.standardError();
    assertTrue(log.contains("GET DATA enter-digit 15000 2: 200 result=02\n"), log);
  }

  private static void assertPutThrough(List<CallFact> call) {
    CallFact.ProgramEnded ended = House.only(call, CallFact.ProgramEnded.class);
    String log = ended.standardError();
    assertTrue(log.contains("GET DATA enter-digit 15000 2: 200 result=02\n"), log);
    assertTrue(log.contains("DIALSTATUS: 200 result=1 (ANSWER)\n"), log);
    assertEquals("exited", ended.ending());
  }
}
