package org.meterline.telephony.media;

import java.nio.ByteBuffer;
import org.meterline.telephony.codec.Codec;

/**
 * Sound that is told in packets of another length than it comes in: full ones leave at once, but
 * where one that came makes several they follow each other in time. Of its {@link Outlet}, under
 * its lock; nothing is allocated for a packet.
 */
final class Parcels {
  private static final long IDLE_NANOS = 1_000_000_000L;

  private final Repacketizer waiting = new Repacketizer();
  private final Way way;
  private Runnable whenWaiting = () -> {};

  /** Ticks of a packet, and the same as a time. */
  private int each = Codec.FRAME;

  private long eachNanos = Outlet.FRAME_NANOS;

  /** When something is to be sent, and whether nobody need come for it. */
  private long due;

  private boolean rests = true;

  /** Sends the next packet. */
  @FunctionalInterface
  interface Way {
    /**
     * @param ticks how long it is to be
     */
    void send(Repacketizer waiting, int ticks);
  }

  Parcels(Way way) {
    this.way = way;
  }

  /**
   * @param run on any thread, when {@link #drain} is to be called
   */
  void whenWaiting(Runnable run) {
    whenWaiting = run;
  }

  /** How long packets are to be; nothing may wait. */
  void length(int millis, int clock) {
    each = millis * (clock / 1000);
    eachNanos = millis * 1_000_000L;
  }

  int ticks() {
    return each;
  }

  /** Puts sound in; what there is of it before a talkspurt leaves as it is. */
  void put(
      Codec codec,
      ByteBuffer b,
      int offset,
      int length,
      int lasting,
      long timestamp,
      boolean mark,
      long now) {
    while (waiting.ticks() >= each) {
      way.send(waiting, each);
    }
    if (mark || !waiting.suits(codec, b, offset, length)) {
      flush();
    }
    if (lasting == 0 || !waiting.add(codec, b, offset, length, timestamp, lasting, mark)) {
      return;
    }
    if (waiting.ticks() >= each) {
      way.send(waiting, each);
    }
    // What is left over is sent with what comes next, or alone if nothing comes.
    due = now + eachNanos + (waiting.ticks() >= each ? 0 : Outlet.FRAME_NANOS);
    if (rests && !waiting.isEmpty()) {
      rests = false;
      whenWaiting.run();
    }
  }

  /**
   * Sends what has waited long enough.
   *
   * @return when it is to be called again
   */
  long drain(long now) {
    if (!waiting.isEmpty() && due - now <= 0) {
      way.send(waiting, each);
      due += eachNanos;
    }
    rests = waiting.isEmpty();
    return rests ? now + IDLE_NANOS : due - now > 0 ? due : now;
  }

  /** Sends all there is. */
  void flush() {
    while (!waiting.isEmpty()) {
      way.send(waiting, each);
    }
  }
}
