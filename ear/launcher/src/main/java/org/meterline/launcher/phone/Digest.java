package org.meterline.launcher.phone;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers digest challenges (RFC 8760): SHA-256 where it is offered, else MD5, with qop auth. */
final class Digest {
  private static final Pattern PARAMETER =
      Pattern.compile("([a-zA-Z-]+)\\s*=\\s*(?:\"([^\"]*)\"|([^,\\s]+))");

  private Digest() {}

  /** The value of Authorization or Proxy-Authorization. */
  static String answer(
      List<String> challenges, String method, String uri, String user, String password) {
    Map<String, String> best = Map.of();
    for (String challenge : challenges) {
      Map<String, String> parameters = parameters(challenge);
      boolean sha256 = algorithm(parameters).equals("SHA-256");
      if (sha256 || (best.isEmpty() && algorithm(parameters).equals("MD5"))) {
        best = parameters;
      }
    }
    if (best.isEmpty()) {
      throw new IllegalStateException("no challenge can be answered: " + challenges);
    }
    String realm = best.getOrDefault("realm", "");
    String nonce = best.getOrDefault("nonce", "");
    String algorithm = algorithm(best);
    String ha1 = hash(algorithm, user + ":" + realm + ":" + password);
    String ha2 = hash(algorithm, method + ":" + uri);
    String cnonce = Long.toHexString(System.nanoTime());
    boolean qop = best.containsKey("qop");
    String response =
        qop
            ? hash(algorithm, ha1 + ":" + nonce + ":00000001:" + cnonce + ":auth:" + ha2)
            : hash(algorithm, ha1 + ":" + nonce + ":" + ha2);
    StringBuilder text =
        new StringBuilder(
            "Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\""
                .formatted(user, realm, nonce, uri));
    text.append(", response=\"%s\", algorithm=%s".formatted(response, algorithm));
    if (qop) {
      text.append(", qop=auth, nc=00000001, cnonce=\"%s\"".formatted(cnonce));
    }
    if (best.containsKey("opaque")) {
      text.append(", opaque=\"%s\"".formatted(best.get("opaque")));
    }
    return text.toString();
  }

  private static Map<String, String> parameters(String challenge) {
    Map<String, String> parameters = new HashMap<>();
    Matcher matcher = PARAMETER.matcher(challenge);
    while (matcher.find()) {
      parameters.put(
          matcher.group(1).toLowerCase(Locale.ROOT),
          matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
    }
    return parameters;
  }

  private static String algorithm(Map<String, String> challenge) {
    return challenge.getOrDefault("algorithm", "MD5").toUpperCase(Locale.ROOT);
  }

  private static String hash(String algorithm, String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
