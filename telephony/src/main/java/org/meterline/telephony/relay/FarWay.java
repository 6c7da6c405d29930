package org.meterline.telephony.relay;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.media.Transport;

/** How media travel between rtpengine and a far end, and what rtpengine is told for it. */
@SuppressWarnings("ImmutableEnumChecker") // the maps are of Map.of
enum FarWay {
  PLAIN(
      "RTP/AVP",
      Map.of("ICE", "remove", "DTLS", "off", "SDES", List.of("off"), "rtcp-mux", List.of("demux"))),

  SDES(
      "RTP/SAVP",
      Map.of(
          "ICE",
          "remove",
          "DTLS",
          "off",
          "SDES",
          // What the plane itself speaks is left: the others protect nothing, are spoken by nobody,
          // or are taken by phones that then do not hear us (AEAD_AES_256_GCM).
          List.of(
              "no-AEAD_AES_256_GCM",
              "no-AEAD_AES_128_GCM",
              "no-AES_256_CM_HMAC_SHA1_80",
              "no-AES_256_CM_HMAC_SHA1_32",
              "no-AES_192_CM_HMAC_SHA1_80",
              "no-AES_192_CM_HMAC_SHA1_32",
              "no-NULL_HMAC_SHA1_80",
              "no-NULL_HMAC_SHA1_32",
              "no-F8_128_HMAC_SHA1_80",
              "no-F8_128_HMAC_SHA1_32"),
          "rtcp-mux",
          List.of("demux"))),

  WEBRTC(
      "UDP/TLS/RTP/SAVPF",
      Map.of(
          "ICE",
          "force",
          "SDES",
          List.of("off"),
          "rtcp-mux",
          List.of("offer", "require"),
          "flags",
          List.of("generate-mid")));

  private static final Pattern AUDIO = Pattern.compile("(?m)^m=audio [0-9]+(?:/[0-9]+)? (\\S+) ");
  private static final Pattern KEYS = Pattern.compile("(?m)^a=crypto:");
  private static final Pattern FINGERPRINT = Pattern.compile("(?m)^a=fingerprint:");
  private static final Pattern ICE = Pattern.compile("(?m)^a=ice-ufrag:");

  final String protocol;
  final Map<String, Object> flags;

  FarWay(String protocol, Map<String, Object> flags) {
    this.protocol = protocol;
    this.flags = flags;
  }

  static FarWay of(Transport transport) {
    return switch (transport) {
      case PLAIN -> PLAIN;
      case SDES -> SDES;
      case WEBRTC -> WEBRTC;
    };
  }

  /** The way that a far end's description names, as far as rtpengine has to know. */
  static FarWay of(Sdp described) {
    Matcher audio = AUDIO.matcher(described.text());
    String protocol = audio.find() ? audio.group(1) : "RTP/AVP";
    if (!protocol.contains("SAVP")) {
      return PLAIN;
    }
    String text = described.text();
    boolean shakes =
        protocol.contains("TLS")
            || (!KEYS.matcher(text).find() && FINGERPRINT.matcher(text).find());
    return shakes ? WEBRTC : SDES;
  }

  /** Which phones have beside any of the ways. */
  static boolean hasIce(Sdp described) {
    return ICE.matcher(described.text()).find();
  }
}
