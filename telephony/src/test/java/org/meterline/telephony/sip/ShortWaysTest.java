package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.meterline.telephony.sip.RawPhone.lines;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stack's own parser is the judge of the short ways. */
class ShortWaysTest {
  /** What comes of a message: all that it says, or why it says nothing, and what is wrong in it. */
  private record Outcome(String read, String sequence, List<String> faults) {
    static Outcome of(StringMsgParser parser, String message) {
      List<String> faults = new ArrayList<>();
      try {
        SIPMessage read =
            parser.parseSIPMessage(
                message.getBytes(StandardCharsets.UTF_8),
                true,
                false,
                (fault, within, header, text, all) -> faults.add(header + " " + text));
        var sequence = read.getCSeq();
        return new Outcome(
            read.encode(),
            sequence == null ? "" : sequence.getSeqNumber() + " " + sequence.getMethod(),
            faults);
      } catch (ParseException | RuntimeException e) {
        return new Outcome(e.getClass() + " " + e.getMessage(), "", faults);
      }
    }
  }

  private static String message(String line) {
    return lines("OPTIONS sip:a@example.org SIP/2.0", line, "X-Last: yes", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Via: SIP/2.0/UDP 192.0.2.1:5070;rport;branch=z9hG4bK-1",
        "Via: SIP/2.0/TCP [2001:db8::1];branch=z9hG4bK-1, SIP/2.0/UDP example.net",
        "From: \"Ada \\\" L.\" <sip:ada@example.org;user=phone>;tag=1",
        "To: sip:ada@example.org;tag=2",
        "Contact: *",
        "Contact: <sip:a@192.0.2.1>;q=0.5, <sip:b@192.0.2.1>;expires=60",
        "Call-ID: 4711@192.0.2.1",
        "Call-ID:   4711",
        "CSeq: 0 INVITE",
        "CSeq: 999999999 REGISTER",
        "CSeq: 007 ACK",
        "Max-Forwards: 0",
        "Max-Forwards: 255",
        "Content-Length: 0",
        "Expires: 3600"
      })
  void takenAndAsTheStackReadsIt(String line) {
    assertNotNull(ShortWays.read(line));
    asTheStackReadsIt(line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Via: SIP/2.0/UDP",
        "From: <sip:ada@example.org",
        "To: ",
        "Contact: <<sip:a@192.0.2.1>",
        "Call-ID:4711@192.0.2.1",
        "call-id: 4711@192.0.2.1",
        "Call-ID : 4711@192.0.2.1",
        "i: 4711@192.0.2.1",
        "CSeq: INVITE",
        "CSeq: 12  REGISTER",
        "CSeq: 12 invite",
        "CSeq: 12 DANCE",
        "CSeq: 2147483647 BYE",
        "CSeq: 99999999999999999999 BYE",
        "CSeq: -1 BYE",
        "CSeq: \u0663 BYE",
        "Max-Forwards: 256",
        "Max-Forwards: -1",
        "Max-Forwards: 7 0",
        "Max-Forwards:",
        "Content-Length: 4294967296",
        "Content-Length: 0x1",
        "Expires: 4294967295",
        "Expires: soon",
        "Subject: CSeq: 1 INVITE",
        "without a colon"
      })
  void leftToTheStack(String line) {
    assertNull(ShortWays.read(line));
    asTheStackReadsIt(line);
  }

  private static void asTheStackReadsIt(String line) {
    String message = message(line);
    assertEquals(
        Outcome.of(new StringMsgParser(), message), Outcome.of(new ShortWays(), message), line);
  }
}
