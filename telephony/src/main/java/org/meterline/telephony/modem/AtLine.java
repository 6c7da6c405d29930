package org.meterline.telephony.modem;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** One line that a modem says (V.250, section 5.7), sorted by what it looks like. */
sealed interface AtLine {
  /** As the modem said it. */
  String text();

  /** {@code OK}, {@code CONNECT}, {@code ERROR}, {@code +CME ERROR: 30}: a command is done. */
  record Final(boolean ok, String text) implements AtLine {}

  /** {@code NO CARRIER} and the like: ends a command that dials or answers, or tells of a call. */
  record CallOver(String text) implements AtLine {}

  /** {@code +CSQ: 20,99}. */
  record Info(String prefix, String rest, String text) implements AtLine {
    /** The parts between commas, without quotation marks; commas within them part nothing. */
    List<String> parts() {
      List<String> parts = new ArrayList<>();
      StringBuilder part = new StringBuilder();
      boolean quoted = false;
      for (int i = 0; i < rest.length(); i++) {
        char c = rest.charAt(i);
        if (c == '"') {
          quoted = !quoted;
        } else if (c == ',' && !quoted) {
          parts.add(part.toString().strip());
          part.setLength(0);
        } else {
          part.append(c);
        }
      }
      parts.add(part.toString().strip());
      return parts;
    }

    /** The part as a number; -1 if there is none. */
    int number(int which) {
      List<String> parts = parts();
      String part = which < parts.size() ? parts.get(which) : "";
      return part.matches("\\d{1,9}") ? Integer.parseInt(part) : -1;
    }
  }

  /** Anything else, for example {@code RING} or the name of the maker. */
  record Text(String text) implements AtLine {}

  /** {@code >}: what is to be sent is awaited (3GPP TS 27.005, section 3.5.1). */
  record Prompt(String text) implements AtLine {}

  Set<String> CALL_OVER =
      Set.of("NO CARRIER", "BUSY", "NO ANSWER", "NO DIALTONE", "NO DIAL TONE", "DELAYED");

  /** Who calls an analogue line, formatted (V.253, {@code +VCID=1}). */
  Pattern CALLER = Pattern.compile("(DATE|TIME|NMBR|NAME|MESG|DDN_NMBR)\\s*=\\s*(.*)");

  /** The memory for messages is full: some modules say so when one comes (27.005, 3.2.5). */
  String MEMORY_FULL = "+CMS ERROR: 322";

  /** Sorts a line. */
  static AtLine of(String text) {
    if (text.equals("OK") || text.equals("CONNECT") || text.equals("VCON")) {
      return new Final(true, text);
    }
    if (text.equals("ERROR")
        || text.startsWith("+CME ERROR")
        || text.startsWith("+CMS ERROR")
        || text.equals("COMMAND NOT SUPPORT")) {
      return new Final(false, text);
    }
    if (CALL_OVER.contains(text)) {
      return new CallOver(text);
    }
    int colon = text.indexOf(':');
    if (colon > 0 && isPrefix(text.substring(0, colon))) {
      return new Info(text.substring(0, colon), text.substring(colon + 1).strip(), text);
    }
    return new Text(text);
  }

  private static boolean isPrefix(String text) {
    char first = text.charAt(0);
    return (first == '+' || first == '^' || first == '*' || first == '$')
        && text.chars().noneMatch(c -> c == ' ' || c == '"');
  }

  /** Whether a modem may say it at any time, whatever it was asked. */
  default boolean isNews() {
    return switch (this) {
      case Final done -> done.text().equals(MEMORY_FULL);
      case Prompt prompt -> false;
      case CallOver over -> true;
      case Info info -> News.PREFIXES.contains(info.prefix()) || info.prefix().startsWith("^");
      case Text plain ->
          News.TEXTS.contains(plain.text())
              || plain.text().startsWith("VOICE CALL")
              || CALLER.matcher(plain.text()).matches();
    };
  }

  /** What modems say of themselves (3GPP TS 27.007 and 27.005, and makers' own). */
  final class News {
    static final Set<String> PREFIXES =
        Set.of(
            "+CRING",
            "+CLIP",
            "+CREG",
            "+CEREG",
            "+CGREG",
            "+CMTI",
            "+CLCC",
            "+CPIN",
            "+CCWA",
            "+DTMF",
            "+RXDTMF",
            "+QTONEDET",
            "+QIND",
            "+CUSD",
            "+CMS",
            "+CSSU",
            "+CSSI",
            "+COLP");
    static final Set<String> TEXTS =
        Set.of("RING", "RDY", "CALL READY", "SMS READY", "SMS DONE", "PB DONE", "POWERED DOWN");

    private News() {}
  }
}
