package org.meterline.telephony.modem;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * What comes from a modem, as lines: bytes in whatever pieces, CR and LF in whatever number, with
 * or without an echo of what was sent (V.250, sections 5.2.3, 5.7 and 6.2.4). Line noise is passed
 * over, and no line grows without bounds. Pure, for one thread.
 */
final class AtChannel {
  /** Longer than a message of 27.005 in hexadecimal (2 · 176 characters) or any list. */
  static final int LONGEST = 2048;

  private static final int MOST_ECHOES = 4;

  private final Consumer<AtLine> lines;
  private final StringBuilder line = new StringBuilder();
  private final Deque<String> echoes = new ArrayDeque<>();
  private boolean tooLong;

  AtChannel(Consumer<AtLine> lines) {
    this.lines = lines;
  }

  /** This was sent, and may come back. */
  void sent(String text) {
    echoes.addLast(text.strip());
    if (echoes.size() > MOST_ECHOES) {
      echoes.removeFirst();
    }
  }

  /** Takes the next bytes. */
  void take(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      take((char) (bytes[i] & 0xFF));
    }
  }

  private void take(char c) {
    if (c == '\r' || c == '\n') {
      end();
    } else if (c >= ' ' && c < 0x7F) {
      if (line.length() < LONGEST) {
        line.append(c);
      } else {
        tooLong = true;
      }
      // A prompt has no end of line.
      if (line.length() == 2 && line.charAt(0) == '>' && c == ' ') {
        line.setLength(0);
        lines.accept(new AtLine.Prompt("> "));
      }
    }
  }

  private void end() {
    String text = line.toString().strip();
    boolean whole = !tooLong;
    line.setLength(0);
    tooLong = false;
    if (whole && !text.isEmpty() && !echo(text)) {
      lines.accept(text.equals(">") ? new AtLine.Prompt(text) : AtLine.of(text));
    }
  }

  /** What was sent before it comes back no more. */
  private boolean echo(String text) {
    for (Iterator<String> each = echoes.iterator(); each.hasNext(); ) {
      if (each.next().equals(text)) {
        each.remove();
        return true;
      }
    }
    return false;
  }

  /** Forgets what came in part: the line is another one now. */
  void reset() {
    line.setLength(0);
    tooLong = false;
    echoes.clear();
  }
}
