package org.meterline.telephony.sip;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Counts messages that cannot be read, and logs those on no tenant's record, a few at a time. */
final class Malformed {
  private static final System.Logger LOG = System.getLogger(Malformed.class.getName());
  private static final int LINES = 20;
  private static final Duration THEN_ONE_IN = Duration.ofSeconds(10);

  private final SipCounters counters;
  private final Allowance<String> lines;

  Malformed(SipCounters counters, LongSupplier nanos) {
    this.counters = counters;
    this.lines = new Allowance<>(LINES, THEN_ONE_IN, 1, nanos);
  }

  void count() {
    counters.malformed.increment();
  }

  /** What nobody foresaw of a message: a fault of ours. */
  void failed(Throwable fault) {
    counters.faults.increment();
    LOG.log(System.Logger.Level.ERROR, "a message could not be taken", fault);
  }

  /**
   * Nobody's record tells of one.
   *
   * @param what it was, without any word of its own
   */
  void nobodys(String what) {
    if (lines.take("")) {
      LOG.log(
          System.Logger.Level.INFO,
          "{0}; {1} messages could not be read since the start",
          what,
          counters.malformed());
    }
  }
}
