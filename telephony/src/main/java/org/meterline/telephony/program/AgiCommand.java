package org.meterline.telephony.program;

import java.util.List;
import java.util.Optional;

/** The AGI commands there are. */
enum AgiCommand {
  ANSWER("ANSWER", "", false),
  CHANNEL_STATUS("CHANNEL STATUS", "[<channelname>]", false),
  EXEC("EXEC", "<application> [<options>]", true),
  GET_DATA("GET DATA", "<file> [<timeout in ms>] [<most digits>]", false),
  GET_VARIABLE("GET VARIABLE", "<variablename>", true),
  HANGUP("HANGUP", "[<channelname>]", false),
  NOOP("NOOP", "[<text>]", true),
  RECORD_FILE(
      "RECORD FILE",
      "<file> <format> <escape digits> <timeout in ms> [<offset>] [BEEP] [s=<silence in s>]",
      false),
  SAY_ALPHA("SAY ALPHA", "<text> <escape digits>", false),
  SAY_DATE("SAY DATE", "<seconds since 1970> <escape digits>", false),
  SAY_DATETIME(
      "SAY DATETIME", "<seconds since 1970> <escape digits> [<format>] [<time zone>]", false),
  SAY_DIGITS("SAY DIGITS", "<number> <escape digits>", false),
  SAY_NUMBER("SAY NUMBER", "<number> <escape digits> [<gender>]", false),
  SAY_PHONETIC("SAY PHONETIC", "<text> <escape digits>", false),
  SAY_TIME("SAY TIME", "<seconds since 1970> <escape digits>", false),
  SET_CALLERID("SET CALLERID", "<number>", false),
  SET_MUSIC("SET MUSIC", "<on|off> [<class>]", false),
  SET_VARIABLE("SET VARIABLE", "<variablename> <value>", true),
  STREAM_FILE("STREAM FILE", "<file> <escape digits> [<sample offset>]", false),
  VERBOSE("VERBOSE", "<message> [<level>]", true),
  WAIT_FOR_DIGIT("WAIT FOR DIGIT", "<timeout in ms, -1 for ever>", false);

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> words;

  private final String arguments;
  private final boolean dead;

  AgiCommand(String words, String arguments, boolean dead) {
    this.words = List.of(words.split(" "));
    this.arguments = arguments;
    this.dead = dead;
  }

  /** Whether it still means something when the caller has hung up. */
  boolean worksWhenDead() {
    return dead;
  }

  /** How many words its name has. */
  int length() {
    return words.size();
  }

  String usage() {
    return ("Usage: " + String.join(" ", words) + " " + arguments).strip();
  }

  /** The command that the words begin with, upper or lower case. */
  static Optional<AgiCommand> of(List<String> line) {
    for (AgiCommand command : values()) {
      if (line.size() >= command.words.size() && command.begins(line)) {
        return Optional.of(command);
      }
    }
    return Optional.empty();
  }

  private boolean begins(List<String> line) {
    for (int i = 0; i < words.size(); i++) {
      if (!words.get(i).equalsIgnoreCase(line.get(i))) {
        return false;
      }
    }
    return true;
  }
}
