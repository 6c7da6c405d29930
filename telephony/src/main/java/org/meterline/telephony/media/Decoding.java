package org.meterline.telephony.media;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;

/**
 * What a far end sends as frames of 20 ms, in time: behind a jitter buffer, with what was lost made
 * up. Used by the leg's media thread alone.
 */
final class Decoding {
  private static final int FRAME = Codec.FRAME;

  private final JitterBuffer buffer = new JitterBuffer();
  private final short[] samples = new short[FRAME + 2 * Codec.LONGEST];
  private @Nullable Codec codec;
  private Codec.@Nullable Decoder decoder;
  private int filled;
  private int lasting = FRAME;

  /** Takes a packet; one that carries no audio has only its number. */
  void take(Session.Kind kind, RtpPacket packet, ByteBuffer b, long now) {
    Codec spoken = kind.codec;
    if (spoken != null && spoken != codec) {
      codec = spoken;
      decoder = spoken.decoder();
      buffer.clear();
    }
    buffer.put(
        packet.ssrc,
        packet.sequence,
        packet.timestamp,
        spoken == null ? 0 : spoken.clock,
        b,
        packet.offset,
        spoken == null ? 0 : packet.length,
        now);
  }

  /** Forgets what was said up to now. */
  void clear() {
    buffer.clear();
    filled = 0;
  }

  /**
   * Gives the next frame.
   *
   * @return whether there is something to be heard
   */
  boolean next(short[] frame, long now) {
    boolean heard = fill(now);
    if (heard && buffer.hasPlenty()) {
      take(frame);
      heard = fill(now);
    }
    take(frame);
    return heard;
  }

  private void take(short[] frame) {
    System.arraycopy(samples, 0, frame, 0, FRAME);
    filled -= FRAME;
    System.arraycopy(samples, FRAME, samples, 0, filled);
  }

  /** Whether something of the frame was said; the rest is silence. */
  private boolean fill(long now) {
    boolean heard = filled > 0;
    Codec.Decoder current = decoder;
    while (filled < FRAME && current != null) {
      int slot = buffer.next(now);
      if (slot == JitterBuffer.NOTHING) {
        break;
      }
      heard = true;
      if (slot == JitterBuffer.LATE) {
        makeUp(current, FRAME - filled);
      } else if (slot == JitterBuffer.LOST) {
        makeUp(current, lasting);
      } else if (buffer.length(slot) > 0) {
        decode(current, slot);
      }
    }
    if (filled < FRAME) {
      Arrays.fill(samples, filled, FRAME, (short) 0);
      filled = FRAME;
    }
    return heard;
  }

  private void decode(Codec.Decoder current, int slot) {
    int got = current.decode(buffer.octets(slot), 0, buffer.length(slot), samples, filled);
    if (got == 0) {
      makeUp(current, lasting);
      return;
    }
    lasting = got;
    buffer.lasting(got * 125_000L);
    filled += got;
  }

  private void makeUp(Codec.Decoder current, int count) {
    current.conceal(samples, filled, count);
    filled += count;
  }
}
