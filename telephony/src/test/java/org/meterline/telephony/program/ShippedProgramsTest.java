package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.Programs;
import org.meterline.telephony.call.Verb;

/** The programs that come with Meterline, as they come, with the prompts that come with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShippedProgramsTest {
  private Stage stage;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    stage = new Stage(folder, AgiPrograms.Settings.USUAL, AgiPrograms::shipped);
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  private Stage.Play play(String name, MemoryCall call, Map<String, String> variables)
      throws IOException {
    Path program = stage.program(Files.readString(Path.of("src/main/programs").resolve(name)));
    return stage.play(program, call, variables, Duration.ofSeconds(20));
  }

  private List<String> log(String name, MemoryCall call, Map<String, String> variables)
      throws IOException, InterruptedException {
    Programs.Event.Ended ended = play(name, call, variables).ended();
    assertEquals("", ended.standardError());
    assertEquals(0, ended.exitStatus());
    return call.log();
  }

  @ParameterizedTest
  @ValueSource(strings = {"welcome.sh", "welcome.pl"})
  void dialsTheOtherDesk(String name) throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    call.press("91");
    assertEquals(
        List.of(
            "answer",
            "play welcome",
            "gather enter-digit",
            "play invalid",
            "gather enter-digit",
            "play connecting",
            "dial 102 30",
            "play thank-you",
            "play goodbye",
            "hang up"),
        log(name, call, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"welcome.sh", "welcome.pl"})
  void dialsOutsideAndSaysWhatWentWrong(String name) throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    call.press("2");
    call.dialEndsWith(Verb.Dialled.unanswered("BUSY", 486, "Busy Here"));
    assertEquals(
        List.of(
            "answer",
            "play welcome",
            "play connecting",
            "dial +4930999 30",
            "play no-answer",
            "play goodbye",
            "hang up"),
        log(name, call, Map.of("OUTSIDE", "+4930999")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"welcome.sh", "welcome.pl"})
  void endsWithTheCall(String name) throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    Stage.Play play = play(name, call, Map.of());
    until("it asks", () -> call.log().contains("gather enter-digit"));
    play.hangUp();
    assertEquals(0, play.ended().exitStatus());
  }
}
