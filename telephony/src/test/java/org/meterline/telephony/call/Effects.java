package org.meterline.telephony.call;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every call to a port passes here: it is counted and written down, and the one named fails. */
final class Effects {
  final List<String> log = new ArrayList<>();

  /** The number of port calls up to now, and which of them fails (0: none). */
  int count;

  int failing;

  /** What the next call to a port of this name fails with: something nobody catches. */
  @Nullable String fatal;

  synchronized void happens(String what) {
    count++;
    log.add(what);
    if (what.equals(fatal)) {
      fatal = null;
      throw new LinkageError("the test breaks this: " + what);
    }
    if (count == failing) {
      throw new IllegalStateException("the test lets this fail: " + what);
    }
  }
}
