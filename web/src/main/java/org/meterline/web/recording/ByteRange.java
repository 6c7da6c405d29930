package org.meterline.web.recording;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The octets that a request wants (RFC 9110, section 14.1.2): one range; several, or what cannot be
 * read, are as if nothing was asked.
 *
 * @param first of the file's octets, {@code last} inclusive
 */
record ByteRange(long first, long last) {
  private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** What a header asks for of a file; empty for the whole of it. */
  static Optional<ByteRange> of(@Nullable String header, long size) {
    Matcher m = ONE.matcher(header == null ? "" : header.strip());
    if (!m.matches() || (m.group(1).isEmpty() && m.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (m.group(1).isEmpty()) {
      long tail = Long.parseLong(m.group(2));
      return Optional.of(new ByteRange(tail == 0 ? size : Math.max(0, size - tail), size - 1));
    }
    long first = Long.parseLong(m.group(1));
    long last = m.group(2).isEmpty() ? size - 1 : Long.parseLong(m.group(2));
    return last < first && !m.group(2).isEmpty()
        ? Optional.empty()
        : Optional.of(new ByteRange(first, Math.min(last, size - 1)));
  }

  /** Whether there is anything of it. */
  boolean satisfiable(long size) {
    return first < size;
  }

  long length() {
    return last - first + 1;
  }
}
