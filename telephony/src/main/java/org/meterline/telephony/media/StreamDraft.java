package org.meterline.telephony.media;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaPlane.Unacceptable;
import org.meterline.telephony.media.SessionDescription.Direction;
import org.meterline.telephony.media.SessionDescription.Stream;
import org.meterline.telephony.media.SessionDescription.TransportAttributes;
import org.meterline.telephony.srtp.Fingerprint;
import org.meterline.telephony.srtp.SdesKey;

/** The session level, or one stream, while it is being read. */
final class StreamDraft {
  private static final int LONGEST_PARAMETERS = 512;
  private static final Pattern SPACES = Pattern.compile(" +");

  private String media = "";
  private int port;
  private String protocol = "";
  private List<String> formats = List.of();
  private @Nullable String address;
  private final Map<String, String> maps = new LinkedHashMap<>();
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private int packetTime;
  private int longestPacket;
  private @Nullable Direction direction;
  private int rtcpPort;
  private @Nullable String rtcpAddress;
  private boolean rtcpMux;
  @Nullable String mid;
  @Nullable String bundle;
  private boolean bundleOnly;
  boolean lite;
  private @Nullable String fragment;
  private @Nullable String password;
  private @Nullable String setup;
  private final List<Fingerprint> fingerprints = new ArrayList<>();
  private final List<SdesKey> keys = new ArrayList<>();

  static StreamDraft media(String value) throws Unacceptable {
    String[] words = SPACES.split(value, -1);
    if (words.length < 4) {
      throw new Unacceptable("an m= line lacks something");
    }
    StreamDraft draft = new StreamDraft();
    draft.media = words[0];
    String port = words[1];
    int slash = port.indexOf('/');
    draft.port = SessionDescription.number(slash < 0 ? port : port.substring(0, slash), 65_535);
    if (draft.port < 0) {
      throw new Unacceptable("an m= line has no port");
    }
    draft.protocol = words[2];
    draft.formats = List.of(words).subList(3, words.length);
    return draft;
  }

  void connection(String value) {
    String[] words = SPACES.split(value, -1);
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
        String[] words = SPACES.split(rest, 2);
        if (words.length == 2) {
          maps.putIfAbsent(words[0], words[1].strip());
        }
      }
      case "fmtp" -> {
        String[] words = SPACES.split(rest, 2);
        if (words.length == 2 && words[1].length() <= LONGEST_PARAMETERS) {
          parameters.putIfAbsent(words[0], words[1].strip());
        }
      }
      case "ptime" -> packetTime = packetTime == 0 ? millis(rest) : packetTime;
      case "maxptime" -> longestPacket = longestPacket == 0 ? millis(rest) : longestPacket;
      case "rtcp" -> {
        String[] words = SPACES.split(rest, -1);
        rtcpPort = Math.max(0, SessionDescription.number(words[0], 65_535));
        rtcpAddress = words.length == 4 ? words[3] : null;
      }
      case "rtcp-mux" -> rtcpMux = true;
      case "mid" -> mid = rest;
      case "group" -> {
        String[] words = SPACES.split(rest, -1);
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

  /** Whole milliseconds of a number that may have more to it; 0 if it is none. */
  private static int millis(String text) {
    int dot = text.indexOf('.');
    return Math.max(0, SessionDescription.number(dot < 0 ? text : text.substring(0, dot), 65_535));
  }

  Stream stream(StreamDraft session, StreamDraft tagged) {
    Direction own = direction == null ? session.direction : direction;
    boolean carried = bundleOnly && port == 0 && tagged.port > 0;
    StreamDraft way = carried ? tagged : this;
    return new Stream(
        media,
        way.port,
        protocol,
        formats,
        way.address == null ? session.address : way.address,
        maps,
        parameters,
        new PacketTime(packetTime, longestPacket),
        own == null ? Direction.SENDRECV : own,
        rtcpPort,
        rtcpAddress,
        way.rtcpMux,
        mid,
        way.attributes(session));
  }

  private TransportAttributes attributes(StreamDraft session) {
    return new TransportAttributes(
        fragment == null ? session.fragment : fragment,
        password == null ? session.password : password,
        setup == null ? session.setup : setup,
        fingerprints.isEmpty() ? session.fingerprints : fingerprints,
        keys);
  }
}
