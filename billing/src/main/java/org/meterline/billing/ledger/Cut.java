package org.meterline.billing.ledger;

import java.util.regex.Pattern;

/**
 * An instant of the database: what was committed by then, and what was not.
 *
 * @param snapshot as PostgreSQL writes it: {@code xmin:xmax:} and what was under way between them
 */
public record Cut(String snapshot) {
  private static final Pattern SNAPSHOT =
      Pattern.compile("(\\d{1,18}):(\\d{1,18}):((?:\\d{1,18}(?:,\\d{1,18})*)?)");

  /**
   * @throws IllegalArgumentException when it is none: the database would not read it either
   */
  public Cut {
    var parts = SNAPSHOT.matcher(snapshot);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no snapshot");
    }
    long last = Long.parseLong(parts.group(1));
    long end = Long.parseLong(parts.group(2));
    boolean right = last > 0 && last <= end;
    if (!parts.group(3).isEmpty()) {
      for (var part : parts.group(3).split(",", -1)) {
        long id = Long.parseLong(part);
        right &= id >= last && id < end;
        last = id;
      }
    }
    if (!right) {
      throw new IllegalArgumentException("no snapshot");
    }
  }
}
