package org.meterline.telephony.sip;

import java.util.regex.Pattern;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.meterline.telephony.call.Signalling.Event;

/** A message as the ladder of a call shows it. */
final class Ladder {
  private static final Pattern KEY = Pattern.compile(" inline:\\S+");

  private Ladder() {}

  static Event.Message entry(boolean sent, Message message) {
    return new Event.Message(sent, title(message), withoutKeys(withoutSecrets(message.toString())));
  }

  /** The text with the media keys of session descriptions (RFC 4568) left out. */
  static String withoutKeys(String text) {
    return text.contains(" inline:") ? KEY.matcher(text).replaceAll(" inline:(left out)") : text;
  }

  private static String title(Message message) {
    return switch (message) {
      case Request request -> request.getMethod() + " " + request.getRequestURI();
      case Response response -> response.getStatusCode() + " " + response.getReasonPhrase();
      default -> "";
    };
  }

  /** The text with the values of Authorization and Proxy-Authorization left out. */
  static String withoutSecrets(String text) {
    if (!text.contains("uthorization:")) {
      return text;
    }
    var out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      end = end < 0 ? text.length() : end + 1;
      int colon = text.indexOf(':', at);
      if (colon > at && colon < end && isSecret(text.substring(at, colon))) {
        out.append(text, at, colon).append(": (left out)\r\n");
      } else {
        out.append(text, at, end);
      }
      at = end;
    }
    return out.toString();
  }

  private static boolean isSecret(String header) {
    String name = header.strip();
    return name.equalsIgnoreCase("Authorization") || name.equalsIgnoreCase("Proxy-Authorization");
  }
}
