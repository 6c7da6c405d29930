package org.meterline.telephony.sip;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.meterline.telephony.guard.Prefix;

/**
 * Counts who is in: so many in all, and so many of one address, or of one /64 of IPv6. Safe for
 * many threads.
 */
final class ConnectionLimits {
  private final int most;
  private final int mostOfOne;
  private final Map<Prefix, Integer> of = new HashMap<>();
  private int all;

  ConnectionLimits(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /**
   * Whether there is room; then one more is in, until it leaves.
   *
   * @param known whether it is known who that is: strangers that are many keep none of them out
   */
  synchronized boolean enter(InetAddress from, boolean known) {
    if ((all >= most && !known) || of.getOrDefault(Prefix.of(from), 0) >= mostOfOne) {
      return false;
    }
    all++;
    of.merge(Prefix.of(from), 1, Integer::sum);
    return true;
  }

  synchronized void leave(InetAddress from) {
    all--;
    of.computeIfPresent(Prefix.of(from), (same, count) -> count == 1 ? null : count - 1);
  }
}
