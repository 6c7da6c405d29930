package org.meterline.telephony.modem;

import java.io.IOException;

/** Opens serial ports. */
interface SerialPorts {
  /**
   * Opens a port, eight bits, no parity, one stop bit, no flow control.
   *
   * @param path for example {@code /dev/ttyUSB2}; links are followed
   * @param listener is told on a thread of the port's own
   * @throws IOException when there is no such port, it is in use, or may not be opened; the message
   *     says which
   */
  Port open(String path, int baud, Listener listener) throws IOException;

  /** An open port. Safe for many threads. */
  interface Port extends AutoCloseable {
    /** Writes all; nothing once the port is gone. */
    void write(byte[] bytes, int length);

    /** Idempotent; nothing is told afterwards. */
    @Override
    void close();
  }

  /** Whom a port tells. */
  interface Listener {
    /** Bytes came; the array is used again. */
    void received(byte[] bytes, int length);

    /** It is gone: unplugged, or broken. Told once, and not after {@link Port#close}. */
    void lost();
  }
}
