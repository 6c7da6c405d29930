package org.meterline.telephony.media;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;

/**
 * What a far end sends as frames of 20 ms, in time: behind a jitter buffer, with what was lost made
 * up. Packets come from the leg's media thread, and frames may be taken by another, hence
 * synchronized.
 */
final class Decoding {
  private final JitterBuffer buffer = new JitterBuffer();
  private final int rate;
  private final int frameLength;
  private final short[] samples;
  private @Nullable Codec codec;
  private Codec.@Nullable Decoder decoder;
  private int filled;
  private int lasting;

  /**
   * @param rate of its frames: {@link Codec#RATE} or {@link Codec#WIDE}
   */
  Decoding(int rate) {
    this.rate = rate;
    this.frameLength = rate / 50;
    this.samples = new short[frameLength + 2 * Codec.LONGEST * rate / Codec.RATE];
    this.lasting = frameLength;
  }

  int rate() {
    return rate;
  }

  /** Takes a packet; one that carries no audio has only its number. */
  synchronized void take(Session.Kind kind, RtpPacket packet, ByteBuffer b, long now) {
    Codec spoken = kind.codec;
    if (spoken != null && spoken != codec) {
      codec = spoken;
      decoder = spoken.decoder(rate);
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
  synchronized void clear() {
    buffer.clear();
    filled = 0;
  }

  /**
   * Gives the next frame.
   *
   * @param frame has room for 20 ms
   * @return whether there is something to be heard
   */
  synchronized boolean next(short[] frame, long now) {
    boolean heard = fill(now);
    if (heard && buffer.hasPlenty()) {
      take(frame);
      heard = fill(now);
    }
    take(frame);
    return heard;
  }

  private void take(short[] frame) {
    System.arraycopy(samples, 0, frame, 0, frameLength);
    filled -= frameLength;
    System.arraycopy(samples, frameLength, samples, 0, filled);
  }

  /** Whether something of the frame was said; the rest is silence. */
  private boolean fill(long now) {
    boolean heard = filled > 0;
    Codec.Decoder current = decoder;
    while (filled < frameLength && current != null) {
      int slot = buffer.next(now);
      if (slot == JitterBuffer.NOTHING) {
        break;
      }
      heard = true;
      if (slot == JitterBuffer.LATE) {
        makeUp(current, frameLength - filled);
      } else if (slot == JitterBuffer.LOST) {
        recover(current);
      } else if (buffer.length(slot) > 0) {
        decode(current, slot);
      }
    }
    if (filled < frameLength) {
      Arrays.fill(samples, filled, frameLength, (short) 0);
      filled = frameLength;
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
    buffer.lasting(got * (1_000_000_000L / rate));
    filled += got;
  }

  private void recover(Codec.Decoder current) {
    int after = buffer.following();
    int length = after < 0 ? 0 : buffer.length(after);
    if (length == 0) {
      makeUp(current, lasting);
      return;
    }
    current.recover(buffer.octets(after), 0, length, samples, filled, lasting);
    filled += lasting;
  }

  private void makeUp(Codec.Decoder current, int count) {
    current.conceal(samples, filled, count);
    filled += count;
  }
}
