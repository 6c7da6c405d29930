package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.Programs;

/** Programs that do what they should not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnrulyProgramsTest {
  private static final String HEADER =
      "#!/bin/sh\nwhile read -r line && [ -n \"$line\" ]; do :; done\n";

  private static final String AEONS = Stage.aeons(987_650);

  private Stage stage;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    stage = new Stage(folder, new AgiPrograms.Settings(Duration.ofSeconds(2), 400));
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  private Programs.Event.Ended outcome(String body) throws IOException, InterruptedException {
    return stage.play(stage.program(HEADER + body)).ended();
  }

  @Test
  void crashIsTold() throws IOException, InterruptedException {
    Programs.Event.Ended failed = outcome("echo broken >&2; exit 3\n");
    assertEquals(3, failed.exitStatus());
    assertEquals("exited", failed.ending());
    assertEquals("broken\n", failed.standardError());
    Programs.Event.Ended crashed = outcome("kill -SEGV $$\n");
    assertEquals(139, crashed.exitStatus());
    assertEquals("signalled", crashed.ending());
  }

  @Test
  void crashDuringVerbLeavesTheVerb() throws IOException, InterruptedException {
    Programs.Event.Ended ended =
        outcome("(sleep 0.3; kill -KILL $$) & echo 'WAIT FOR DIGIT -1'; read -r reply\n");
    assertEquals(137, ended.exitStatus());
  }

  @Test
  void missingOrPlainFileIsNotStarted() throws IOException, InterruptedException {
    Path there = stage.program(HEADER);
    Programs.Event.Ended missing = stage.play(there.resolveSibling("gone")).ended();
    assertEquals("not-started", missing.ending());
    assertEquals(-1, missing.exitStatus());
    assertEquals("the program's file is missing: gone", missing.standardError());
    assertTrue(there.toFile().setExecutable(false, false));
    Programs.Event.Ended plain = stage.play(there).ended();
    assertEquals("not-started", plain.ending());
    assertEquals("the program's file is not executable: program", plain.standardError());
  }

  @Test
  void unknownInterpreterIsTold() throws IOException, InterruptedException {
    Programs.Event.Ended ended = stage.play(stage.program("#!/no/such/thing\n")).ended();
    assertEquals("exited", ended.ending());
    assertTrue(ended.exitStatus() == 126 || ended.exitStatus() == 127, ended.toString());
    assertFalse(ended.standardError().isEmpty());
  }

  @Test
  void rubbishIsAnswered() throws IOException, InterruptedException {
    Programs.Event.Ended ended =
        outcome(
            """
            head -c 20000 /dev/urandom | tr '\\n' 'x'; echo
            read -r reply; echo "$reply" >&2
            printf 'NO\\000OP \\377\\376\\n'
            read -r reply; echo "$reply" >&2
            echo '"""
                + "x ".repeat(3000)
                + "'\n"
                + """
            read -r reply; echo "$reply" >&2
            echo 'NOOP "unfinished \\\\'
            read -r reply; echo "$reply" >&2
            """);
    String unknown = "510 Invalid or unknown command\n";
    assertEquals(unknown + unknown + unknown + "200 result=0\n", ended.standardError());
  }

  @Test
  void floodOfCommandsIsBounded() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    Stage.Play play =
        stage.play(stage.program(HEADER + "while :; do echo 'VERBOSE flood'; done\n"), call);
    play.started();
    until("notes stop", () -> call.log().size() == 200);
    assertTrue(play.events().isEmpty());
    play.hangUp();
    assertEquals("signalled", play.ended().ending());
    assertEquals(200, call.log().size());
  }

  @Test
  void floodWithoutReadingIsBounded() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    Stage.Play play =
        stage.play(stage.program("#!/bin/sh\nexec yes 'GET VARIABLE nothing'\n"), call);
    MemoryCall other = new MemoryCall();
    Stage.Play errors =
        stage.play(
            stage.program(
                """
                #!/bin/sh
                yes error | head -c 200000 >&2
                echo 'VERBOSE "much was written"'
                exec yes error >&2
                """),
            other);
    play.started();
    until("much was written", () -> !other.log().isEmpty());
    // The others are served as ever.
    assertEquals(0, outcome("echo NOOP; read -r reply\n").exitStatus());
    play.hangUp();
    errors.hangUp();
    assertEquals("signalled", play.ended().ending());
    assertEquals(64 * 1024, errors.ended().standardError().length());
  }

  @Test
  void silenceEndsARun() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    Stage.Play play = stage.play(stage.program(HEADER + "sleep " + AEONS + "\n"), call);
    Programs.Event.Ended ended = play.ended();
    assertEquals("silent", ended.ending());
    assertEquals(128 + 1, ended.exitStatus());
  }

  @Test
  void rubbishForTooLongEndsARun() throws IOException, InterruptedException {
    assertEquals("rubbish", outcome("while :; do echo rubbish; read -r reply; done\n").ending());
  }

  @Test
  void closedInputAndOutput() throws IOException, InterruptedException {
    assertEquals(0, outcome("exec <&-; echo NOOP; echo NOOP; sleep 0.2\n").exitStatus());
    // Who closes its output but stays is ended; the sandbox around it keeps the output open.
    assertEquals("silent", outcome("exec >&-; sleep " + AEONS + "\n").ending());
  }

  @Test
  void lastCommandsBeforeAnExitCount() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    stage.play(stage.program("#!/bin/sh\nprintf 'ANSWER\\nHANGUP'\n"), call).ended();
    assertEquals(List.of("answer", "hang up"), call.log());
  }

  @Test
  void timeAfterHangUpIsGivenAndNoMore() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    Path program =
        stage.program(
            """
            #!/bin/sh
            trap '' HUP
            while read -r line && [ -n "$line" ]; do :; done
            echo VERBOSE ready; while :; do sleep 0.1; done
            """);
    Stage.Play play = stage.play(program, call, Map.of(), Duration.ofMillis(1500));
    until("it is ready", () -> call.log().contains("note ready"));
    long from = System.nanoTime();
    play.hangUp();
    play.hangUp();
    assertEquals(143, play.ended().exitStatus());
    long millis = (System.nanoTime() - from) / 1_000_000;
    assertTrue(millis >= 1400, "ended after " + millis);
  }

  @Test
  void agiSighupNoIsObeyed() throws IOException, InterruptedException {
    Path program =
        stage.program(
            HEADER
                + "echo VERBOSE ready; read -r reply; sleep 0.5; echo 'SET VARIABLE late yes'\n");
    MemoryCall call = new MemoryCall();
    Stage.Play play = stage.play(program, call, Map.of("AGISIGHUP", "no"), Duration.ofSeconds(20));
    until("it is ready", () -> call.log().contains("note ready"));
    play.hangUp();
    assertEquals(0, play.ended().exitStatus());
    assertEquals("yes", call.variable("late").orElseThrow());
  }

  private Programs.Event.Ended readsOnAfterTheHangUp(
      Map<String, String> variables, Duration timeLimit) throws IOException, InterruptedException {
    Path program =
        stage.program(
            "#!/bin/sh\ntrap '' HUP\n"
                + HEADER
                + "echo VERBOSE ready; read -r reply; read -r more || echo closed >&2; exit 4\n");
    MemoryCall call = new MemoryCall();
    Stage.Play play = stage.play(program, call, variables, timeLimit);
    until("it is ready", () -> call.log().contains("note ready"));
    play.hangUp();
    return play.ended();
  }

  @Test
  void agiExitOnHangUpClosesTheConversation() throws IOException, InterruptedException {
    Programs.Event.Ended closed =
        readsOnAfterTheHangUp(Map.of("AGIEXITONHANGUP", "yes"), Duration.ofSeconds(10));
    assertEquals("closed\n", closed.standardError());
    assertEquals("exited", closed.ending());
    assertEquals(4, closed.exitStatus());
    Programs.Event.Ended open = readsOnAfterTheHangUp(Map.of(), Duration.ofMillis(500));
    assertEquals("", open.standardError());
    assertEquals(143, open.exitStatus());
  }

  @Test
  void hangUpBeforeTheStartIsNotLost() throws IOException, InterruptedException {
    List<Stage.Play> plays = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Stage.Play play = stage.play(stage.program(HEADER + "sleep " + AEONS + "\n"));
      play.hangUp();
      plays.add(play);
    }
    for (Stage.Play play : plays) {
      assertNotEquals(
          128 + 15, play.ended().exitStatus(), "only what it does not heed is followed");
    }
    until("all are gone", () -> !Stage.anyProcess(AEONS));
  }

  @Test
  void threeHundredAtOnce(@TempDir Path folder) throws IOException, InterruptedException {
    // So many may well take their time to start, and then be silent for two seconds each.
    var settings = new AgiPrograms.Settings(Stage.PATIENCE, Stage.PATIENCE, 400);
    try (Stage patient = new Stage(folder, settings)) {
      Path program =
          patient.program(HEADER + "echo 'WAIT FOR DIGIT 60000'; read -r reply; exit 5\n");
      List<Stage.Play> plays = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        plays.add(patient.play(program));
      }
      for (Stage.Play play : plays) {
        play.started();
      }
      assertEquals(300, patient.programs().running());
      for (Stage.Play play : plays) {
        play.call().press("1");
      }
      for (Stage.Play play : plays) {
        assertEquals(5, play.ended().exitStatus());
      }
    }
  }
}
