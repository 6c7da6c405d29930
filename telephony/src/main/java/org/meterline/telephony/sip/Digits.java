package org.meterline.telephony.sip;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.header.ContentTypeHeader;
import javax.sip.message.Request;

/**
 * DTMF in INFO requests: {@code application/dtmf-relay} ({@code Signal=5}) and {@code
 * application/dtmf} ({@code 5}), as phones send them; no RFC describes either.
 */
final class Digits {
  private static final Pattern SIGNAL =
      Pattern.compile("(?im)^[ \t]*+signal[ \t]*+=[ \t]*+([0-9*#A-D]{1,2})[ \t]*+$");
  private static final String KEYS = "0123456789*#ABCD";

  private Digits() {}

  /** Whether the request says it carries a digit. */
  static boolean claimed(Request info) {
    var type = (ContentTypeHeader) info.getHeader(ContentTypeHeader.NAME);
    return type != null
        && type.getContentType().equalsIgnoreCase("application")
        && (type.getContentSubType().equalsIgnoreCase("dtmf-relay")
            || type.getContentSubType().equalsIgnoreCase("dtmf"));
  }

  /** The digit it carries. */
  static Optional<Character> in(Request info) {
    byte[] content = info.getRawContent();
    if (content == null) {
      return Optional.empty();
    }
    String text = new String(content, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
    Matcher signal = SIGNAL.matcher(text);
    return key(signal.find() ? signal.group(1) : text.strip());
  }

  private static Optional<Character> key(String text) {
    if (text.length() == 1 && KEYS.indexOf(text.charAt(0)) >= 0) {
      return Optional.of(text.charAt(0));
    }
    // Some phones send the event number of RFC 4733: 10 for *, 11 for #, 12 to 15 for A to D.
    if (text.length() == 2 && text.charAt(0) == '1' && text.charAt(1) <= '5') {
      return text.charAt(1) < '0'
          ? Optional.empty()
          : Optional.of(KEYS.charAt(10 + text.charAt(1) - '0'));
    }
    return Optional.empty();
  }
}
