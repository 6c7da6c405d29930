package org.meterline.telephony.codec;

/** ITU-T G.711 as a stream. */
final class G711 {
  private G711() {}

  static final class Out implements Codec.Encoder {
    private final Law law;
    private final HalfBand half = new HalfBand();

    /** With room once what is wide is told. */
    private short[] narrow = {};

    Out(Law law) {
      this.law = law;
    }

    @Override
    public int encodeWide(short[] frame, byte[] out) {
      if (narrow.length == 0) {
        narrow = new short[Codec.FRAME];
      }
      half.halve(frame, 0, Codec.WIDE_FRAME, narrow, 0);
      return encode(narrow, out);
    }

    @Override
    public int encode(short[] frame, byte[] out) {
      for (int i = 0; i < Codec.FRAME; i++) {
        out[i] = law.encode(frame[i]);
      }
      return Codec.FRAME;
    }
  }

  static final class In implements Codec.Decoder {
    private final Law law;
    private final Concealment concealment = new Concealment();

    In(Law law) {
      this.law = law;
    }

    @Override
    public int decode(byte[] in, int offset, int length, short[] out, int at) {
      int count = Math.min(length, Codec.LONGEST);
      for (int i = 0; i < count; i++) {
        out[at + i] = law.decode(in[offset + i]);
      }
      concealment.heard(out, at, count);
      return count;
    }

    @Override
    public void conceal(short[] out, int at, int samples) {
      concealment.fill(out, at, samples);
    }
  }
}
