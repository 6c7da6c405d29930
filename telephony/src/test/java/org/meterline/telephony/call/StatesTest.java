package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The manual's tables of states are the states there are, and calls come through all of them. */
class StatesTest {
  private static final Path MANUAL = Path.of("../docs/manual/calls.md");

  private static List<String> told(String chapter) throws IOException {
    String manual = Files.readString(MANUAL);
    int from = manual.indexOf("## " + chapter);
    int end = manual.indexOf("\n## ", from + 1);
    Matcher row =
        Pattern.compile("(?m)^\\| ([A-Z]+) \\| .+ \\|$")
            .matcher(manual.substring(from, end < 0 ? manual.length() : end));
    return row.results().map(found -> found.group(1)).toList();
  }

  private static List<String> names(Enum<?>[] states) {
    return Arrays.stream(states).map(Enum::name).toList();
  }

  @Test
  void theManualTellsThemAll() throws IOException {
    assertEquals(names(CallState.values()), told("What a call is doing"));
    assertEquals(names(LegState.values()), told("What a leg is doing"));
  }

  @Test
  void callsComeThroughAllOfThem() {
    List<LadderEntry> ladder = new ArrayList<>();
    World talk = new World();
    talk.dials("102");
    talk.calleeSays(new Signalling.Event.Progress(180, null));
    talk.calleeAnswers();
    talk.verb(new Verb.Transfer(new Verb.To("+49301", Duration.ofSeconds(20), null)));
    talk.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    talk.verb(new Verb.Hold(Verb.End.Side.CALLEE, List.of()));
    talk.callerHangsUp();
    ladder.addAll(talk.only(CallFact.Ended.class).ladder());
    World steered = new World();
    steered.dials("500");
    steered.callerHangsUp();
    steered.programEnds(0, "exited");
    ladder.addAll(steered.only(CallFact.Ended.class).ladder());
    World asked = new World();
    asked.asksFor("102", "+49301");
    asked.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    ladder.addAll(asked.only(CallFact.Ended.class).ladder());

    Set<CallState> calls = EnumSet.noneOf(CallState.class);
    Set<LegState> legs = EnumSet.noneOf(LegState.class);
    for (LadderEntry entry : ladder) {
      String[] way = entry.title().split(" → ");
      for (String state : way.length == 2 ? way : new String[0]) {
        if (entry.leg() == null) {
          calls.add(CallState.valueOf(state));
        } else {
          legs.add(LegState.valueOf(state));
        }
      }
    }
    assertEquals(EnumSet.allOf(CallState.class), calls);
    assertEquals(EnumSet.allOf(LegState.class), legs);
  }
}
