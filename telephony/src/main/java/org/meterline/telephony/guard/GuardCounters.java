package org.meterline.telephony.guard;

import java.util.concurrent.atomic.LongAdder;

/** What was kept out since the start. Safe for many threads. */
public final class GuardCounters {
  final LongAdder banned = new LongAdder();
  final LongAdder limited = new LongAdder();
  final LongAdder load = new LongAdder();
  final LongAdder help = new LongAdder();

  /** Messages and connections from banned sources, dropped. */
  public long banned() {
    return banned.sum();
  }

  /** Messages beyond what one source may send, dropped. */
  public long limited() {
    return limited.sum();
  }

  /** Calls for help, or what may be some, beyond what passes every other limit. */
  public long help() {
    return help.sum();
  }

  /** New calls and registrations refused with 503 because there was too much to do. */
  public long load() {
    return load.sum();
  }
}
