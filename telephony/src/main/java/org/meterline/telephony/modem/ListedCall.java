package org.meterline.telephony.modem;

import org.jspecify.annotations.Nullable;

/**
 * A call as a module lists it (3GPP TS 27.007, section 7.18): {@code +CLCC:
 * <id>,<dir>,<stat>,<mode>,<mpty>[,<number>,<type>…]}. An LTE module's data session may be listed
 * as a call, too, and before those that speak.
 *
 * @param incoming whether the far end calls: {@code <dir>} is 1
 * @param status 0 is active, 2 dialled, 3 rings at the far end, 4 rings here, 5 waits
 * @param mode 0 is voice, 1 data, 2 fax
 */
record ListedCall(boolean incoming, int status, int mode) {
  private static final int VOICE = 0;
  private static final int WAITING = 5;

  /** The call; null if the line cannot be read. */
  static @Nullable ListedCall of(AtLine.Info line) {
    int direction = line.number(1);
    int status = line.number(2);
    int mode = line.number(3);
    boolean read =
        line.prefix().equals("+CLCC")
            && line.number(0) >= 0
            && (direction == 0 || direction == 1)
            && status >= 0
            && mode >= 0;
    return read ? new ListedCall(direction == 1, status, mode) : null;
  }

  /**
   * Whether it can be the one call that speaks, which never waits for another. Its number tells
   * nothing: networks write it in their own way, or leave it out.
   */
  boolean isOurs(boolean comes) {
    return mode == VOICE && incoming == comes && status != WAITING;
  }
}
