package org.meterline.telephony.media;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.ice.IceCredentials;
import org.meterline.telephony.media.SessionDescription.Direction;
import org.meterline.telephony.media.SessionDescription.Events;
import org.meterline.telephony.media.SessionDescription.Format;
import org.meterline.telephony.media.SessionDescription.Stream;

/** The text of a session description of ours, from behind its version on. */
final class SdpBody {
  /** A host candidate's, at the highest priority (RFC 8445, section 5.1.2.1); the next is lower. */
  private static final long PRIORITY = (126L << 24) | (65_535L << 8) | 255;

  private static final long LOWER = 1L << 8;

  private static final String END = "\r\n";

  private final StringBuilder text = new StringBuilder();
  private final List<String> addresses;
  private final int rtpPort;
  private final int rtcpPort;

  /**
   * @param here the address that counts
   * @param others where connectivity checks may reach us too
   */
  SdpBody(InetAddress here, List<InetAddress> others, int rtpPort, int rtcpPort) {
    List<InetAddress> all = new ArrayList<>(others);
    all.remove(here);
    all.addFirst(here);
    this.addresses = all.stream().map(IpLiteral::told).toList();
    this.rtpPort = rtpPort;
    this.rtcpPort = rtcpPort;
    String family = here instanceof Inet4Address ? "IN IP4 " : "IN IP6 ";
    String connection = family + addresses.getFirst();
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

  /**
   * The audio, with everything that belongs to how it travels.
   *
   * @param packetTime milliseconds of the packets that are wanted
   */
  record Audio(
      String protocol,
      List<Format> formats,
      List<Events> events,
      int packetTime,
      Direction direction,
      boolean mux,
      @Nullable String mid,
      TransportNegotiation.Own own) {}

  void audio(Audio audio) {
    StringBuilder maps = new StringBuilder();
    text.append("m=audio ").append(rtpPort).append(' ').append(audio.protocol());
    for (Format format : audio.formats()) {
      Codec codec = format.codec();
      text.append(' ').append(format.type());
      maps.append("a=rtpmap:").append(format.type()).append(' ').append(codec.map()).append(END);
      if (!format.parameters().isEmpty()) {
        maps.append("a=fmtp:").append(format.type()).append(' ').append(format.parameters());
        maps.append(END);
      }
    }
    for (Events events : audio.events()) {
      int type = events.type();
      text.append(' ').append(type);
      maps.append("a=rtpmap:").append(type).append(" telephone-event/").append(events.clock());
      maps.append(END).append("a=fmtp:").append(type).append(" 0-15").append(END);
    }
    text.append("\r\n").append(maps);
    attribute("ptime:" + audio.packetTime());
    attribute("maxptime:" + PacketTime.LONGEST);
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
      for (int i = 0; i < addresses.size(); i++) {
        long priority = PRIORITY - i * LOWER;
        String way = priority + " " + addresses.get(i) + " " + rtpPort;
        attribute("candidate:" + (i + 1) + " 1 UDP " + way + " typ host");
      }
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
