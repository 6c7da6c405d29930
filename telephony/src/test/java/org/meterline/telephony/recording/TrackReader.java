package org.meterline.telephony.recording;

/** Takes out of a track what was put in, as who writes the file does. */
public final class TrackReader {
  public final Track track = new Track(0);

  /** Takes as many samples as there is room for. */
  public void take(short[] into) {
    track.take(into, into.length);
  }
}
