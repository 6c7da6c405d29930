package org.meterline.telephony.call;

/** How a verb ended. */
public sealed interface Outcome<R> {
  /** It ran to its end. */
  record Done<R>(R value) implements Outcome<R> {}

  /** It was cut short. */
  record Cut<R>(By by) implements Outcome<R> {}

  /** It could not begin. */
  record Refused<R>(Refusal why) implements Outcome<R> {}

  /** What cuts a verb short. */
  enum By {
    /** The caller or the server ended the call. */
    HANG_UP,
    /** The verb's own deadline passed. */
    DEADLINE
  }
}
