package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;

/** What programs are told of real calls, and what their commands do to them. */
class AgiCallTest {
  private static final String GREETING = "while read -r line && [ -n \"$line\" ]; do :; done";
  private static final String ASK =
      "ask() { echo \"$1\"; read -r reply || exit 0; echo \"$1: $reply\" >&2; }";
  private static final String NUMBER = "+4930555500";

  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    house = new House(folder);
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
  }

  private static String said(String dialled) {
    return House.only(house.call(dialled), CallFact.ProgramEnded.class).standardError();
  }

  /** Calls over a trunk with one more header; what the program was greeted with. */
  private static List<String> greeting(String header) throws Exception {
    house.shell(
        NUMBER,
        "while read -r line && [ -n \"$line\" ]; do echo \"$line\" >&2; done",
        "echo ANSWER; read -r reply; echo 'WAIT FOR DIGIT -1'; read -r reply");
    int port = Sipp.freePort();
    house.trunks.add(new Trunk("carrier", "127.0.0.1", port, "udp", List.of("")));
    try (var caller =
        Sipp.scenario("uac-introduced.xml")
            .at(port)
            .to(house.port())
            .set("domain", "127.0.0.1")
            .set("to", NUMBER)
            .set("from", "+4940123456")
            .set("header", header)
            .option("-d", "300")
            .start()) {
      caller.succeeds(1);
    } finally {
      house.trunks.clear();
    }
    return said(NUMBER).lines().toList();
  }

  @Test
  void theGreetingOfADivertedCall() throws Exception {
    List<String> told =
        greeting("Diversion: \"Front desk\" <sip:+4930555999@carrier.example>;reason=no-answer");
    List<CallFact> call = house.call(NUMBER);
    CallFact.LegBegan leg = House.only(call, CallFact.LegBegan.class);
    assertEquals(
        """
        agi_request: run
        agi_channel: PJSIP/+4940123456-%08x
        agi_language: en
        agi_type: PJSIP
        agi_uniqueid: %s
        agi_version: Meterline
        agi_callerid: +4940123456
        agi_calleridname: Ada Lovelace
        agi_callingpres: 0
        agi_callingani2: 0
        agi_callington: 0
        agi_callingtns: 0
        agi_dnid: +4930555500
        agi_rdnis: +4930555999
        agi_context: harbour.example
        agi_extension: +4930555500
        agi_priority: 1
        agi_enhanced: 0.0
        agi_accountcode: the house
        """
            .formatted((int) leg.leg().value().getLeastSignificantBits(), leg.call()),
        String.join("\n", told.subList(0, 19)) + "\n");
    assertTrue(told.get(19).matches("agi_threadid: [0-9]+"), told.get(19));
    assertEquals(20, told.size());
  }

  @Test
  void theGreetingOfSomebodyWhoWillNotBeShown() throws Exception {
    List<String> told = greeting("Privacy: id");
    assertTrue(told.contains("agi_callingpres: 32"), told.toString());
    assertTrue(told.contains("agi_rdnis: unknown"), told.toString());
  }

  @Test
  void aPromptsEndIsToldToTheSample() throws Exception {
    Path own =
        house.shell(
            "520",
            Duration.ofSeconds(20),
            "trap '' HUP",
            GREETING,
            ASK,
            "ask ANSWER",
            "ask 'STREAM FILE odd \"\"'",
            "ask 'STREAM FILE odd \"\" 805'",
            "ask 'GET VARIABLE PLAYBACKSTATUS'",
            "ask 'STREAM FILE long \"\" 1'",
            "ask 'GET VARIABLE PLAYBACKSTATUS'");
    Tones.write(own.resolve("odd.wav"), 440, 1603);
    Tones.write(own.resolve("long.wav"), 1000, 60 * 8000);
    try (var one = new Baresip(house, folder.resolve("hears"), "101", "udp", 440)) {
      one.dial("520");
      one.await("CALL_ESTABLISHED", 1);
      one.hearsMore(8000);
      until(
          "the long one is heard",
          () -> {
            try {
              return Tones.loudest(one.heard(), 1000) > 3000;
            } catch (java.io.IOException e) {
              throw new AssertionError(e);
            }
          });
      one.tell("hangup", "");
    }
    String log = said("520");
    assertTrue(log.contains("STREAM FILE odd \"\": 200 result=0 endpos=1603\n"), log);
    assertTrue(log.contains("STREAM FILE odd \"\" 805: 200 result=0 endpos=1603\n"), log);
    assertTrue(log.contains("PLAYBACKSTATUS: 200 result=1 (SUCCESS)\n"), log);
    Matcher cut = Pattern.compile("long \"\" 1: 200 result=-1 endpos=(\\d+)\n").matcher(log);
    assertTrue(cut.find(), log);
    int end = Integer.parseInt(cut.group(1));
    assertTrue(end > 1600 && end < 60 * 8000 && end % 160 == 1, log);
    assertTrue(log.endsWith("PLAYBACKSTATUS: 200 result=1 (FAILED)\n"), log);
  }

  @Test
  void severalPhonesRingAndSeeTheNameThatWasSet() throws Exception {
    house.shell(
        "530",
        Duration.ofSeconds(20),
        "trap '' HUP",
        GREETING,
        ASK,
        "ask 'SET CALLERID \"\\\"Ada L.\\\" <102>\"'",
        "ask 'EXEC Dial SIP/102&SIP/103@desk,20'",
        "ask 'GET VARIABLE DIALSTATUS'",
        "ask 'GET VARIABLE DIALEDPEERNUMBER'",
        "ask 'GET VARIABLE CALLERID(name)'");
    try (var rings = Sipp.scenario("uas-cancelled.xml").start();
        var answers = Sipp.scenario("uas.xml").start()) {
      house.register("102", rings, 300);
      house.register("103", answers, 300);
      try (var caller =
          Sipp.scenario("uac.xml")
              .to(house.port())
              .user("101", House.password("101"))
              .set("domain", House.DOMAIN)
              .set("to", "530")
              .option("-d", "300")
              .start()) {
        caller.succeeds(1);
      }
      rings.succeeds(1);
      answers.succeeds(1);
      String cancelled = rings.messages();
      assertTrue(
          cancelled.contains("Reason: SIP;cause=200;text=\"Call completed elsewhere\""), cancelled);
      for (Sipp each : List.of(rings, answers)) {
        String seen = each.messages();
        assertTrue(seen.contains("From: \"Ada L.\" <sip:102@harbour.example>"), seen);
      }
      house.register("102", rings, 0);
      house.register("103", answers, 0);
    }
    String log = said("530");
    assertTrue(log.contains("EXEC Dial SIP/102&SIP/103@desk,20: 200 result=-1\n"), log);
    assertTrue(log.contains("DIALSTATUS: 200 result=1 (ANSWER)\n"), log);
    assertTrue(log.contains("DIALEDPEERNUMBER: 200 result=1 (103@desk)\n"), log);
    assertTrue(log.contains("CALLERID(name): 200 result=1 (Ada L.)\n"), log);
  }
}
