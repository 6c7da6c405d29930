package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.sip.Sipp;

/**
 * A peer written elsewhere that knows no telephone events presses all sixteen keys in its audio,
 * made by sox: a program is told each.
 */
class InBandDigitsTest {
  private static final String DIGITS = "123A456B789C*0#D";
  private static final int[] LOW = {697, 770, 852, 941};
  private static final int[] HIGH = {1209, 1336, 1477, 1633};

  @TempDir Path folder = Path.of("");

  @Test
  void aProgramIsToldOfEachKey() throws Exception {
    try (var house = new House(folder.resolve("house"))) {
      house.shell(
          "800",
          "while read -r line && [ -n \"$line\" ]; do :; done",
          "echo ANSWER; read -r reply",
          "for key in $(seq 16); do",
          "  echo WAIT FOR DIGIT 10000; read -r reply; echo \"${reply#*result=}\" >&2",
          "done",
          "echo HANGUP; read -r reply");
      try (var caller =
          Sipp.scenario("uac-tones.xml")
              .to(house.port())
              .user("101", House.password("101"))
              .set("domain", House.DOMAIN)
              .set("to", "800")
              .option("-mi", "127.0.0.1")
              .file("said.al", keys())
              .start()) {
        caller.succeeds(1);
      }
      var ended = House.only(house.call("800"), CallFact.ProgramEnded.class);
      String told =
          ended
              .standardError()
              .lines()
              .map(code -> Character.toString(Integer.parseInt(code.strip())))
              .collect(Collectors.joining());
      assertEquals(DIGITS, told);
    }
  }

  /** A second of silence, and each key for 100 ms and a pause as long. */
  private Path keys() throws Exception {
    Path all = folder.resolve("keys.al");
    var command =
        new ArrayList<>(List.of("sox", "-n", "-r", "8000", "-c", "1", "-t", "al", all.toString()));
    command.addAll(List.of("trim", "0", "1"));
    for (int i = 0; i < DIGITS.length(); i++) {
      command.addAll(
          List.of(
              (": synth 0.1 sine "
                      + LOW[i / 4]
                      + " synth 0.1 sine mix "
                      + HIGH[i % 4]
                      + " gain -6 pad 0 0.1")
                  .split(" ")));
    }
    Process sox = new ProcessBuilder(command).inheritIO().start();
    assertEquals(0, sox.waitFor());
    return all;
  }
}
