package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.sip.RawPhone.header;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.media.Sdp;

/** Provisional responses that are confirmed (RFC 3262), and phones that a proxy forks to. */
class ReliableTest {
  private static final String TYPE = lines("Content-Type: application/sdp");
  private static final String SDP = Exchange.SDP.text();
  private static final Sdp OTHER = new Sdp(SDP.replace("o=- 1 1", "o=- 1 2"));
  private static final String REQUIRED = lines("Require: 100rel");
  private static final MovedTimers TIMERS = new MovedTimers();
  private static final Exchange EXCHANGE = new Exchange(Exchange.settings(), TIMERS);

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private RawPhone phone;

  @BeforeEach
  void phone() throws IOException {
    phone = new RawPhone(EXCHANGE.port());
    EXCHANGE.directory.trunk("carrier", phone.port());
    EXCHANGE.calls.clear();
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

  private void invite(String to, String more, String body) throws IOException {
    String type = body.isEmpty() ? "" : TYPE;
    String uri = "sip:" + to + "@127.0.0.1:" + EXCHANGE.port();
    phone.send(phone.request("INVITE", uri, 1, "", type + more, body));
  }

  private void prack(String response, int sequence, String number, String body) throws IOException {
    phone.send(
        phone.request(
            "PRACK",
            "sip:127.0.0.1:" + EXCHANGE.port(),
            sequence,
            RawPhone.toTag(response),
            lines("RAck: " + number + " 1 INVITE", "Supported: timer")
                + (body.isEmpty() ? "" : TYPE),
            body));
  }

  private static String number(String response) {
    return String.valueOf(header(response, "RSeq"));
  }

  private <E extends Event> void hears(E event) {
    until("told of " + event, () -> EXCHANGE.call().events.contains(event));
  }

  // --- Calls that come in

  @Test
  void aRingingThatMustArriveIsRepeatedUntilItHas() throws IOException {
    invite("ring", REQUIRED, SDP);
    String ringing = phone.receive("SIP/2.0 180");
    assertEquals("100rel", header(ringing, "Require"));
    TIMERS.move(Duration.ofMillis(500));
    assertEquals(number(ringing), number(phone.receive("SIP/2.0 180")));
    prack(ringing, 2, "17", "");
    phone.receive("SIP/2.0 481");
    prack(ringing, 3, number(ringing), "");
    phone.receive("SIP/2.0 200");
    prack(ringing, 4, number(ringing), "");
    phone.receive("SIP/2.0 481");
    EXCHANGE.call().leg.answer(Exchange.SDP);
    assertTrue(phone.receive("SIP/2.0 200").contains("m=audio"), "180 described nothing");
  }

  @Test
  void theAnswerWaitsForWhatDescribesTheSession() throws IOException {
    invite("wait", lines("Supported: 100rel"), SDP);
    Signalling.IncomingLeg leg = EXCHANGE.call().leg;
    leg.ring();
    assertNull(header(phone.receive("SIP/2.0 180"), "RSeq"), "nobody insists");
    leg.progress(Exchange.SDP);
    leg.answer(Exchange.SDP);
    String early = phone.receive("SIP/2.0 183");
    prack(early, 2, number(early), "");
    assertTrue(phone.receive("SIP/2.0 200").contains("CSeq: 2 PRACK"));
    String ok = phone.receive("SIP/2.0 200");
    assertTrue(ok.contains("CSeq: 1 INVITE"), ok);
    assertFalse(ok.contains("m=audio"), "it is agreed already");
  }

  @Test
  void whoConfirmsNothingIsNotCalled() throws IOException {
    invite("ring", REQUIRED, SDP);
    for (int interval = 500; interval <= 16_000; interval *= 2) {
      phone.receive("SIP/2.0 180");
      TIMERS.move(Duration.ofMillis(interval));
    }
    phone.receive("SIP/2.0 180");
    TIMERS.move(Duration.ofMillis(500)); // 32 s in all
    phone.receive("SIP/2.0 504");
    hears(new Event.HungUp(false, "The caller did not confirm that it hears us"));
  }

  @Test
  void theirAnswerComesWithTheConfirmation() throws IOException {
    invite("wait", REQUIRED, "");
    Signalling.IncomingLeg leg = EXCHANGE.call().leg;
    leg.ring(); // would have to have an offer
    leg.progress(Exchange.SDP);
    String early = phone.receive("SIP/2.0 18");
    assertTrue(early.startsWith("SIP/2.0 183") && early.contains("m=audio"), early);
    prack(early, 2, number(early), OTHER.text());
    phone.receive("SIP/2.0 200");
    hears(new Event.Answered(OTHER));
  }

  @Test
  void anotherOfferComesWithTheConfirmation() throws IOException {
    invite("wait", REQUIRED, SDP);
    EXCHANGE.call().leg.progress(Exchange.SDP);
    String early = phone.receive("SIP/2.0 183");
    prack(early, 2, number(early), OTHER.text());
    hears(new Event.Offered(OTHER));
    String ok = phone.receive("SIP/2.0 200");
    assertTrue(ok.contains("m=audio"));
    assertNull(header(ok, "Session-Expires"), "RFC 4028 has it in INVITE and UPDATE alone");
  }

  /** A proxy gives up a call that it hears nothing of for three minutes. */
  @Test
  void whatRingsIsToldEachMinute() throws IOException {
    invite("wait", "", SDP);
    Signalling.IncomingLeg leg = EXCHANGE.call().leg;
    leg.ring();
    phone.receive("SIP/2.0 180");
    leg.progress(Exchange.SDP);
    phone.receive("SIP/2.0 183");
    for (int minute = 0; minute < 4; minute++) {
      TIMERS.awaits(60_000, 60_000);
      TIMERS.move(Duration.ofSeconds(60));
      String again = phone.receive("SIP/2.0 183");
      assertTrue(again.contains("m=audio"), again);
    }
    leg.answer(Exchange.SDP);
    phone.receive("SIP/2.0 200");
  }

  /** Kamailio gives up after three seconds what it hears nothing more of. */
  @Test
  void aProxyThatHearsOfItWaits(@TempDir Path folder) throws IOException {
    String calls =
        """
        t_set_fr(3000, 3000);
        $du = "sip:127.0.0.1:%d";
        t_relay();
        """
            .formatted(EXCHANGE.port());
    try (var proxy = new Kamailio(folder, "127.0.0.1", calls);
        var caller = new RawPhone(proxy.port())) {
      EXCHANGE.directory.trunk("proxy", proxy.port());
      String uri = "sip:ring@127.0.0.1:" + EXCHANGE.port();
      caller.send(caller.request("INVITE", uri, 1, "", TYPE, SDP));
      caller.receive("SIP/2.0 180");
      for (int times = 0; times < 3; times++) {
        assertNull(caller.receive(2000), "it waits");
        TIMERS.awaits(60_000, 60_000);
        TIMERS.move(Duration.ofSeconds(60));
        String told = caller.receive();
        assertTrue(told.startsWith("SIP/2.0 180"), told);
      }
      EXCHANGE.call().leg.reject(486, "Busy here");
      caller.receive("SIP/2.0 486");
    }
  }

  /** Of a confirmed one that has arrived there is no copy, but one of its own. */
  @Test
  void whatIsConfirmedIsToldLessOften() throws IOException {
    invite("ring", REQUIRED, SDP);
    String ringing = phone.receive("SIP/2.0 180");
    long number = Long.parseLong(number(ringing));
    for (int times = 1; times < 3; times++) {
      prack(ringing, 1 + times, number(ringing), "");
      phone.receive("SIP/2.0 200");
      TIMERS.awaits(150_000, 150_000);
      TIMERS.move(Duration.ofSeconds(150));
      ringing = phone.receive("SIP/2.0 180");
      assertEquals(number + times, Long.parseLong(number(ringing)));
    }
    prack(ringing, 4, number(ringing), "");
    phone.receive("SIP/2.0 200");
    EXCHANGE.call().leg.answer(Exchange.SDP);
    phone.receive("SIP/2.0 200");
  }

  // --- Calls of ours

  private Signalling.Leg call() {
    return EXCHANGE.invite("sip:raw@127.0.0.1:" + phone.port(), events::add);
  }

  private void told(Event event) {
    until(event + " among " + events, () -> events.contains(event));
  }

  private void answer(String request, int status, String tag, String more, String body)
      throws IOException {
    phone.send(
        RawPhone.response(
            request,
            status,
            tag,
            lines("Contact: <sip:" + tag + "@127.0.0.1:" + phone.port() + ">")
                + more
                + (body.isEmpty() ? "" : TYPE),
            body));
  }

  @Test
  void weConfirm() throws IOException {
    Signalling.Leg leg = call();
    String invite = phone.receive("INVITE");
    assertTrue(String.valueOf(header(invite, "Supported")).contains("100rel"), invite);
    answer(invite, 183, "one", REQUIRED + lines("RSeq: 41"), SDP);
    String prack = phone.receive("PRACK");
    assertEquals("41 1 INVITE", header(prack, "RAck"));
    assertEquals("2 PRACK", header(prack, "CSeq"));
    phone.answer(prack, 200, "");
    told(new Event.Progress(183, Exchange.SDP));
    events.clear();
    answer(invite, 183, "one", REQUIRED + lines("RSeq: 41"), SDP); // again
    answer(invite, 180, "one", REQUIRED + lines("RSeq: 43"), ""); // before 42
    answer(invite, 180, "one", REQUIRED + lines("RSeq: 42"), "");
    assertEquals("42 1 INVITE", header(phone.receive("PRACK"), "RAck"));
    told(new Event.Progress(180, null));
    assertEquals(1, events.stream().filter(Event.Progress.class::isInstance).count());
    answer(invite, 200, "one", "", "");
    told(new Event.Answered(null));
    leg.hangUp(200, "Enough");
    assertEquals("4 BYE", header(phone.receive("BYE"), "CSeq"), "two went before");
  }

  @Test
  void theFirstOfForkedPhonesIsHeard() throws IOException {
    call();
    String invite = phone.receive("INVITE");
    answer(invite, 180, "one", "", "");
    answer(invite, 183, "two", "", SDP);
    answer(invite, 183, "three", "", OTHER.text());
    told(new Event.Progress(180, null));
    told(new Event.Progress(183, Exchange.SDP));
    told(new Event.Progress(183, null));
    answer(invite, 180, "three", "", "");
    answer(invite, 181, "two", "", "");
    told(new Event.Progress(181, null));
    assertEquals(List.of(180, 183, 183, 183, 181), statuses());
    answer(invite, 200, "three", "", OTHER.text());
    told(new Event.Answered(OTHER));
    answer(invite, 200, "two", "", SDP);
    String bye = phone.receive("BYE");
    assertTrue(bye.startsWith("BYE sip:two@"), bye);
  }

  private List<Integer> statuses() {
    return events.stream()
        .filter(Event.Progress.class::isInstance)
        .map(event -> ((Event.Progress) event).status())
        .toList();
  }

  /** One after the other is rung, as who forks tells (RFC 6228). */
  @Test
  void whenTheFirstOfForkedPhonesIsOverTheNextIsHeard() throws IOException {
    call();
    String invite = phone.receive("INVITE");
    assertTrue(String.valueOf(header(invite, "Supported")).endsWith(", 199"), invite);
    answer(invite, 183, "one", "", SDP);
    answer(invite, 183, "two", "", OTHER.text());
    told(new Event.Progress(183, Exchange.SDP));
    answer(invite, 199, "two", "", "");
    answer(invite, 183, "three", "", OTHER.text());
    answer(invite, 199, "one", "", "");
    told(new Event.Progress(199, OTHER));
    answer(invite, 199, "three", "", "");
    answer(invite, 183, "four", "", SDP);
    told(new Event.Progress(183, Exchange.SDP));
    answer(invite, 200, "four", "", "");
    told(new Event.Answered(null));
  }

  @Test
  void whenWhoWasHeardIsOverThoseWhoDescribedNothingRing() throws IOException {
    call();
    String invite = phone.receive("INVITE");
    answer(invite, 183, "one", "", SDP);
    answer(invite, 180, "two", "", "");
    answer(invite, 180, "three", "", "");
    answer(invite, 199, "three", "", "");
    answer(invite, 199, "one", "", "");
    told(new Event.Progress(180, null));
    assertEquals(List.of(183, 183, 183, 199, 180), statuses());
    assertTrue(events.contains(new Event.Progress(199, null)), events::toString);
    answer(invite, 200, "two", "", OTHER.text());
    told(new Event.Answered(OTHER));
  }

  @Test
  void whenWhoWasHeardIsOverAndNobodyIsLeftNobodyRings() throws IOException {
    call();
    String invite = phone.receive("INVITE");
    answer(invite, 180, "one", "", "");
    answer(invite, 183, "two", "", SDP);
    answer(invite, 199, "one", "", "");
    answer(invite, 199, "two", "", "");
    told(new Event.Progress(199, null));
    answer(invite, 180, "three", "", "");
    told(new Event.Progress(180, null));
    answer(invite, 200, "two", "", "");
    told(new Event.Answered(Exchange.SDP));
    assertEquals(List.of(180, 183, 199, 180), statuses());
  }
}
