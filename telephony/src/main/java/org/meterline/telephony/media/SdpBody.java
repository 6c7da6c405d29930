package org.meterline.telephony.media;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.ice.IceCredentials;
import org.meterline.telephony.media.SessionDescription.Direction;
import org.meterline.telephony.media.SessionDescription.Stream;

/** The text of a session description of ours, from behind its version on. */
final class SdpBody {
  /** The one way there is to a lite agent, at the highest priority (RFC 8445, section 5.1.2.1). */
  private static final long PRIORITY = (126L << 24) | (65_535L << 8) | 255;

  private final StringBuilder text = new StringBuilder();
  private final String address;
  private final int rtpPort;
  private final int rtcpPort;

  SdpBody(InetAddress advertised, int rtpPort, int rtcpPort) {
    this.address = advertised.getHostAddress().replaceFirst("%.*", "");
    this.rtpPort = rtpPort;
    this.rtcpPort = rtcpPort;
    String connection = (advertised instanceof Inet4Address ? "IN IP4 " : "IN IP6 ") + address;
    text.append(connection).append("\r\ns=-\r\nc=").append(connection).append("\r\n");
  }

  /**
   * The streams follow.
   *
   * @param timing the t= line's value
   * @param bundle the name of the one stream in the group, or null for no group
   */
  void session(String timing, boolean lite, @Nullable String bundle) {
    text.append("t=").append(timing).append("\r\n");
    if (lite) {
      attribute("ice-lite");
    }
    if (bundle != null) {
      attribute("group:BUNDLE " + bundle);
    }
  }

  /** The audio, with everything that belongs to how it travels. */
  record Audio(
      String protocol,
      List<Law> laws,
      int type,
      int eventType,
      Direction direction,
      boolean mux,
      @Nullable String mid,
      TransportNegotiation.Own own) {}

  /** {@code type} of the audio replaces the static payload type of a single law, unless -1. */
  void audio(Audio audio) {
    StringBuilder maps = new StringBuilder();
    text.append("m=audio ").append(rtpPort).append(' ').append(audio.protocol());
    for (Law law : audio.laws()) {
      int number = audio.type() < 0 ? law.payloadType : audio.type();
      text.append(' ').append(number);
      maps.append("a=rtpmap:").append(number).append(' ').append(law.name()).append("/8000\r\n");
    }
    int events = audio.eventType();
    if (events >= 0) {
      text.append(' ').append(events);
      maps.append("a=rtpmap:").append(events).append(" telephone-event/8000\r\n");
      maps.append("a=fmtp:").append(events).append(" 0-15\r\n");
    }
    text.append("\r\n").append(maps);
    attribute("ptime:20");
    attribute(audio.direction().toString());
    attribute("rtcp:" + (audio.mux() ? rtpPort : rtcpPort));
    if (audio.mux()) {
      attribute("rtcp-mux");
    }
    if (audio.mid() != null) {
      attribute("mid:" + audio.mid());
    }
    TransportNegotiation.Own own = audio.own();
    IceCredentials ice = own.ice();
    if (ice != null) {
      attribute("ice-ufrag:" + ice.fragment());
      attribute("ice-pwd:" + ice.password());
      attribute("candidate:1 1 UDP " + PRIORITY + " " + address + " " + rtpPort + " typ host");
      attribute("end-of-candidates");
    }
    if (own.fingerprint() != null) {
      attribute("fingerprint:" + own.fingerprint());
      attribute("setup:" + own.setup());
      attribute("msid:meterline audio"); // a browser's page gets the track in a stream
    }
    own.keys().forEach(key -> attribute("crypto:" + key.value()));
  }

  /** A stream that is not taken; it keeps its name, and is in no group (RFC 8843, section 7.3). */
  void refuse(Stream stream) {
    text.append("m=")
        .append(stream.media())
        .append(" 0 ")
        .append(stream.protocol())
        .append(' ')
        .append(String.join(" ", stream.formats()))
        .append("\r\n");
    if (stream.mid() != null) {
      attribute("mid:" + stream.mid());
    }
  }

  private void attribute(String value) {
    text.append("a=").append(value).append("\r\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
