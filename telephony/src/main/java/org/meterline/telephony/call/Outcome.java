package org.meterline.telephony.call;

import java.util.Optional;

/** How a verb ended. */
public sealed interface Outcome<R> {
  /** It ran to its end. */
  record Done<R>(R value) implements Outcome<R> {}

  /**
   * It was cut short.
   *
   * @param soFar what it had come to by then, if it can tell
   */
  record Cut<R>(By by, Optional<R> soFar) implements Outcome<R> {
    public Cut(By by) {
      this(by, Optional.empty());
    }
  }

  /** It could not begin. */
  record Refused<R>(Refusal why) implements Outcome<R> {}

  /** What cuts a verb short. */
  enum By {
    /** The call has ended, or the leg that the verb was about. */
    HANG_UP,
    /** The verb's own deadline passed. */
    DEADLINE
  }
}
