package org.meterline.launcher.phone;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A SIP request or response as text (RFC 3261, section 7).
 *
 * @param startLine Request-Line or Status-Line
 * @param headers in order, names as written
 */
record SipMessage(String startLine, List<Header> headers, String body) {
  private static final Map<String, String> COMPACT =
      Map.of(
          "v",
          "via",
          "f",
          "from",
          "t",
          "to",
          "i",
          "call-id",
          "m",
          "contact",
          "l",
          "content-length",
          "c",
          "content-type",
          "k",
          "supported");
  private static final Pattern TAG = Pattern.compile(";\\s*tag=([^;>\\s]+)");
  private static final Pattern BRANCH = Pattern.compile(";\\s*branch=([^;,\\s]+)");
  private static final Pattern URI = Pattern.compile("<([^>]+)>|(sips?:[^;\\s]+)");

  /** One header field. */
  record Header(String name, String value) {}

  SipMessage {
    headers = List.copyOf(headers);
  }

  static SipMessage parse(byte[] data, int length) {
    String text = new String(data, 0, length, StandardCharsets.UTF_8);
    int end = text.indexOf("\r\n\r\n");
    String head = end < 0 ? text : text.substring(0, end);
    List<Header> headers = new ArrayList<>();
    String[] lines = head.replaceAll("\r\n[ \t]+", " ").split("\r\n", -1);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.add(
            new Header(
                lines[i].substring(0, colon).strip(), lines[i].substring(colon + 1).strip()));
      }
    }
    return new SipMessage(lines[0], headers, end < 0 ? "" : text.substring(end + 4));
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder(startLine).append("\r\n");
    for (Header header : headers) {
      text.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    text.append("Content-Length: ").append(content.length).append("\r\n\r\n").append(body);
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  boolean isResponse() {
    return startLine.startsWith("SIP/2.0 ");
  }

  /** The status of a response. */
  int status() {
    return Integer.parseInt(startLine.substring(8, 11));
  }

  /** The method of a request, or the one a response answers. */
  String method() {
    if (isResponse()) {
      String cseq = required("CSeq");
      return cseq.substring(cseq.lastIndexOf(' ') + 1);
    }
    return startLine.substring(0, startLine.indexOf(' '));
  }

  /** The user part of the Request-URI. */
  String dialled() {
    String uri = startLine.substring(startLine.indexOf(' ') + 1, startLine.lastIndexOf(' '));
    int at = uri.indexOf('@');
    return at < 0 ? "" : uri.substring(uri.indexOf(':') + 1, at);
  }

  Optional<String> header(String name) {
    return headers.stream().filter(h -> named(h, name)).map(Header::value).findFirst();
  }

  /** The value of Reason (RFC 3326) for SIP, without that of Q.850 behind it; empty without one. */
  String reason() {
    return header("Reason").orElse("").replaceFirst(", Q\\.850;cause=\\d+.*", "");
  }

  List<String> all(String name) {
    return headers.stream().filter(h -> named(h, name)).map(Header::value).toList();
  }

  String required(String name) {
    return header(name)
        .orElseThrow(() -> new IllegalStateException("no " + name + " in " + startLine));
  }

  private static boolean named(Header header, String name) {
    String written = header.name().toLowerCase(Locale.ROOT);
    return COMPACT.getOrDefault(written, written).equals(name.toLowerCase(Locale.ROOT));
  }

  /** The branch of the topmost Via: names the transaction. */
  String branch() {
    Matcher matcher = BRANCH.matcher(header("Via").orElse(""));
    return matcher.find() ? matcher.group(1) : "";
  }

  static Optional<String> tag(String address) {
    Matcher matcher = TAG.matcher(address);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** The URI in a From, To or Contact value. */
  static String uri(String address) {
    Matcher matcher = URI.matcher(address);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no URI in " + address);
    }
    return matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
  }

  /** What stands in the ladder: the method or the status. */
  String title() {
    return isResponse()
        ? startLine.substring(8)
        : startLine.substring(0, startLine.lastIndexOf(' '));
  }
}
