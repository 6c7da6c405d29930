package org.meterline.telephony.media;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaPlane.Unacceptable;
import org.meterline.telephony.media.SessionDescription.Direction;
import org.meterline.telephony.media.SessionDescription.Stream;

/**
 * One leg's side of offer and answer (RFC 3264): one audio stream, G.711 and telephone events;
 * every other stream is refused by port 0.
 */
final class Negotiation {
  private static final int EVENTS = 101;

  private final InetAddress advertised;
  private final boolean ipv6;
  private final int rtpPort;
  private final int rtcpPort;
  private final long id;

  private long version;
  private String lastBody = "";

  /** The streams of the session as last agreed; what we offer again must keep their order. */
  private List<Stream> layout = List.of();

  private int events = EVENTS;
  private boolean mux;

  /**
   * @param ipv6 whether our sockets reach IPv6 addresses
   * @param id what names the session in the o= line
   */
  Negotiation(InetAddress advertised, boolean ipv6, int rtpPort, int rtcpPort, long id) {
    this.advertised = advertised;
    this.ipv6 = ipv6;
    this.rtpPort = rtpPort;
    this.rtcpPort = rtcpPort;
    this.id = id;
    this.version = id;
  }

  /** An answer and what it agrees to. */
  record Answered(Sdp answer, Session session) {}

  synchronized Sdp offer() {
    StringBuilder body = head("0 0");
    int audio = audioIn(layout);
    if (layout.isEmpty()) {
      audio(body, "RTP/AVP", List.of(Law.PCMA, Law.PCMU), events, Direction.SENDRECV, mux);
    }
    for (int i = 0; i < layout.size(); i++) {
      Stream stream = layout.get(i);
      if (i == audio) {
        audio(
            body, stream.protocol(), List.of(Law.PCMA, Law.PCMU), events, Direction.SENDRECV, mux);
      } else {
        refuse(body, stream);
      }
    }
    return described(body);
  }

  synchronized Answered answer(Sdp offer) throws Unacceptable {
    SessionDescription theirs = SessionDescription.parse(offer);
    int audio = audioIn(theirs.streams());
    if (audio < 0) {
      throw new Unacceptable("no audio over RTP is offered");
    }
    Stream stream = theirs.streams().get(audio);
    Session session = session(stream);
    StringBuilder body = head(theirs.timing());
    for (int i = 0; i < theirs.streams().size(); i++) {
      if (i == audio) {
        accepted(body, stream, session);
      } else {
        refuse(body, theirs.streams().get(i));
      }
    }
    remember(theirs.streams(), session);
    return new Answered(described(body), session);
  }

  synchronized Session accept(Sdp answer) throws Unacceptable {
    SessionDescription theirs = SessionDescription.parse(answer);
    int audio = audioIn(theirs.streams());
    if (audio < 0) {
      throw new Unacceptable("the answer takes no audio");
    }
    Session session = session(theirs.streams().get(audio));
    remember(theirs.streams(), session);
    return session;
  }

  private void remember(List<Stream> streams, Session session) {
    layout = streams;
    mux = session.rtcpMux();
    if (session.eventType() >= 0) {
      events = session.eventType(); // a payload type keeps its meaning (RFC 3264, section 8.3.2)
    }
  }

  /** The stream we take: the first audio over plain RTP with a codec of ours; or -1. */
  private static int audioIn(List<Stream> streams) {
    int first = -1;
    for (int i = 0; i < streams.size(); i++) {
      if (streams.get(i).plainAudio()) {
        if (streams.get(i).firstLaw().isPresent()) {
          return i;
        }
        first = first < 0 ? i : first;
      }
    }
    return first;
  }

  private Session session(Stream stream) throws Unacceptable {
    int type =
        stream
            .firstLaw()
            .orElseThrow(() -> new Unacceptable("no codec in common: G.711 is needed"));
    Law law = stream.law(type);
    if (law == null) {
      throw new IllegalStateException("a law that is none: " + type);
    }
    Session.Kind[] kinds = new Session.Kind[128];
    Arrays.fill(kinds, Session.Kind.NOTHING);
    kinds[Law.PCMU.payloadType] = Session.Kind.PCMU;
    kinds[Law.PCMA.payloadType] = Session.Kind.PCMA;
    // What we offered events with, for far ends that send with our number, not their own.
    kinds[events] = Session.Kind.EVENT;
    kinds[type] = Session.Kind.of(law);
    int theirEvents = stream.events();
    if (theirEvents >= 0) {
      kinds[theirEvents] = Session.Kind.EVENT;
    }
    InetSocketAddress rtp = target(stream.address(), stream.port());
    Direction direction = stream.direction();
    return new Session(
        law,
        type,
        theirEvents,
        Arrays.asList(kinds),
        rtp,
        rtcpTarget(stream, rtp),
        stream.rtcpMux(),
        direction.receives && rtp != null,
        direction.sends);
  }

  private @Nullable InetSocketAddress rtcpTarget(Stream stream, @Nullable InetSocketAddress rtp)
      throws Unacceptable {
    if (rtp == null || stream.rtcpMux()) {
      return rtp;
    }
    int port = stream.rtcpPort() > 0 ? stream.rtcpPort() : stream.port() + 1;
    if (port > 65_535) {
      return null;
    }
    InetSocketAddress named =
        stream.rtcpAddress() == null ? null : target(stream.rtcpAddress(), port);
    return named == null ? new InetSocketAddress(rtp.getAddress(), port) : named;
  }

  /** Where to send; null for an address that means "nowhere" (RFC 3264, section 8.4). */
  private @Nullable InetSocketAddress target(@Nullable String text, int port) throws Unacceptable {
    if (text == null) {
      throw new Unacceptable("no connection address (c=) is given");
    }
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      // A name would have to be looked up, and a call waits for nothing.
      throw new Unacceptable("the connection address is not a numeric one");
    }
    if (address.isAnyLocalAddress()) {
      return null;
    }
    if (address.isMulticastAddress() || text.equals("255.255.255.255")) {
      throw new Unacceptable("the connection address is not of one host");
    }
    if (address instanceof Inet6Address && !ipv6) {
      throw new Unacceptable("IPv6 is not spoken here");
    }
    return new InetSocketAddress(address, port);
  }

  private StringBuilder head(String timing) {
    String network = advertised instanceof Inet4Address ? "IN IP4 " : "IN IP6 ";
    String address = network + advertised.getHostAddress().replaceFirst("%.*", "");
    return new StringBuilder()
        .append(address)
        .append("\r\ns=-\r\nc=")
        .append(address)
        .append("\r\nt=")
        .append(timing)
        .append("\r\n");
  }

  private void accepted(StringBuilder body, Stream stream, Session session) {
    Direction direction =
        Direction.of(stream.direction().receives && session.sends(), stream.direction().sends);
    audio(
        body,
        stream.protocol(),
        List.of(session.law()),
        session.audioType(),
        session.eventType(),
        direction,
        session.rtcpMux());
  }

  private void audio(
      StringBuilder body,
      String protocol,
      List<Law> laws,
      int eventType,
      Direction direction,
      boolean withMux) {
    audio(body, protocol, laws, -1, eventType, direction, withMux);
  }

  /** An audio stream; {@code type} replaces the static payload type of a single law, unless -1. */
  private void audio(
      StringBuilder body,
      String protocol,
      List<Law> laws,
      int type,
      int eventType,
      Direction direction,
      boolean withMux) {
    StringBuilder maps = new StringBuilder();
    body.append("m=audio ").append(rtpPort).append(' ').append(protocol);
    for (Law law : laws) {
      int number = type < 0 ? law.payloadType : type;
      body.append(' ').append(number);
      maps.append("a=rtpmap:").append(number).append(' ').append(law.name()).append("/8000\r\n");
    }
    if (eventType >= 0) {
      body.append(' ').append(eventType);
      maps.append("a=rtpmap:").append(eventType).append(" telephone-event/8000\r\n");
      maps.append("a=fmtp:").append(eventType).append(" 0-15\r\n");
    }
    body.append("\r\n").append(maps).append("a=ptime:20\r\n");
    body.append("a=").append(direction).append("\r\n");
    body.append("a=rtcp:").append(withMux ? rtpPort : rtcpPort).append("\r\n");
    if (withMux) {
      body.append("a=rtcp-mux\r\n");
    }
  }

  private static void refuse(StringBuilder body, Stream stream) {
    body.append("m=")
        .append(stream.media())
        .append(" 0 ")
        .append(stream.protocol())
        .append(' ')
        .append(String.join(" ", stream.formats()))
        .append("\r\n");
  }

  /** A description that differs from the last one has the next version (RFC 3264, section 8). */
  private Sdp described(StringBuilder body) {
    String text = body.toString();
    if (!lastBody.isEmpty() && !lastBody.equals(text)) {
      version++;
    }
    lastBody = text;
    return new Sdp("v=0\r\no=- " + id + " " + version + " " + text);
  }
}
