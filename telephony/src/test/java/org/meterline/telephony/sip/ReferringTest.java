package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.sip.RawPhone.header;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;

/** REFER, and INVITE in place of another dialog, from a phone whose every word is ours. */
class ReferringTest {
  private static final Exchange EXCHANGE = new Exchange();
  private static final String HERE = "127.0.0.1";
  private static final String TYPE = lines("Content-Type: application/sdp");

  private RawPhone phone;
  private String ok = "";

  @BeforeEach
  void call() throws IOException {
    EXCHANGE.calls.clear();
    phone = new RawPhone(EXCHANGE.port());
    EXCHANGE.directory.trunk("carrier", phone.port());
    phone.send(
        phone.request(
            "INVITE",
            "sip:answer@" + HERE + ":" + EXCHANGE.port(),
            1,
            "",
            TYPE,
            Exchange.SDP.text()));
    ok = phone.receive("SIP/2.0 200");
    send("ACK", 1, "");
    until("the ACK came", () -> EXCHANGE.call().last(Event.Answered.class) != null);
  }

  @AfterEach
  void hangUp() {
    phone.close();
    assertEquals(0, EXCHANGE.counters.faults());
  }

  @AfterAll
  static void close() {
    EXCHANGE.close();
  }

  private void send(String method, int sequence, String more) throws IOException {
    phone.send(
        phone.request(
            method, "sip:" + HERE + ":" + EXCHANGE.port(), sequence, RawPhone.toTag(ok), more, ""));
  }

  private Signalling.Referral refers(int sequence, String more) throws IOException {
    send("REFER", sequence, more);
    until("REFER came", () -> EXCHANGE.call().last(Event.Referred.class) != null);
    Event.Referred last = Objects.requireNonNull(EXCHANGE.call().last(Event.Referred.class));
    EXCHANGE.call().events.remove(last);
    return last.referral();
  }

  private String notified() throws IOException {
    String notify = phone.receive("NOTIFY");
    phone.answer(notify, 200, "");
    return notify;
  }

  private static String fragment(String notify) {
    assertEquals("message/sipfrag;version=2.0", header(notify, "Content-Type"));
    return notify.substring(notify.indexOf("\r\n\r\n") + 4).strip();
  }

  @Test
  void whatComesOfItIsTold() throws IOException {
    var referral =
        refers(2, lines("Refer-To: <sip:102@harbour.example>", "Referred-By: <sip:101@a.example>"));
    assertEquals("102", referral.to());
    assertNull(referral.replaces());
    assertEquals("<sip:101@a.example>", referral.by());
    referral.accept();
    assertTrue(phone.receive("SIP/2.0 202").contains("Contact: <sip:127.0.0.1"));
    String first = notified();
    assertEquals("SIP/2.0 100 Trying", fragment(first));
    assertEquals("refer", header(first, "Event"));
    assertEquals("active;expires=300", header(first, "Subscription-State"));
    referral.rings();
    assertEquals("SIP/2.0 180 Ringing", fragment(notified()));
    referral.over(486, "Busy here");
    referral.over(200, "too late");
    String last = notified();
    assertEquals("SIP/2.0 486 Busy here", fragment(last));
    assertEquals("terminated;reason=noresource", header(last, "Subscription-State"));

    // The second in this dialog is told apart.
    referral = refers(3, lines("Refer-To: sip:103@harbour.example"));
    referral.accept();
    assertEquals("refer;id=3", header(notified(), "Event"));
    referral.over(200, "whatever");
    EXCHANGE.call().leg.hangUp(200, "Transferred");
    assertEquals("SIP/2.0 200 OK", fragment(notified()));
    phone.answer(phone.receive("BYE"), 200, "");
  }

  // --- We ask the far end

  private void notify(int sequence, String event, String state, String fragment)
      throws IOException {
    phone.send(
        phone.request(
            "NOTIFY",
            "sip:" + HERE + ":" + EXCHANGE.port(),
            sequence,
            RawPhone.toTag(ok),
            lines(
                "Event: " + event,
                "Subscription-State: " + state,
                "Content-Type: message/sipfrag;version=2.0"),
            fragment));
  }

  @Test
  void theFarEndIsAskedAndSaysWhatComesOfIt() throws IOException {
    DialogIdentity other =
        new DialogIdentity(
            "a b@c", "sip:a", "ours", "sip:b", "theirs", "sip:b", List.of(), 1, "udp", null);
    EXCHANGE.call().leg.refer("sip:+49301@carrier.example?X=1>", other);
    String refer = phone.receive("REFER");
    assertEquals(
        "<sip:+49301@carrier.example?Replaces=a%20b%40c%3Bto-tag%3Dtheirs%3Bfrom-tag%3Dours>",
        header(refer, "Refer-To"));
    assertTrue(String.valueOf(header(refer, "Referred-By")).startsWith("<sip:"), refer);
    phone.answer(refer, 202, "");
    notify(2, "refer", "active;expires=60", "SIP/2.0 100 Trying\r\n");
    phone.receive("SIP/2.0 200");
    notify(3, "refer;id=7", "terminated;reason=noresource", "SIP/2.0 200 OK\r\n");
    phone.receive("SIP/2.0 200");
    until(
        "it is told",
        () -> new Event.ReferTold(200, "OK").equals(EXCHANGE.call().last(Event.ReferTold.class)));
    assertTrue(EXCHANGE.call().events.contains(new Event.ReferTold(100, "Trying")));
    notify(4, "refer", "active", "SIP/2.0 200 OK\r\n");
    assertTrue(phone.receive().startsWith("SIP/2.0 481"), "nothing is open any more");
    EXCHANGE.call().leg.hangUp(200, "Transferred");
    phone.answer(phone.receive("BYE"), 200, "");
  }

  @ParameterizedTest
  @CsvSource({"603, 603", "405, 405"})
  void theFarEndMayRefuse(int status, int told) throws IOException {
    EXCHANGE.call().leg.refer("sip:102@harbour.example", null);
    phone.answer(phone.receive("REFER"), status, "");
    until(
        "it is told",
        () ->
            EXCHANGE.call().last(Event.ReferTold.class) instanceof Event.ReferTold(int s, String _)
                && s == told);
    EXCHANGE.call().leg.hangUp(200, "Enough");
    phone.answer(phone.receive("BYE"), 200, "");
  }

  @Test
  void notifiesThatNobodyAskedForEachGetTheirAnswer() throws IOException {
    for (int i = 2; i < 60; i++) {
      boolean refer = i % 2 == 0;
      notify(i, refer ? "refer" : "message-summary", "active", "SIP/2.0 200 OK\r\n");
      String answer = phone.receive();
      assertTrue(answer.startsWith(refer ? "SIP/2.0 481" : "SIP/2.0 489"), answer);
    }
    EXCHANGE.call().leg.hangUp(200, "Enough");
    phone.answer(phone.receive("BYE"), 200, "");
  }

  @Test
  void whoWantsToHearNothingDoesNot() throws IOException {
    var referral = refers(2, lines("Refer-To: <sip:102@harbour.example>", "Refer-Sub: false"));
    referral.accept();
    assertEquals("false", header(phone.receive("SIP/2.0 202"), "Refer-Sub"));
    referral.over(200, "OK");
    EXCHANGE.call().leg.hangUp(200, "Transferred");
    assertTrue(phone.receive().startsWith("BYE"), "nothing was told before");
  }

  @Test
  void whoDoesNotKnowOfItIsToldNoMore() throws IOException {
    var referral = refers(2, lines("Refer-To: <sip:102@harbour.example>"));
    referral.accept();
    phone.answer(phone.receive("NOTIFY"), 481, "");
    until(
        "it was heard",
        () -> EXCHANGE.call().ladder().stream().anyMatch(entry -> entry.startsWith("< 481")));
    referral.over(200, "OK");
    EXCHANGE.call().leg.hangUp(200, "Transferred");
    assertTrue(phone.receive().startsWith("BYE"), "nothing was told before");
  }

  @ParameterizedTest
  @CsvSource({
    "400, 'From-To: nothing'",
    "416, 'Refer-To: <http://102@a>'",
    "416, 'Refer-To: <sip:a.example>'",
    "603, 'Refer-To: <sip:102@a;method=SUBSCRIBE>'",
    "481, 'Refer-To: <sip:102@a?Replaces=unknown%3Bto-tag%3D1%3Bfrom-tag%3D2>'",
    "481, 'Refer-To: <sip:102@a?Replaces=unknown>'",
    "481, 'Refer-To: <sip:a.example?Replaces=unknown%3Bto-tag%3D1%3Bfrom-tag%3D2>'",
    "404, 'Refer-To: <sip:102@elsewhere.example>'",
    "404, 'Refer-To: sip:+4930123456@elsewhere.example'"
  })
  void whatCannotBeIsRefused(int status, String headers) throws IOException {
    send("REFER", 2, lines(headers));
    assertTrue(phone.receive("SIP/2.0").startsWith("SIP/2.0 " + status));
    assertNull(EXCHANGE.call().last(Event.Referred.class));
  }

  @Test
  void noOneIsCalledWithoutACall() throws IOException {
    try (var stranger = new RawPhone(EXCHANGE.port())) {
      stranger.send(
          stranger.request(
              "REFER",
              "sip:102@harbour.example",
              1,
              "",
              lines("Refer-To: <sip:103@harbour.example>"),
              ""));
      assertTrue(stranger.receive().startsWith("SIP/2.0 403"));
    }
  }

  @Test
  void theDialogToBeReplacedIsFound() throws IOException {
    String named =
        "%s%%3Bto-tag%%3D%s%%3Bfrom-tag%%3D%s"
            .formatted(phone.callId, RawPhone.toTag(ok), phone.tag);
    var referral = refers(2, lines("Refer-To: <sip:102@a.example?Replaces=" + named + ">"));
    assertEquals(EXCHANGE.call().leg.id(), referral.replaces());
    referral.refuse(603, "Not now");
    assertTrue(phone.receive("SIP/2.0").startsWith("SIP/2.0 603"));
    send("REFER", 3, lines("Refer-To: <sip:102@a.example?Replaces=" + named + "x>"));
    assertTrue(phone.receive("SIP/2.0").startsWith("SIP/2.0 481"), "another far end's tag");
  }

  /** As SIP.js names it: by the Contact of the talk's far end, us (RFC 5589, section 7). */
  @Test
  void theDialogToBeReplacedIsFoundByOurContact() throws IOException {
    String contact = Objects.requireNonNull(RawPhone.header(ok, "Contact")).replaceAll("[<>]", "");
    String named =
        "%s%%3Bto-tag%%3D%s%%3Bfrom-tag%%3D%s"
            .formatted(phone.callId, RawPhone.toTag(ok), phone.tag);
    var referral =
        refers(2, lines("Refer-To: \"102@a.example\" <" + contact + "?Replaces=" + named + ">"));
    assertEquals(EXCHANGE.call().leg.id(), referral.replaces());
    assertEquals("", referral.to());
    referral.refuse(603, "Not now");
    assertTrue(phone.receive("SIP/2.0").startsWith("SIP/2.0 603"));
  }

  @Test
  void whatReplacesIsRead() {
    assertEquals(
        Optional.of(new Replaces("1@a", "7", "8", true)),
        Replaces.of("1@a;from-tag=8 ; To-Tag=7;early-only"));
    assertEquals(
        Optional.of(new Replaces("1@a", "7", "8", false)),
        Replaces.of(" 1@a ;to-tag=7;from-tag=8"));
    assertEquals(Optional.empty(), Replaces.of("1@a;to-tag=7"));
    assertEquals("1@a;to-tag=7", Replaces.in("sip:1@b?Subject=x&Replaces=1%40a%3Bto-tag%3D7"));
    assertNull(Replaces.in("sip:1@b?Subject=x"));
    assertFalse(Replaces.of(String.valueOf(Replaces.in("sip:1@b?Replaces=%ZZ"))).isPresent());
  }

  @Test
  void anEndIsHeardHoweverMuchIsSaidOfIt() throws IOException {
    String much = "a".repeat(7_000);
    String proof = "Authorization: Digest a=b," + "\r\n ,".repeat(1_900);
    send("BYE", 2, lines("Reason: SIP;cause=200;text=\"" + much + "\"", proof));
    until("BYE was heard", () -> EXCHANGE.call().last(Event.HungUp.class) != null);
    Event.HungUp over = Objects.requireNonNull(EXCHANGE.call().last(Event.HungUp.class));
    assertEquals(200, over.reason().length());
  }
}
