package org.meterline.web.event;

import java.io.IOException;

/** A connection on which somebody reads the stream; written by one thread. */
interface EventReader {
  /**
   * Sends an event; waits until it is sent, but not for long.
   *
   * @param json as CloudEvents have it
   * @throws IOException if they read no more, or too slowly
   */
  void send(String id, String json) throws IOException, InterruptedException;

  /** Sends something without meaning, that the connection is kept. */
  void keepAlive() throws IOException, InterruptedException;

  /** Whether they are known to be gone. */
  boolean gone();

  /** Tells why the stream ends, and ends it. */
  void close(Ending why);

  /** Why a stream ends from here. */
  enum Ending {
    /** They read more slowly than things happen. */
    TOO_SLOW,
    /** Long streams outlive the token that opened them. */
    COME_BACK,
    /** They are gone, or something broke. */
    BROKEN
  }
}
