package org.meterline.telephony.media;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.codec.OpusWishes;
import org.meterline.telephony.ice.IceCredentials;
import org.meterline.telephony.media.MediaPlane.Unacceptable;
import org.meterline.telephony.media.SessionDescription.Direction;
import org.meterline.telephony.media.SessionDescription.Events;
import org.meterline.telephony.media.SessionDescription.Format;
import org.meterline.telephony.media.SessionDescription.Stream;

/**
 * One leg's side of offer and answer (RFC 3264): one audio stream and telephone events; every other
 * stream is refused by port 0. What is spoken is {@link CodecNegotiation}'s, how it travels {@link
 * TransportNegotiation}'s.
 */
final class Negotiation {
  private final OwnAddresses advertised;
  private final int rtpPort;
  private final int rtcpPort;
  private final long id;

  private long version;
  private String lastBody = "";

  /** The streams of the session as last agreed; what we offer again must keep their order. */
  private List<Stream> layout = List.of();

  private boolean bundled;

  /** The address of ours that was agreed on; its family is the far end's. */
  private @Nullable InetAddress here;

  private final TransportNegotiation transports;

  private final CodecNegotiation codecs = new CodecNegotiation();
  private boolean mux;

  /**
   * @param advertised our addresses; the families of our sockets
   * @param fingerprint of our certificate
   * @param random for keys and for what names the session in the o= line
   */
  Negotiation(
      OwnAddresses advertised, int rtpPort, int rtcpPort, String fingerprint, Random random) {
    this(
        advertised,
        rtpPort,
        rtcpPort,
        random.nextLong(1L << 52),
        new TransportNegotiation(fingerprint, random));
  }

  Negotiation(
      OwnAddresses advertised,
      int rtpPort,
      int rtcpPort,
      long id,
      TransportNegotiation transports) {
    this.transports = transports;
    this.advertised = advertised;
    this.rtpPort = rtpPort;
    this.rtcpPort = rtcpPort;
    this.id = id;
    this.version = id;
  }

  /** An answer and what it agrees to. */
  record Answered(Sdp answer, Session session) {}

  /** Our ICE credentials, or null while it is not used. */
  synchronized @Nullable IceCredentials ice() {
    return transports.ice();
  }

  /** Codecs that these are come first in what is offered or answered next. */
  synchronized void suit(CodecNegotiation.Spoken others) {
    codecs.suit(others);
  }

  /** These alone are spoken with the far end, the best first; none: all there are. */
  synchronized void limit(List<Codec> only) {
    codecs.limit(only);
  }

  /** What the far end speaks: if it is agreed for good that alone, else the best first. */
  synchronized CodecNegotiation.Spoken spoken() {
    return codecs.spoken();
  }

  /** The far end knows what was agreed. */
  synchronized void told() {
    codecs.settle();
  }

  /**
   * An offer; {@code wanted} counts for the first one, later ones are as was agreed. Before a
   * family is agreed on there is a text for each.
   */
  synchronized Sdp offer(Transport wanted) {
    Transport transport = transports.next(wanted);
    TransportNegotiation.Own own = transports.offer(transport);
    InetAddress agreed = here;
    InetAddress usual = agreed == null ? advertised.usual() : agreed;
    InetAddress ip6 = advertised.ip6();
    String head = described(offer(usual, transport, own));
    return agreed != null || ip6 == null || ip6.equals(usual)
        ? new Sdp(head + lastBody)
        : new Sdp(head + lastBody, head + offer(ip6, transport, own));
  }

  private SdpBody offer(InetAddress from, Transport transport, TransportNegotiation.Own own) {
    boolean browser = transport == Transport.WEBRTC;
    SdpBody body = new SdpBody(from, advertised.all(), rtpPort, rtcpPort);
    int audio = audioIn(layout);
    if (layout.isEmpty()) {
      String mid = browser ? "0" : null;
      body.session("0 0", own.ice() != null, mid);
      String protocol =
          switch (transport) {
            case PLAIN -> "RTP/AVP";
            case SDES -> "RTP/SAVP";
            case WEBRTC -> "UDP/TLS/RTP/SAVPF";
          };
      body.audio(offered(protocol, mid, mux || browser, own));
    } else {
      String mid = audio < 0 ? null : layout.get(audio).mid();
      body.session("0 0", own.ice() != null, bundled ? mid : null);
    }
    for (int i = 0; i < layout.size(); i++) {
      Stream stream = layout.get(i);
      if (i == audio) {
        body.audio(offered(stream.protocol(), stream.mid(), mux, own));
      } else {
        body.refuse(stream);
      }
    }
    return body;
  }

  private SdpBody.Audio offered(
      String protocol, @Nullable String mid, boolean withMux, TransportNegotiation.Own own) {
    return new SdpBody.Audio(
        protocol,
        codecs.offer(),
        codecs.events(),
        codecs.packetTime(),
        Direction.SENDRECV,
        withMux,
        mid,
        own);
  }

  synchronized Answered answer(Sdp offer) throws Unacceptable {
    SessionDescription theirs = SessionDescription.parse(offer);
    int audio = audioIn(theirs.streams());
    if (audio < 0) {
      throw new Unacceptable("no audio in a way of transport that is known");
    }
    Stream stream = theirs.streams().get(audio);
    Format spoken = codecs.answer(stream.codecs());
    TransportNegotiation.Agreed way = transports.answer(stream, theirs.lite());
    Session session = session(theirs.author(), stream, spoken, way);
    InetAddress from = facing(stream);
    SdpBody body = new SdpBody(from, advertised.all(), rtpPort, rtcpPort);
    body.session(theirs.timing(), way.own().ice() != null, theirs.bundled() ? stream.mid() : null);
    for (int i = 0; i < theirs.streams().size(); i++) {
      if (i == audio) {
        body.audio(accepted(stream, session, way.own()));
      } else {
        body.refuse(theirs.streams().get(i));
      }
    }
    remember(theirs, session);
    here = from;
    return new Answered(new Sdp(described(body) + lastBody), session);
  }

  synchronized Session accept(Sdp answer) throws Unacceptable {
    SessionDescription theirs = SessionDescription.parse(answer);
    int audio = audioIn(theirs.streams());
    if (audio < 0) {
      throw new Unacceptable("the answer takes no audio");
    }
    Stream stream = theirs.streams().get(audio);
    Format spoken = codecs.accept(stream.codecs());
    Session session =
        session(theirs.author(), stream, spoken, transports.accept(stream, theirs.lite()));
    remember(theirs, session);
    here = facing(stream);
    return session;
  }

  private void remember(SessionDescription theirs, Session session) {
    layout = theirs.streams();
    bundled = theirs.bundled();
    mux = session.rtcpMux();
  }

  /** The stream we take: the first usable audio with a codec of ours; or -1. */
  private static int audioIn(List<Stream> streams) {
    int first = -1;
    for (int i = 0; i < streams.size(); i++) {
      if (streams.get(i).usableAudio()) {
        if (!streams.get(i).codecs().isEmpty()) {
          return i;
        }
        first = first < 0 ? i : first;
      }
    }
    return first;
  }

  private Session session(
      String author, Stream stream, Format spoken, TransportNegotiation.Agreed way)
      throws Unacceptable {
    List<Session.Kind> kinds = codecs.kinds(stream);
    Events events = codecs.events(stream.events(), spoken.codec());
    codecs.packets(stream.packets());
    InetSocketAddress rtp = way.checked() ? null : target(stream.address(), stream.port());
    Direction direction = stream.direction();
    return new Session(
        spoken.codec(),
        spoken.type(),
        events == null ? -1 : events.type(),
        events == null ? Codec.RATE : events.clock(),
        new Session.Wishes(
            stream.packets(),
            OpusWishes.of(spoken.codec() == Codec.OPUS ? spoken.parameters() : ""),
            events == null ? 0 : events.taken()),
        kinds,
        rtp,
        rtcpTarget(stream, rtp),
        stream.rtcpMux(),
        author,
        way.checked(),
        way.keying(),
        direction.receives && (way.checked() || rtp != null),
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

  /** Our address of the family that the far end's is of; "nowhere" is of none. */
  private InetAddress facing(Stream stream) {
    InetAddress known = here;
    String text = stream.address();
    InetAddress own =
        text == null
            ? null
            : IpLiteral.read(text)
                .filter(address -> !address.isAnyLocalAddress())
                .map(advertised::towards)
                .orElse(null);
    return own != null ? own : known != null ? known : advertised.usual();
  }

  /** Where to send; null for an address that means "nowhere" (RFC 3264, section 8.4). */
  private @Nullable InetSocketAddress target(@Nullable String text, int port) throws Unacceptable {
    if (text == null) {
      throw new Unacceptable("no connection address (c=) is given");
    }
    InetAddress address = IpLiteral.read(text).orElse(null);
    if (address == null) {
      // A name would have to be looked up, and a call waits for nothing.
      throw new Unacceptable("the connection address is not a numeric one");
    }
    if (address.isAnyLocalAddress()) {
      return null;
    }
    if (address.isMulticastAddress() || text.equals("255.255.255.255")) {
      throw new Unacceptable("the connection address is not of one host");
    }
    if (!advertised.speaks(address)) {
      throw new Unacceptable(OwnAddresses.unspoken(address));
    }
    return new InetSocketAddress(address, port);
  }

  private SdpBody.Audio accepted(Stream stream, Session session, TransportNegotiation.Own own) {
    Direction direction =
        Direction.of(stream.direction().receives && session.sends(), stream.direction().sends);
    return new SdpBody.Audio(
        stream.protocol(),
        List.of(
            new Format(session.codec(), session.audioType(), codecs.parameters(session.codec()))),
        session.eventType() < 0
            ? List.of()
            : List.of(new Events(session.eventType(), session.eventClock(), Events.DIGITS)),
        codecs.packetTime(),
        direction,
        session.rtcpMux(),
        stream.mid(),
        own);
  }

  /**
   * What comes before the body. One that differs from the last has the next version (RFC 3264,
   * section 8).
   */
  private String described(SdpBody body) {
    String text = body.toString();
    if (!lastBody.isEmpty() && !lastBody.equals(text)) {
      version++;
    }
    lastBody = text;
    return "v=0\r\no=- " + id + " " + version + " ";
  }
}
