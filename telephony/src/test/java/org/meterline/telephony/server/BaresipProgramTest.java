package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.sip.Sipp;

/** Phones written elsewhere press keys for programs; {@link BaresipTalkTest} has more. */
class BaresipProgramTest {
  private static final int LOW = 440;
  private static final int HIGH = 1000;

  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    house = new House(folder);
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
  }

  @BeforeEach
  void forget() {
    house.forget();
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
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
