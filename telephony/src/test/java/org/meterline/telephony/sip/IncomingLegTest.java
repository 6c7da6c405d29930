package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.sip.Exchange.DOMAIN;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Q850;
import org.meterline.telephony.call.Signalling.Event;

/** A caller whose every word is ours. */
class IncomingLegTest {
  private static final String SDP = Exchange.SDP.text();
  private static final String TYPE = lines("Content-Type: application/sdp");
  private final Exchange exchange = new Exchange(Exchange.settings().withT1(Duration.ofMillis(50)));
  private RawPhone phone;

  @BeforeEach
  void phone() throws IOException {
    phone = new RawPhone(exchange.port());
  }

  @AfterEach
  void close() {
    phone.close();
    exchange.close();
    assertEquals(0, exchange.counters.faults());
  }

  /** Calls, proving to be 101; returns the INVITE that was let in. */
  private String invite(String to, String more, String body) throws IOException {
    String uri = "sip:" + to + "@" + DOMAIN;
    String first = phone.request("INVITE", uri, 1, "", more, body);
    phone.send(first);
    String challenge = phone.receive("SIP/2.0 407");
    phone.send(ack(first, challenge, 1));
    String second =
        phone.request(
            "INVITE",
            uri,
            2,
            "",
            RawPhone.credentials(
                    challenge, Digest.MD5, "101", "one-0-one", "INVITE", uri, "00000001")
                + more,
            body);
    phone.send(second);
    return second;
  }

  /** The ACK of a response that is not 2xx: it bears the INVITE's own branch. */
  private static String ack(String invite, String response, int sequence) {
    return invite
            .substring(0, invite.indexOf("Content-Length:"))
            .replaceFirst("^INVITE", "ACK")
            .replace("CSeq: " + sequence + " INVITE", "CSeq: " + sequence + " ACK")
            .replaceFirst("(?m)^To: [^\r]*", "To: " + RawPhone.header(response, "To"))
        + lines("Content-Length: 0", "");
  }

  private void in(String method, int sequence, String ok, String more, String body)
      throws IOException {
    phone.send(
        phone.request(
            method, "sip:127.0.0.1:" + exchange.port(), sequence, RawPhone.toTag(ok), more, body));
  }

  private String answered() throws IOException {
    invite("answer", TYPE, SDP);
    String ok = phone.receive("SIP/2.0 200");
    in("ACK", 2, ok, "", "");
    until("the ACK came", () -> exchange.call().last(Event.Answered.class) != null);
    return ok;
  }

  @Test
  void cancelled() throws IOException {
    String invite = invite("ring", TYPE, SDP);
    assertTrue(phone.receive().startsWith("SIP/2.0 100 "));
    String ringing = phone.receive("SIP/2.0 180");
    assertNotNull(RawPhone.header(ringing, "Contact"));
    phone.send(cancel(invite));
    String one = phone.receive();
    String two = phone.receive();
    assertTrue((one + two).contains("SIP/2.0 200 ") && (one + two).contains("SIP/2.0 487 "));
    until("the leg was told", () -> exchange.call().last(Event.HungUp.class) != null);
    Event.HungUp end = exchange.call().last(Event.HungUp.class);
    assertTrue(end != null && end.cancelled());
  }

  private static String cancel(String invite) {
    return ack(invite, "To: <sip:101@" + DOMAIN + ">\r\n", 2)
        .replaceFirst("^ACK", "CANCEL")
        .replace("CSeq: 2 ACK", "CSeq: 2 CANCEL");
  }

  /** The stack keeps what is not answered for good. */
  @Test
  void aCancelThatCannotBeReadIsAnsweredAgainAsItWas() throws IOException {
    String invite = invite("ring", TYPE, SDP);
    phone.receive("SIP/2.0 180");
    String unfit = cancel(invite).replace("CSeq: 2 CANCEL", "CSeq: 2 OPTIONS");
    phone.send(unfit);
    String refused = phone.receive("SIP/2.0 400");
    phone.send(unfit);
    assertEquals(refused, phone.receive("SIP/2.0 400"));
  }

  @Test
  void theAnswerIsRepeatedUntilItsAckComes() throws IOException {
    invite("answer", TYPE, SDP);
    for (int i = 0; i < 4; i++) {
      assertTrue(phone.receive("SIP/2.0 200").contains("m=audio"));
    }
    // 64 times T1 without an ACK: given up (RFC 3261, section 13.3.1.4).
    String bye = phone.receive("BYE");
    phone.answer(bye, 200, "");
    var end = new Event.HungUp(false, "The answer was not confirmed in time");
    until("the leg was told", () -> end.equals(exchange.call().last(Event.HungUp.class)));
  }

  @Test
  void theAckEndsTheRepeating() throws IOException {
    answered();
    String more;
    while ((more = phone.receive(300)) != null) {
      assertTrue(more.startsWith("SIP/2.0 200"), more); // One that crossed the ACK.
    }
  }

  @Test
  void anInviteWithoutAnOffer() throws IOException {
    invite("answer", "", "");
    String ok = phone.receive("SIP/2.0 200");
    assertTrue(ok.contains("m=audio"), ok);
    in("ACK", 2, ok, TYPE, SDP);
    until("the ACK came", () -> exchange.call().last(Event.Answered.class) != null);
    assertEquals(new Event.Answered(Exchange.SDP), exchange.call().last(Event.Answered.class));
  }

  /** As phones that tell their place with a call for help send it (RFC 6442). */
  @Test
  void anOfferBesideAPlace() throws IOException {
    String body =
        lines("--b", "Content-Type: application/pidf+xml", "", "<presence/>", "--b")
            + TYPE
            + lines("")
            + SDP
            + lines("", "--b--");
    invite("answer", lines("Content-Type: multipart/mixed;boundary=b"), body);
    in("ACK", 2, phone.receive("SIP/2.0 200"), "", "");
    until("the ACK came", () -> exchange.call().last(Event.Answered.class) != null);
    assertEquals(new Event.Answered(null), exchange.call().last(Event.Answered.class));
  }

  @Test
  void withinTheDialog() throws IOException {
    String ok = answered();
    in("INVITE", 3, ok, TYPE, SDP);
    assertTrue(phone.receive("SIP/2.0 200 OK\r\nCSeq: 3 INVITE").contains("m=audio"));
    in("ACK", 3, ok, "", "");
    until(
        "the offer came",
        () -> new Event.Offered(Exchange.SDP).equals(exchange.call().last(Event.Offered.class)));
    in("UPDATE", 4, ok, TYPE, SDP);
    assertTrue(phone.receive("SIP/2.0 200 OK\r\nCSeq: 4 UPDATE").contains("m=audio"));
    in("INFO", 5, ok, lines("Content-Type: application/dtmf-relay"), "Signal=7\r\nDuration=160");
    phone.receive("SIP/2.0 200 OK\r\nCSeq: 5");
    until("the digit came", () -> exchange.call().last(Event.Digit.class) != null);
    assertEquals(new Event.Digit('7'), exchange.call().last(Event.Digit.class));
    in("INFO", 6, ok, lines("Content-Type: application/dtmf"), "#");
    phone.receive("SIP/2.0 200 OK\r\nCSeq: 6");
    until(
        "the other digit came",
        () -> new Event.Digit('#').equals(exchange.call().last(Event.Digit.class)));
    in("INFO", 7, ok, lines("Content-Type: text/plain"), "hello");
    phone.receive("SIP/2.0 415");
    in("INFO", 6, ok, "", "");
    phone.receive("SIP/2.0 500");
    in("MESSAGE", 8, ok, "", "");
    phone.receive("SIP/2.0 405");
    in("BYE", 9, ok, lines("Reason: SIP;cause=200;text=\"Enough said\""), "");
    phone.receive("SIP/2.0 200");
    until("the leg was told", () -> exchange.call().last(Event.HungUp.class) != null);
    assertEquals(
        new Event.HungUp(false, "Enough said", Q850.NORMAL),
        exchange.call().last(Event.HungUp.class));
    in("INFO", 10, ok, "", "");
    phone.receive("SIP/2.0 481");
  }

  @Test
  void anInviteBeforeTheLastOneIsAnswered() throws IOException {
    invite("ring", TYPE, SDP);
    String ringing = phone.receive("SIP/2.0 180");
    in("INVITE", 3, ringing, TYPE, SDP);
    assertNotNull(RawPhone.header(phone.receive("SIP/2.0 500"), "Retry-After"));
  }

  @Test
  void weHangUp() throws IOException {
    answered();
    exchange.call().leg.hangUp(402, "The wallet is \"empty\"\r\nX: y");
    String bye = phone.receive("BYE");
    assertEquals(
        "SIP;cause=402;text=\"The wallet is  empty   X: y\", Q.850;cause=21",
        RawPhone.header(bye, "Reason"));
    phone.answer(bye, 200, "");
    exchange.call().leg.hangUp(402, "again");
    String more;
    while ((more = phone.receive(300)) != null) {
      assertTrue(more.startsWith("BYE"), more); // One that crossed our answer.
      assertEquals(RawPhone.header(bye, "CSeq"), RawPhone.header(more, "CSeq"));
    }
  }

  @Test
  void weRefuse() throws IOException {
    String invite = invite("wait", TYPE, SDP);
    exchange.call().leg.reject(404, "No such extension");
    String no = phone.receive("SIP/2.0 404");
    assertEquals(
        "SIP;cause=404;text=\"No such extension\", Q.850;cause=1", RawPhone.header(no, "Reason"));
    phone.send(ack(invite, no, 2));
  }

  @Test
  void afterACrash() throws IOException {
    String ok = answered();
    DialogIdentity identity = exchange.call().leg.dialog().orElseThrow();
    assertEquals(RawPhone.toTag(ok), identity.localTag());
    try (var restarted = new Exchange()) {
      restarted.sip.bye(identity, null, "The server was restarted");
      String bye = phone.receive("BYE");
      assertEquals(phone.callId, RawPhone.header(bye, "Call-ID"));
      assertTrue(
          String.valueOf(RawPhone.header(bye, "From")).endsWith(";tag=" + RawPhone.toTag(ok)), bye);
      assertTrue(String.valueOf(RawPhone.header(bye, "To")).endsWith(";tag=" + phone.tag), bye);
      phone.answer(bye, 200, "");
    }
  }

  @Test
  void overATrunk() throws IOException {
    exchange.directory.trunk("demo-carrier", phone.port());
    phone.send(
        phone.request(
            "INVITE",
            "sip:+4930555100@127.0.0.1:" + exchange.port(),
            1,
            "",
            TYPE + lines("P-Asserted-Identity: \"X\" <sip:+491701234567@carrier.example>"),
            SDP));
    phone.receive("SIP/2.0 100");
    Exchange.Taken call = exchange.call();
    assertEquals(new Origin.Carrier("demo-carrier"), call.from);
    assertEquals("+491701234567", call.caller);
    assertEquals("+4930555100", call.dialled);
  }

  @Test
  void aPhoneCannotAssertItsIdentity() throws IOException {
    invite("ring", TYPE + lines("P-Asserted-Identity: <sip:+491701234567@carrier.example>"), SDP);
    phone.receive("SIP/2.0 180");
    assertEquals("101", exchange.call().caller);
  }

  @Test
  void whoMayNotCall() throws IOException {
    String uri = "sip:102@" + DOMAIN;
    phone.send(phone.request("INVITE", uri, 1, "", TYPE, SDP));
    String challenge = phone.receive("SIP/2.0 407");
    phone.send(
        phone.request(
            "INVITE",
            uri,
            2,
            "",
            RawPhone.credentials(
                    challenge, Digest.SHA_256, "101", "guessed", "INVITE", uri, "00000001")
                + TYPE,
            SDP));
    phone.receive("SIP/2.0 403");
    String foreign = "sip:201@meadow.example";
    phone.send(
        phone.request(
            "INVITE",
            foreign,
            3,
            "",
            RawPhone.credentials(
                    challenge, Digest.SHA_256, "101", "one-0-one", "INVITE", foreign, "00000002")
                + TYPE,
            SDP));
    phone.receive("SIP/2.0 404");
    phone.send(
        phone
            .request(
                "INVITE",
                uri,
                4,
                "",
                RawPhone.credentials(
                        challenge, Digest.SHA_256, "101", "one-0-one", "INVITE", uri, "00000003")
                    + TYPE,
                SDP)
            .replace("From: <sip:101@", "From: <sip:102@"));
    phone.receive("SIP/2.0 403");
    phone.send(
        phone
            .request("INVITE", uri, 5, "", TYPE, SDP)
            .replace("From: <sip:101@" + DOMAIN, "From: <sip:101@elsewhere.example"));
    phone.receive("SIP/2.0 407");
    assertTrue(exchange.calls.isEmpty());
  }

  /**
   * It is the same number wherever it is called (RFC 3261, section 19.1.6), but a name is of its
   * host alone.
   */
  @ParameterizedTest
  @CsvSource({"+4930123456,true", "030-12;phone-context=+49,true", "answer,false"})
  void aTelephoneNumberIsCalledWhateverHostItIsAt(String user, boolean called) throws Exception {
    String uri = "sip:" + user + "@elsewhere.example;user=phone";
    phone.send(phone.request("INVITE", uri, 1, "", TYPE, SDP));
    String challenge = phone.receive("SIP/2.0 407");
    String proof =
        RawPhone.credentials(
            challenge, Digest.SHA_256, "101", "one-0-one", "INVITE", uri, "00000001");
    phone.send(phone.request("INVITE", uri, 2, "", proof + TYPE, SDP));
    if (called) {
      until("it is called", () -> exchange.calls.size() == 1);
    } else {
      phone.receive("SIP/2.0 404");
      assertTrue(exchange.calls.isEmpty());
    }
  }

  @Test
  void tooMuchToDo() throws IOException {
    try (var busy = new Exchange(Exchange.settings().withMostWaiting(-1));
        var caller = new RawPhone(busy.port())) {
      caller.send(caller.request("INVITE", "sip:102@" + DOMAIN, 1, "", TYPE, SDP));
      String no = caller.receive("SIP/2.0 503");
      int later = Integer.parseInt(RawPhone.header(no, "Retry-After"));
      assertTrue(later >= 5 && later <= 15, "not all at once: " + no);
      assertEquals(1, busy.counters.overloaded());
    }
  }
}
