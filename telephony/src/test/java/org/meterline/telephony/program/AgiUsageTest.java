package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each command says to arguments that make no sense. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgiUsageTest {
  private Stage stage;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    stage = new Stage(folder);
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  /**
   * @param usage the line between the first and the last
   * @param wrong lines that get it; none for a command that takes whatever comes
   * @param more a line with more than it needs, which is right
   */
  private record Expected(String usage, List<String> wrong, String more) {}

  private static Expected expected(AgiCommand command) {
    return switch (command) {
      case ANSWER -> new Expected("Usage: ANSWER", List.of(), "ANSWER at once");
      case CHANNEL_STATUS ->
          new Expected(
              "Usage: CHANNEL STATUS [<channelname>]",
              List.of("CHANNEL STATUS one two"),
              "CHANNEL STATUS one");
      case EXEC ->
          new Expected(
              "Usage: EXEC <application> [<options>]", List.of("EXEC"), "EXEC Wait 0 and more");
      case GET_DATA ->
          new Expected(
              "Usage: GET DATA <file> [<timeout in ms>] [<most digits>]",
              List.of("GET DATA"),
              "GET DATA welcome 1 1 and more");
      case GET_VARIABLE ->
          new Expected(
              "Usage: GET VARIABLE <variablename>",
              List.of("GET VARIABLE", "GET VARIABLE one two"),
              "GET VARIABLE one");
      case HANGUP ->
          new Expected("Usage: HANGUP [<channelname>]", List.of("HANGUP one two"), "HANGUP one");
      case NOOP -> new Expected("Usage: NOOP [<text>]", List.of(), "NOOP this and that");
      case RECORD_FILE ->
          new Expected(
              "Usage: RECORD FILE <file> <format> <escape digits> <timeout in ms> [<offset>] [BEEP]"
                  + " [s=<silence in s>]",
              List.of("RECORD FILE", "RECORD FILE a wav #", "RECORD FILE a wav # soon"),
              "RECORD FILE a wav # 1000 0 BEEP s=2");
      case SET_MUSIC ->
          new Expected(
              "Usage: SET MUSIC <on|off> [<class>]",
              List.of("SET MUSIC"),
              "SET MUSIC on default and more");
      case SAY_ALPHA ->
          new Expected(
              "Usage: SAY ALPHA <text> <escape digits>",
              List.of("SAY ALPHA", "SAY ALPHA a", "SAY ALPHA a # more"),
              "SAY ALPHA \"a b\" #");
      case SAY_DATE ->
          new Expected(
              "Usage: SAY DATE <seconds since 1970> <escape digits>",
              List.of("SAY DATE", "SAY DATE today #", "SAY DATE 1 # more"),
              "SAY DATE 1x #");
      case SAY_DATETIME ->
          new Expected(
              "Usage: SAY DATETIME <seconds since 1970> <escape digits> [<format>] [<time zone>]",
              List.of("SAY DATETIME 1", "SAY DATETIME now #", "SAY DATETIME 1 # IMp Moon/Crater"),
              "SAY DATETIME 1 # IMp Europe/Berlin");
      case SAY_DIGITS ->
          new Expected(
              "Usage: SAY DIGITS <number> <escape digits>",
              List.of("SAY DIGITS", "SAY DIGITS 1", "SAY DIGITS one #", "SAY DIGITS 1 # more"),
              "SAY DIGITS 1x #");
      case SAY_NUMBER ->
          new Expected(
              "Usage: SAY NUMBER <number> <escape digits> [<gender>]",
              List.of("SAY NUMBER", "SAY NUMBER 1", "SAY NUMBER one #", "SAY NUMBER 1 # f more"),
              "SAY NUMBER 1x # f");
      case SAY_PHONETIC ->
          new Expected(
              "Usage: SAY PHONETIC <text> <escape digits>",
              List.of("SAY PHONETIC", "SAY PHONETIC a", "SAY PHONETIC a # more"),
              "SAY PHONETIC a #");
      case SAY_TIME ->
          new Expected(
              "Usage: SAY TIME <seconds since 1970> <escape digits>",
              List.of("SAY TIME", "SAY TIME now #", "SAY TIME 1 # more"),
              "SAY TIME 1x #");
      case SET_CALLERID ->
          new Expected("Usage: SET CALLERID <number>", List.of(), "SET CALLERID +491 and more");
      case SET_VARIABLE ->
          new Expected(
              "Usage: SET VARIABLE <variablename> <value>",
              List.of("SET VARIABLE", "SET VARIABLE one", "SET VARIABLE one two three"),
              "SET VARIABLE one \"two three\"");
      case STREAM_FILE ->
          new Expected(
              "Usage: STREAM FILE <file> <escape digits> [<sample offset>]",
              List.of(
                  "STREAM FILE",
                  "STREAM FILE welcome",
                  "STREAM FILE welcome # soon",
                  "STREAM FILE welcome # 1 2"),
              "STREAM FILE welcome # 1x");
      case VERBOSE ->
          new Expected(
              "Usage: VERBOSE <message> [<level>]", List.of("VERBOSE"), "VERBOSE one 2 three");
      case WAIT_FOR_DIGIT ->
          new Expected(
              "Usage: WAIT FOR DIGIT <timeout in ms, -1 for ever>",
              List.of("WAIT FOR DIGIT", "WAIT FOR DIGIT soon", "WAIT FOR DIGIT 1 2"),
              "WAIT FOR DIGIT 1x");
    };
  }

  @ParameterizedTest
  @EnumSource
  void wrongArgumentsGetTheUsage(AgiCommand command) throws IOException, InterruptedException {
    Expected expected = expected(command);
    List<String> lines = new ArrayList<>(expected.wrong());
    List<String> replies = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      replies.addAll(
          List.of(
              "520-Invalid command syntax.  Proper usage follows:",
              expected.usage(),
              "520 End of proper usage."));
    }
    lines.add(expected.more());
    List<String> told = stage.replies(new MemoryCall(), lines.toArray(String[]::new));
    assertEquals(replies, told.subList(0, told.size() - 1));
    assertEquals("200 result=", told.getLast().substring(0, 11));
    assertEquals(expected.usage(), command.usage());
  }
}
