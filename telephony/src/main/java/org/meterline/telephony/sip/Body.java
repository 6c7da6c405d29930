package org.meterline.telephony.sip;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.header.ContentTypeHeader;
import javax.sip.message.Message;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.Sdp;

/**
 * What of a message's body is read: its session description, alone or as a part of a multipart body
 * (RFC 2046, section 5.1; RFC 5621). Locations are known, and left alone.
 *
 * @param understood whether nothing is in it that would have to be known (RFC 5621, section 8: a
 *     part that does not say that it is optional) and is not
 */
record Body(@Nullable Sdp sdp, boolean understood) {
  static final String ACCEPTED = "application/sdp, multipart/mixed, multipart/alternative";

  private static final String SDP = "application/sdp";
  private static final Charset OCTETS = StandardCharsets.ISO_8859_1;
  private static final Body NONE = new Body(null, true);
  private static final Body UNKNOWN = new Body(null, false);

  /** Of one body, and how deep they stand in each other: nobody needs more. */
  private static final int MOST_PARTS = 20;

  private static final int DEEPEST = 3;

  private static final Pattern BOUNDARY = Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[^ ]");
  private static final Pattern PARAMETER =
      Pattern.compile(";\\s*([A-Za-z-]+)\\s*=\\s*(?:\"([^\"]*)\"|([^\\s;\"]+))");

  static Body of(Message message) {
    byte[] content = message.getRawContent();
    if (content == null || content.length == 0) {
      return NONE;
    }
    if (!(message.getHeader(ContentTypeHeader.NAME) instanceof ContentTypeHeader type)) {
      return UNKNOWN;
    }
    String name = (type.getContentType() + "/" + type.getContentSubType()).toLowerCase(Locale.ROOT);
    return name.equals(SDP) || name.startsWith("multipart/")
        ? of(name, type.getParameter("boundary"), new String(content, OCTETS), 1)
        : UNKNOWN;
  }

  /**
   * @param type in lower case
   * @param octets one character each
   */
  private static Body of(String type, @Nullable String boundary, String octets, int depth) {
    return switch (type) {
      case SDP ->
          new Body(new Sdp(new String(octets.getBytes(OCTETS), StandardCharsets.UTF_8)), true);
      case "application/pidf+xml", "text/plain" -> NONE;
      case "multipart/mixed", "multipart/alternative" -> {
        List<String> parts = depth > DEEPEST ? null : parts(boundary, octets);
        yield parts == null ? UNKNOWN : ofParts(parts, type.endsWith("alternative"), depth);
      }
      default -> UNKNOWN;
    };
  }

  /** The first description of those that are together, the last of those of which one is enough. */
  private static Body ofParts(List<String> parts, boolean oneIsEnough, int depth) {
    Sdp found = null;
    boolean all = true;
    boolean any = false;
    for (String part : parts) {
      int end = part.startsWith("\r\n") ? 0 : part.indexOf("\r\n\r\n") + 2;
      Map<String, String> headers = headers(end == 1 ? part : part.substring(0, end));
      String disposition = headers.getOrDefault("content-disposition", "session");
      String handling = parameter(disposition, "handling");
      String type = headers.getOrDefault("content-type", "text/plain");
      String coded = headers.getOrDefault("content-transfer-encoding", "binary");
      boolean plain = List.of("binary", "8bit", "7bit").contains(coded.toLowerCase(Locale.ROOT));
      // a session before the session (RFC 3959) is another one
      boolean early = disposition.toLowerCase(Locale.ROOT).startsWith("early-session");
      Body body =
          !plain || early || end == 1
              ? UNKNOWN
              : of(
                  type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT),
                  parameter(type, "boundary"),
                  part.substring(end + 2),
                  depth + 1);
      all &= body.understood() || "optional".equalsIgnoreCase(handling);
      any |= body.understood();
      if (body.sdp() != null && (found == null || oneIsEnough)) {
        found = body.sdp();
      }
    }
    return new Body(found, oneIsEnough ? any : all);
  }

  private static @Nullable List<String> parts(@Nullable String boundary, String octets) {
    if (boundary == null || !BOUNDARY.matcher(boundary).matches()) {
      return null;
    }
    String delimiter = "\r\n--" + boundary;
    String text = "\r\n" + octets;
    List<String> parts = new ArrayList<>();
    int at = text.indexOf(delimiter);
    while (at >= 0) {
      int after = at + delimiter.length();
      if (text.startsWith("--", after)) {
        return parts;
      }
      int begin = text.indexOf("\r\n", after);
      if (begin < 0 || !text.substring(after, begin).isBlank() || parts.size() == MOST_PARTS) {
        return null;
      }
      at = text.indexOf(delimiter, begin);
      if (at >= 0) {
        parts.add(text.substring(Math.min(begin + 2, at), at));
      }
    }
    return null; // it ends before its end
  }

  /** By their names in lower case. */
  private static Map<String, String> headers(String text) {
    Map<String, String> headers = new HashMap<>();
    for (String line : text.replaceAll("\r\n[ \t]+", " ").split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        headers.putIfAbsent(name.equals("c") ? "content-type" : name, line.substring(colon + 1));
      }
    }
    headers.replaceAll((name, value) -> value.strip());
    return headers;
  }

  private static @Nullable String parameter(String value, String name) {
    for (Matcher each = PARAMETER.matcher(value); each.find(); ) {
      if (each.group(1).equalsIgnoreCase(name)) {
        return each.group(2) == null ? each.group(3) : each.group(2);
      }
    }
    return null;
  }
}
