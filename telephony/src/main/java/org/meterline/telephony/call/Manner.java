package org.meterline.telephony.call;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.trunk.Trunk;

/**
 * How somebody is called.
 *
 * @param ringTime how long it may ring
 * @param earlyAudio whether the caller hears what the far end plays before it answers
 * @param longest how long they may talk
 * @param trunks the names of those that may carry it; null: any
 */
record Manner(
    Duration ringTime,
    boolean earlyAudio,
    Optional<Duration> longest,
    @Nullable Set<String> trunks) {
  Manner(Duration ringTime, boolean earlyAudio, Optional<Duration> longest) {
    this(ringTime, earlyAudio, longest, null);
  }

  boolean mayGoOver(Trunk trunk) {
    return trunks == null || trunks.contains(trunk.name());
  }
}
