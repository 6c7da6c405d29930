package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sip.SipFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;

/** Callees whose every word is ours. */
class OutgoingLegTest {
  private static final String SDP = Exchange.SDP.text();
  private final Exchange exchange = new Exchange();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private RawPhone one;
  private RawPhone two;

  @BeforeEach
  void phones() throws IOException {
    one = new RawPhone(exchange.port());
    two = new RawPhone(exchange.port());
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
    exchange.close();
    assertEquals(0, exchange.counters.faults());
  }

  private Signalling.Leg call(String... uris) {
    return call(exchange, uris);
  }

  private Signalling.Leg call(Exchange by, String... uris) {
    var targets = new ArrayList<Invitation.Target>();
    for (String uri : uris) {
      targets.add(
          new Invitation.Target(uri, List.of(), uri.contains("transport=tcp") ? "tcp" : "udp"));
    }
    return by.sip.invite(
        new Invitation(
            LegId.mint(),
            targets,
            "+4930555100",
            "Harbour \"Books\"",
            new Domain(Exchange.DOMAIN),
            Exchange.SDP),
        event -> {
          if (!(event instanceof Event.Message)) {
            events.add(event);
          }
        });
  }

  @Test
  void aNameForgesNoHeader() throws IOException {
    exchange.sip.invite(
        new Invitation(
            LegId.mint(),
            List.of(new Invitation.Target(at(one), List.of(), "udp")),
            "101",
            "Eve\" <sip:x@y>\r\nX-Evil: yes\r\n\r\n\u0000\u007f\\",
            new Domain(Exchange.DOMAIN),
            Exchange.SDP),
        event -> {});
    String invite = one.receive("INVITE");
    assertTrue(
        invite.contains("From: \"Eve <sip:x@y>X-Evil: yes\" <sip:101@harbour.example>"), invite);
    assertNull(RawPhone.header(invite, "X-Evil"));
    one.answer(invite, 486, "");
    one.receive("ACK");
  }

  @Test
  void whatAUserPartMayNotHoldIsEscapedOnce() throws Exception {
    var uri = SipFactory.getInstance().createAddressFactory().createURI("sip:%2B49%2030@x");
    assertEquals("+49 30", Fields.user(uri));
    uri = SipFactory.getInstance().createAddressFactory().createURI("sip:a%0Db%C3%BC@x");
    assertEquals("a%0Db%C3%BC", Fields.user(uri), "nothing that would break a line");
    var _ =
        exchange.sip.invite(
            new Invitation(
                LegId.mint(),
                List.of(new Invitation.Target(at(one), List.of(), "udp")),
                "+49 30;ü\r\nX: y",
                null,
                new Domain(Exchange.DOMAIN),
                Exchange.SDP),
            event -> {});
    String invite = one.receive("INVITE");
    assertTrue(
        invite.contains("From: <sip:+49%2030%3B%C3%BC%0D%0AX%3A%20y@harbour.example>"), invite);
    one.answer(invite, 486, "");
    one.receive("ACK");
  }

  /** A way that leads nowhere is no answer of the phone's: the next one is tried. */
  @Test
  void thePhoneIsReachedByAnotherWay() throws IOException {
    var gone = new Invitation.Target(at(one), List.of(), "udp");
    var other = new Invitation.Target(at(two), List.of(), "udp");
    var leg =
        exchange.sip.invite(
            new Invitation(
                LegId.mint(),
                List.of(gone.otherwise(List.of(other))),
                "101",
                null,
                new Domain(Exchange.DOMAIN),
                Exchange.SDP),
            event -> {
              if (!(event instanceof Event.Message)) {
                events.add(event);
              }
            });
    one.answer(one.receive("INVITE"), 430, "");
    one.receive("ACK");
    String invite = two.receive("INVITE");
    two.answer(invite, 200, Exchange.SDP.text());
    two.receive("ACK");
    until("it is answered", () -> events.contains(new Event.Answered(Exchange.SDP)));
    leg.hangUp(200, "Enough");
    two.answer(two.receive("BYE"), 200, "");
    assertEquals(List.of(new Event.Answered(Exchange.SDP)), List.copyOf(events));
  }

  private static String at(RawPhone phone) {
    return "sip:raw@127.0.0.1:" + phone.port();
  }

  private void hears(Event event) {
    until(event + " among " + events, () -> events.contains(event));
  }

  @Test
  void theFirstToAnswerWins() throws IOException {
    Signalling.Leg leg = call(at(one), at(two));
    String first = one.receive("INVITE");
    String second = two.receive("INVITE");
    assertTrue(first.contains("From: \"Harbour Books\" <sip:+4930555100@harbour.example>"), first);
    assertTrue(first.contains("m=audio"), first);
    one.answer(first, 180, "");
    two.answer(second, 183, SDP);
    hears(new Event.Progress(180, null));
    hears(new Event.Progress(183, Exchange.SDP));
    one.answer(first, 200, SDP);
    String ack = one.receive("ACK");
    assertTrue(String.valueOf(RawPhone.header(ack, "Via")).contains(";branch=z9hG4bK"), ack);
    hears(new Event.Answered(Exchange.SDP));
    assertTrue(leg.dialog().isPresent());
    String cancel = two.receive("CANCEL");
    assertEquals(
        "SIP;cause=200;text=\"Call completed elsewhere\", Q.850;cause=26",
        RawPhone.header(cancel, "Reason"));
    two.answer(cancel, 200, "");
    two.answer(second, 487, "");
    two.receive("ACK");
    // Our ACK got lost: the 200 comes again.
    one.answer(first, 200, SDP);
    one.receive("ACK");
    leg.hangUp(200, "Enough");
    String bye = one.receive("BYE");
    one.answer(bye, 200, "");
  }

  /** Such a Contact is no URI: requests go where the INVITE went. */
  @Test
  void whoRingsMayLeadNowhere() throws IOException {
    Signalling.Leg leg = call(at(one));
    String invite = one.receive("INVITE");
    one.send(RawPhone.response(invite, 180, one.tag, RawPhone.lines("Contact: *"), ""));
    hears(new Event.Progress(180, null));
    leg.hangUp(487, "The caller gave up");
    String cancel = one.receive("CANCEL");
    one.answer(cancel, 200, "");
    one.answer(invite, 487, "");
    one.receive("ACK");
  }

  @Test
  void anAnswerThatCrossesTheCancel() throws IOException {
    Signalling.Leg leg = call(at(one));
    String invite = one.receive("INVITE");
    one.answer(invite, 180, "");
    hears(new Event.Progress(180, null));
    leg.hangUp(487, "The caller gave up");
    String cancel = one.receive("CANCEL");
    one.answer(cancel, 200, "");
    one.answer(invite, 200, SDP);
    one.receive("ACK");
    String bye = one.receive("BYE");
    one.answer(bye, 200, "");
    assertTrue(events.stream().noneMatch(Event.Answered.class::isInstance));
  }

  @Test
  void cancelWaitsForAProvisionalResponse() throws IOException {
    Signalling.Leg leg = call(at(one));
    String invite = one.receive("INVITE");
    leg.hangUp(487, "The caller gave up");
    String next = one.receive(300);
    assertTrue(next == null || next.startsWith("INVITE"), String.valueOf(next));
    one.answer(invite, 180, "");
    one.receive("CANCEL");
  }

  /** The stack takes it for one to the INVITE, and waits for the final one for good. */
  @Test
  void whoSaysNothingThatIsHeededIsGivenUp() throws IOException {
    var timers = new MovedTimers();
    try (var patient = new Exchange(Exchange.settings(), timers);
        var phone = new RawPhone(patient.port())) {
      Signalling.Leg leg = call(patient, at(phone));
      String invite = phone.receive("INVITE");
      phone.answer(invite.replaceFirst("CSeq: [0-9]+ ", "CSeq: 99 "), 180, "");
      leg.hangUp(487, "The caller gave up");
      long patience = 64 * Exchange.settings().t1().toMillis();
      timers.awaits(patience, patience);
      timers.move(Duration.ofMillis(patience));
      until("nothing is kept", () -> patient.sip.transactions() == 0);
    }
  }

  /** A 2xx is taken, but its branch is another's: the stack would wait on for one of its own. */
  @Test
  void whoAnswersOutsideTheTransactionIsNotWaitedFor() throws IOException {
    Signalling.Leg leg = call(at(one));
    String invite = one.receive("INVITE");
    one.answer(invite, 180, "");
    hears(new Event.Progress(180, null));
    assertTrue(isAwaited(exchange, invite));
    one.answer(ofAnother(invite), 486, "");
    one.answer(ofAnother(invite), 200, SDP);
    one.receive("ACK");
    hears(new Event.Answered(Exchange.SDP));
    assertFalse(isAwaited(exchange, invite));
    leg.hangUp(200, "Enough");
    one.answer(one.receive("BYE"), 200, "");
    assertTrue(events.stream().noneMatch(Event.Failed.class::isInstance));
  }

  private static String ofAnother(String request) {
    return request.replaceFirst("branch=[^;\r]+", "branch=z9hG4bKanother");
  }

  private static boolean isAwaited(Exchange by, String invite) {
    return KeptTransactions.awaits(
        by.sip, Objects.requireNonNull(RawPhone.header(invite, "Call-ID")));
  }

  /** RFC 3261, section 14.1: who does not answer a re-INVITE is gone. */
  @Test
  void whoOnlyThinksAboutAnOfferIsGivenUp() throws IOException {
    var timers = new MovedTimers();
    try (var patient = new Exchange(Exchange.settings(), timers);
        var phone = new RawPhone(patient.port())) {
      Signalling.Leg leg = call(patient, at(phone));
      phone.answer(phone.receive("INVITE"), 200, SDP);
      phone.receive("ACK");
      leg.offer(Exchange.SDP);
      String again = phone.receive("INVITE");
      phone.answer(again, 100, "");
      until("it thinks", () -> isAwaited(patient, again));
      timers.awaits(180_000, 180_000);
      timers.move(Duration.ofMinutes(3));
      hears(new Event.HungUp(false, "The far end knows nothing of the call any more"));
      assertFalse(isAwaited(patient, again));
      phone.receive("BYE");
    }
  }

  @Test
  void busySaysMoreThanUnavailable() throws IOException {
    call(at(one), at(two));
    String first = one.receive("INVITE");
    String second = two.receive("INVITE");
    two.answer(second, 480, "");
    one.answer(first, 486, "");
    one.receive("ACK");
    hears(new Event.Failed(486, "Whatever"));
  }

  @Test
  void declinedByOneIsDeclinedByAll() throws IOException {
    call(at(one), at(two));
    String first = one.receive("INVITE");
    String second = two.receive("INVITE");
    two.answer(second, 180, "");
    hears(new Event.Progress(180, null));
    one.answer(first, 603, "");
    hears(new Event.Failed(603, "Whatever"));
    two.receive("CANCEL");
  }

  @Test
  void whoSendsACallOnSaysTo() throws IOException {
    call(at(one));
    one.send(
        RawPhone.response(
            one.receive("INVITE"),
            302,
            one.tag,
            RawPhone.lines("Contact: <sip:103@x>;q=0.2, <tel:+49301>", "Contact: <sip:104@x>;q=1"),
            ""));
    hears(new Event.Redirected(302, "Whatever", List.of("+49301", "104", "103")));
  }

  @Test
  void aRedirectionToNobodyIsAFailure() throws IOException {
    call(at(one));
    one.send(RawPhone.response(one.receive("INVITE"), 302, one.tag, "", ""));
    hears(new Event.Failed(302, "Whatever"));
  }

  @Test
  void whatIsToldInConfidence() throws IOException {
    exchange.sip.invite(
        new Invitation(
            LegId.mint(),
            List.of(new Invitation.Target(at(one), List.of(), "udp")),
            "+4930555100",
            "Anna",
            new Domain(Exchange.DOMAIN),
            Exchange.SDP,
            70,
            new Invitation.Confidence(
                "+4930555100",
                true,
                List.of(
                    new Invitation.Diversion("102", "unconditional"),
                    new Invitation.Diversion("+4940", "unknown"))),
            null),
        event -> {});
    String invite = one.receive("INVITE");
    assertTrue(
        invite.contains("From: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag="), invite);
    assertEquals(
        "<sip:+4930555100@harbour.example>", RawPhone.header(invite, "P-Asserted-Identity"));
    assertEquals("id", RawPhone.header(invite, "Privacy"));
    assertEquals(
        "<sip:102@harbour.example>;reason=unconditional,"
            + " <sip:+4940@harbour.example>;reason=unknown",
        RawPhone.header(invite, "Diversion"));
    assertEquals(
        "<sip:+4940@harbour.example>;index=1, <sip:102@harbour.example>;index=1.1, <"
            + at(one)
            + ";cause=302>;index=1.1.1",
        RawPhone.header(invite, "History-Info"));
    one.answer(invite, 486, "");
    one.receive("ACK");
  }

  @Test
  void nobodyListens() throws IOException {
    call("sip:raw@127.0.0.1:" + Sipp.freePort() + ";transport=tcp");
    hears(new Event.Failed(503, "The called side cannot be reached"));
  }

  @Test
  void nobodyIsRegistered() {
    call();
    hears(new Event.Failed(480, "Nobody is registered"));
  }

  @Test
  void theCalleeHangsUp() throws IOException {
    call(at(one));
    String invite = one.receive("INVITE");
    one.answer(invite, 200, SDP);
    one.receive("ACK");
    hears(new Event.Answered(Exchange.SDP));
    String from = RawPhone.header(invite, "From");
    assertNotNull(from);
    one.send(
        RawPhone.lines(
            "BYE sip:127.0.0.1:" + exchange.port() + " SIP/2.0",
            "Via: SIP/2.0/UDP 127.0.0.1:" + one.port() + ";branch=z9hG4bKbye" + one.tag,
            "From: " + RawPhone.header(invite, "To") + ";tag=" + one.tag,
            "To: " + from,
            "Call-ID: " + RawPhone.header(invite, "Call-ID"),
            "CSeq: 0 BYE", // where one may begin to count
            "Max-Forwards: 70",
            "Content-Length: 0",
            ""));
    one.receive("SIP/2.0 200");
    hears(new Event.HungUp(false, "The callee hung up"));
  }

  /** It should not (RFC 3261, section 15), but who does means it: nobody rings on. */
  @Test
  void whoHangsUpBeforeTheAnswerLeavesNobodyRinging() throws IOException {
    call(at(one), at(two));
    String invite = one.receive("INVITE");
    two.answer(two.receive("INVITE"), 180, "");
    one.answer(invite, 180, "");
    until("both ring", () -> events.stream().filter(Event.Progress.class::isInstance).count() == 2);
    one.send(
        RawPhone.lines(
            "BYE sip:127.0.0.1:" + exchange.port() + " SIP/2.0",
            "Via: SIP/2.0/UDP 127.0.0.1:" + one.port() + ";branch=z9hG4bKbye" + one.tag,
            "From: " + RawPhone.header(invite, "To") + ";tag=" + one.tag,
            "To: " + RawPhone.header(invite, "From"),
            "Call-ID: " + RawPhone.header(invite, "Call-ID"),
            "CSeq: 1 BYE",
            "Max-Forwards: 70",
            "Content-Length: 0",
            ""));
    one.receive("SIP/2.0 200");
    hears(new Event.HungUp(false, "The callee hung up"));
    one.receive("CANCEL");
    two.receive("CANCEL");
  }

  @Test
  void hopsRunOut() {
    exchange.sip.invite(
        new Invitation(
            LegId.mint(),
            List.of(new Invitation.Target(at(one), List.of(), "udp")),
            "101",
            null,
            new Domain(Exchange.DOMAIN),
            Exchange.SDP,
            0),
        events::add);
    hears(new Event.Failed(483, "Too many hops"));
  }

  @Test
  void aForkBehindAProxy() throws IOException {
    call(at(one));
    String invite = one.receive("INVITE");
    one.answer(invite, 200, SDP);
    one.receive("ACK");
    hears(new Event.Answered(Exchange.SDP));
    one.send(
        RawPhone.response(
            invite,
            200,
            "another",
            RawPhone.lines(
                "Contact: <sip:raw@127.0.0.1:" + two.port() + ">", "Content-Type: application/sdp"),
            SDP));
    // The second phone is told that the call is taken.
    two.receive("ACK");
    two.answer(two.receive("BYE"), 200, "");
  }
}
