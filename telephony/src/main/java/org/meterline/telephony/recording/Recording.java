package org.meterline.telephony.recording;

/** A recording that runs. Safe for many threads; waits for nothing. */
public interface Recording {
  /** What the far end says. */
  Track said();

  /** What it hears. */
  Track heard();

  /** Leaves out what comes from now on. */
  void pause();

  /** Goes on. */
  void resume();

  /** Writes silence in place of what comes from now on. */
  void mask();

  /** Writes again what comes. */
  void unmask();

  /** Ends it, unless it is over: the first reason counts. */
  void stop(String reason);

  /** The same, put in at the other end of a talk: what is said there is heard here. */
  default Recording fromBeyond() {
    return new FromBeyond(this);
  }
}
