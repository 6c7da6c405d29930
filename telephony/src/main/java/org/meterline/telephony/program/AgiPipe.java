package org.meterline.telephony.program;

import java.time.Duration;

/** The two directions between an AGI program and Meterline, whatever carries them. */
interface AgiPipe {
  /** Reads what is there: how many bytes, 0 when the time is over, -1 at the end. */
  int read(byte[] into, Duration timeout) throws InterruptedException;

  /** Writes all; waits while the program does not read; drops it when the program is gone. */
  void write(byte[] bytes) throws InterruptedException;
}
