package org.meterline.telephony.media;

/**
 * Mean opinion score by the E-model (ITU-T G.107), cut down to what RTP tells: delay (after Cole
 * and Rosenbluth), loss, and jitter as the delay a receiver adds to smooth it. G.711 with packet
 * loss concealment: Ie = 0, Bpl = 25.1 (ITU-T G.113, appendix I).
 */
final class ListeningQuality {
  private static final double BASE = 93.2;
  private static final double LOSS_ROBUSTNESS = 25.1;
  private static final double PACKET_MILLIS = 20;

  private ListeningQuality() {}

  /** The score times 100; 0 when nothing was received. */
  static int mosHundredths(long received, long lost, long jitterMicros, long roundTripMicros) {
    if (received == 0) {
      return 0;
    }
    double delay = PACKET_MILLIS + roundTripMicros / 2000.0 + 2 * jitterMicros / 1000.0;
    double delayImpairment = 0.024 * delay + (delay > 177.3 ? 0.11 * (delay - 177.3) : 0);
    double loss = 100.0 * lost / (received + lost);
    double lossImpairment = 95 * loss / (loss + LOSS_ROBUSTNESS);
    double r = Math.clamp(BASE - delayImpairment - lossImpairment, 0, 100);
    double mos = 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6;
    return (int) Math.round(100 * Math.clamp(mos, 1, 4.5));
  }
}
