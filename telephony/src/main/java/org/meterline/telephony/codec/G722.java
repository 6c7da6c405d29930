package org.meterline.telephony.codec;

/**
 * ITU-T G.722 at 64 kbit/s. Each octet is one sample of either sub-band. Sound of 8,000 samples a
 * second is its lower sub-band: the filters that join and part the two are left out then, what we
 * send has nothing in the higher one, and what is there in what we receive is passed over.
 */
final class G722 {
  private static final int[] LEVELS_4 = {
    0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584,
    1200, 0
  };
  private static final int[] LEVELS_6 = {
    -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232,
    -9360, -8576, -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776,
    -2400, -2032, -1688, -1360, -1040, -728, 24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192,
    10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032,
    1688, 1360, 1040, 728, 432, 136, -432, -136
  };
  private static final int[] LEVELS_2 = {-7408, -1616, 7408, 1616};

  private static final int[] LOW_STEPS = {-60, -30, 58, 172, 334, 538, 1198, 3042};
  private static final int[] LOW_STEP = {0, 7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 0};
  private static final int[] HIGH_STEPS = {0, -214, 798};
  private static final int[] HIGH_STEP = {2, 1, 2, 1};

  private static final int[] DECISIONS = {
    0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023,
    1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919
  };
  private static final int HIGH_DECISION = 564;

  /** Codes of the lower sub-band by the number of decisions passed; the first is not used. */
  private static final int[] NEGATIVE = {
    0, 63, 62, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11,
    10, 9, 8, 7, 6, 5, 4
  };

  private static final int[] POSITIVE = {
    0, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39,
    38, 37, 36, 35, 34, 33, 32
  };

  private G722() {}

  /** Encodes. */
  static final class Out implements Codec.Encoder {
    private final SubBand low = low();
    private final SubBand high = high();
    private final QuadratureMirror parting = new QuadratureMirror();

    @Override
    public int encode(short[] frame, byte[] out) {
      for (int i = 0; i < Codec.FRAME; i++) {
        out[i] = (byte) ((highCode(0) << 6) | lowCode(frame[i] >> 1));
      }
      return Codec.FRAME;
    }

    @Override
    public int encodeWide(short[] frame, byte[] out) {
      for (int i = 0; i < Codec.FRAME; i++) {
        parting.part(frame[2 * i], frame[2 * i + 1]);
        out[i] = (byte) ((highCode(parting.high()) << 6) | lowCode(parting.low()));
      }
      return Codec.FRAME;
    }

    private int lowCode(int sample) {
      int error = SubBand.limit(sample - low.predicted());
      int size = error >= 0 ? error : -(error + 1);
      int passed = 1;
      while (passed < DECISIONS.length && size >= (DECISIONS[passed] * low.scale()) >> 12) {
        passed++;
      }
      int code = error < 0 ? NEGATIVE[passed] : POSITIVE[passed];
      adaptLow(low, code);
      return code;
    }

    private int highCode(int sample) {
      int error = SubBand.limit(sample - high.predicted());
      int size = error >= 0 ? error : -(error + 1);
      boolean far = size >= (HIGH_DECISION * high.scale()) >> 12;
      int code = error < 0 ? (far ? 0 : 1) : (far ? 2 : 3);
      adaptHigh(high, code);
      return code;
    }
  }

  /** Decodes. */
  static final class In implements Codec.Decoder {
    private final SubBand low = low();
    private final Concealment concealment = new Concealment();

    @Override
    public int decode(byte[] in, int offset, int length, short[] out, int at) {
      int count = Math.min(length, Codec.LONGEST);
      for (int i = 0; i < count; i++) {
        int code = in[offset + i] & 0x3F;
        int sample = low.predicted() + ((low.scale() * LEVELS_6[code]) >> 15);
        adaptLow(low, code);
        out[at + i] = (short) (Math.clamp(sample, -16_384, 16_383) << 1);
      }
      concealment.heard(out, at, count);
      return count;
    }

    @Override
    public void conceal(short[] out, int at, int samples) {
      concealment.fill(out, at, samples);
    }
  }

  /** Decodes both sub-bands. */
  static final class WideIn implements Codec.Decoder {
    private final SubBand low = low();
    private final SubBand high = high();
    private final QuadratureMirror joining = new QuadratureMirror();
    private final Concealment concealment = new Concealment(Codec.WIDE);

    @Override
    public int decode(byte[] in, int offset, int length, short[] out, int at) {
      int count = Math.min(length, Codec.LONGEST);
      for (int i = 0; i < count; i++) {
        int octet = in[offset + i] & 0xFF;
        int code = octet & 0x3F;
        int lower = low.predicted() + ((low.scale() * LEVELS_6[code]) >> 15);
        adaptLow(low, code);
        int higher = high.predicted() + ((high.scale() * LEVELS_2[octet >> 6]) >> 15);
        adaptHigh(high, octet >> 6);
        joining.join(
            Math.clamp(lower, -16_384, 16_383),
            Math.clamp(higher, -16_384, 16_383),
            out,
            at + 2 * i);
      }
      concealment.heard(out, at, 2 * count);
      return 2 * count;
    }

    @Override
    public void conceal(short[] out, int at, int samples) {
      concealment.fill(out, at, samples);
    }
  }

  private static SubBand low() {
    return new SubBand(32, 18_432, 8);
  }

  private static SubBand high() {
    return new SubBand(8, 22_528, 10);
  }

  /** Prediction goes by the four higher bits, so that it survives the loss of the two others. */
  private static void adaptLow(SubBand low, int code) {
    int level = code >> 2;
    low.adapt((low.scale() * LEVELS_4[level]) >> 15, LOW_STEPS[LOW_STEP[level]]);
  }

  private static void adaptHigh(SubBand high, int code) {
    high.adapt((high.scale() * LEVELS_2[code]) >> 15, HIGH_STEPS[HIGH_STEP[code]]);
  }
}
