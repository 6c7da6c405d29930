package org.meterline.telephony.sip;

import java.util.concurrent.atomic.LongAdder;

/** What SIP has counted since it started. Safe for many threads. */
public final class SipCounters {
  final LongAdder requests = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder challenged = new LongAdder();
  final LongAdder denied = new LongAdder();
  final LongAdder overloaded = new LongAdder();
  final LongAdder stray = new LongAdder();
  final LongAdder unrecorded = new LongAdder();
  final LongAdder faults = new LongAdder();

  /** Requests that could be read, retransmissions filtered out. */
  public long requests() {
    return requests.sum();
  }

  /** Messages that could not be read as SIP. */
  public long malformed() {
    return malformed.sum();
  }

  /** Requests answered with a challenge (401 or 407). */
  public long challenged() {
    return challenged.sum();
  }

  /** Credentials that were wrong. */
  public long denied() {
    return denied.sum();
  }

  /** Requests refused with 503 because too much was waiting. */
  public long overloaded() {
    return overloaded.sum();
  }

  /** Requests and responses that belong to no dialog of ours. */
  public long stray() {
    return stray.sum();
  }

  /** Refused INVITEs on nobody's record: they named no tenant, or there were too many of them. */
  public long unrecorded() {
    return unrecorded.sum();
  }

  /** Faults of our own that a message brought to light. */
  public long faults() {
    return faults.sum();
  }
}
