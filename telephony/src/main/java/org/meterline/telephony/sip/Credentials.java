package org.meterline.telephony.sip;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.header.Header;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.trunk.Trunk;

/** Answers challenges by the account that we have at a trunk (RFC 3261, section 22; RFC 8760). */
final class Credentials {
  private static final Pattern PARAMETER =
      Pattern.compile("([A-Za-z]+)\\s*=\\s*(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([^\\s,\"]+))");

  /** What would end a quoted string, or a header, is in no answer. */
  private static final Pattern QUOTABLE = Pattern.compile("[^\\p{Cntrl}\"\\\\]*");

  private Credentials() {}

  private record Challenge(Digest digest, Map<String, String> said) {
    String said(String name) {
      return said.getOrDefault(name, "");
    }

    boolean isStale() {
      return said("stale").equalsIgnoreCase("true");
    }
  }

  /**
   * What is to be added to the request that was challenged.
   *
   * @param before how many of its challenges were answered already: one more is answered only if
   *     the answer before was right and too old
   * @return empty if the response is no challenge, or none that can be answered
   */
  static Optional<Header> answer(
      Response response, Request challenged, Trunk.@Nullable Access account, int before) {
    int status = response.getStatusCode();
    if (account == null || (status != 401 && status != 407)) {
      return Optional.empty();
    }
    return challenges(response, status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate").stream()
        .min(Comparator.comparing(Challenge::digest))
        .filter(challenge -> before == 0 || (before == 1 && challenge.isStale()))
        .map(
            challenge ->
                Wire.header(
                    status == 401 ? "Authorization" : "Proxy-Authorization",
                    proof(challenge, challenged, account)));
  }

  /** Those that can be answered. */
  private static List<Challenge> challenges(Response response, String name) {
    return Fields.values(response, name).stream()
        .filter(value -> value.strip().toLowerCase(Locale.ROOT).startsWith("digest"))
        .flatMap(value -> challenge(parameters(value)).stream())
        .toList();
  }

  private static Optional<Challenge> challenge(Map<String, String> said) {
    List<String> qop = List.of(said.getOrDefault("qop", "auth").split("[,\\s]+", -1));
    boolean quotable = said.values().stream().allMatch(v -> QUOTABLE.matcher(v).matches());
    return said.containsKey("nonce") && qop.contains("auth") && quotable
        ? Digest.named(said.get("algorithm")).map(digest -> new Challenge(digest, said))
        : Optional.empty();
  }

  private static Map<String, String> parameters(String value) {
    Map<String, String> said = new HashMap<>();
    for (Matcher each = PARAMETER.matcher(value); each.find(); ) {
      String text = each.group(2) == null ? each.group(3) : each.group(2);
      said.put(each.group(1).toLowerCase(Locale.ROOT), text);
    }
    return said;
  }

  private static String proof(Challenge challenge, Request request, Trunk.Access account) {
    Digest digest = challenge.digest();
    String nonce = challenge.said("nonce");
    String uri = request.getRequestURI().toString();
    String realm = challenge.said("realm");
    String secret = digest.secret(account.user(), realm, account.password());
    var proof = new StringBuilder("Digest ");
    quoted(proof, "username", account.user());
    quoted(proof, "realm", realm);
    quoted(proof, "nonce", nonce);
    quoted(proof, "uri", uri);
    if (challenge.said().containsKey("opaque")) {
      quoted(proof, "opaque", challenge.said("opaque"));
    }
    if (challenge.said().containsKey("qop")) {
      String count = "00000001";
      String cnonce = Wire.tag();
      quoted(proof, "cnonce", cnonce);
      proof.append("qop=auth, nc=").append(count).append(", ");
      quoted(
          proof,
          "response",
          digest.response(secret, nonce, count, cnonce, request.getMethod(), uri));
    } else {
      quoted(proof, "response", digest.response(secret, nonce, request.getMethod(), uri));
    }
    return proof.append("algorithm=").append(digest.algorithm).toString();
  }

  private static void quoted(StringBuilder text, String name, String value) {
    text.append(name).append("=\"").append(value).append("\", ");
  }
}
