package org.meterline.telephony.media;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;

/**
 * What a far end says, said again in the codec of another leg's far end. Used by the media thread
 * of the leg that is heard.
 */
final class Translation {
  /** Nothing is due before a packet comes. */
  private static final long IDLE_NANOS = 1_000_000_000L;

  private final short[] frame = new short[Codec.WIDE_FRAME];
  private Decoding decoding = new Decoding(Codec.RATE);
  private boolean running;

  /** Frames in a row in which nothing was said. */
  private int quiet;

  private long due;

  /**
   * Takes a packet.
   *
   * @return whether this begins it: then {@link #tick} wants to be called
   */
  boolean take(Session.Kind kind, RtpPacket packet, ByteBuffer b, long now) {
    decoding.take(kind, packet, b, now);
    quiet = 0;
    if (running) {
      return false;
    }
    running = true;
    due = now;
    return true;
  }

  /**
   * Says what is due to the other leg's far end, at 16 kHz if both can hear more than 8.
   *
   * @param to null if there is none any more
   * @return when the next is due
   */
  long tick(EmbeddedLeg from, @Nullable EmbeddedLeg to, long now) {
    if (to == null) {
      stop();
    } else if (running) {
      suit(from.isWide() && to.isWide() ? Codec.WIDE : Codec.RATE);
    }
    while (running && to != null && due - now <= 0) {
      if (decoding.next(frame, now)) {
        to.hear(from, frame, decoding.rate(), due);
        quiet = 0;
      } else if (++quiet > 50) {
        stop();
      }
      due += Outlet.FRAME_NANOS;
    }
    return running ? due : now + IDLE_NANOS;
  }

  private void suit(int rate) {
    if (decoding.rate() != rate) {
      decoding = new Decoding(rate);
    }
  }

  private void stop() {
    if (running) {
      running = false;
      decoding.clear();
    }
  }
}
