package org.meterline.telephony.media;

/** What a media thread calls when its next moment has come. Of that thread alone. */
abstract class Paced {
  /** When, in nanoseconds. */
  long due;

  /**
   * Does what is due.
   *
   * @return when the next is
   */
  abstract long tick(long now);
}
