package org.meterline.telephony.media;

/**
 * How a leg's received audio was.
 *
 * @param packetsReceived RTP packets taken in; {@code packetsSent} those sent
 * @param packetsLost as counted by RFC 3550, appendix A.3
 * @param packetsDropped from the wrong source or unreadable
 * @param jitterMicros interarrival jitter (RFC 3550, section 6.4.1) in microseconds
 * @param mosHundredths estimated mean opinion score times 100, by the E-model (ITU-T G.107); 0 when
 *     nothing was received
 * @param codec the negotiated codec, for example {@code PCMA}
 */
public record Quality(
    long packetsReceived,
    long packetsSent,
    long packetsLost,
    long packetsDropped,
    long jitterMicros,
    int mosHundredths,
    String codec) {}
