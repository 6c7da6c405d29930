package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gov.nist.javax.sip.parser.StringMsgParser;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import org.junit.jupiter.api.Test;

class GuardedParsersTest {
  private static int depth(int level) {
    return level < 0 ? level : depth(level + 1) + 1;
  }

  @Test
  void aStackOverflowIsAMessageThatCannotBeRead() {
    var counters = new SipCounters();
    var guarded =
        new GuardedParsers.Guarded(
            (bytes, body, strict, handler) -> {
              throw new IllegalStateException("deep: " + depth(0));
            },
            counters);
    assertThrows(
        ParseException.class,
        () -> guarded.parseSIPMessage(new byte[0], true, false, (e, m, c, h, t) -> {}));
    assertEquals(1, counters.malformed());
  }

  /** jain-sip 1.3.0-91 lets a NumberFormatException out for this one. */
  @Test
  void anExceptionOfTheParserIsAMessageThatCannotBeRead() {
    var counters = new SipCounters();
    var guarded = new GuardedParsers.Guarded(new StringMsgParser(), counters);
    byte[] message =
        RawPhone.lines(
                "OPTIONS sip:a@b SIP/2.0",
                "Via: SIP/2.0/UDP h;branch=z9hG4bKx",
                "From: <sip:a@b>;tag=1",
                "To: <sip:a@b>",
                "Call-ID: x",
                "CSeq: 1 OPTIONS",
                "MIME-Version: (",
                "")
            .getBytes(StandardCharsets.UTF_8);
    assertThrows(
        ParseException.class,
        () -> guarded.parseSIPMessage(message, true, false, (e, m, c, h, t) -> {}));
    assertEquals(1, counters.malformed());
  }
}
