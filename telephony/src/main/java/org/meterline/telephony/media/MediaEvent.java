package org.meterline.telephony.media;

import java.time.Duration;

/** What a leg's audio tells. */
public sealed interface MediaEvent {
  /** A digit by RFC 4733, told once, at its end. */
  record Digit(char digit) implements MediaEvent {}

  /**
   * A {@link MediaPlane.MediaLeg#play} is over; {@code position} is how much of its last prompt was
   * heard.
   */
  record Played(long number, boolean whole, Duration position) implements MediaEvent {}

  /** Nothing was received for the configured time on a leg that should send. */
  record TimedOut() implements MediaEvent {}

  /** Audio cannot pass any more, whatever comes: what carried it is gone. */
  record Lost(String why) implements MediaEvent {}

  /** A prompt could not be read: it is skipped. */
  record Failed(long number, String reason) implements MediaEvent {}
}
