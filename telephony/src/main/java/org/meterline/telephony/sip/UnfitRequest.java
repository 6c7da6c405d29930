package org.meterline.telephony.sip;

import gov.nist.core.Host;
import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.CSeq;
import gov.nist.javax.sip.header.ContentLength;
import gov.nist.javax.sip.header.RequestLine;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.header.ViaList;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.RequestLineParser;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/**
 * A request that breaks the rules so far that the stack would refuse it by itself, saying nothing
 * of why, or not answer at all. It has what the stack must know to carry an answer back: headers
 * that cannot be read are replaced, and come again in the response as they were (RFC 3261, section
 * 8.2.6.2).
 */
@SuppressWarnings("serial") // The stack's messages are serializable; nobody makes use of it.
final class UnfitRequest extends SIPRequest {
  private static final Pattern METHOD = Pattern.compile("[A-Za-z0-9.!%*_+`'~-]{1,40}");
  private static final Pattern FOLD = Pattern.compile("(\r\n|\n|\r)[ \t]+");
  private static final Pattern LINE = Pattern.compile("\r\n|\n|\r");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final Pattern BLANK = Pattern.compile("[ \t]+");

  /** The headers that a response copies, by their names and short names. */
  private static final Map<String, String> COPIED =
      Map.of(
          "via", "Via", "v", "Via", "from", "From", "f", "From", "to", "To", "t", "To", "call-id",
          "Call-ID", "i", "Call-ID", "cseq", "CSeq");

  private final String text;
  private final List<String> unreadable = new ArrayList<>();
  private final Map<String, String> asTheyWere = new LinkedHashMap<>();
  private int status = Response.BAD_REQUEST;
  private String reason = "The message cannot be read";

  private UnfitRequest(String text) {
    this.text = text;
  }

  /**
   * What of the message can be answered.
   *
   * @param withBody whether the bytes hold the body, if there is one, too
   * @return null if it is no request, or lacks a header without which no answer finds its way
   */
  static @Nullable UnfitRequest of(byte[] bytes, boolean withBody) {
    String whole = new String(bytes, StandardCharsets.UTF_8).stripLeading();
    int end = Math.max(whole.indexOf("\n\n"), whole.indexOf("\r\n\r\n"));
    String head = FOLD.matcher(end < 0 ? whole : whole.substring(0, end)).replaceAll(" ");
    var request = new UnfitRequest(head + (end < 0 ? "" : whole.substring(end)));
    List<String> lines = List.of(LINE.split(head, -1));
    String[] first = BLANK.split(lines.getFirst().strip(), -1);
    if (first[0].startsWith("SIP/") || !METHOD.matcher(first[0]).matches()) {
      return null;
    }
    request.begin(lines.getFirst().strip(), first[0]);
    Map<String, List<String>> values = values(lines.subList(1, lines.size()));
    for (String name : List.of("Via", "From", "To", "Call-ID", "CSeq")) {
      List<String> given = values.getOrDefault(name, List.of());
      if (given.isEmpty()) {
        return null;
      }
      request.copy(name, name.equals("Via") ? String.join(", ", given) : given.getFirst());
    }
    if (request.getTopmostVia() == null || belongsToNothing(request)) {
      return null;
    }
    int length = request.length(values);
    boolean torn = withBody && length > (end < 0 ? 0 : body(whole, end));
    request.judge(head.length() + length, torn);
    return request;
  }

  /** The stack finds what an ACK is for by its branch, and fails without one. */
  private static boolean belongsToNothing(SIPRequest request) {
    return request.getMethod().equals(ACK) && request.getTopmostVia().getBranch() == null;
  }

  private static Map<String, List<String>> values(List<String> lines) {
    var values = new LinkedHashMap<String, List<String>>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String given = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        String name = COPIED.getOrDefault(given, given.equals("l") ? "content-length" : given);
        values.computeIfAbsent(name, n -> new ArrayList<>()).add(line.substring(colon + 1).strip());
      }
    }
    return values;
  }

  private static int body(String whole, int end) {
    String rest = whole.substring(end);
    int start = rest.startsWith("\r\n\r\n") ? 4 : 2;
    return rest.substring(start).getBytes(StandardCharsets.UTF_8).length;
  }

  /** Whether IPv6 stands there as if its colons began a port (RFC 5118, section 4.2). */
  static boolean lacksBrackets(@Nullable URI uri, String line) {
    return uri instanceof SipURI sip
        && sip.getHost() != null
        && sip.getHost().startsWith("[")
        && line.indexOf('[') < 0;
  }

  private void begin(String line, String method) {
    try {
      setRequestLine(new RequestLineParser(line + "\n").parse());
      if (lacksBrackets(getRequestURI(), line)) {
        unreadable.add("The request line");
      }
    } catch (ParseException | RuntimeException | StackOverflowError e) {
      unreadable.add("The request line");
      // Not by the parser: the name of a scheme, such as SIP, is no method to it.
      setRequestLine(new RequestLine(nowhere(), method));
    }
  }

  private static SipUri nowhere() {
    var uri = new SipUri();
    uri.setHost(new Host("unreadable.invalid"));
    return uri;
  }

  private void copy(String name, String value) {
    SIPHeader header = read(name, value);
    if (header instanceof CSeq cseq && !cseq.getMethod().equalsIgnoreCase(getMethod())) {
      reason = "CSeq names another method";
      asTheyWere.put(name, value);
      header = new CSeq(cseq.getSeqNumber(), getMethod());
    } else if (header instanceof CSeq cseq && !cseq.encode().strip().endsWith(" " + getMethod())) {
      asTheyWere.put(name, value); // it would be written in capitals
    } else if (header == null) {
      unreadable.add(name);
      if (name.equals("Via")) {
        return;
      }
      asTheyWere.put(name, name.equals("To") ? value + ";tag=" + Wire.tag() : value);
      header =
          switch (name) {
            case "CSeq" -> new CSeq(0, getMethod());
            case "Call-ID" -> read(name, "unreadable");
            default -> read(name, "<" + nowhere().encode() + ">");
          };
    }
    setHeader(Objects.requireNonNull(header));
  }

  private static @Nullable SIPHeader read(String name, String value) {
    try {
      SIPHeader header = Wire.parse(name + ": " + value + "\n");
      return header instanceof ViaList vias && !readable(vias) ? null : header;
    } catch (ParseException | RuntimeException | StackOverflowError e) {
      return null;
    }
  }

  /**
   * The stack fails at a port that is none (RFC 3581, section 3) only when it copies the header.
   */
  private static boolean readable(ViaList vias) {
    for (Via via : vias) {
      String port = via.getParameter(Via.RPORT);
      if (port != null && !port.isEmpty() && !PORT.matcher(port).matches()) {
        return false;
      }
    }
    return true;
  }

  /** Over a stream the body has to be passed over, too. */
  private int length(Map<String, List<String>> values) {
    List<String> all = values.getOrDefault("content-length", List.of("0"));
    String given = all.getFirst();
    boolean readable = given.matches("[0-9]{1,7}") && all.stream().allMatch(given::equals);
    if (!readable) {
      unreadable.add("Content-Length");
    }
    int length = readable ? Integer.parseInt(given) : 0;
    setHeader(new ContentLength(length));
    return length;
  }

  private void judge(int size, boolean torn) {
    if (!unreadable.isEmpty()) {
      reason = String.join(", ", unreadable) + " cannot be read";
    } else if (size > Stack.LARGEST_MESSAGE) {
      status = Response.MESSAGE_TOO_LARGE;
      reason = "A message has no more than " + Stack.LARGEST_MESSAGE + " bytes";
    } else if (torn && asTheyWere.isEmpty()) {
      reason = "The body is shorter than Content-Length says";
    }
  }

  /** Whether the stack hands a request on, and refuses it not by itself. */
  static boolean fits(SIPRequest request) {
    var length = request.getContentLength();
    return request.getTopmostVia() != null
        && readable(request.getViaHeaders())
        && request.getFrom() != null
        && request.getTo() != null
        && request.getCallId() != null
        && request.getCSeq() != null
        && !belongsToNothing(request)
        && request.getCSeq().getMethod().equalsIgnoreCase(request.getMethod())
        && request.getSize() + (length == null ? 0 : length.getContentLength())
            <= Stack.LARGEST_MESSAGE;
  }

  /** What it is refused with. */
  int status() {
    return status;
  }

  /** Why, for people. */
  String reason() {
    return reason;
  }

  @Override
  public SIPResponse createResponse(int statusCode, String phrase) {
    SIPResponse plain = super.createResponse(statusCode, phrase);
    var response = new Echo(asTheyWere);
    response.setStatusLine(plain.getStatusLine());
    plain.getHeaders().forEachRemaining(response::setHeader);
    return response;
  }

  /** A response in which headers that could not be read are as they were. */
  @SuppressWarnings("serial")
  private static final class Echo extends SIPResponse {
    private final Map<String, String> asTheyWere;

    Echo(Map<String, String> asTheyWere) {
      this.asTheyWere = asTheyWere;
    }

    private String restored(String encoded) {
      String text = encoded;
      for (Map.Entry<String, String> header : asTheyWere.entrySet()) {
        String line = header.getKey() + ": " + header.getValue();
        text =
            text.replaceFirst("(?m)^" + header.getKey() + ":.*$", Matcher.quoteReplacement(line));
      }
      return text;
    }

    @Override
    public String encode() {
      return restored(super.encode());
    }

    @Override
    public byte[] encodeAsBytes(String transport) {
      return restored(new String(super.encodeAsBytes(transport), StandardCharsets.UTF_8))
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  /** The message as it came, but for folded lines. */
  @Override
  public String toString() {
    return text;
  }
}
