package org.meterline.telephony.identity;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Signatures that came, while they are fresh, each with its call. Safe for many threads. */
final class Replays {
  private static final int MOST = 200_000;

  private record Seen(String call, long until) {}

  private final LongSupplier nanos;
  private final long kept;
  private final Map<String, Seen> seen = new LinkedHashMap<>();

  Replays(Duration kept, LongSupplier nanos) {
    this.kept = kept.toNanos();
    this.nanos = nanos;
  }

  /**
   * Whether the signature came with another call; if not, it is this one's.
   *
   * @param call its Call-ID: forks of one call share it
   */
  synchronized boolean isReplay(String signature, String call) {
    long now = nanos.getAsLong();
    var eldest = seen.values().iterator();
    while (eldest.hasNext()) {
      if (eldest.next().until() - now > 0 && seen.size() < MOST) {
        break;
      }
      eldest.remove();
    }
    Seen before = seen.putIfAbsent(signature, new Seen(call, now + kept));
    return before != null && !before.call().equals(call);
  }
}
