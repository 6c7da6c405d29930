package org.meterline.telephony.identity;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Personal Assertion Token (RFC 8225): who calls whom, and when that was said.
 *
 * @param kind {@code ppt}: {@code shaken} (RFC 8588), {@code div} (RFC 8946) …; empty if it has
 *     none
 * @param x5u where the signer's certificate is
 * @param orig the caller's number, digits only
 * @param dest the numbers that are called, digits only; addresses that are no numbers are left out
 * @param iat when it was made, in seconds since 1970
 * @param attestation of {@code shaken}
 * @param origid of {@code shaken}
 * @param div the number that sent the call on, of {@code div}
 */
record Passport(
    String kind,
    String x5u,
    String orig,
    List<String> dest,
    long iat,
    @Nullable Attestation attestation,
    @Nullable String origid,
    @Nullable String div) {
  static final String SHAKEN = "shaken";
  static final String DIV = "div";

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  Passport {
    dest = List.copyOf(dest);
  }

  /** Why a text is none. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;
    final Verification.Problem problem;

    Unusable(Verification.Problem problem, String why) {
      super(why, null, false, false);
      this.problem = problem;
    }

    private static Unusable unreadable(String why) {
      return new Unusable(Verification.Problem.UNREADABLE, why);
    }
  }

  /** The first part of what is signed, as JSON. */
  String header() {
    TreeMap<String, Object> header = new TreeMap<>();
    header.put("alg", Es256.NAME);
    header.put("typ", "passport");
    header.put("x5u", x5u);
    if (!kind.isEmpty()) {
      header.put("ppt", kind);
    }
    return Canonical.json(header);
  }

  /** The second part. */
  String claims() {
    TreeMap<String, Object> claims = new TreeMap<>();
    claims.put("orig", Map.of("tn", orig));
    claims.put("dest", Map.of("tn", dest));
    claims.put("iat", iat);
    if (attestation != null) {
      claims.put("attest", attestation.name());
    }
    if (origid != null) {
      claims.put("origid", origid);
    }
    if (div != null) {
      claims.put("div", Map.of("tn", div));
    }
    return Canonical.json(claims);
  }

  /** What is signed: both parts in Base64 with a point between (RFC 7515, section 5.1). */
  String signed() {
    return encoded(header()) + "." + encoded(claims());
  }

  static String encoded(String part) {
    return BASE64.encodeToString(part.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads both parts.
   *
   * @param header in Base64
   * @param claims in Base64
   */
  static Passport read(String header, String claims) throws Unusable {
    JsonNode head = object(header);
    if (!"passport".equals(head.path("typ").asText())) {
      throw Unusable.unreadable("it is no PASSporT");
    }
    if (!Es256.NAME.equals(head.path("alg").asText())) {
      throw new Unusable(Verification.Problem.WRONG_ALGORITHM, "");
    }
    if (head.has("crit")) {
      throw Unusable.unreadable("it has critical headers");
    }
    String kind = head.path("ppt").asText("");
    JsonNode body = object(claims);
    JsonNode iat = body.path("iat");
    if (!iat.canConvertToLong() || !iat.isIntegralNumber()) {
      throw Unusable.unreadable("it does not say when it was made");
    }
    String attest = body.path("attest").asText("");
    if (kind.equals(SHAKEN) && !attest.matches("[ABC]")) {
      throw Unusable.unreadable("it does not attest A, B or C");
    }
    return new Passport(
        kind,
        text(head, "x5u"),
        Canonical.number(text(body.path("orig"), "tn")),
        numbers(body.path("dest").path("tn")),
        iat.asLong(),
        kind.equals(SHAKEN) ? Attestation.valueOf(attest) : null,
        body.path("origid").isTextual() ? body.path("origid").asText() : null,
        kind.equals(DIV) ? Canonical.number(text(body.path("div"), "tn")) : null);
  }

  private static String text(JsonNode object, String name) throws Unusable {
    JsonNode text = object.path(name);
    if (!text.isTextual() || text.asText().isEmpty()) {
      throw Unusable.unreadable("it has no " + name);
    }
    return text.asText();
  }

  private static List<String> numbers(JsonNode array) throws Unusable {
    List<String> numbers = new ArrayList<>();
    for (JsonNode each : array) {
      if (!each.isTextual()) {
        throw Unusable.unreadable("a called number is none");
      }
      numbers.add(Canonical.number(each.asText()));
    }
    return numbers;
  }

  private static JsonNode object(String part) throws Unusable {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(part)))
              .toString();
      JsonNode node = JSON.readTree(text);
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException | IllegalArgumentException | CharacterCodingException e) {
      // As any other that is none.
    }
    throw Unusable.unreadable("it is no JSON in Base64");
  }
}
