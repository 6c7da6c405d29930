package org.meterline.telephony.media;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.media.MediaPlane.Unacceptable;
import org.meterline.telephony.srtp.Fingerprint;
import org.meterline.telephony.srtp.SdesKey;

/**
 * What of a far end's session description (RFC 8866) matters here. Unknown lines are passed over,
 * line ends may be CRLF or LF.
 *
 * @param timing the first t= line's value
 * @param bundled whether there is a group of streams that share a port (RFC 8843)
 * @param lite whether the author's ICE is a lite one
 */
record SessionDescription(String timing, List<Stream> streams, boolean bundled, boolean lite) {
  private static final int LONGEST = 65_536;
  private static final int MOST_STREAMS = 32;

  SessionDescription {
    streams = List.copyOf(streams);
  }

  /** Who sends, as the description's author sees it (RFC 8866, section 6.7). */
  enum Direction {
    SENDRECV(true, true),
    SENDONLY(true, false),
    RECVONLY(false, true),
    INACTIVE(false, false);

    final boolean sends;
    final boolean receives;

    Direction(boolean sends, boolean receives) {
      this.sends = sends;
      this.receives = receives;
    }

    static Direction of(boolean sends, boolean receives) {
      return sends ? (receives ? SENDRECV : SENDONLY) : (receives ? RECVONLY : INACTIVE);
    }

    static @Nullable Direction named(String attribute) {
      return switch (attribute) {
        case "sendrecv" -> SENDRECV;
        case "sendonly" -> SENDONLY;
        case "recvonly" -> RECVONLY;
        case "inactive" -> INACTIVE;
        default -> null;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An m= line with what belongs to it, session level included.
   *
   * @param address the connection address as text, or null if none was given
   * @param maps what the rtpmap lines say, by payload type, for example {@code PCMA/8000}
   * @param rtcpPort from the rtcp attribute (RFC 3605), or 0; {@code rtcpAddress} likewise, or null
   * @param rtcpMux RFC 5761
   * @param mid the stream's name in groups (RFC 5888), or null
   * @param attributes how it travels
   */
  record Stream(
      String media,
      int port,
      String protocol,
      List<String> formats,
      @Nullable String address,
      Map<String, String> maps,
      Direction direction,
      int rtcpPort,
      @Nullable String rtcpAddress,
      boolean rtcpMux,
      @Nullable String mid,
      TransportAttributes attributes) {
    Stream {
      formats = List.copyOf(formats);
      maps = Map.copyOf(maps);
    }

    /** Whether it is audio that has not been refused, and how it travels is known here. */
    boolean usableAudio() {
      return media.equals("audio") && port > 0 && transport() != null;
    }

    /** How its packets travel; null if in a way that is not known here. */
    @Nullable Transport transport() {
      return switch (protocol) {
        // Protection that is offered in passing is taken (RFC 8643).
        case "RTP/AVP", "RTP/AVPF" ->
            attributes.keys().isEmpty() ? Transport.PLAIN : Transport.SDES;
        case "RTP/SAVP", "RTP/SAVPF" ->
            !attributes.keys().isEmpty()
                ? Transport.SDES
                : attributes.fingerprints().isEmpty() ? null : Transport.WEBRTC;
        case "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF" ->
            attributes.fingerprints().isEmpty() ? null : Transport.WEBRTC;
        default -> null;
      };
    }

    /** Its codecs that we have, in the author's order of preference. */
    List<Format> codecs() {
      List<Format> known = new ArrayList<>();
      for (String format : formats) {
        int type = payloadType(format);
        String map = maps.get(Integer.toString(type));
        Codec codec = map == null ? Codec.fixed(type) : Codec.mapped(map);
        if (type >= 0 && codec != null) {
          known.add(new Format(codec, type));
        }
      }
      return known;
    }

    /** Its telephone events. */
    List<Events> events() {
      List<Events> known = new ArrayList<>();
      for (String format : formats) {
        int type = payloadType(format);
        String map = maps.getOrDefault(Integer.toString(type), "").toLowerCase(Locale.ROOT);
        for (int clock : Events.CLOCKS) {
          if (type >= 0 && map.equals("telephone-event/" + clock)) {
            known.add(new Events(type, clock));
          }
        }
      }
      return known;
    }

    private static int payloadType(String format) {
      int value = number(format, 127);
      return value;
    }
  }

  /** A codec and the payload type that its packets have. */
  record Format(Codec codec, int type) {}

  /** Telephone events: their payload type, and ticks a second of their lengths. */
  record Events(int type, int clock) {
    static final List<Integer> CLOCKS = List.of(8000, 48_000);
  }

  /**
   * How a stream's packets travel: its own lines, else those of the session.
   *
   * @param iceFragment of the author's ICE credentials, {@code icePassword} likewise; or null
   * @param setup who begins the handshake (RFC 4145), or null
   * @param fingerprints of the author's certificate, those with a hash that is worth something
   * @param keys those of its crypto lines that we can use, in the author's order
   */
  record TransportAttributes(
      @Nullable String iceFragment,
      @Nullable String icePassword,
      @Nullable String setup,
      List<Fingerprint> fingerprints,
      List<SdesKey> keys) {
    TransportAttributes {
      fingerprints = List.copyOf(fingerprints);
      keys = List.copyOf(keys);
    }

    boolean ice() {
      return iceFragment != null && icePassword != null;
    }
  }

  static SessionDescription parse(Sdp sdp) throws Unacceptable {
    String text = sdp.text();
    if (text.length() > LONGEST) {
      throw new Unacceptable("the session description is too long");
    }
    if (!text.startsWith("v=0")) {
      throw new Unacceptable("not a session description");
    }
    Draft session = new Draft();
    List<Draft> drafts = new ArrayList<>();
    String timing = "0 0";
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (line.length() < 2 || line.charAt(1) != '=') {
        continue;
      }
      String value = line.substring(2).strip();
      Draft at = drafts.isEmpty() ? session : drafts.getLast();
      switch (line.charAt(0)) {
        case 'm' -> drafts.add(Draft.media(value));
        case 'c' -> at.connection(value);
        case 'a' -> at.attribute(value);
        case 't' -> {
          if (value.matches("[0-9]{1,20} [0-9]{1,20}")) {
            timing = value;
          }
        }
        default -> {}
      }
      if (drafts.size() > MOST_STREAMS) {
        throw new Unacceptable("too many streams in the session description");
      }
    }
    Draft tagged = session;
    for (Draft each : drafts) {
      if (each.mid != null && each.mid.equals(session.bundle)) {
        tagged = each; // what is bundled only says how it travels at the group's first stream
      }
    }
    Draft first = tagged;
    return new SessionDescription(
        timing,
        drafts.stream().map(d -> d.stream(session, first)).toList(),
        session.bundle != null,
        session.lite);
  }

  /** The number a text spells, or -1 when it is none from 0 to most. */
  private static int number(String text, int most) {
    if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    int value = Integer.parseInt(text);
    return value <= most ? value : -1;
  }

  /** The session level, or one stream, while it is being read. */
  private static final class Draft {
    private String media = "";
    private int port;
    private String protocol = "";
    private List<String> formats = List.of();
    private @Nullable String address;
    private final Map<String, String> maps = new LinkedHashMap<>();
    private @Nullable Direction direction;
    private int rtcpPort;
    private @Nullable String rtcpAddress;
    private boolean rtcpMux;
    private @Nullable String mid;
    private @Nullable String bundle;
    private boolean bundleOnly;
    private boolean lite;
    private @Nullable String fragment;
    private @Nullable String password;
    private @Nullable String setup;
    private final List<Fingerprint> fingerprints = new ArrayList<>();
    private final List<SdesKey> keys = new ArrayList<>();

    static Draft media(String value) throws Unacceptable {
      String[] words = value.split(" +", -1);
      if (words.length < 4) {
        throw new Unacceptable("an m= line lacks something");
      }
      Draft draft = new Draft();
      draft.media = words[0];
      String port = words[1];
      int slash = port.indexOf('/');
      draft.port = number(slash < 0 ? port : port.substring(0, slash), 65_535);
      if (draft.port < 0) {
        throw new Unacceptable("an m= line has no port");
      }
      draft.protocol = words[2];
      draft.formats = List.of(words).subList(3, words.length);
      return draft;
    }

    void connection(String value) {
      String[] words = value.split(" +", -1);
      if (words.length == 3 && words[0].equals("IN") && address == null) {
        int slash = words[2].indexOf('/');
        address = slash < 0 ? words[2] : words[2].substring(0, slash);
      }
    }

    void attribute(String value) {
      int colon = value.indexOf(':');
      String name = colon < 0 ? value : value.substring(0, colon);
      String rest = colon < 0 ? "" : value.substring(colon + 1).strip();
      switch (name) {
        case "rtpmap" -> {
          String[] words = rest.split(" +", 2);
          if (words.length == 2) {
            maps.putIfAbsent(words[0], words[1].strip());
          }
        }
        case "rtcp" -> {
          String[] words = rest.split(" +", -1);
          rtcpPort = Math.max(0, number(words[0], 65_535));
          rtcpAddress = words.length == 4 ? words[3] : null;
        }
        case "rtcp-mux" -> rtcpMux = true;
        case "mid" -> mid = rest;
        case "group" -> {
          String[] words = rest.split(" +", -1);
          if (words[0].equals("BUNDLE") && words.length > 1 && bundle == null) {
            bundle = words[1];
          }
        }
        case "bundle-only" -> bundleOnly = true;
        case "ice-lite" -> lite = true;
        case "ice-ufrag" -> fragment = rest;
        case "ice-pwd" -> password = rest;
        case "setup" -> setup = rest;
        case "fingerprint" -> Fingerprint.parse(rest).ifPresent(fingerprints::add);
        case "crypto" -> SdesKey.parse(rest).ifPresent(keys::add);
        default -> {
          Direction named = Direction.named(name);
          direction = named == null ? direction : named;
        }
      }
    }

    Stream stream(Draft session, Draft tagged) {
      Direction own = direction == null ? session.direction : direction;
      boolean carried = bundleOnly && port == 0 && tagged.port > 0;
      Draft way = carried ? tagged : this;
      return new Stream(
          media,
          way.port,
          protocol,
          formats,
          way.address == null ? session.address : way.address,
          maps,
          own == null ? Direction.SENDRECV : own,
          rtcpPort,
          rtcpAddress,
          way.rtcpMux,
          mid,
          way.attributes(session));
    }

    private TransportAttributes attributes(Draft session) {
      return new TransportAttributes(
          fragment == null ? session.fragment : fragment,
          password == null ? session.password : password,
          setup == null ? session.setup : setup,
          fingerprints.isEmpty() ? session.fingerprints : fingerprints,
          keys);
    }
  }
}
