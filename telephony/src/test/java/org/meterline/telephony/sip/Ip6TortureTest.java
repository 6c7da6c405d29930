package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.sip.RawPhone.lines;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.Ip6;

/** The cases of RFC 5118, each with what makes it one. */
class Ip6TortureTest {
  private static Exchange exchange;

  @BeforeAll
  static void start() {
    var _ = Ip6.loopback();
    exchange = new Exchange(SipSettings.of(Ip6.BOTH, Ip6.BOTH, 0));
  }

  @AfterAll
  static void close() {
    exchange.close();
  }

  private static String answer(String request) throws Exception {
    try (var phone = new RawPhone(Ip6.loopback(), exchange.port())) {
      return phone.receiveAfter(request);
    }
  }

  private static String request(String method, String uri, String via, String contact) {
    return request(method, uri, via, contact, "");
  }

  private static String request(
      String method, String uri, String via, String contact, String body) {
    return lines(
            method + " " + uri + " SIP/2.0",
            "To: sip:user@example.com",
            "From: sip:user@example.com;tag=81x2",
            "Via: " + via,
            "Call-ID: " + Integer.toHexString((method + uri + via).hashCode()),
            "Max-Forwards: 70",
            "Contact: " + contact,
            "CSeq: 98176 " + method)
        + (body.isEmpty() ? "" : lines("Content-Type: application/sdp"))
        + lines("Content-Length: " + body.length(), "")
        + body;
  }

  /** 4.1 an IPv6 reference, 4.3 a port within the brackets, 4.4 one behind them. */
  @ParameterizedTest
  @CsvSource({"sip:[2001:db8::10]", "sip:[2001:db8::10:5070]", "sip:[2001:db8::10]:5070"})
  void references(String uri) throws Exception {
    String reply =
        answer(
            request(
                "OPTIONS",
                uri,
                "SIP/2.0/UDP [2001:db8::9:1];rport;branch=z9hG4bKas3-111" + uri.hashCode(),
                "\"Caller\" <sip:caller@[2001:db8::1]>"));
    assertTrue(reply.startsWith("SIP/2.0 200 "), reply);
    String via = RawPhone.header(reply, "Via");
    assertTrue(via != null && via.startsWith("SIP/2.0/UDP [2001:db8::9:1];"), reply);
  }

  /** 4.2: without brackets it is no URI. */
  @Test
  void aReferenceWithoutBracketsIsRefused() throws Exception {
    String reply =
        answer(
            request(
                "REGISTER",
                "sip:2001:db8::10",
                "SIP/2.0/UDP [2001:db8::9:1];rport;branch=z9hG4bKas3-112",
                "<sip:caller@[2001:db8::1]>"));
    assertTrue(reply.startsWith("SIP/2.0 400 "), reply);
  }

  /** 4.5: what a peer has written into received, with brackets and without. */
  @ParameterizedTest
  @CsvSource({"[2001:db8::9:255]", "2001:db8::9:255"})
  void receivedWithBracketsAndWithout(String received) throws Exception {
    String reply =
        answer(
            request(
                "BYE",
                "sip:user@[2001:db8::10]",
                "SIP/2.0/UDP [2001:db8::9:1];received="
                    + received
                    + ";rport;branch=z9hG4bKas3-113"
                    + received.length(),
                "<sip:caller@[2001:db8::1]>"));
    assertTrue(reply.startsWith("SIP/2.0 481 "), reply);
  }

  /** 4.6 to 4.9: IPv6 in descriptions, both families in headers and descriptions, mapped IPv4. */
  @ParameterizedTest
  @CsvSource({
    "2001:db8::20, 2001:db8::20",
    "2001:db8::1, 192.0.2.1",
    "::ffff:192.0.2.10, ::ffff:192.0.2.10"
  })
  void bothFamiliesInOneMessage(String session, String stream) throws Exception {
    String body =
        lines(
            "v=0",
            "o=assistant 971731711378798081 0 IN IP6 " + session,
            "s=Live video feed for today's meeting",
            "c=IN IP6 " + session,
            "t=3338481189 3370017201",
            "m=audio 6000 RTP/AVP 0",
            "m=video 6024 RTP/AVP 107",
            "c=IN IP" + (stream.contains(":") ? "6 " : "4 ") + stream,
            "a=rtpmap:107 H263-1998/90000");
    String reply =
        answer(
            request(
                "INVITE",
                "sip:user@[2001:db8::10]",
                "SIP/2.0/UDP [2001:db8::9:1]:6050;rport;branch=z9hG4bKas3-114"
                    + session.hashCode()
                    + ", SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144",
                "<sip:caller@[2001:db8::9:1]>",
                body));
    // Whoever that is has to prove it first: all of it was read.
    assertTrue(reply.startsWith("SIP/2.0 401 ") || reply.startsWith("SIP/2.0 407 "), reply);
    assertTrue(reply.contains("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144"), reply);
  }

  /** 4.10: one colon too many must not upset anybody; it is answered, as right or as wrong. */
  @Test
  void oneColonTooMany() throws Exception {
    String reply =
        answer(
            request(
                "OPTIONS",
                "sip:user@[2001:db8:::192.0.2.1]",
                "SIP/2.0/UDP [2001:db8::9:1];rport;branch=z9hG4bKas3-115",
                "<sip:user@[2001:db8::9:1]>"));
    assertTrue(reply.startsWith("SIP/2.0 "), reply);
  }
}
