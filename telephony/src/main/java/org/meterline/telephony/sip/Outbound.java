package org.meterline.telephony.sip;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import javax.sip.header.ContactHeader;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.registrar.Binding;

/** What a REGISTER wants of the way that it came (RFC 5626): that calls take it, too. */
enum Outbound {
  /** Nothing. */
  UNASKED,
  /** It is kept as one of the ways to the phone. */
  KEPT,
  /** It cannot be had: the first proxy does not keep ways open. */
  IN_VAIN;

  static final String TAG = "outbound";

  /** In seconds: within that time we expect a sign of life (section 4.4). */
  static final String UDP_TIMER = "25";

  static final Duration STREAM_TIME = Duration.ofSeconds(110);

  static final String STREAM_TIMER = Long.toString(STREAM_TIME.toSeconds());

  private static final String INSTANCE = "+sip.instance";
  private static final Pattern URN = Pattern.compile("<[A-Za-z0-9:._%+/-]{1,100}>");
  private static final int MOST = 1_000_000;

  static Outbound of(Request request) {
    if (!Fields.tags(request, "Supported").contains(TAG)) {
      return UNASKED;
    }
    int ways = 0;
    for (var i = request.getHeaders(ContactHeader.NAME); i.hasNext(); ) {
      if (i.next() instanceof ContactHeader contact
          && !contact.isWildCard()
          && instance(contact) != null
          && regId(contact) > 0) {
        ways++;
      }
    }
    if (ways != 1) {
      return UNASKED;
    }
    List<String> path = Fields.values(request, "Path");
    boolean direct = Fields.values(request, "Via").size() == 1;
    // Beside the phone the first proxy alone knows the connection (section 6).
    boolean kept = direct || (!path.isEmpty() && path.getLast().matches("(?i).*;ob\\b.*"));
    return kept ? KEPT : IN_VAIN;
  }

  /** The URN of the phone; null if it names none that is readable. */
  static @Nullable String instance(ContactHeader contact) {
    String said = contact.getParameter(INSTANCE);
    String plain = said == null ? "" : said.replace("\"", "");
    return URN.matcher(plain).matches() ? plain.substring(1, plain.length() - 1) : null;
  }

  /** Which of its ways; 0 if it does not say. */
  static int regId(ContactHeader contact) {
    try {
      String said = contact.getParameter("reg-id");
      int number = said == null ? 0 : Integer.parseInt(said);
      return number > 0 && number <= MOST ? number : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** What the phone is told of a binding of its account. */
  static String parameters(Binding binding) {
    String instance = binding.instance();
    return instance == null
        ? ""
        : ";"
            + INSTANCE
            + "=\"<"
            + instance
            + ">\""
            + (binding.regId() > 0 ? ";reg-id=" + binding.regId() : "");
  }
}
