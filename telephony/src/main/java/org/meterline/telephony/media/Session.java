package org.meterline.telephony.media;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.codec.OpusWishes;

/**
 * What was agreed with the far end of a leg.
 *
 * @param codec what we send
 * @param audioType the payload type we send audio with; {@code eventType} that of telephone events,
 *     -1 when the far end takes none
 * @param eventClock ticks a second of the lengths of telephone events
 * @param wishes how it wants what we send
 * @param kinds what a received payload type means, by its number
 * @param rtp where the far end wants audio, or null when it wants none (hold by 0.0.0.0); {@code
 *     rtcp} likewise
 * @param author names the far end's session
 * @param checked whether connectivity checks decide where the far end is (ICE), not {@code rtp}
 * @param keying how packets are protected
 * @param sends whether we may send; {@code receives} whether the far end does
 */
record Session(
    Codec codec,
    int audioType,
    int eventType,
    int eventClock,
    Wishes wishes,
    List<Kind> kinds,
    @Nullable InetSocketAddress rtp,
    @Nullable InetSocketAddress rtcp,
    boolean rtcpMux,
    String author,
    boolean checked,
    Keying keying,
    boolean sends,
    boolean receives) {
  Session {
    kinds = List.copyOf(kinds);
  }

  /**
   * How a far end wants what it is sent.
   *
   * @param packets their length
   * @param opus of who speaks Opus
   * @param events a bit for each telephone event that it understands, the lowest for event 0
   */
  record Wishes(PacketTime packets, OpusWishes opus, int events) {}

  /** Whether the far end hears more than 4 kHz of sound. */
  boolean isWide() {
    return codec.isWide() && !(codec == Codec.OPUS && wishes.opus().narrow());
  }

  /** Whether the far end understands a telephone event. */
  boolean takes(int event) {
    return eventType >= 0 && event >= 0 && event < 32 && ((wishes.events() >> event) & 1) != 0;
  }

  /** What a payload type carries. */
  enum Kind {
    NOTHING(null),
    EVENT(null),
    PCMU(Codec.PCMU),
    PCMA(Codec.PCMA),
    G722(Codec.G722),
    OPUS(Codec.OPUS);

    final @Nullable Codec codec;

    Kind(@Nullable Codec codec) {
      this.codec = codec;
    }

    static Kind of(Codec codec) {
      return switch (codec) {
        case PCMU -> PCMU;
        case PCMA -> PCMA;
        case G722 -> G722;
        case OPUS -> OPUS;
      };
    }

    /** Whether its packets are sent on to a far end that speaks a codec: at most octet by octet. */
    boolean passesTo(Codec other) {
      Codec own = codec;
      return own == null || own == other || (own.law() != null && other.law() != null);
    }
  }

  /** Whether telephone events of this far end are sent on to another as they are. */
  boolean sharesEvents(Session other) {
    return other.eventType >= 0
        && codec.clock == other.codec.clock
        && Kind.of(codec).passesTo(other.codec);
  }
}
