package org.meterline.telephony.codec;

/** A stream of 8,000 samples a second, as one of 16,000. */
final class DoubledDecoding implements Codec.Decoder {
  private final Codec.Decoder narrow;
  private final short[] samples = new short[Codec.LONGEST];
  private final HalfBand half = new HalfBand();

  DoubledDecoding(Codec.Decoder narrow) {
    this.narrow = narrow;
  }

  @Override
  public int decode(byte[] in, int offset, int length, short[] out, int at) {
    int count = narrow.decode(in, offset, length, samples, 0);
    half.doubled(samples, 0, count, out, at);
    return 2 * count;
  }

  @Override
  public void conceal(short[] out, int at, int count) {
    narrow.conceal(samples, 0, count / 2);
    half.doubled(samples, 0, count / 2, out, at);
  }
}
