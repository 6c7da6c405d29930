package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.meterline.telephony.sip.RawPhone.lines;

import gov.nist.javax.sip.parser.StringMsgParser;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.media.Sdp;

/** Session descriptions alone and among other parts. */
class BodyTest {
  private static final Sdp SDP = Exchange.SDP;

  private static final String DESCRIBED = lines("Content-Type: application/sdp", "") + SDP.text();
  private static final String PLACE =
      lines("Content-Type: application/pidf+xml", "Content-ID: <a@b>", "", "<presence/>");

  private static String isup(String handling) {
    return lines(
        "Content-Type: application/ISUP; version=itu-t92+",
        "Content-Disposition: signal; " + handling,
        "",
        "\u0001\u00ff\u0000");
  }

  private static String part(String name) {
    return switch (name) {
      case "sdp" -> DESCRIBED;
      case "place" -> PLACE;
      case "isup" -> isup("handling=required");
      case "optional" -> isup("handling = \"Optional\"");
      case "nested" ->
          lines("Content-Type: multipart/alternative; boundary=\"in ner\"", "")
              + joined("in ner", List.of("text", "sdp"));
      case "text" -> lines("", "Please take this call.");
      case "base64" -> lines("Content-Transfer-Encoding: base64") + DESCRIBED;
      case "early" ->
          lines("Content-Disposition: early-session;handling=optional")
              + DESCRIBED.replace("o=- 1 1", "o=- 7 7");
      case "torn" -> "Content-Type: application/sdp";
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static String joined(String boundary, List<String> parts) {
    var text = new StringBuilder("A preamble that nobody reads");
    parts.forEach(p -> text.append("\r\n--").append(boundary).append("\r\n").append(part(p)));
    return text + "\r\n--" + boundary + "--\r\nand what comes after";
  }

  private static Body body(String type, String body) throws ParseException {
    byte[] content = body.getBytes(StandardCharsets.ISO_8859_1);
    String head =
        lines(
            "INVITE sip:a@b SIP/2.0",
            "Via: SIP/2.0/UDP h;branch=z9hG4bKx",
            "From: <sip:a@b>;tag=1",
            "To: <sip:a@b>",
            "Call-ID: x",
            "CSeq: 1 INVITE",
            "Content-Type: " + type,
            "Content-Length: " + content.length,
            "");
    byte[] all = (head + body).getBytes(StandardCharsets.ISO_8859_1);
    return Body.of(
        Objects.requireNonNull(new StringMsgParser().parseSIPMessage(all, true, false, null)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mixed       | sdp             | true  | true
          mixed       | sdp place       | true  | true
          mixed       | place sdp       | true  | true
          mixed       | place           | false | true
          mixed       | isup sdp        | true  | false
          mixed       | optional sdp    | true  | true
          mixed       | nested place    | true  | true
          mixed       | text sdp        | true  | true
          mixed       | base64          | false | false
          mixed       | torn            | false | false
          mixed       | sdp torn        | true  | false
          mixed       | early sdp       | true  | true
          mixed       | place torn      | false | false
          alternative | text sdp        | true  | true
          alternative | isup sdp        | true  | true
          alternative | isup            | false | false
          related     | sdp             | false | false
          """)
  void whatIsFound(String type, String parts, boolean found, boolean understood)
      throws ParseException {
    List<String> named = List.of(parts.split(" ", -1));
    assertEquals(
        new Body(found ? SDP : null, understood),
        body("multipart/" + type + ";boundary=\"b=_0\"", joined("b=_0", named)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          multipart/mixed               | --b--
          multipart/mixed;boundary=b    | none
          multipart/mixed;boundary=b    | --b
          multipart/mixed;boundary=""   | ----
          application/pidf+xml          | <presence/>
          """)
  void whatIsNotUnderstood(String type, String text) throws ParseException {
    assertEquals(new Body(null, false), body(type, text));
  }

  @ParameterizedTest
  @CsvSource({"20, true", "21, false"})
  void thereAreNotManyParts(int parts, boolean understood) throws ParseException {
    var names = new ArrayList<String>(java.util.Collections.nCopies(parts, "sdp"));
    assertEquals(understood, body("multipart/mixed;boundary=b", joined("b", names)).understood());
  }

  /** Whatever comes, it is read or it is not. */
  @Property(tries = 2_000)
  void nothingThrows(
      @ForAll("bodies") String text, @ForAll @IntRange(max = 400) int at, @ForAll char instead)
      throws ParseException {
    var torn = new StringBuilder(text);
    torn.setCharAt(at % text.length(), (char) (instead & 0xff));
    assertNotNull(body("multipart/mixed;boundary=b", torn.toString()));
  }

  @Provide
  Arbitrary<String> bodies() {
    return Arbitraries.of("sdp", "place", "isup", "optional", "nested", "text", "base64", "torn")
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(parts -> joined("b", parts));
  }
}
