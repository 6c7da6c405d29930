package org.meterline.telephony.media;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.media.MediaPlane.Unacceptable;
import org.meterline.telephony.srtp.Fingerprint;
import org.meterline.telephony.srtp.SdesKey;

/**
 * What of a far end's session description (RFC 8866) matters here. Unknown lines are passed over,
 * line ends may be CRLF or LF.
 *
 * @param author the o= line's value without its version: the same for as long as the session lasts
 *     (RFC 8866, section 5.2)
 * @param timing the first t= line's value
 * @param bundled whether there is a group of streams that share a port (RFC 8843)
 * @param lite whether the author's ICE is a lite one
 */
record SessionDescription(
    String author, String timing, List<Stream> streams, boolean bundled, boolean lite) {
  private static final int LONGEST = 65_536;
  private static final int MOST_STREAMS = 32;
  private static final Pattern ORIGIN = Pattern.compile("(\\S+ \\S+) \\S+( .*)");
  private static final Pattern TIMING = Pattern.compile("[0-9]{1,20} [0-9]{1,20}");

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
   * @param maps what the rtpmap lines say, by payload type, for example {@code PCMA/8000}; {@code
   *     parameters} likewise the fmtp lines
   * @param packets how long the author wants packets to be
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
      Map<String, String> parameters,
      PacketTime packets,
      Direction direction,
      int rtcpPort,
      @Nullable String rtcpAddress,
      boolean rtcpMux,
      @Nullable String mid,
      TransportAttributes attributes) {
    Stream {
      formats = List.copyOf(formats);
      maps = Map.copyOf(maps);
      parameters = Map.copyOf(parameters);
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
          known.add(new Format(codec, type, parameters.getOrDefault(format, "")));
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
            known.add(new Events(type, clock, taken(parameters.get(format))));
          }
        }
      }
      return known;
    }

    /**
     * What an fmtp line names, {@code 0-11,16}; without one it is all of DTMF (RFC 4733, 2.4.1).
     */
    private static int taken(@Nullable String listed) {
      int taken = 0;
      String list = listed == null ? "" : listed.strip();
      list = list.startsWith("events=") ? list.substring(7) : list;
      for (String each : list.split(",", -1)) {
        int dash = each.indexOf('-');
        int from = number((dash < 0 ? each : each.substring(0, dash)).strip(), 255);
        int to = dash < 0 ? from : number(each.substring(dash + 1).strip(), 255);
        for (int code = Math.max(0, from); from >= 0 && code <= Math.min(to, 31); code++) {
          taken |= 1 << code;
        }
      }
      return taken == 0 ? Events.DIGITS : taken;
    }

    private static int payloadType(String format) {
      return number(format, 127);
    }
  }

  /**
   * A codec.
   *
   * @param type the payload type that its packets have
   * @param parameters the value of its fmtp line, or nothing
   */
  record Format(Codec codec, int type, String parameters) {}

  /**
   * Telephone events.
   *
   * @param type their payload type, {@code clock} the ticks a second of their lengths
   * @param taken a bit for each event that the author understands, the lowest for event 0
   */
  record Events(int type, int clock, int taken) {
    /** The sixteen of DTMF. */
    static final int DIGITS = 0xFFFF;

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
    StreamDraft session = new StreamDraft();
    List<StreamDraft> drafts = new ArrayList<>();
    String author = "";
    String timing = "0 0";
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (line.length() < 2 || line.charAt(1) != '=') {
        continue;
      }
      String value = line.substring(2).strip();
      StreamDraft at = drafts.isEmpty() ? session : drafts.getLast();
      switch (line.charAt(0)) {
        case 'm' -> drafts.add(StreamDraft.media(value));
        case 'c' -> at.connection(value);
        case 'a' -> at.attribute(value);
        case 'o' -> author = ORIGIN.matcher(value).replaceFirst("$1$2");
        case 't' -> {
          if (TIMING.matcher(value).matches()) {
            timing = value;
          }
        }
        default -> {}
      }
      if (drafts.size() > MOST_STREAMS) {
        throw new Unacceptable("too many streams in the session description");
      }
    }
    StreamDraft tagged = session;
    for (StreamDraft each : drafts) {
      if (each.mid != null && each.mid.equals(session.bundle)) {
        tagged = each; // what is bundled only says how it travels at the group's first stream
      }
    }
    StreamDraft first = tagged;
    return new SessionDescription(
        author,
        timing,
        drafts.stream().map(d -> d.stream(session, first)).toList(),
        session.bundle != null,
        session.lite);
  }

  /** The number a text spells, or -1 when it is none from 0 to most. */
  static int number(String text, int most) {
    if (text.isEmpty() || text.length() > 5 || !isNumber(text)) {
      return -1;
    }
    int value = Integer.parseInt(text);
    return value <= most ? value : -1;
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
