package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gov.nist.core.CommonLogger;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.MessageParser;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuardedParsersTest {
  static {
    // As a stack does. Without one the parser looks for a logger that is not there.
    CommonLogger.legacyLogger = new StackLog();
  }

  private final SipCounters counters = new SipCounters();

  private static int depth(int level) {
    return level < 0 ? level : depth(level + 1) + 1;
  }

  private @Nullable SIPMessage read(MessageParser parser, String text) throws Exception {
    var guarded = new GuardedParsers.Guarded(parser, new Malformed(counters, System::nanoTime));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return guarded.parseSIPMessage(bytes, true, false, (e, m, c, h, t) -> {});
  }

  private static String options(String... more) {
    return RawPhone.lines(
            "OPTIONS sip:a@b SIP/2.0",
            "Via: SIP/2.0/UDP h;branch=z9hG4bKx",
            "From: <sip:a@b>;tag=1",
            "To: <sip:a@b>",
            "Call-ID: x",
            "CSeq: 1 OPTIONS")
        + RawPhone.lines(more)
        + "\r\n";
  }

  @Test
  void aStackOverflowIsAMessageThatCannotBeRead() throws Exception {
    SIPMessage none =
        read(
            (bytes, body, strict, handler) -> {
              throw new IllegalStateException("deep: " + depth(0));
            },
            "");
    assertNull(none);
    assertEquals(1, counters.malformed());
  }

  /** jain-sip 1.3.0-91 lets a NumberFormatException out for this one. */
  @Test
  void anExceptionOfTheParserIsAMessageThatCannotBeRead() throws Exception {
    var unfit =
        assertInstanceOf(
            UnfitRequest.class, read(new StringMsgParser(), options("MIME-Version: (")));
    assertEquals(400, unfit.status());
    assertEquals("The message cannot be read", unfit.reason());
    assertEquals(1, counters.malformed());
  }

  @Test
  void whatCannotBeAnsweredIsDropped() throws Exception {
    String good = options();
    for (String bad :
        List.of(
            good.replaceFirst("Via:[^\r]*\r\n", ""),
            good.replaceFirst("Via:[^\r]*", "Via: nothing"),
            good.replaceFirst("branch=", "rport=x;branch="),
            good.replaceFirst("branch=z9hG4bKx", "branch=z9hG4bKx\r\nVia: SIP/2.0/UDP i;rport=-"),
            good.replaceFirst("Call-ID:[^\r]*\r\n", ""),
            good.replaceFirst("CSeq:[^\r]*\r\n", ""),
            good.replaceFirst("OPTIONS sip:a@b SIP/2.0", "SIP/2.0 hundred Trying"),
            good.replaceFirst("OPTIONS sip:a@b SIP/2.0", "@@@ sip:a@b SIP/2.0"),
            good.replace("OPTIONS", "ACK").replace(";branch=z9hG4bKx", ""),
            good.replace("OPTIONS", "ACK").replace(";branch=z9hG4bKx", "").replace("sip:", ":"))) {
      assertNull(read(new StringMsgParser(), bad), bad);
    }
    assertEquals(10, counters.malformed());
  }

  /** The stack would go where the Via of a datagram says, over a transport that it may not have. */
  @Test
  void anAnswerToADatagramGoesNowhereElse() throws Exception {
    for (String other : List.of("TCP", "TLS", "WS", "SCTP", "UD")) {
      String text = options().replace("SIP/2.0/UDP", "SIP/2.0/" + other);
      assertNull(read(new StringMsgParser(), text), text);
    }
    assertEquals(5, counters.malformed());
    String led = options().replace("UDP h;", "UDP h;maddr=192.0.2.1;received=192.0.2.2;");
    var request = assertInstanceOf(SIPRequest.class, read(new StringMsgParser(), led));
    assertEquals("Via: SIP/2.0/UDP h;branch=z9hG4bKx", request.getTopmostVia().encode().strip());
  }

  /** jain-sip 1.3.0-91 takes the names of schemes for something else than a token. */
  @Test
  void aMethodThatTheParserCannotReadIsRefused() throws Exception {
    for (String method : List.of("SIP", "sip", "SIPS", "sips")) {
      String text = options().replace("OPTIONS", method);
      var unfit = assertInstanceOf(UnfitRequest.class, read(new StringMsgParser(), text), method);
      assertEquals(400, unfit.status());
      assertEquals(method, unfit.getMethod());
      assertEquals("The request line cannot be read", unfit.reason());
      SIPResponse response = unfit.createResponse(400, unfit.reason());
      assertTrue(response.encode().startsWith("SIP/2.0 400 "), response::encode);
      assertTrue(response.encode().contains("\r\nCSeq: 1 " + method + "\r\n"), response::encode);
    }
  }

  @Property(tries = 10)
  void whateverWasChangedEitherComesOutOrIsDropped(@ForAll long seed) {
    var rubbish = new Rubbish(new Random(seed));
    var parser =
        new GuardedParsers.Guarded(
            new StringMsgParser(), new Malformed(counters, System::nanoTime));
    for (int i = 0; i < 1_000; i++) {
      byte[] message = rubbish.mutated(rubbish.sip("UDP", 5060));
      if (parser.parse(message, true, false) instanceof UnfitRequest unfit) {
        SIPResponse response = unfit.createResponse(unfit.status(), unfit.reason());
        assertTrue(response.encode().startsWith("SIP/2.0 " + unfit.status()), response::encode);
      }
    }
    assertTrue(counters.malformed() > 0);
  }

  /** As the stack does when a transaction ends, by a method of this name. */
  private static @Nullable SIPMessage cleanUp(MessageParser parser, byte[] kept) throws Exception {
    return parser.parseSIPMessage(kept, true, false, null);
  }

  private static @Nullable SIPMessage getRequest(MessageParser parser, byte[] kept)
      throws Exception {
    return parser.parseSIPMessage(kept, true, false, null);
  }

  @Test
  void whatIsOnlyDroppedIsNotParsedOnceMore() throws Exception {
    var guarded =
        new GuardedParsers.Guarded(
            new StringMsgParser(), new Malformed(counters, System::nanoTime));
    byte[] kept = options().getBytes(StandardCharsets.UTF_8);
    assertNull(cleanUp(guarded, kept));
    assertInstanceOf(SIPRequest.class, getRequest(guarded, kept));
    assertEquals(0, counters.malformed());
  }
}
