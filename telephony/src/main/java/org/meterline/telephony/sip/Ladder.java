package org.meterline.telephony.sip;

import gov.nist.javax.sip.message.MessageExt;
import java.util.regex.Pattern;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.meterline.telephony.call.Signalling.Event;

/** A message as the ladder of a call shows it. */
final class Ladder {
  private static final Pattern KEY = Pattern.compile("(?i)\\binline:\\S+");

  /** Possessive: who sends thousands of lines would have the other way run out of stack. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?im)^((?:proxy-)?authorization)[ \\t]*:[^\\r"
              + "\\n"
              + "]*+(?:(?:\\r"
              + "\\n"
              + "?|\\n"
              + ")[ \\t][^\\r"
              + "\\n"
              + "]*+)*+");

  private Ladder() {}

  static Event.Message entry(boolean sent, Message message) {
    String text =
        ((MessageExt) message).getApplicationData() instanceof AsItCame came
            ? came.text()
            : message.toString();
    return new Event.Message(sent, title(message), withoutKeys(withoutSecrets(text)));
  }

  /** The text with the media keys of session descriptions (RFC 4568) left out. */
  static String withoutKeys(String text) {
    return KEY.matcher(text).replaceAll("inline:(left out)");
  }

  private static String title(Message message) {
    return switch (message) {
      case Request request -> request.getMethod() + " " + request.getRequestURI();
      case Response response -> response.getStatusCode() + " " + response.getReasonPhrase();
      default -> "";
    };
  }

  /**
   * The text with the values of Authorization and Proxy-Authorization left out, whatever their case
   * and however many lines they take (RFC 3261, section 7.3.1).
   */
  static String withoutSecrets(String text) {
    return SECRET.matcher(text).replaceAll("$1: (left out)");
  }
}
