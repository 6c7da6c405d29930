package org.meterline.telephony.sip;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;

/** Addresses as the headers From, To and the like write them (RFC 3261, section 25.1). */
final class NameAddr {
  /** Besides letters and digits; what has a meaning after the user part is left out. */
  private static final String UNESCAPED = "-_.!~*'()&=+$,";

  private NameAddr() {}

  /**
   * @param name to show; what could forge a header is left out
   */
  static String of(@Nullable String name, String user, String host) {
    String shown =
        name == null || name.isBlank()
            ? ""
            : '"' + name.replaceAll("[\\p{Cntrl}\"\\\\]", "") + "\" ";
    return shown + "<sip:" + escaped(user) + "@" + IpLiteral.inUri(host) + ">";
  }

  /** With an escape for what a user part may not hold. */
  private static String escaped(String user) {
    StringBuilder escaped = new StringBuilder(user.length());
    for (byte b : user.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (c < 128 && (Character.isLetterOrDigit(c) || UNESCAPED.indexOf(c) >= 0)) {
        escaped.append(c);
      } else {
        escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return escaped.toString();
  }

  /** The URI without what belongs to this one way of reaching it (RFC 3261, section 19.1.1). */
  static String plain(URI uri) {
    if (!(uri instanceof SipURI sip)) {
      return uri.toString();
    }
    String user = sip.getUser();
    String port = sip.getPort() > 0 ? ":" + sip.getPort() : "";
    return "sip:" + (user == null ? "" : user + "@") + sip.getHost() + port;
  }
}
