package org.meterline.telephony.codec;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.lang.System.Logger.Level;
import java.util.Arrays;

/** Opus (RFC 6716) from a far end: whatever it is, it becomes mono. */
final class OpusDecoding implements Codec.Decoder {
  private static final System.Logger LOG = System.getLogger(OpusDecoding.class.getName());

  private final OpusDecoder opus;

  /** Gaps are made up in steps of 20 ms at most, of 2.5 ms at least. */
  private final int step;

  private final int smallest;
  private final int longest;

  /**
   * @param rate of the sound it gives
   */
  OpusDecoding(int rate) {
    step = rate / 50;
    smallest = rate / 400;
    longest = OpusPacket.LONGEST * (rate / Codec.RATE);
    try {
      opus = new OpusDecoder(rate, 1);
    } catch (OpusException e) {
      throw new IllegalStateException("no decoder of Opus", e);
    }
  }

  @Override
  public int decode(byte[] in, int offset, int length, short[] out, int at) {
    if (length == 0) {
      return 0;
    }
    try {
      return Math.max(0, opus.decode(in, offset, length, out, at, longest, false));
    } catch (OpusException | RuntimeException | AssertionError e) {
      LOG.log(Level.DEBUG, "a packet could not be decoded", e);
      return 0;
    }
  }

  @Override
  public void recover(byte[] in, int offset, int length, short[] out, int at, int samples) {
    int wanted = samples / smallest * smallest;
    try {
      int got = opus.decode(in, offset, length, out, at, wanted, true);
      if (got == wanted && wanted > 0) {
        Arrays.fill(out, at + wanted, at + samples, (short) 0);
        return;
      }
    } catch (OpusException | RuntimeException | AssertionError e) {
      LOG.log(Level.DEBUG, "what tells of a lost packet could not be decoded", e);
    }
    conceal(out, at, samples);
  }

  @Override
  public void conceal(short[] out, int at, int samples) {
    int made = 0;
    try {
      while (samples - made >= smallest) {
        int next = Math.min(step, (samples - made) / smallest * smallest);
        int got = opus.decode(null, 0, 0, out, at + made, next, false);
        if (got <= 0) {
          break;
        }
        made += got;
      }
    } catch (OpusException | RuntimeException | AssertionError e) {
      LOG.log(Level.DEBUG, "a gap could not be filled", e);
    }
    Arrays.fill(out, at + made, at + samples, (short) 0);
  }
}
