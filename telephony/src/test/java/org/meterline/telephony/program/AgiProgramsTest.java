package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.meterline.telephony.call.Verb;

/** Shell programs under the real launcher: every reply, to the byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgiProgramsTest {
  /** Reads the header, then sends each line of its own text and says on stderr what came back. */
  private static final String ASK =
      """
      #!/bin/sh
      while read -r line && [ -n "$line" ]; do :; done
      ask() {
        printf '%s\\n' "$1"
        while read -r reply; do
          printf '%s\\n' "$reply" >&2
          case "$reply" in 520-*) ;; [0-9]*) return ;; esac
        done
      }
      """;

  private Stage stage;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    stage = new Stage(folder);
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  private List<String> replies(MemoryCall call, String... commands)
      throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder(ASK);
    for (String command : commands) {
      text.append("ask '").append(command.replace("'", "'\\''")).append("'\n");
    }
    Programs.Event.Ended ended = stage.play(stage.program(text.toString()), call).ended();
    assertEquals("exited", ended.ending(), ended.standardError());
    assertEquals(0, ended.exitStatus());
    return ended.standardError().lines().toList();
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
        replies(
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
    assertTrue(call.log().contains("play digits/1 digits/2"));
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
        replies(
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
        replies(call, "STREAM FILE welcome \"\"", "GET VARIABLE PLAYBACKSTATUS"));
  }

  @Test
  void callerIdIsReadAsItWasSet() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    assertEquals(
        List.of(
            "200 result=1 (101)",
            "200 result=1 (Ada)",
            "200 result=1 (\"Ada\" <101>)",
            "200 result=1 ()",
            "200 result=1 (500)",
            "200 result=1",
            "200 result=1 (101)",
            "200 result=1",
            "200 result=1 (+4930555101)",
            "200 result=1 (Grace)",
            "200 result=0",
            "200 result=1 (+4930555101)",
            "200 result=1 (Grace)",
            "200 result=1",
            "200 result=1 (+4930555102)",
            "200 result=1 ()",
            "200 result=1",
            "200 result=1 (Joan \"J\" Clarke)",
            "200 result=1",
            "200 result=1 (\"Joan \"J\" Clarke\" <+4930555103>)",
            "200 result=1",
            "200 result=1 (\"Mary\" <+4930555104>)"),
        replies(
            call,
            "GET VARIABLE CALLERID(num)",
            "GET VARIABLE CALLERID(name)",
            "GET VARIABLE CALLERID(all)",
            "GET VARIABLE CALLERID(rdnis)",
            "GET VARIABLE CALLERID(dnid)",
            "SET CALLERID",
            "GET VARIABLE CALLERID(num)",
            "SET CALLERID \"\\\"Grace\\\" <+49 30 555-101>\"",
            "GET VARIABLE CALLERID(number)",
            "GET VARIABLE CALLERID(name)",
            "SET CALLERID \"Eve <+12125550100>\"",
            "GET VARIABLE CALLERID(num)",
            "GET VARIABLE CALLERID(name)",
            "SET CALLERID \"(+49) 30-555.102\"",
            "GET VARIABLE CALLERID(num)",
            "GET VARIABLE CALLERID(name)",
            "SET VARIABLE CALLERID(name) \"Joan \\\"J\\\" Clarke\"",
            "GET VARIABLE CALLERID(name)",
            "SET VARIABLE CALLERID(num) +4930555103",
            "GET VARIABLE CALLERID(ALL)",
            "SET VARIABLE CALLERID(all) \"Mary <+4930555104>\"",
            "GET VARIABLE CALLERID(all)"));
    assertEquals(
        List.of(
            "caller id +4930555101, name Grace",
            "caller id +12125550100, name Eve",
            "caller id +4930555102, name ",
            "caller id null, name Joan \"J\" Clarke",
            "caller id +4930555103, name null",
            "caller id +4930555104, name Mary"),
        call.log());
  }

  @Test
  void variablesAreNamedAsAsteriskNamesThem() throws IOException, InterruptedException {
    assertEquals(
        List.of(
            "200 result=1",
            "200 result=1 (a)",
            "200 result=0",
            "200 result=1",
            "200 result=1 (b)",
            "200 result=1",
            "200 result=1 (c)",
            "200 result=1",
            "200 result=1 (500)",
            "200 result=1 (0)"),
        replies(
            new MemoryCall(),
            "SET VARIABLE __ONE a",
            "GET VARIABLE ONE",
            "GET VARIABLE __ONE",
            "SET VARIABLE _ONE b",
            "GET VARIABLE ONE",
            "SET VARIABLE ___TWO c",
            "GET VARIABLE _TWO",
            "SET VARIABLE EXTEN 7",
            "GET VARIABLE EXTEN",
            "GET VARIABLE CALLINGPRES"));
  }

  @Test
  void wrongArgumentsGetTheUsage() throws IOException, InterruptedException {
    assertEquals(
        List.of(
            "520-Invalid command syntax.  Proper usage follows:",
            "Usage: WAIT FOR DIGIT <timeout in ms, -1 for ever>",
            "520 End of proper usage."),
        replies(new MemoryCall(), "WAIT FOR DIGIT soon"));
  }

  @Test
  void digitsAreCollected() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    call.press("12#3456");
    assertEquals(
        List.of("200 result=12", "200 result=34", "200 result=53", "200 result=54 endpos=2000"),
        replies(
            call,
            "GET DATA enter-digit 2000 4",
            "GET DATA \"\" 2000 2",
            "WAIT FOR DIGIT -1",
            "STREAM FILE goodbye 6"));
  }

  @Test
  void applicationsSetTheirVariables() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    assertEquals(
        List.of(
            "200 result=0",
            "200 result=1 (ANSWER)",
            "200 result=1 (7)",
            "200 result=0",
            "200 result=1 (SUCCESS)",
            "200 result=0",
            "200 result=1 (FAILED)",
            "200 result=0",
            "200 result=0",
            "200 result=1 (CHANUNAVAIL)"),
        replies(
            call,
            "EXEC Dial \"PJSIP/102,20\"",
            "GET VARIABLE DIALSTATUS",
            "GET VARIABLE ANSWEREDTIME",
            "EXEC Playback welcome&goodbye",
            "GET VARIABLE PLAYBACKSTATUS",
            "EXEC Playback nothing",
            "GET VARIABLE PLAYBACKSTATUS",
            "EXEC WAIT 0.01",
            "EXEC Dial PJSIP/101&PJSIP/102",
            "GET VARIABLE DIALSTATUS"));
    assertTrue(call.log().contains("dial 102 20"));
    assertTrue(call.log().contains("play welcome goodbye"));
    call.dialEndsWith(new Verb.Dialled("BUSY", 486, "Busy", Duration.ZERO));
    assertEquals(
        List.of("200 result=0", "200 result=1 (BUSY)", "200 result=1 ()"),
        replies(
            call, "EXEC Dial +4930123456", "GET VARIABLE DIALSTATUS", "GET VARIABLE ANSWEREDTIME"));
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
        replies(
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
  void variablesOfTheProgramAreThere() throws IOException, InterruptedException {
    Path program =
        stage.program(ASK + "ask 'GET VARIABLE SHOP'\nask 'GET VARIABLE CALLERID(num)'\n");
    Programs.Event.Ended ended =
        stage
            .play(program, new MemoryCall(), Map.of("SHOP", "books"), Duration.ofSeconds(1))
            .ended();
    assertEquals("200 result=1 (books)\n200 result=1 (101)\n", ended.standardError());
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
    Stage.eventually("it is ready", () -> play.call().log().contains("note ready"));
    play.hangUp();
    Programs.Event.Ended ended = play.ended(Duration.ofSeconds(3));
    assertTrue(ended.standardError().endsWith("told\n"), ended.standardError());
    assertEquals(7, ended.exitStatus());
    assertEquals("exited", ended.ending());
  }

  @Test
  void whoIgnoresSignalsIsKilled() throws IOException, InterruptedException {
    Path program =
        stage.program(
            """
            #!/bin/sh
            trap '' HUP TERM
            while read -r line && [ -n "$line" ]; do :; done
            setsid sh -c 'trap "" HUP TERM; sleep 987654' &
            sleep 987654 &
            echo VERBOSE ready
            while :; do sleep 0.05; done
            """);
    Stage.Play play = stage.play(program);
    Stage.eventually("it is ready", () -> play.call().log().contains("note ready"));
    play.hangUp();
    Programs.Event.Ended ended = play.ended(Duration.ofSeconds(5));
    assertEquals(137, ended.exitStatus());
    assertEquals("signalled", ended.ending());
    Stage.eventually("its children are gone", () -> !anyProcess("987654"));
  }

  static boolean anyProcess(String word) {
    return ProcessHandle.allProcesses()
        .anyMatch(p -> p.info().commandLine().orElse("").contains(word));
  }
}
