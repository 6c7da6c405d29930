package org.meterline.telephony.media;

import org.jspecify.annotations.Nullable;

/**
 * How a leg's audio was: what was received here, and what the far end says of what it was sent.
 *
 * @param packetsReceived RTP packets taken in; {@code packetsSent} those sent
 * @param packetsLost as counted by RFC 3550, appendix A.3
 * @param packetsDropped from the wrong source or unreadable
 * @param jitterMicros interarrival jitter (RFC 3550, section 6.4.1) in microseconds
 * @param mosHundredths estimated mean opinion score times 100, by the E-model (ITU-T G.107); 0 when
 *     nothing was received
 * @param codec the negotiated codec, for example {@code PCMA}
 * @param reported what the far end reported last; null if it reported nothing
 */
public record Quality(
    long packetsReceived,
    long packetsSent,
    long packetsLost,
    long packetsDropped,
    long jitterMicros,
    int mosHundredths,
    String codec,
    @Nullable Reported reported) {

  /**
   * How what we sent was heard, by the far end's last report block (RFC 3550, section 6.4.1).
   *
   * @param packetsLost of those that we sent until then
   * @param jitterMicros as it measured it, in microseconds
   * @param roundTripMicros there and back, in microseconds; 0 if unknown
   * @param mosHundredths as above, of what it heard
   */
  public record Reported(
      long packetsLost, long jitterMicros, long roundTripMicros, int mosHundredths) {}
}
