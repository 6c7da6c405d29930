package org.meterline.telephony.sip;

import java.util.concurrent.Future;

/** What runs later. Tests move the time themselves. */
interface Timers {
  /** Runs the task, which returns at once, unless it is cancelled before. */
  Future<?> after(long millis, Runnable task);
}
