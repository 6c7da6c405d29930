package org.meterline.telephony.identity;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The value of an Identity header (RFC 8224, section 4): a PASSporT in full or in its compact form,
 * of which only the signature is sent, and where the certificate is.
 *
 * @param header the PASSporT's first part in Base64; empty in the compact form
 * @param claims its second part; empty in the compact form
 * @param signature in Base64
 * @param info where the certificate is; null if it does not say
 * @param kind the parameter {@code ppt}; empty without one
 */
record IdentityHeader(
    String header, String claims, String signature, @Nullable String info, String kind) {
  /** No message is longer (and a PASSporT is some 500 characters long). */
  static final int LONGEST = 16_384;

  /** As it is sent. */
  static String of(String token, String x5u, String kind) {
    return token + ";info=<" + x5u + ">;alg=" + Es256.NAME + ";ppt=" + kind;
  }

  /**
   * Reads one.
   *
   * @throws Passport.Unusable with why it is none
   */
  static IdentityHeader read(String value) throws Passport.Unusable {
    if (value.length() > LONGEST) {
      throw unreadable("it is too long");
    }
    List<String> parts = parts(value.strip());
    String[] token = parts.getFirst().strip().split("\\.", -1);
    if (token.length != 3 || token[2].isEmpty() || token[0].isEmpty() != token[1].isEmpty()) {
      throw unreadable("it has not three parts");
    }
    String info = null;
    String kind = "";
    for (String part : parts.subList(1, parts.size())) {
      int equals = part.indexOf('=');
      String name = (equals < 0 ? part : part.substring(0, equals)).strip();
      String text = equals < 0 ? "" : unquoted(part.substring(equals + 1).strip());
      switch (name.toLowerCase(Locale.ROOT)) {
        case "info" -> info = text;
        case "ppt" -> kind = text;
        case "alg" -> {
          if (!text.equals(Es256.NAME)) {
            throw new Passport.Unusable(Verification.Problem.WRONG_ALGORITHM, "");
          }
        }
        default -> {} // others may come
      }
    }
    return new IdentityHeader(token[0], token[1], token[2], info, kind);
  }

  /** Whether header and claims are to be made from the request. */
  boolean compact() {
    return header.isEmpty();
  }

  /** What is signed, of the full form. */
  String signed() {
    return header + "." + claims;
  }

  private static Passport.Unusable unreadable(String why) {
    return new Passport.Unusable(Verification.Problem.UNREADABLE, why);
  }

  /** The token and the parameters, at the semicolons outside of {@code <>} and quotes. */
  private static List<String> parts(String value) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    boolean bracketed = false;
    int start = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' && !bracketed) {
        quoted = !quoted;
      } else if (c == '<' && !quoted) {
        bracketed = true;
      } else if (c == '>' && !quoted) {
        bracketed = false;
      } else if (c == ';' && !quoted && !bracketed) {
        parts.add(value.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(value.substring(start));
    return parts;
  }

  private static String unquoted(String text) {
    boolean enclosed =
        text.length() >= 2
            && ((text.startsWith("<") && text.endsWith(">"))
                || (text.startsWith("\"") && text.endsWith("\"")));
    return enclosed ? text.substring(1, text.length() - 1).strip() : text;
  }

  /** The address that it names, if it is one that certificates are fetched from. */
  static @Nullable URI address(String text, boolean plain) {
    try {
      URI uri = URI.create(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean known = scheme.equals("https") || (plain && scheme.equals("http"));
      return known && uri.getHost() != null && uri.getRawUserInfo() == null ? uri : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
