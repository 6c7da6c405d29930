package org.meterline.telephony.media;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was agreed with the far end of a leg.
 *
 * @param law what we send
 * @param audioType the payload type we send audio with; {@code eventType} that of telephone events,
 *     -1 when the far end takes none
 * @param kinds what a received payload type means, by its number
 * @param rtp where the far end wants audio, or null when it wants none (hold by 0.0.0.0); {@code
 *     rtcp} likewise
 * @param checked whether connectivity checks decide where the far end is (ICE), not {@code rtp}
 * @param keying how packets are protected
 * @param sends whether we may send; {@code receives} whether the far end does
 */
record Session(
    Law law,
    int audioType,
    int eventType,
    List<Kind> kinds,
    @Nullable InetSocketAddress rtp,
    @Nullable InetSocketAddress rtcp,
    boolean rtcpMux,
    boolean checked,
    Keying keying,
    boolean sends,
    boolean receives) {
  Session {
    kinds = List.copyOf(kinds);
  }

  /** What a payload type carries. */
  enum Kind {
    NOTHING,
    PCMU,
    PCMA,
    EVENT;

    static Kind of(Law law) {
      return law == Law.PCMU ? PCMU : PCMA;
    }
  }
}
