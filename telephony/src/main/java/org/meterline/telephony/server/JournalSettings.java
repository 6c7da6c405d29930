package org.meterline.telephony.server;

import java.time.Duration;

/**
 * How the node's journal file is kept.
 *
 * @param segmentBytes a file is followed by the next one when it is larger
 * @param unpostedMost with more bytes not yet posted, calls that cost money are refused
 * @param batchMost so many facts are posted at once
 * @param heartbeat how often the journal proves that the node is alive, while calls are
 * @param retry between two tries to post or to write
 */
public record JournalSettings(
    long segmentBytes, long unpostedMost, int batchMost, Duration heartbeat, Duration retry) {
  /** What suits most: files of 16 MiB, 512 MiB waiting. */
  public static final JournalSettings USUAL =
      new JournalSettings(
          16L << 20, 512L << 20, 500, Duration.ofSeconds(1), Duration.ofMillis(500));

  public JournalSettings {
    if (segmentBytes < 1024) {
      throw new IllegalArgumentException("journal: segmentBytes must be 1024 or more");
    }
    if (unpostedMost < segmentBytes) {
      throw new IllegalArgumentException("journal: unpostedMost must be segmentBytes or more");
    }
    if (batchMost < 1) {
      throw new IllegalArgumentException("journal: batchMost must be 1 or more");
    }
    if (!heartbeat.isPositive() || !retry.isPositive()) {
      throw new IllegalArgumentException(
          "journal: heartbeat and retry must be longer than nothing");
    }
  }
}
