package org.meterline.telephony.media;

/** How an offer of ours wants the media to travel; what a far end offers is taken as it is. */
public enum Transport {
  /** RTP as it is. */
  PLAIN,

  /** SRTP with keys in the session description (RFC 4568). */
  SDES,

  /** What browsers speak: ICE, and SRTP with keys from DTLS, over one port. */
  WEBRTC;

  /** What a far end that signals over this SIP transport understands. */
  public static Transport signalledOver(String sipTransport) {
    return sipTransport.equals("ws") || sipTransport.equals("wss") ? WEBRTC : PLAIN;
  }
}
