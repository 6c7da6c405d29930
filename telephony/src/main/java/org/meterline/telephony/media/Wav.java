package org.meterline.telephony.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.meterline.telephony.codec.Law;

/**
 * Reads WAV files (RIFF): mono or stereo, whose sides are added up, 16-bit linear of 8 to 48 kHz,
 * or 8 kHz A-law or µ-law. What cannot be read is an {@link IOException} whose message says why.
 */
final class Wav {
  private static final int RIFF = 0x46464952;
  private static final int WAVE = 0x45564157;
  private static final int FORMAT = 0x20746D66;
  private static final int DATA = 0x61746164;

  private static final int LINEAR = 1;
  private static final int ALAW = 6;
  private static final int MULAW = 7;
  private static final int EXTENSIBLE = 0xFFFE;

  private static final int HIGHEST_RATE = 48_000;

  private Wav() {}

  static Clip read(byte[] file) throws IOException {
    ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (b.remaining() < 12 || b.getInt() != RIFF || b.getInt(8) != WAVE) {
      throw new IOException("not a WAV file");
    }
    b.position(12);
    Format format = null;
    while (b.remaining() >= 8) {
      int chunk = b.getInt();
      long size = b.getInt() & 0xFFFF_FFFFL;
      if (chunk == FORMAT) {
        format = format(b, size);
      } else if (chunk == DATA) {
        if (format == null) {
          throw new IOException("a WAV file without its format");
        }
        // A size beyond the end is what programs write that could not go back to correct it.
        int length = (int) Math.min(size, b.remaining());
        return clip(Arrays.copyOfRange(file, b.position(), b.position() + length), format);
      }
      long step = size + (size & 1);
      if (step > b.remaining()) {
        break;
      }
      b.position(b.position() + (int) step);
    }
    throw new IOException("a WAV file without audio");
  }

  /**
   * @param rate samples a second
   */
  private record Format(int encoding, int channels, int rate) {}

  private static Format format(ByteBuffer b, long size) throws IOException {
    if (size < 16 || size > b.remaining()) {
      throw new IOException("a WAV file with a broken format");
    }
    int at = b.position();
    int encoding = b.getShort(at) & 0xFFFF;
    int channels = b.getShort(at + 2);
    int rate = b.getInt(at + 4);
    int bits = b.getShort(at + 14);
    if (encoding == EXTENSIBLE && size >= 26) {
      encoding = b.getShort(at + 24) & 0xFFFF;
    }
    boolean known =
        encoding == LINEAR ? bits == 16 : (encoding == ALAW || encoding == MULAW) && bits == 8;
    if (!known) {
      throw new IOException("WAV encoding " + encoding + " with " + bits + " bits is not played");
    }
    int highest = encoding == LINEAR ? HIGHEST_RATE : Law.RATE;
    if (channels < 1 || channels > 2 || rate < Law.RATE || rate > highest) {
      throw new IOException(
          "not %s in one channel or two: %d Hz, %d channels"
              .formatted(highest == Law.RATE ? "8 kHz" : "8 to 48 kHz", rate, channels));
    }
    return new Format(encoding, channels, rate);
  }

  private static Clip clip(byte[] data, Format format) {
    short[] linear = format.encoding() == LINEAR ? linear(data) : decoded(data, format.encoding());
    return Clip.of(Resampling.to8k(format.channels() == 1 ? linear : mixed(linear), format.rate()));
  }

  private static short[] linear(byte[] data) {
    short[] linear = new short[data.length / 2];
    ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(linear);
    return linear;
  }

  private static short[] decoded(byte[] data, int encoding) {
    Law law = encoding == ALAW ? Law.PCMA : Law.PCMU;
    short[] linear = new short[data.length];
    for (int i = 0; i < data.length; i++) {
      linear[i] = law.decode(data[i]);
    }
    return linear;
  }

  /** Half of each side, so that nothing is cut. */
  private static short[] mixed(short[] sides) {
    short[] mono = new short[sides.length / 2];
    for (int i = 0; i < mono.length; i++) {
      mono[i] = (short) ((sides[2 * i] + sides[2 * i + 1]) / 2);
    }
    return mono;
  }
}
