package org.meterline.telephony.sip;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.trunk.Trunk;

/**
 * What a request says of who we are, by the account that we have at a trunk (RFC 3261, section 22;
 * RFC 8760). Several may ask for it, such as a proxy and then whoever is behind it: each gets a
 * proof of its own, and the request has all of them from then on (section 22.3). Immutable.
 */
final class Credentials {
  /** Nobody has asked. */
  static final Credentials NONE = new Credentials(List.of());

  /** As many may ask for a request: a far end that asks on and on gets no more. */
  private static final int MOST = 4;

  private static final Pattern PARAMETER =
      Pattern.compile("\\b([A-Za-z]++)\\s*+=\\s*+(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([^\\s,\"]+))");

  /** What would end a quoted string, or a header, is in no answer. */
  private static final Pattern QUOTABLE = Pattern.compile("[^\\p{Cntrl}\"\\\\]*");

  private final List<Given> given;

  private Credentials(List<Given> given) {
    this.given = List.copyOf(given);
  }

  /** Who asks. */
  private enum Asker {
    FAR_END("WWW-Authenticate", "Authorization"),
    PROXY("Proxy-Authenticate", "Proxy-Authorization");

    final String asks;
    final String isTold;

    Asker(String asks, String isTold) {
      this.asks = asks;
      this.isTold = isTold;
    }
  }

  private record Challenge(Asker by, Digest digest, Map<String, String> said) {
    String said(String name) {
      return said.getOrDefault(name, "");
    }

    boolean isStale() {
      return said("stale").equalsIgnoreCase("true");
    }

    boolean isOfSame(Challenge other) {
      return by == other.by && said("realm").equals(other.said("realm"));
    }
  }

  /**
   * A challenge that is answered.
   *
   * @param times how many of this asker were, with this one
   * @param count how many requests are proved by its nonce, the next one among them
   */
  private record Given(Challenge challenge, int times, int count) {
    Given again() {
      return new Given(challenge, times, count + 1);
    }
  }

  /**
   * What the request is to say when it goes out again.
   *
   * @return empty if the response is no challenge, or none that can be answered: another nonce is
   *     taken from who was answered before only once, if the proof was right and too old
   */
  Optional<Credentials> answer(Response response, Trunk.@Nullable Access account) {
    int status = response.getStatusCode();
    if (account == null || (status != 401 && status != 407)) {
      return Optional.empty();
    }
    List<Challenge> challenges = new ArrayList<>();
    for (Asker asker : Asker.values()) {
      for (Challenge each : challenges(response, asker)) {
        if (challenges.stream().noneMatch(each::isOfSame)) {
          challenges.add(each);
        }
      }
    }
    List<Given> next = new ArrayList<>();
    for (Given before : given) {
      if (challenges.stream().noneMatch(before.challenge()::isOfSame)) {
        next.add(before.again());
      }
    }
    for (Challenge each : challenges) {
      Optional<Given> before =
          given.stream().filter(one -> one.challenge().isOfSame(each)).findFirst();
      if (before.isPresent() && !isAnsweredAgain(before.get(), each)) {
        return Optional.empty();
      }
      next.add(new Given(each, before.map(Given::times).orElse(0) + 1, 1));
    }
    return challenges.isEmpty() || next.size() > MOST
        ? Optional.empty()
        : Optional.of(new Credentials(next));
  }

  private static boolean isAnsweredAgain(Given before, Challenge now) {
    return before.times() == 1
        && now.isStale()
        && !now.said("nonce").equals(before.challenge().said("nonce"));
  }

  /** Puts them into the request, in place of what it had of them. */
  void prove(Request request, Trunk.@Nullable Access account) {
    for (Asker asker : Asker.values()) {
      request.removeHeader(asker.isTold);
    }
    if (account != null) {
      for (Given each : given) {
        request.addHeader(Wire.header(each.challenge().by().isTold, proof(each, request, account)));
      }
    }
  }

  /** Those that can be answered, the strongest first. */
  private static List<Challenge> challenges(Response response, Asker asker) {
    return Fields.values(response, asker.asks).stream()
        .filter(value -> value.strip().toLowerCase(Locale.ROOT).startsWith("digest"))
        .flatMap(value -> challenge(asker, parameters(value)).stream())
        .sorted(Comparator.comparing(Challenge::digest))
        .toList();
  }

  private static Optional<Challenge> challenge(Asker by, Map<String, String> said) {
    List<String> qop = List.of(said.getOrDefault("qop", "auth").split("[,\\s]+", -1));
    boolean quotable = said.values().stream().allMatch(v -> QUOTABLE.matcher(v).matches());
    return said.containsKey("nonce") && qop.contains("auth") && quotable
        ? Digest.named(said.get("algorithm")).map(digest -> new Challenge(by, digest, said))
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

  private static String proof(Given given, Request request, Trunk.Access account) {
    Challenge challenge = given.challenge();
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
      String count = String.format(Locale.ROOT, "%08x", given.count());
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
