package org.meterline.telephony.program;

import java.util.regex.Pattern;

/**
 * A caller id as Asterisk reads it: {@code "Ada" <+4930555101>}, a number alone, or a name alone.
 *
 * @param name empty when there is none
 * @param number empty when there is none; without blanks, brackets and hyphens
 */
record CallerIdText(String name, String number) {
  private static final Pattern NUMBER = Pattern.compile("[0-9*#+]+");

  static CallerIdText parse(String text) {
    String whole = text.strip();
    String inner = unquoted(whole);
    int open = inner.lastIndexOf('<');
    if (open >= 0) {
      String number = inner.substring(open + 1);
      int close = number.lastIndexOf('>');
      return new CallerIdText(
          unescaped(unquoted(inner.substring(0, open))),
          shrunk(close < 0 ? number : number.substring(0, close)));
    }
    String number = shrunk(inner);
    boolean isNumber = inner.equals(whole) && NUMBER.matcher(number).matches();
    return isNumber ? new CallerIdText("", number) : new CallerIdText(unescaped(inner), "");
  }

  /** Without what people put into numbers to read them: blanks, brackets, hyphens, dots. */
  static String shrunk(String number) {
    StringBuilder kept = new StringBuilder();
    int brackets = 0;
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
      boolean dropped =
          switch (c) {
            case '(', ' ', ')' -> true;
            case '-' -> brackets == 0;
            case '.' -> i < number.length() - 1;
            default -> false;
          };
      if (!dropped) {
        kept.append(c);
      }
    }
    return kept.toString();
  }

  private static String unquoted(String text) {
    String plain = text.strip();
    return plain.length() > 1 && plain.startsWith("\"") && plain.endsWith("\"")
        ? plain.substring(1, plain.length() - 1)
        : plain;
  }

  private static String unescaped(String text) {
    return text.replaceAll("\\\\(.)", "$1");
  }
}
