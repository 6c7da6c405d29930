package org.meterline.telephony.sip;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a stream into messages (RFC 3261, sections 7.5 and 18.3), wherever the pieces it comes in
 * are torn. Without Content-Length a message ends with its head. Where an end cannot be found, or
 * is too far away, nothing that follows can be trusted: a body would be taken for a message. Not
 * safe for many threads.
 */
final class StreamFramer {
  /** Gets what was found, in order. */
  interface Sink {
    /** A whole message. */
    void message(byte[] message);

    /** An empty line twice, which is to be answered with one (RFC 5626, section 3.5.1). */
    void ping();

    /**
     * A message without an end that can be used; nothing comes after it.
     *
     * @param head as far as it was read
     */
    void endless(byte[] head);
  }

  private static final Pattern FOLD = Pattern.compile("\r?\n[ \t]+");

  /** A line ends with LF alone, and nothing is tried twice: strangers write the heads. */
  private static final Pattern LENGTH =
      Pattern.compile("(?imd)^(?:content-length|l)[ \t]*+:([^\n]*+)");

  private static final int UNKNOWN = -1;
  private static final int NONE = -2;

  private final int largest;
  private byte[] held = new byte[1_024];
  private int size;
  private int ofLine;
  private int breaks;
  private int missing;
  private boolean broken;

  /**
   * @param largest bytes of a message, head and body
   */
  StreamFramer(int largest) {
    this.largest = largest;
  }

  /**
   * Takes the next piece.
   *
   * @param count how many of the bytes count
   * @return false once the stream is of no more use
   */
  boolean take(byte[] bytes, int count, Sink sink) {
    int at = 0;
    while (at < count && !broken) {
      if (missing == 0) {
        head(bytes[at++], sink);
      } else {
        int more = Math.min(missing, count - at);
        hold(bytes, at, more);
        at += more;
        missing -= more;
        if (missing == 0) {
          deliver(sink);
        }
      }
    }
    return !broken;
  }

  /** Whether no message has begun that is not at its end. */
  boolean between() {
    return size == 0;
  }

  private void head(byte b, Sink sink) {
    if (size == 0 && (b == '\r' || b == '\n')) {
      if (b == '\n' && ++breaks == 2) {
        breaks = 0;
        sink.ping();
      }
      return;
    }
    breaks = 0;
    if (size == largest) {
      give(sink);
      return;
    }
    hold(new byte[] {b}, 0, 1);
    if (b == '\n') {
      if (ofLine == 0) {
        body(sink);
      }
      ofLine = 0;
    } else if (b != '\r') {
      ofLine++;
    }
  }

  private void body(Sink sink) {
    int length = contentLength(text(held, size));
    if (length == UNKNOWN || length > largest - size) {
      give(sink);
      return;
    }
    missing = Math.max(length, 0);
    if (missing == 0) {
      deliver(sink);
    }
  }

  private void deliver(Sink sink) {
    byte[] message = Arrays.copyOf(held, size);
    size = 0;
    sink.message(message);
  }

  private void give(Sink sink) {
    broken = true;
    sink.endless(Arrays.copyOf(held, size));
  }

  private void hold(byte[] bytes, int from, int count) {
    if (size + count > held.length) {
      held = Arrays.copyOf(held, Math.max(size + count, 2 * held.length));
    }
    System.arraycopy(bytes, from, held, size, count);
    size += count;
  }

  private static String text(byte[] bytes, int count) {
    return new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
  }

  /** {@link #NONE} if it says nothing, {@link #UNKNOWN} if that is no length, or two of them. */
  private static int contentLength(String head) {
    Matcher line = LENGTH.matcher(FOLD.matcher(head).replaceAll(" "));
    Set<String> given = new HashSet<>();
    while (line.find()) {
      given.add(line.group(1).strip());
    }
    if (given.isEmpty()) {
      return NONE;
    }
    String one = given.iterator().next();
    return given.size() == 1 && one.matches("[0-9]{1,9}") ? Integer.parseInt(one) : UNKNOWN;
  }

  /**
   * A message that came alone, with the Content-Length that it may do without (RFC 7118, section
   * 5.3).
   */
  static byte[] alone(byte[] message) {
    String text = text(message, message.length);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0 || contentLength(text.substring(0, end + 2)) != NONE) {
      return message;
    }
    int length = message.length - end - 4;
    String whole = text.substring(0, end) + "\r\nContent-Length: " + length + text.substring(end);
    return whole.getBytes(StandardCharsets.ISO_8859_1);
  }
}
