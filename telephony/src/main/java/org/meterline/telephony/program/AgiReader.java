package org.meterline.telephony.program;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Reads command lines. What is no text becomes replacement characters; too long a line is eaten.
 */
final class AgiReader {
  /** As long as Asterisk's buffer. */
  static final int LONGEST_LINE = 8191;

  sealed interface Input {
    /** A command, without its line end. */
    record Line(String text) implements Input {}

    /** A line that was too long; all of it was dropped. */
    record TooLong() implements Input {}

    /** Nothing came within the time. */
    record Silence() implements Input {}

    /** The program closed its standard output or is gone. */
    record End() implements Input {}
  }

  private final AgiPipe pipe;
  private final byte[] chunk = new byte[8192];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int next;
  private int filled;
  private boolean tooLong;

  AgiReader(AgiPipe pipe) {
    this.pipe = pipe;
  }

  /** The next line; what stands unfinished at the end counts as one. */
  Input read(Duration timeout) throws InterruptedException {
    while (true) {
      while (next < filled) {
        byte b = chunk[next++];
        if (b == '\n') {
          return line();
        }
        if (line.size() < LONGEST_LINE) {
          line.write(b);
        } else {
          tooLong = true;
        }
      }
      int read = pipe.read(chunk, timeout);
      if (read < 0) {
        return line.size() > 0 ? line() : new Input.End();
      }
      if (read == 0) {
        return new Input.Silence();
      }
      next = 0;
      filled = read;
    }
  }

  private Input line() {
    String text = line.toString(StandardCharsets.UTF_8);
    boolean dropped = tooLong;
    line.reset();
    tooLong = false;
    if (dropped) {
      return new Input.TooLong();
    }
    return new Input.Line(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }
}
