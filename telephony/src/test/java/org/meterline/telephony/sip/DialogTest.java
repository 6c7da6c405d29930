package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.sip.RawPhone.header;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkBuilder;

/** Offers that cross, and sessions that end by time, with far ends whose every word is ours. */
class DialogTest {
  private static final String TYPE = lines("Content-Type: application/sdp");
  private static final String SDP = Exchange.SDP.text();
  private static final Sdp OTHER = new Sdp(SDP.replace("o=- 1 1", "o=- 1 2"));
  private static final String TIMER = lines("Supported: timer");
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

  // --- Ways to have a call

  private String invite(int sequence, String more) {
    return phone.request(
        "INVITE", "sip:answer@127.0.0.1:" + EXCHANGE.port(), sequence, "", TYPE + more, SDP);
  }

  /** They called, we answered: the 200. */
  private String theyCalled(String more) throws IOException {
    phone.send(invite(1, more));
    String ok = phone.receive("SIP/2.0 200");
    in("ACK", 1, ok, "", "");
    until("the ACK came", () -> EXCHANGE.call().last(Event.Answered.class) != null);
    return ok;
  }

  private void in(String method, int sequence, String ok, String more, String body)
      throws IOException {
    String uri = "sip:127.0.0.1:" + EXCHANGE.port();
    phone.send(phone.request(method, uri, sequence, RawPhone.toTag(ok), more, body));
  }

  private Signalling.Leg call() {
    return EXCHANGE.invite("sip:raw@127.0.0.1:" + phone.port(), events::add);
  }

  /** We called, they answered: our INVITE. */
  private String weCalled(String more) throws IOException {
    String invite = phone.receive("INVITE");
    phone.answer(invite, 200, more, SDP);
    phone.receive("ACK");
    hears(new Event.Answered(Exchange.SDP));
    events.clear();
    return invite;
  }

  private void hears(Event event) {
    until(event + " among " + events, () -> events.contains(event));
  }

  private static String sequence(String message) {
    return String.valueOf(header(message, "CSeq"));
  }

  /** A request of theirs within the dialog that our INVITE began. */
  private String theirs(String method, int sequence, String invite, String more, String body) {
    return lines(
            method + " sip:127.0.0.1:" + EXCHANGE.port() + " SIP/2.0",
            "Via: SIP/2.0/UDP 127.0.0.1:"
                + phone.port()
                + ";rport;branch=z9hG4bK"
                + method
                + sequence
                + phone.tag,
            "Max-Forwards: 70",
            "From: " + header(invite, "To") + ";tag=" + phone.tag,
            "To: " + header(invite, "From"),
            "Call-ID: " + header(invite, "Call-ID"),
            "CSeq: " + sequence + " " + method,
            "Contact: <sip:raw@127.0.0.1:" + phone.port() + ">")
        + more
        + lines("Content-Length: " + body.length(), "")
        + body;
  }

  // --- Offers

  /** Who gets no ACK repeats its 2xx for half a minute (RFC 3261, section 13.2.2.4). */
  @Test
  void anAnswerThatCrossesOurByeIsAcknowledged() throws IOException {
    Signalling.Leg leg = call();
    leg.offer(OTHER);
    weCalled("");
    String offer = phone.receive("INVITE");
    leg.hangUp(200, "Enough");
    String bye = phone.receive("BYE");
    phone.answer(offer, 200, OTHER.text());
    assertEquals("2 ACK", sequence(phone.receive("ACK")));
    phone.answer(bye, 200, "");
  }

  @Test
  void weOfferAndTheyAnswer() throws IOException {
    Signalling.Leg leg = call();
    leg.offer(OTHER); // waits for the answer
    weCalled("");
    String offer = phone.receive("INVITE");
    assertEquals("2 INVITE", sequence(offer));
    assertTrue(offer.contains("o=- 1 2"), offer);
    phone.answer(offer, 200, OTHER.text());
    assertEquals("2 ACK", sequence(phone.receive("ACK")));
    hears(new Event.Answered(OTHER));
    phone.answer(offer, 200, OTHER.text());
    assertEquals("2 ACK", sequence(phone.receive("ACK")), "the first one got lost");
    leg.hangUp(200, "Enough");
    String bye = phone.receive("BYE");
    assertEquals("3 BYE", sequence(bye));
    phone.answer(bye, 200, "");
  }

  @Test
  void whoMadeTheCallIdWaitsLonger() throws IOException {
    Signalling.Leg leg = call();
    String invite = weCalled("");
    leg.offer(OTHER);
    String offer = phone.receive("INVITE");
    phone.send(theirs("INVITE", 1, invite, TYPE, SDP));
    String no = phone.receive("SIP/2.0 491");
    assertEquals("SIP;cause=491;text=\"Another offer is open\"", header(no, "Reason"));
    phone.answer(offer, 491, "");
    phone.receive("ACK");
    TIMERS.awaits(2_100, 4_000);
    TIMERS.move(Duration.ofSeconds(4));
    String again = phone.receive("INVITE");
    assertEquals("3 INVITE", sequence(again));
    phone.answer(again, 200, OTHER.text());
    hears(new Event.Answered(OTHER));
  }

  @Test
  void whoDidNotIsEarlier() throws IOException {
    theyCalled("");
    TIMERS.move(Duration.ofSeconds(2)); // over is what others left
    EXCHANGE.call().leg.offer(OTHER);
    String offer = phone.receive("INVITE");
    phone.answer(offer, 491, "");
    phone.receive("ACK");
    TIMERS.awaits(0, 2_000);
    TIMERS.move(Duration.ofSeconds(2));
    phone.answer(phone.receive("INVITE"), 200, OTHER.text());
    var answered = new Event.Answered(OTHER);
    until("the answer", () -> answered.equals(EXCHANGE.call().last(Event.Answered.class)));
  }

  @Test
  void theLatestOfferIsTheOneThatIsMade() throws IOException {
    Signalling.Leg leg = call();
    String invite = weCalled("");
    leg.offer(Exchange.SDP);
    String first = phone.receive("INVITE");
    leg.offer(new Sdp(SDP.replace("o=- 1 1", "o=- 1 7")));
    leg.offer(OTHER);
    phone.answer(first, 488, "");
    phone.receive("ACK");
    hears(new Event.OfferRefused(488, "Whatever"));
    String second = phone.receive("INVITE");
    assertTrue(second.contains("o=- 1 2"), second);
    phone.answer(second, 200, SDP);
    phone.receive("ACK");
    // The session stands, and theirs is answered.
    phone.send(theirs("INVITE", 1, invite, TYPE, SDP));
    until("it was told", () -> events.contains(new Event.Offered(Exchange.SDP)));
    leg.accept(OTHER);
    assertTrue(phone.receive("SIP/2.0 200").contains("o=- 1 2"));
    leg.offer(OTHER); // waits for the ACK
    phone.send(theirs("ACK", 1, invite, "", ""));
    phone.receive("INVITE");
  }

  @Test
  void theirsOverlap() throws IOException {
    Signalling.Leg leg = call();
    String invite = weCalled("");
    phone.send(theirs("INVITE", 1, invite, TYPE, SDP));
    until("it was told", () -> events.contains(new Event.Offered(Exchange.SDP)));
    phone.send(theirs("INVITE", 2, invite, TYPE, SDP));
    int wait = Integer.parseInt(header(phone.receive("SIP/2.0 500"), "Retry-After"));
    assertTrue(wait >= 0 && wait <= 10, "wait " + wait);
    phone.send(theirs("UPDATE", 3, invite, TYPE, SDP));
    phone.receive("SIP/2.0 500");
    phone.send(theirs("CANCEL", 1, invite, "", ""));
    phone.receive("SIP/2.0 487");
    leg.hangUp(200, "Enough");
    phone.receive("BYE");
  }

  @Test
  void whoKnowsNothingOfTheCallIsNotInIt() throws IOException {
    Signalling.Leg leg = call();
    weCalled("");
    leg.offer(OTHER);
    phone.answer(phone.receive("INVITE"), 481, "");
    assertTrue(
        phone.receive("BYE").contains("text=\"The far end knows nothing of the call any more\""));
    hears(new Event.HungUp(false, "The far end knows nothing of the call any more"));
  }

  /** Late offers: what comes without a description is answered by an offer of ours. */
  @Test
  void whoOffersNothingIsOffered() throws IOException {
    Signalling.Leg leg = call();
    String invite = weCalled("");
    phone.send(theirs("INVITE", 1, invite, "", ""));
    until("it was told", () -> events.contains(new Event.Offered(null)));
    leg.accept(OTHER);
    assertTrue(phone.receive("SIP/2.0 200").contains("o=- 1 2"));
    phone.send(theirs("ACK", 1, invite, TYPE, SDP));
    hears(new Event.Answered(Exchange.SDP));

    phone.send(phone.request("INVITE", "sip:answer@127.0.0.1:" + EXCHANGE.port(), 1, "", "", ""));
    String ok = phone.receive("SIP/2.0 200");
    assertTrue(ok.endsWith(SDP), ok);
    phone.send(
        phone.request(
            "ACK", "sip:127.0.0.1:" + EXCHANGE.port(), 1, RawPhone.toTag(ok), TYPE, OTHER.text()));
    var answered = new Event.Answered(OTHER);
    until("their answer", () -> answered.equals(EXCHANGE.call().last(Event.Answered.class)));
    in("INVITE", 2, ok, "", "");
    assertTrue(phone.receive("SIP/2.0 200").endsWith(SDP), "once more");
    in("ACK", 2, ok, TYPE, SDP);
    until(
        "their other answer",
        () -> new Event.Answered(Exchange.SDP).equals(EXCHANGE.call().last(Event.Answered.class)));
  }

  /** Carriers ask within a call, too, who we are. */
  @Test
  void whatIsChallengedIsProved() throws IOException {
    var trunk =
        new TrunkBuilder(new Trunk("asks", "127.0.0.1", phone.port(), "udp", List.of("")))
            .access(new Trunk.Access("user-1", "secret-1", "carrier.example", false))
            .build();
    EXCHANGE.directory.trunk(trunk);
    theyCalled("");
    Signalling.IncomingLeg leg = EXCHANGE.call().leg;
    leg.offer(OTHER);
    String challenge =
        "Authenticate: Digest realm=\"a\", nonce=\"n1\", algorithm=MD5, qop=\"auth\"";
    phone.answer(phone.receive("INVITE"), 407, lines("Proxy-" + challenge), "");
    phone.receive("ACK");
    String again = phone.receive("INVITE");
    assertEquals("2 INVITE", sequence(again));
    assertTrue(again.endsWith(OTHER.text()), again);
    String proof = String.valueOf(header(again, "Proxy-Authorization"));
    assertTrue(proof.contains("username=\"user-1\"") && proof.contains("nonce=\"n1\""), proof);
    phone.answer(again, 200, OTHER.text());
    assertEquals("2 ACK", sequence(phone.receive("ACK")));
    leg.hangUp(200, "Enough");
    phone.answer(phone.receive("BYE"), 401, lines("WWW-" + challenge), "");
    String bye = phone.receive("BYE");
    assertEquals("4 BYE", sequence(bye));
    assertTrue(bye.contains("text=\"Enough\"") && header(bye, "Authorization") != null, bye);
    phone.answer(bye, 401, lines("WWW-" + challenge), "");
    assertNull(phone.receive("BYE", 300), "a wrong answer is not given again");
    EXCHANGE.directory.noTrunk("asks");
  }

  /** A proxy forked: who answers second is hung up, and the talk stays as it is. */
  @Test
  void aSecondAnswerTakesNothingFromTheFirst() throws IOException {
    call();
    String invite =
        weCalled(lines("Session-Expires: 100;refresher=uac", "Allow: INVITE, ACK, BYE, UPDATE"));
    String contact = lines("Contact: <sip:raw@127.0.0.1:" + phone.port() + ">");
    phone.send(RawPhone.response(invite, 200, "another", contact + TYPE, SDP));
    String bye = phone.receive("BYE");
    assertTrue(String.valueOf(header(bye, "To")).endsWith(";tag=another"), bye);
    phone.answer(bye, 200, "");
    TIMERS.move(Duration.ofSeconds(50));
    phone.answer(phone.receive("UPDATE"), 200, lines("Session-Expires: 100;refresher=uac"), "");
  }

  // --- Time

  /** It rings for longer than a session lives that was never there. */
  @Test
  void beforeTheAnswerNoSessionExpires() throws IOException {
    call();
    String invite = phone.receive("INVITE");
    phone.answer(invite, 180, lines("Allow: INVITE, ACK, BYE, UPDATE"), "");
    phone.send(theirs("UPDATE", 1, invite, TIMER + lines("Session-Expires: 90"), ""));
    assertNull(header(phone.receive("SIP/2.0 200"), "Session-Expires"));
    TIMERS.move(Duration.ofSeconds(90));
    phone.answer(invite, 200, lines("Session-Expires: 100;refresher=uas"), SDP);
    phone.receive("ACK");
    hears(new Event.Answered(Exchange.SDP));
    assertFalse(events.stream().anyMatch(Event.HungUp.class::isInstance), events::toString);
    TIMERS.move(Duration.ofSeconds(68));
    assertTrue(phone.receive("BYE").contains("text=\"The session was not refreshed in time\""));
  }

  @Test
  void asTimeGoesByTheyRefresh() throws IOException {
    phone.send(invite(1, TIMER + lines("Session-Expires: 30")));
    String no = phone.receive("SIP/2.0 422");
    assertEquals("90", header(no, "Min-SE"));
    phone.send(invite(2, TIMER + lines("x: 120;refresher=uac", "Min-SE: 90")));
    String ok = phone.receive("SIP/2.0 200");
    assertEquals("120;refresher=uac", header(ok, "Session-Expires"));
    assertEquals("timer", header(ok, "Require"));
    in("ACK", 2, ok, "", "");
    until("the ACK came", () -> EXCHANGE.call().last(Event.Answered.class) != null);
    in("UPDATE", 3, ok, TIMER + lines("Session-Expires: 60;refresher=uac"), "");
    phone.receive("SIP/2.0 422");
    TIMERS.move(Duration.ofSeconds(60));
    in("UPDATE", 4, ok, TIMER + lines("Session-Expires: 120;refresher=uac"), "");
    assertEquals("120;refresher=uac", header(phone.receive("SIP/2.0 200"), "Session-Expires"));
    TIMERS.move(Duration.ofSeconds(87));
    assertNull(EXCHANGE.call().last(Event.HungUp.class), "refreshed in time");
    TIMERS.move(Duration.ofSeconds(1));
    String bye = phone.receive("BYE");
    assertTrue(bye.contains("text=\"The session was not refreshed in time\""), bye);
    var end = new Event.HungUp(false, "The session was not refreshed in time");
    until("the leg was told", () -> end.equals(EXCHANGE.call().last(Event.HungUp.class)));
  }

  @Test
  void weRefreshByUpdate() throws IOException {
    theyCalled(
        TIMER + lines("Session-Expires: 100;refresher=uas", "Allow: INVITE, ACK, BYE, UPDATE"));
    TIMERS.awaits(50_000, 50_000);
    TIMERS.move(Duration.ofSeconds(50));
    String update = phone.receive("UPDATE");
    assertEquals("100;refresher=uac", header(update, "Session-Expires"));
    phone.answer(update, 422, lines("Min-SE: 200"), "");
    update = phone.receive("UPDATE");
    assertEquals("200;refresher=uac", header(update, "Session-Expires"));
    phone.answer(update, 200, lines("Session-Expires: 200;refresher=uac"), "");
    TIMERS.awaits(100_000, 100_000);
    TIMERS.move(Duration.ofSeconds(100));
    phone.answer(phone.receive("UPDATE"), 408, "");
    assertTrue(phone.receive("BYE").contains("SIP;cause=408"));
  }

  @Test
  void aTimeShorterThanMayBeIsTakenForTheShortest() throws IOException {
    call();
    weCalled(lines("Session-Expires: 1;refresher=uac"));
    TIMERS.awaits(45_000, 45_000);
    TIMERS.awaits(60_000, 60_000);
  }

  @Test
  void weRefreshByInviteWhoKnowsNoUpdate() throws IOException {
    Signalling.Leg leg = call();
    String invite = phone.receive("INVITE");
    assertEquals("1800", header(invite, "Session-Expires"));
    phone.answer(invite, 422, lines("Min-SE: 3600"), "");
    phone.receive("ACK");
    String again = phone.receive("INVITE");
    assertEquals("3600", header(again, "Session-Expires"));
    assertEquals("2 INVITE", sequence(again));
    phone.answer(again, 200, lines("Session-Expires: 3600;refresher=uac", "Require: timer"), SDP);
    phone.receive("ACK");
    hears(new Event.Answered(Exchange.SDP));
    TIMERS.awaits(1_800_000, 1_800_000);
    TIMERS.move(Duration.ofMinutes(30));
    hears(new Event.Offered(null));
    leg.accept(OTHER);
    String refresh = phone.receive("INVITE");
    assertEquals("3600;refresher=uac", header(refresh, "Session-Expires"));
    phone.answer(refresh, 200, lines("Session-Expires: 3600;refresher=uac"), OTHER.text());
    hears(new Event.Answered(OTHER));
  }

  /** What is being asked of the call is no answer to an offer of theirs. */
  @Test
  void anOfferThatMeetsARefreshIsNotTakenForItsAnswer() throws IOException {
    Signalling.Leg leg = call();
    String invite = weCalled(lines("Session-Expires: 1800;refresher=uac", "Require: timer"));
    TIMERS.awaits(900_000, 900_000);
    TIMERS.move(Duration.ofMinutes(15));
    hears(new Event.Offered(null));
    phone.send(theirs("INVITE", 7, invite, TYPE, SDP));
    phone.receive("SIP/2.0 491");
    phone.send(theirs("UPDATE", 8, invite, TYPE, SDP));
    phone.receive("SIP/2.0 491");
    leg.accept(OTHER);
    String refresh = phone.receive("INVITE");
    assertTrue(refresh.endsWith(OTHER.text()), refresh);
    phone.answer(refresh, 200, SDP);
    phone.receive("ACK");
  }

  @Test
  void whoKnowsOfNoTimersHasNone() throws IOException {
    assertNull(header(theyCalled(""), "Session-Expires"));
    assertEquals(
        "1800;refresher=uac",
        header(theyCalledBy(new RawPhone(EXCHANGE.port()), TIMER), "Session-Expires"));
  }

  private String theyCalledBy(RawPhone another, String more) throws IOException {
    phone.close();
    phone = another;
    EXCHANGE.directory.trunk("another", phone.port());
    return theyCalled(more);
  }
}
