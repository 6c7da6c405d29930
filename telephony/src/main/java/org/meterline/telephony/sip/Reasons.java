package org.meterline.telephony.sip;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.header.Header;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.meterline.telephony.call.Q850;

/** The Reason header (RFC 3326). */
final class Reasons {
  private static final Pattern TEXT = Pattern.compile("text\\s*=\\s*\"((?:[^\"\\\\]++|\\\\.)*+)\"");
  private static final Pattern CAUSE =
      Pattern.compile("(?i)\\bQ\\.850\\s*;[^,]*?\\bcause\\s*=\\s*([0-9]{1,3})");
  private static final Pattern STATUS =
      Pattern.compile("(?i)\\bSIP\\s*;[^,]*?\\bcause\\s*=\\s*([1-6][0-9]{2})\\b");
  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"");
  private static final int LONGEST = 200;
  private static final int LOWEST_STATUS = 200;

  /** Another phone has the call. */
  private static final int ELSEWHERE = 200;

  private Reasons() {}

  static Header header(int status, String reason) {
    return header(status, Q850.NONE, reason);
  }

  /**
   * The same with the cause by ITU-T Q.850 beside: one value for each protocol.
   *
   * @param cause of {@link Q850}; 0 for none
   */
  static Header header(int status, int cause, String reason) {
    String sip = "SIP;cause=" + status + ";text=\"" + quotable(reason) + "\"";
    return Wire.header("Reason", Q850.isCause(cause) ? sip + ", Q.850;cause=" + cause : sip);
  }

  /** What a message says of its reason, or else what its status line says, or else the fallback. */
  static String of(Message message, String fallback) {
    Header header = message.getHeader("Reason");
    if (header != null) {
      Matcher text = TEXT.matcher(header.toString());
      if (text.find()) {
        String said = text.group(1).replaceAll("\\\\(.)", "$1");
        return said.length() > LONGEST ? said.substring(0, LONGEST) : said;
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
    return named(message, CAUSE);
  }

  /**
   * The same of a request that ends a call: where it names a status of SIP alone, what that stands
   * for (RFC 3326, section 2).
   */
  static int causeOfEnd(Message message) {
    int cause = cause(message);
    if (cause != Q850.NONE) {
      return cause;
    }
    int status = named(message, STATUS);
    if (status == ELSEWHERE && message instanceof Request request) {
      return request.getMethod().equals(Request.CANCEL) ? Q850.NOT_SELECTED : Q850.NORMAL;
    }
    return status < LOWEST_STATUS ? Q850.NONE : Q850.ofStatus(status);
  }

  private static int named(Message message, Pattern protocol) {
    for (String value : Fields.values(message, "Reason")) {
      Matcher cause = protocol.matcher(QUOTED.matcher(value).replaceAll(""));
      if (cause.find()) {
        return Integer.parseInt(cause.group(1));
      }
    }
    return Q850.NONE;
  }

  private static String quotable(String reason) {
    String plain = reason.replaceAll("[\\p{Cntrl}\"\\\\]", " ").strip();
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
  }
}
