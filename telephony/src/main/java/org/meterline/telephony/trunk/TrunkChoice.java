package org.meterline.telephony.trunk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Which trunks are tried, and in which order: first the authority's order, and among those the ones
 * that did not fail of late. A trunk that failed is not left out, only tried after the others: when
 * it is the only one, a try costs less than a call that never was. Safe for many threads.
 */
public final class TrunkChoice {
  private final LongSupplier nanos;
  private final long restNanos;
  private final Map<String, Long> failedAt = new ConcurrentHashMap<>();

  /**
   * @param nanos a monotonic clock
   * @param rest how long a failed trunk is tried after the others
   */
  public TrunkChoice(LongSupplier nanos, Duration rest) {
    this.nanos = nanos;
    this.restNanos = rest.toNanos();
  }

  /** The trunks among {@code able} whose names are allowed, in the order to try them. */
  public List<Trunk> order(List<Trunk> able, List<String> allowed) {
    List<Trunk> well = new ArrayList<>();
    List<Trunk> resting = new ArrayList<>();
    for (String name : allowed) {
      for (Trunk trunk : able) {
        if (trunk.name().equals(name)) {
          (rests(name) ? resting : well).add(trunk);
        }
      }
    }
    well.addAll(resting);
    return well;
  }

  /** The trunk was silent or said that it cannot. */
  public void failed(Trunk trunk) {
    failedAt.put(trunk.name(), nanos.getAsLong());
  }

  /** The trunk carried a call, or refused one for its own reasons. */
  public void worked(Trunk trunk) {
    failedAt.remove(trunk.name());
  }

  private boolean rests(String name) {
    Long at = failedAt.get(name);
    return at != null && nanos.getAsLong() - at < restNanos;
  }
}
