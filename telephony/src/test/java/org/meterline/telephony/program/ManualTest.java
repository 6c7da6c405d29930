package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.Programs;

/** The manual's example does what the manual says, and its table has every command. */
class ManualTest {
  private static final Path MANUAL = Path.of("../docs/manual/programs.md");

  @Test
  void exampleRunsAsItStands(@TempDir Path folder) throws IOException, InterruptedException {
    String manual = Files.readString(MANUAL);
    String fence = "```sh\n";
    int from = manual.indexOf(fence) + fence.length();
    String example = manual.substring(from, manual.indexOf("```", from));
    try (Stage stage = new Stage(folder, AgiPrograms.Settings.USUAL, AgiPrograms::shipped)) {
      MemoryCall call = new MemoryCall();
      call.press("2026");
      Programs.Event.Ended ended = stage.play(stage.program(example), call).ended();
      assertEquals("the dial ended with 1 (ANSWER)\n", ended.standardError());
      assertEquals(List.of("answer", "gather enter-digit", "dial 102 30", "hang up"), call.log());
    }
  }

  @Test
  void tableHasEveryCommand() throws IOException {
    String manual = Files.readString(MANUAL);
    for (AgiCommand command : AgiCommand.values()) {
      assertTrue(
          manual.contains("| `" + command.name().replace('_', ' ')), command + " is missing");
    }
  }
}
