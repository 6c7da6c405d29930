package org.meterline.telephony.sip;

import gov.nist.javax.sip.message.MessageExt;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.meterline.telephony.call.Signalling.Event;

/** A message as the ladder of a call shows it. Each message of each call comes through here. */
final class Ladder {
  private static final String AUTHORIZATION = "authorization";
  private static final String PROXY = "proxy-";
  private static final String KEY = "inline";
  private static final String LEFT_OUT = "(left out)";

  private Ladder() {}

  static Event.Message entry(boolean sent, Message message) {
    return new Event.Message(
        sent,
        withoutTokens(title(message)),
        withoutTokens(withoutKeys(withoutSecrets(text((MessageExt) message)))));
  }

  /** As it came, once: requests are kept for as long as their calls. */
  private static String text(MessageExt message) {
    if (message.getApplicationData() instanceof AsItCame came) {
      message.setApplicationData(null);
      return came.text();
    }
    return message.toString();
  }

  private static String title(Message message) {
    return switch (message) {
      case Request request -> request.getMethod() + " " + request.getRequestURI();
      case Response response -> response.getStatusCode() + " " + response.getReasonPhrase();
      default -> "";
    };
  }

  /** The text with the media keys of session descriptions (RFC 4568) left out. */
  static String withoutKeys(String text) {
    StringBuilder left = null;
    int done = 0;
    for (int colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
      int start = colon - KEY.length();
      if (start < done
          || !text.regionMatches(true, start, KEY, 0, KEY.length())
          || (start > 0 && isWord(text.charAt(start - 1)))) {
        continue;
      }
      int end = colon + 1;
      while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
        end++;
      }
      if (end > colon + 1) {
        left = left == null ? new StringBuilder(text.length()) : left;
        left.append(text, done, start).append(KEY).append(':').append(LEFT_OUT);
        done = end;
        colon = end - 1;
      }
    }
    return left == null ? text : left.append(text, done, text.length()).toString();
  }

  /**
   * The text without the tokens of the Contacts that trunks are told: whoever calls one is taken
   * for the trunk.
   */
  static String withoutTokens(String text) {
    StringBuilder left = null;
    int done = 0;
    for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      int start = at - TrunkRegistration.TOKEN;
      if (start >= done && TrunkRegistration.isToken(text, start)) {
        left = left == null ? new StringBuilder(text.length()) : left;
        left.append(text, done, start).append("left-out");
        done = at;
      }
    }
    return left == null ? text : left.append(text, done, text.length()).toString();
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /**
   * The text with the values of Authorization and Proxy-Authorization left out, whatever their case
   * and however many lines they take (RFC 3261, section 7.3.1).
   */
  static String withoutSecrets(String text) {
    StringBuilder left = null;
    int done = 0;
    int line = 0;
    while (line < text.length()) {
      int next = nextLine(text, line);
      int name = secretName(text, line);
      if (name > line) {
        while (next < text.length() && isBlank(text.charAt(next))) {
          next = nextLine(text, next); // folded
        }
        left = left == null ? new StringBuilder(text.length()) : left;
        left.append(text, done, name).append(": ").append(LEFT_OUT);
        done = lineEnd(text, next);
      }
      line = next;
    }
    return left == null ? text : left.append(text, done, text.length()).toString();
  }

  /** Where the name of a header with a secret ends; {@code line} if none begins there. */
  private static int secretName(String text, int line) {
    int start =
        text.regionMatches(true, line, PROXY, 0, PROXY.length()) ? line + PROXY.length() : line;
    if (!text.regionMatches(true, start, AUTHORIZATION, 0, AUTHORIZATION.length())) {
      return line;
    }
    int end = start + AUTHORIZATION.length();
    int colon = end;
    while (colon < text.length() && isBlank(text.charAt(colon))) {
      colon++;
    }
    return colon < text.length() && text.charAt(colon) == ':' ? end : line;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** Where the line after this one begins. */
  private static int nextLine(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        return i + 1;
      }
      if (c == '\r') {
        return i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
      }
    }
    return text.length();
  }

  /** Where the text of the line ends that is followed by the one at {@code next}. */
  private static int lineEnd(String text, int next) {
    int end = next;
    if (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
    }
    return end > 0 && text.charAt(end - 1) == '\r' ? end - 1 : end;
  }
}
