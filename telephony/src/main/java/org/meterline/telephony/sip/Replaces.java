package org.meterline.telephony.sip;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The dialog that is to be replaced, as its far end knows it (RFC 3891, section 6.1).
 *
 * @param localTag ours: what the header calls {@code to-tag}
 * @param remoteTag the far end's: {@code from-tag}
 * @param earlyOnly not if it is confirmed
 */
record Replaces(String callId, String localTag, String remoteTag, boolean earlyOnly) {
  static final String TAG = "replaces";

  private static final Pattern IN_URI =
      Pattern.compile("[?&]replaces=([^&>]*)", Pattern.CASE_INSENSITIVE);

  /** What a header's value says; empty if it cannot be read. */
  static Optional<Replaces> of(String value) {
    String[] parts = value.split(";", -1);
    String to = "";
    String from = "";
    boolean early = false;
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      int is = part.indexOf('=');
      String name = (is < 0 ? part : part.substring(0, is)).strip().toLowerCase(Locale.ROOT);
      String said = is < 0 ? "" : part.substring(is + 1).strip();
      switch (name) {
        case "to-tag" -> to = said;
        case "from-tag" -> from = said;
        case "early-only" -> early = true;
        default -> {}
      }
    }
    String callId = parts[0].strip();
    return callId.isEmpty() || to.isEmpty() || from.isEmpty()
        ? Optional.empty()
        : Optional.of(new Replaces(callId, to, from, early));
  }

  /** What is written into a URI, escaped (RFC 3261, section 19.1.1); null if nothing is. */
  static @Nullable String in(String uri) {
    Matcher header = IN_URI.matcher(uri);
    if (!header.find()) {
      return null;
    }
    try {
      return URLDecoder.decode(header.group(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
