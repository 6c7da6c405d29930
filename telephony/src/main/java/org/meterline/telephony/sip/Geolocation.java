package org.meterline.telephony.sip;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import javax.sip.header.ContentTypeHeader;
import javax.sip.message.Request;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.Place;

/**
 * Tells from where help is called (RFC 6442): a document with a civic address (RFC 4119, RFC 5139)
 * beside the session description, in one body (RFC 5621). It may be used to choose who helps, and
 * be passed on to them.
 */
final class Geolocation {
  private static final String END = "\r\n";

  private Geolocation() {}

  /** Puts the place into a request that has a session description for a body. */
  static void tell(Wire wire, Request request, Place place, Invitation of) throws ParseException {
    String id = "place-" + of.leg() + "@" + of.domain().name();
    String between = "meterline-" + of.leg();
    var body = new ByteArrayOutputStream();
    part(body, between, "Content-Type: application/sdp" + END, request.getRawContent());
    part(
        body,
        between,
        "Content-Type: application/pidf+xml"
            + END
            + "Content-ID: <"
            + id
            + ">"
            + END
            + "Content-Disposition: by-reference;handling=optional"
            + END,
        document(place, of).getBytes(StandardCharsets.UTF_8));
    body.writeBytes(("--" + between + "--" + END).getBytes(StandardCharsets.US_ASCII));
    ContentTypeHeader type = wire.headers.createContentTypeHeader("multipart", "mixed");
    type.setParameter("boundary", between);
    request.setContent(body.toByteArray(), type);
    request.addHeader(Wire.header("Geolocation", "<cid:" + id + ">"));
    request.addHeader(Wire.header("Geolocation-Routing", "yes"));
  }

  private static void part(
      ByteArrayOutputStream body, String between, String headers, byte[] content) {
    body.writeBytes(("--" + between + END + headers + END).getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(content);
    body.writeBytes(END.getBytes(StandardCharsets.US_ASCII));
  }

  /** An address on one line has no parts: it stands whole where what else is to be said stands. */
  private static String document(Place place, Invitation of) {
    String entity = "pres:" + of.from() + "@" + of.domain().name();
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <presence xmlns="urn:ietf:params:xml:ns:pidf" \
    xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10" \
    xmlns:rule="urn:ietf:params:xml:ns:pidf:geopriv10:basicPolicy" \
    xmlns:civic="urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr" entity="%s">
    <tuple id="place"><status><gp:geopriv>
    <gp:location-info><civic:civicAddress>
    <civic:country>%s</civic:country>%s%s
    </civic:civicAddress></gp:location-info>
    <gp:usage-rules><rule:retransmission-allowed>true</rule:retransmission-allowed></gp:usage-rules>
    <gp:method>Manual</gp:method>
    </gp:geopriv></status></tuple>
    </presence>
    """
        .formatted(
            text(entity),
            text(place.country()),
            element("LOC", place.address()),
            element("NAM", place.label()));
  }

  private static String element(String name, String content) {
    return content.isBlank()
        ? ""
        : "<civic:" + name + ">" + text(content.strip()) + "</civic:" + name + ">";
  }

  /** What XML 1.0 lets be said. */
  private static String text(String plain) {
    StringBuilder said = new StringBuilder();
    plain
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> said.append("&lt;");
                case '>' -> said.append("&gt;");
                case '&' -> said.append("&amp;");
                case '"' -> said.append("&quot;");
                default -> {
                  boolean xml = c >= ' ' && c != 0xFFFE && c != 0xFFFF && !isSurrogate(c);
                  said.appendCodePoint(xml ? c : ' ');
                }
              }
            });
    return said.toString();
  }

  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }
}
