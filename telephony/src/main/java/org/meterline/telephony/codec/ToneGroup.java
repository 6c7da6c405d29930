package org.meterline.telephony.codec;

/**
 * How much there is in a block of sound of each of four tones, by Goertzel's algorithm. All four at
 * once, in variables of their own: it is done for every packet in which digits may be heard.
 */
final class ToneGroup {
  private final double turn0;
  private final double turn1;
  private final double turn2;
  private final double turn3;
  private final double[] power = new double[4];

  /**
   * @param hertz four tones
   * @param rate samples a second
   */
  ToneGroup(int[] hertz, int rate) {
    turn0 = turn(hertz[0], rate);
    turn1 = turn(hertz[1], rate);
    turn2 = turn(hertz[2], rate);
    turn3 = turn(hertz[3], rate);
  }

  private static double turn(int hertz, int rate) {
    return 2 * Math.cos(2 * Math.PI * hertz / rate);
  }

  void measure(short[] block) {
    double one0 = 0;
    double one1 = 0;
    double one2 = 0;
    double one3 = 0;
    double two0 = 0;
    double two1 = 0;
    double two2 = 0;
    double two3 = 0;
    for (short each : block) {
      double sample = each;
      double next0 = turn0 * one0 + (sample - two0);
      double next1 = turn1 * one1 + (sample - two1);
      double next2 = turn2 * one2 + (sample - two2);
      double next3 = turn3 * one3 + (sample - two3);
      two0 = one0;
      two1 = one1;
      two2 = one2;
      two3 = one3;
      one0 = next0;
      one1 = next1;
      one2 = next2;
      one3 = next3;
    }
    power[0] = one0 * one0 + two0 * two0 - turn0 * one0 * two0;
    power[1] = one1 * one1 + two1 * two1 - turn1 * one1 * two1;
    power[2] = one2 * one2 + two2 * two2 - turn2 * one2 * two2;
    power[3] = one3 * one3 + two3 * two3 - turn3 * one3 * two3;
  }

  /** Of the last block: (a · samples / 2)² for a tone of amplitude a. */
  double power(int which) {
    return power[which];
  }

  int loudest() {
    int best = 0;
    for (int i = 1; i < power.length; i++) {
      best = power[i] > power[best] ? i : best;
    }
    return best;
  }

  /** Whether the others are that many times weaker. */
  boolean alone(int which, double times) {
    for (int i = 0; i < power.length; i++) {
      if (i != which && power[i] * times > power[which]) {
        return false;
      }
    }
    return true;
  }
}
