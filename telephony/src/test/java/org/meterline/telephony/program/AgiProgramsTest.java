package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.Programs;

/** Shell programs under the real launcher: every reply, to the byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgiProgramsTest {
  private Stage stage;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    stage = new Stage(folder);
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  @Test
  void headerIsGivenInFull() throws IOException, InterruptedException {
    Path program =
        stage.program(
            """
            #!/bin/sh
            while read -r line; do [ -z "$line" ] && break; printf '%s\\n' "$line" >&2; done
            env >&2
            """);
    MemoryCall call = new MemoryCall();
    String said = stage.play(program, call).ended().standardError();
    assertEquals(
        """
        agi_request: program
        agi_channel: PJSIP/101-0000002a
        agi_language: en
        agi_type: PJSIP
        agi_uniqueid: %s
        agi_version: Meterline
        agi_callerid: 101
        agi_calleridname: Ada
        agi_callingpres: 0
        agi_callingani2: 0
        agi_callington: 0
        agi_callingtns: 0
        agi_dnid: 500
        agi_rdnis: unknown
        agi_context: harbour.example
        agi_extension: 500
        agi_priority: 1
        agi_enhanced: 0.0
        agi_accountcode: Ada's wallet
        """
            .formatted(call.call()),
        said.substring(0, said.indexOf("agi_threadid")));
    List<String> environment = said.lines().filter(l -> l.contains("=")).sorted().toList();
    assertEquals(
        List.of("LANG=C.UTF-8", "PATH=/usr/bin:/bin"),
        environment.stream().filter(l -> !l.startsWith("PWD=")).toList());
  }

  @Test
  void repliesAreAsterisksToTheByte() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    call.press("5");
    assertEquals(
        List.of(
            "200 result=4",
            "200 result=0",
            "200 result=6",
            "200 result=-1",
            "200 result=53 endpos=2000",
            "200 result=0 endpos=8000",
            "200 result=-1 endpos=160",
            "200 result=0",
            "200 result=0",
            "200 result=1",
            "200 result=1 (a \"b\" c)",
            "200 result=0",
            "200 result=1",
            "200 result=0",
            "200 result=1",
            "200 result=-2",
            "200 result= (timeout)",
            "200 result=-1",
            "510 Invalid or unknown command",
            "510 Invalid or unknown command",
            "510 Invalid or unknown command"),
        stage.replies(
            call,
            "CHANNEL STATUS",
            "answer",
            "Channel status",
            "CHANNEL STATUS PJSIP/other",
            "STREAM FILE welcome 123456789*#",
            "STREAM FILE welcome \"\"",
            "STREAM FILE nothing \"\" 160",
            "SAY DIGITS 12 \"\"",
            "WAIT FOR DIGIT 1",
            "SET VARIABLE greeting \"a \\\"b\\\" c\"",
            "GET VARIABLE greeting",
            "GET VARIABLE nothing",
            "SET CALLERID \"\\\"Ada\\\" <+4930555101>\"",
            "NOOP whatever it is",
            "VERBOSE \"hello there\" 1",
            "EXEC Voicemail 101",
            "GET DATA welcome 1 4",
            "GET DATA nothing",
            "RECEIVE CHAR 100",
            "",
            "GET"));
    assertTrue(call.log().contains("note hello there"));
    assertTrue(call.log().contains("say Digits[digits=12]"));
    assertTrue(call.log().contains("caller id +4930555101, name Ada"));
  }

  @Test
  void streamFileTellsHowItWentAndWhereItEnded() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    call.press("5");
    call.hangUpInto(Duration.ofNanos(1603 * 125_000));
    MemoryCall heard = new MemoryCall();
    heard.press("5");
    assertEquals(
        List.of(
            "200 result=-1 endpos=-7",
            "200 result=0",
            "200 result=0 endpos=8000",
            "200 result=1 (SUCCESS)",
            "200 result=53 endpos=2000",
            "200 result=1 (FAILED)"),
        stage.replies(
            heard,
            "STREAM FILE nothing \"\" -7",
            "GET VARIABLE PLAYBACKSTATUS",
            "STREAM FILE welcome \"\" 805",
            "GET VARIABLE PLAYBACKSTATUS",
            "STREAM FILE welcome 5",
            "GET VARIABLE PLAYBACKSTATUS"));
    assertTrue(heard.log().contains("play welcome from 805"), heard.log().toString());
    assertEquals(
        List.of("200 result=-1 endpos=1603", "200 result=1 (FAILED)"),
        stage.replies(call, "STREAM FILE welcome \"\"", "GET VARIABLE PLAYBACKSTATUS"));
  }

  @Test
  void noDigitAtAllCannotBeCollected() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    call.press("12");
    assertEquals(
        List.of("200 result=-1", "200 result=-1", "200 result=-1", "200 result=1"),
        stage.replies(
            call,
            "GET DATA welcome 1000 0",
            "GET DATA welcome 1000 none",
            "GET DATA nothing 1000 4",
            "GET DATA welcome 1000 -5"));
    assertEquals(List.of("gather welcome"), call.log());
  }

  @Test
  void digitsAreCollected() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    call.press("12#3456");
    assertEquals(
        List.of("200 result=12", "200 result=34", "200 result=53", "200 result=54 endpos=2000"),
        stage.replies(
            call,
            "GET DATA enter-digit 2000 4",
            "GET DATA \"\" 2000 2",
            "WAIT FOR DIGIT -1",
            "STREAM FILE goodbye 6"));
  }

  @Test
  void deadChannelAnswersTheFew() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    String dead = "511 Command Not Permitted on a dead channel or intercept routine";
    assertEquals(
        List.of(
            "200 result=1",
            dead,
            dead,
            "200 result=1",
            "200 result=1 (1)",
            "200 result=0",
            "200 result=1",
            "200 result=-1",
            "200 result=-2",
            "510 Invalid or unknown command"),
        stage.replies(
            call,
            "HANGUP",
            "ANSWER",
            "CHANNEL STATUS",
            "SET VARIABLE after 1",
            "GET VARIABLE after",
            "NOOP",
            "VERBOSE x",
            "EXEC Dial 102",
            "EXEC Nothing",
            "RUBBISH"));
  }

  @Test
  void hangUpReachesTheProgramAsSighup() throws IOException, InterruptedException {
    Path program =
        stage.program(
            """
            #!/bin/sh
            trap 'echo told >&2; exit 7' HUP
            while read -r line && [ -n "$line" ]; do :; done
            echo VERBOSE ready
            while :; do sleep 0.05; done
            """);
    Stage.Play play = stage.play(program);
    until("it is ready", () -> play.call().log().contains("note ready"));
    play.hangUp();
    Programs.Event.Ended ended = play.ended();
    assertTrue(ended.standardError().endsWith("told\n"), ended.standardError());
    assertEquals(7, ended.exitStatus());
    assertEquals("exited", ended.ending());
  }

  @Test
  void whoIgnoresSignalsIsKilled() throws IOException, InterruptedException {
    String aeons = Stage.aeons(987_654);
    Path program =
        stage.program(
            """
            #!/bin/sh
            trap '' HUP TERM
            while read -r line && [ -n "$line" ]; do :; done
            setsid sh -c 'trap "" HUP TERM; sleep %1$s' &
            sleep %1$s &
            echo VERBOSE ready
            while :; do sleep 0.05; done
            """
                .formatted(aeons));
    Stage.Play play = stage.play(program, new MemoryCall(), Map.of(), Duration.ofSeconds(1));
    until("it is ready", () -> play.call().log().contains("note ready"));
    play.hangUp();
    Programs.Event.Ended ended = play.ended();
    assertEquals(137, ended.exitStatus());
    assertEquals("signalled", ended.ending());
    until("its children are gone", () -> !Stage.anyProcess(aeons));
  }
}
