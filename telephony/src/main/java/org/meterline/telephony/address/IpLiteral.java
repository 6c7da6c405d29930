package org.meterline.telephony.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * IP addresses as text: read with or without the brackets that URIs put around IPv6 (RFC 3986),
 * written in one form alone (RFC 5952), so that equal addresses are equal texts. An IPv4 address
 * mapped into IPv6 is that IPv4 address. Nothing is looked up.
 */
public final class IpLiteral {
  private static final Pattern IP6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[^%\\s]+)?");

  private IpLiteral() {}

  /** The address that the text is; empty if it is a name, or nothing. */
  public static Optional<InetAddress> read(String text) {
    String bare = bare(text.strip());
    if (!(bare.indexOf(':') < 0 ? looksLikeIp4(bare) : IP6.matcher(bare).matches())) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(bare));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether it is four numbers of up to three digits. Asked several times of each message. */
  private static boolean looksLikeIp4(String text) {
    int dots = 0;
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && digits > 0) {
        dots++;
        digits = 0;
      } else if (c < '0' || c > '9' || ++digits > 3) {
        return false;
      }
    }
    return dots == 3 && digits > 0;
  }

  private static String bare(String text) {
    return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
  }

  /** Without brackets; a link-local address with its interface, for it leads nowhere without. */
  public static String text(InetAddress address) {
    if (!(address instanceof Inet6Address ip6)) {
      return address.getHostAddress();
    }
    String text = compressed(ip6.getAddress());
    String full = ip6.getHostAddress();
    int scope = full.indexOf('%');
    return scope < 0 || !ip6.isLinkLocalAddress() ? text : text + full.substring(scope);
  }

  /** As others are told it, who do not know our interfaces: without brackets, without one. */
  public static String told(InetAddress address) {
    return text(address).replaceFirst("%.*", "");
  }

  /** A host in one form alone: an address without brackets, a name in lower case. */
  public static String canonical(String host) {
    return read(host).map(IpLiteral::text).orElseGet(() -> host.toLowerCase(Locale.ROOT));
  }

  /** A host as a URI or a Via has it: IPv6 in brackets. */
  public static String inUri(String host) {
    String canonical = read(host).map(IpLiteral::text).orElse(host);
    return canonical.indexOf(':') < 0 ? canonical : "[" + canonical + "]";
  }

  /** The longest run of two zeros or more, of several the first, is left out. */
  private static String compressed(byte[] bytes) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
    }
    int start = -1;
    int longest = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > longest) {
        start = i;
        longest = end - i;
      }
      i = Math.max(i, end - 1);
    }
    var text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        text.append("::");
        i += longest - 1;
      } else {
        boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
