package org.meterline.telephony.call;

import java.time.Duration;

/**
 * The handle on one call for those who steer it: programs, REST, agents. One verb at a time; blocks
 * until the verb's outcome. Never used from inside a call's own mailbox.
 */
public interface CallControl {
  CallId call();

  /**
   * Runs the verb and waits for its outcome; it always answers: with the result, cut short by the
   * call's end or the deadline, or refused.
   */
  <R> Outcome<R> run(Verb<R> verb, Duration deadline) throws InterruptedException;
}
