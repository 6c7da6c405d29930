package org.meterline.telephony.codec;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusBandwidth;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusMode;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Opus (RFC 6716) to a far end, mono. By its transform codec alone: that costs less than the one
 * for voice, and tones stay what they are.
 */
final class OpusEncoding implements Codec.Encoder {
  private static final System.Logger LOG = System.getLogger(OpusEncoding.class.getName());

  /** Encoding costs the more of it the longer; telephone sound gains little from it. */
  private static final int COMPLEXITY = 3;

  /** After so many frames without sound all that follow are the same. */
  private static final int SETTLED = 10;

  private final OpusWishes wishes;

  /** Whether a frame of 20 ms is told as two of 10, so that packets may end between them. */
  private final boolean halved;

  private final byte[] silence = new byte[Codec.LARGEST];
  private final byte[] second;
  private OpusEncoder opus;
  private int silenceLength;
  private int silent;

  /** What comes in between frames that are not wide goes on at the higher rate. */
  private @Nullable HalfBand doubling;

  private final short[] wide = new short[Codec.WIDE_FRAME];

  OpusEncoding(OpusWishes wishes, boolean halved) {
    this.wishes = wishes;
    this.halved = halved;
    this.second = new byte[halved ? Codec.LARGEST / 2 : 0];
    this.opus = opus(Codec.RATE);
  }

  private OpusEncoder opus(int rate) {
    OpusEncoder made;
    try {
      made = new OpusEncoder(rate, 1, OpusApplication.OPUS_APPLICATION_AUDIO);
    } catch (OpusException e) {
      throw new IllegalStateException("no encoder of Opus", e);
    }
    made.setForceMode(OpusMode.MODE_CELT_ONLY);
    made.setBitrate(wishes.bits());
    made.setComplexity(COMPLEXITY);
    made.setUseVBR(!wishes.constant());
    // Set, so that no two frames differ in it: such cannot be in one packet.
    made.setBandwidth(
        rate == Codec.RATE || wishes.narrow()
            ? OpusBandwidth.OPUS_BANDWIDTH_NARROWBAND
            : OpusBandwidth.OPUS_BANDWIDTH_WIDEBAND);
    return made;
  }

  @Override
  public int encode(short[] frame, byte[] out) {
    HalfBand half = doubling;
    if (half == null) {
      return encode(frame, Codec.FRAME, out);
    }
    half.doubled(frame, 0, Codec.FRAME, wide, 0);
    return encode(wide, Codec.WIDE_FRAME, out);
  }

  @Override
  public int encodeWide(short[] frame, byte[] out) {
    if (doubling == null) {
      doubling = new HalfBand();
      opus = opus(Codec.WIDE);
      silent = 0;
    }
    return encode(frame, Codec.WIDE_FRAME, out);
  }

  private int encode(short[] frame, int count, byte[] out) {
    silent = isSilent(frame, count) ? Math.min(silent + 1, SETTLED + 1) : 0;
    if (silent > SETTLED) {
      System.arraycopy(silence, 0, out, 0, silenceLength);
      return silenceLength;
    }
    try {
      int length =
          halved
              ? halves(frame, count / 2, out)
              : opus.encode(frame, 0, count, out, 0, Codec.LARGEST);
      if (silent == SETTLED) {
        System.arraycopy(out, 0, silence, 0, length);
        silenceLength = length;
      }
      return length;
    } catch (OpusException | RuntimeException | AssertionError e) {
      LOG.log(Level.DEBUG, "a frame could not be encoded", e);
      silent = 0;
      return 0;
    }
  }

  /** Two frames of 10 ms in a packet, the first with its length (RFC 6716, section 3.2.4). */
  private int halves(short[] frame, int count, byte[] out) throws OpusException {
    int most = second.length - 2;
    int first = opus.encode(frame, 0, count, out, 1, most);
    int next = opus.encode(frame, count, count, second, 0, most);
    out[0] = (byte) ((out[1] & 0xFC) | OpusPacket.TWO_OF_SIZES);
    out[1] = (byte) (first - 1);
    System.arraycopy(second, 1, out, 1 + first, next - 1);
    return first + next;
  }

  private static boolean isSilent(short[] frame, int count) {
    for (int i = 0; i < count; i++) {
      if (frame[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
