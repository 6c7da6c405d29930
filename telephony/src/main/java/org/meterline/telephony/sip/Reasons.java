package org.meterline.telephony.sip;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.header.Header;
import javax.sip.message.Message;
import javax.sip.message.Response;

/** The Reason header (RFC 3326). */
final class Reasons {
  private static final Pattern TEXT = Pattern.compile("text\\s*=\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern CAUSE =
      Pattern.compile("(?i)\\bQ\\.850\\s*;[^,]*?\\bcause\\s*=\\s*([0-9]{1,3})");
  private static final int LONGEST = 200;

  private Reasons() {}

  static Header header(int status, String reason) {
    return Wire.header("Reason", "SIP;cause=" + status + ";text=\"" + quotable(reason) + "\"");
  }

  /** What a message says of its reason, or else what its status line says, or else the fallback. */
  static String of(Message message, String fallback) {
    Header header = message.getHeader("Reason");
    if (header != null) {
      Matcher text = TEXT.matcher(header.toString());
      if (text.find()) {
        return text.group(1).replaceAll("\\\\(.)", "$1");
      }
    }
    if (message instanceof Response response) {
      String phrase = response.getReasonPhrase();
      return phrase == null || phrase.isBlank() ? fallback : phrase;
    }
    return fallback;
  }

  /** The cause by ITU-T Q.850 that a message names; 0 if none. */
  static int cause(Message message) {
    for (String value : Fields.values(message, "Reason")) {
      Matcher cause = CAUSE.matcher(value);
      if (cause.find()) {
        return Integer.parseInt(cause.group(1));
      }
    }
    return 0;
  }

  private static String quotable(String reason) {
    String plain = reason.replaceAll("[\\p{Cntrl}\"\\\\]", " ").strip();
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
  }
}
