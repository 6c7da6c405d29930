package org.meterline.telephony.call;

import java.time.Duration;

/**
 * How long calls wait for what.
 *
 * @param ring a phone or a number outside may ring so long before the caller hears 480
 * @param trunkSilence a trunk that said nothing for so long is given up for the next one
 * @param postDialDelay a trunk that said no more by then than that it tries is given up for the
 *     next one, if there is one: 100 tells nothing of who is called
 * @param authority an admission not answered by then is refused with 503
 * @param lateAnswer after a call's end, so long is waited for an admission still open, to void it
 * @param lastQuestion so long before a last grant's end it is asked once more
 * @param retry between two questions to an authority that is unavailable
 * @param lostProgram a program not reported as ended so long after its time limit is called lost
 * @param unanswered a caller whom a program or an application has not had answered so long after
 *     its start hears 480. A proxy on the way gives up a call that rings longer than three minutes
 *     (RFC 3261, timer C in section 16.6, and section 13.3.1.1)
 * @param farewell so long after the last leg was hung up the record is kept open, for the BYEs and
 *     their answers to be in its ladder; may be nothing
 * @param longestCall a call answered so long ago is ended
 */
public record CallTimings(
    Duration ring,
    Duration trunkSilence,
    Duration postDialDelay,
    Duration authority,
    Duration lateAnswer,
    Duration lastQuestion,
    Duration retry,
    Duration lostProgram,
    Duration unanswered,
    Duration farewell,
    Duration longestCall) {
  public CallTimings {
    positive("ring", ring);
    positive("trunkSilence", trunkSilence);
    positive("postDialDelay", postDialDelay);
    positive("authority", authority);
    positive("lateAnswer", lateAnswer);
    positive("lastQuestion", lastQuestion);
    positive("retry", retry);
    positive("lostProgram", lostProgram);
    positive("unanswered", unanswered);
    positive("longestCall", longestCall);
  }

  /** What suits most. */
  public static final CallTimings USUAL =
      new CallTimings(
          Duration.ofSeconds(60),
          Duration.ofSeconds(3),
          Duration.ofSeconds(12),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofMillis(1500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(15),
          Duration.ofMinutes(3),
          Duration.ofMillis(400),
          Duration.ofHours(12));

  /** The same but for the farewell. */
  public CallTimings withFarewell(Duration other) {
    return new CallTimings(
        ring,
        trunkSilence,
        postDialDelay,
        authority,
        lateAnswer,
        lastQuestion,
        retry,
        lostProgram,
        unanswered,
        other,
        longestCall);
  }

  /** The same but for what a trunk may take until it tells of the callee. */
  public CallTimings withPostDialDelay(Duration other) {
    return new CallTimings(
        ring,
        trunkSilence,
        other,
        authority,
        lateAnswer,
        lastQuestion,
        retry,
        lostProgram,
        unanswered,
        farewell,
        longestCall);
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("timings: " + name + " must be longer than nothing");
    }
  }
}
