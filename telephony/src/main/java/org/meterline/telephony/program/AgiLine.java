package org.meterline.telephony.program;

import java.util.ArrayList;
import java.util.List;

/** Splits a command line into words exactly as Asterisk does, quirks included. */
final class AgiLine {
  private static final int MOST_WORDS = 127;

  private AgiLine() {}

  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean escaped = false;
    boolean between = true;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean literal = escaped || !(c == '"' || c == '\\' || (!quoted && (c == ' ' || c == '\t')));
      if (literal) {
        if (between && words.size() >= MOST_WORDS) {
          break;
        }
        between = false;
        word.append(c);
        escaped = false;
      } else if (c == '"') {
        quoted = !quoted;
        // A quote after white space begins a word, so "" is an empty one.
        between = between && !quoted;
      } else if (c == '\\') {
        escaped = true;
      } else {
        if (!between) {
          words.add(word.toString());
          word.setLength(0);
        }
        between = true;
      }
    }
    if (!between) {
      words.add(word.toString());
    }
    return words;
  }
}
