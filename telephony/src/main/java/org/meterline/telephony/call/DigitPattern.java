package org.meterline.telephony.call;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What digits may look like: the part of regular expressions that takes no more time than text
 * times pattern, whoever wrote it. Alternatives ({@code |}) of rows of digits, {@code .}, {@code
 * [0-4*]}, {@code [^0]}, each with {@code ?}, <code>*</code>, {@code +}, <code>{2}</code>, <code>
 * {2,}</code> or <code>{2,5}</code>. All of the text has to match. A star that is a key is written
 * {@code [*]}.
 */
public final class DigitPattern {
  /** Anything. */
  public static final DigitPattern ANY = parse(".*");

  private static final String KEYS = "0123456789*#ABCD";
  private static final int LONGEST = 128;
  private static final int MOST_TIMES = 128;

  private final String text;
  private final List<List<Part>> alternatives = new ArrayList<>();
  private int at;

  private record Part(String keys, int least, int most) {}

  private DigitPattern(String text) {
    this.text = text;
    do {
      alternatives.add(row());
    } while (at++ < text.length());
  }

  /**
   * @throws IllegalArgumentException with what is wrong in it
   */
  public static DigitPattern parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("a pattern has " + LONGEST + " characters at most");
    }
    return new DigitPattern(text);
  }

  private List<Part> row() {
    List<Part> parts = new ArrayList<>();
    while (at < text.length() && text.charAt(at) != '|') {
      parts.add(times(keys()));
    }
    return parts;
  }

  private String keys() {
    char c = text.charAt(at++);
    if (c == '.') {
      return KEYS;
    }
    if (c == '[') {
      return oneOf();
    }
    if (c == '*' || KEYS.indexOf(c) < 0) {
      throw wrong(c);
    }
    return String.valueOf(c);
  }

  private String oneOf() {
    int end = text.indexOf(']', at);
    if (end < 0) {
      throw new IllegalArgumentException("a [ in the pattern is not closed");
    }
    boolean not = text.charAt(at) == '^';
    StringBuilder listed = new StringBuilder();
    for (int i = not ? at + 1 : at; i < end; i++) {
      int from = KEYS.indexOf(text.charAt(i));
      int to = from;
      if (i + 2 < end && text.charAt(i + 1) == '-') {
        to = KEYS.indexOf(text.charAt(i + 2));
        i += 2;
      }
      if (from < 0 || to < from) {
        throw wrong(text.charAt(i));
      }
      listed.append(KEYS, from, to + 1);
    }
    at = end + 1;
    if (!not) {
      return listed.toString();
    }
    StringBuilder others = new StringBuilder();
    for (int i = 0; i < KEYS.length(); i++) {
      if (listed.indexOf(KEYS.substring(i, i + 1)) < 0) {
        others.append(KEYS.charAt(i));
      }
    }
    return others.toString();
  }

  private Part times(String keys) {
    char sign = at == text.length() ? '|' : text.charAt(at);
    if (sign == '{') {
      return counted(keys);
    }
    if (sign == '?' || sign == '*' || sign == '+') {
      at++;
    }
    return switch (sign) {
      case '?' -> new Part(keys, 0, 1);
      case '*' -> new Part(keys, 0, Integer.MAX_VALUE);
      case '+' -> new Part(keys, 1, Integer.MAX_VALUE);
      default -> new Part(keys, 1, 1);
    };
  }

  private Part counted(String keys) {
    int end = text.indexOf('}', at);
    if (end < 0) {
      throw new IllegalArgumentException("a { in the pattern is not closed");
    }
    String[] counts = text.substring(at + 1, end).split(",", -1);
    at = end + 1;
    int least = count(counts[0]);
    int most =
        counts.length == 1 ? least : counts[1].isEmpty() ? Integer.MAX_VALUE : count(counts[1]);
    if (counts.length > 2 || most < least) {
      throw new IllegalArgumentException("not a number of times: {" + String.join(",", counts));
    }
    return new Part(keys, least, most);
  }

  private static int count(String text) {
    if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > MOST_TIMES) {
      throw new IllegalArgumentException("not a number of times: " + text);
    }
    return Integer.parseInt(text);
  }

  private static IllegalArgumentException wrong(char c) {
    return new IllegalArgumentException("a pattern of digits has no " + c);
  }

  /** Whether all of the digits are as it says. */
  public boolean matches(String digits) {
    return alternatives.stream().anyMatch(row -> matches(row, digits));
  }

  private static boolean matches(List<Part> row, String digits) {
    BitSet reached = new BitSet();
    reached.set(0);
    for (Part part : row) {
      BitSet next = new BitSet();
      for (int from = reached.nextSetBit(0); from >= 0; from = reached.nextSetBit(from + 1)) {
        for (int count = 0, to = from; count <= part.most(); count++, to++) {
          if (count >= part.least()) {
            next.set(to);
          }
          if (to == digits.length() || part.keys().indexOf(digits.charAt(to)) < 0) {
            break;
          }
        }
      }
      reached = next;
    }
    return reached.get(digits.length());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DigitPattern pattern && pattern.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
