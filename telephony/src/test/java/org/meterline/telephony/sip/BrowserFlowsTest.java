package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.sip.Exchange.DOMAIN;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.registrar.Binding;

/** SIP over WebSockets, as JsSIP speaks it. */
class BrowserFlowsTest {
  private static final Domain HARBOUR = new Domain(DOMAIN);
  private static Exchange exchange;
  private PipeSocket browser;
  private final String host = UUID.randomUUID() + ".invalid";

  @BeforeAll
  static void start() {
    exchange = new Exchange();
  }

  @AfterAll
  static void stop() {
    exchange.close();
    assertEquals(0, exchange.counters.faults());
  }

  @BeforeEach
  void open() {
    browser = new PipeSocket(exchange.sip.browsers(), DOMAIN);
  }

  @AfterEach
  void close() {
    browser.close();
    assertEquals(List.of(), exchange.bindings.of("101", HARBOUR), "nothing is left of it");
  }

  private String request(String method, String uri, int sequence, String more) {
    return lines(
            method + " " + uri + " SIP/2.0",
            "Via: SIP/2.0/WSS " + host + ";branch=z9hG4bK" + UUID.randomUUID(),
            "Max-Forwards: 69",
            "To: <sip:101@" + DOMAIN + ">",
            "From: <sip:101@" + DOMAIN + ">;tag=t",
            "Call-ID: " + host,
            "CSeq: " + sequence + " " + method,
            "Contact: <sip:q@" + host + ";transport=ws>;+sip.instance=\"<urn:uuid:x>\";reg-id=1",
            "Supported: path,gruu,outbound",
            "User-Agent: JsSIP 3.13.8")
        + more
        + lines("");
  }

  private void register(String domain) {
    String uri = "sip:" + domain;
    browser.server.text(request("REGISTER", uri, 1, ""));
    String challenge = browser.receive();
    assertTrue(challenge.startsWith("SIP/2.0 401 "), challenge);
    String proof =
        RawPhone.credentials(
            challenge, Digest.MD5, "101", "one-0-one", "REGISTER", uri, "00000001");
    browser.server.binary(request("REGISTER", uri, 2, proof).getBytes(StandardCharsets.UTF_8));
    String ok = browser.receive();
    assertTrue(ok.startsWith("SIP/2.0 200 "), ok);
    assertTrue(ok.contains("Via: SIP/2.0/WSS " + host), "the Via is as it was: " + ok);
    assertTrue(ok.contains("<sip:q@" + host + ";transport=ws>;expires=3600"), ok);
  }

  @Test
  void aBrowserIsCalledOverItsOwnConnectionAlone() {
    register(DOMAIN);
    Binding bound = exchange.bindings.of("101", HARBOUR).getFirst();
    assertEquals("ws", bound.transport());
    assertEquals("127.0.0.1:40000", bound.source());

    Signalling.Leg leg = called(event -> {});
    String invite = browser.receive();
    assertTrue(invite.startsWith("INVITE sip:q@" + host + ";transport=ws SIP/2.0\r\n"), invite);
    assertTrue(invite.contains("Via: SIP/2.0/WS "), invite);
    String contact = String.valueOf(RawPhone.header(invite, "Contact"));
    assertTrue(contact.endsWith(";transport=ws>"), contact);
    answer(invite);
    String ack = browser.receive();
    assertTrue(ack.startsWith("ACK sip:q@" + host + ";transport=ws "), ack);
    leg.hangUp(200, "Enough");
    String bye = browser.receive();
    assertTrue(bye.startsWith("BYE sip:q@" + host + ";transport=ws "), bye);
  }

  private Signalling.Leg called(Consumer<Signalling.Event> events) {
    return exchange.sip.invite(
        new Invitation(
            LegId.mint(), exchange.bindings.of(HARBOUR, "101"), "102", null, HARBOUR, Exchange.SDP),
        events);
  }

  private void answer(String invite) {
    browser.server.text(
        RawPhone.response(
            invite,
            200,
            "b",
            lines("Contact: <sip:q@" + host + ";transport=ws>", "Content-Type: application/sdp"),
            Exchange.SDP.text()));
  }

  @Test
  void aCallEndsWithTheConnection() {
    register(DOMAIN);
    var events = new LinkedBlockingQueue<Signalling.Event>();
    called(events::add);
    answer(browser.receive());
    browser.receive(); // ACK
    browser.close();
    var over = new Signalling.Event.HungUp(false, "The browser closed its connection");
    until("the call is over", () -> events.contains(over));
  }

  @Test
  void aCallThatMovedEndsWithTheConnectionItIsOn() {
    register(DOMAIN);
    var events = new LinkedBlockingQueue<Signalling.Event>();
    var leg = new CompletableFuture<Signalling.Leg>();
    leg.complete(
        called(
            event -> {
              events.add(event);
              if (event instanceof Signalling.Event.Offered) {
                leg.join().accept(Exchange.SDP);
              }
            }));
    String invite = browser.receive();
    answer(invite);
    browser.receive(); // ACK
    try (var next = new PipeSocket(exchange.sip.browsers(), DOMAIN)) {
      next.server.text(again(invite, 1));
      until("it has moved", () -> count(events, Signalling.Event.Offered.class) == 1);
      browser.close();
      next.server.text(again(invite, 2));
      until("it goes on", () -> count(events, Signalling.Event.Offered.class) == 2);
    }
    until("the call is over", () -> count(events, Signalling.Event.HungUp.class) == 1);
  }

  private static long count(Collection<Signalling.Event> events, Class<?> kind) {
    return events.stream().filter(kind::isInstance).count();
  }

  /** A re-INVITE of who was called. */
  private String again(String invite, int sequence) {
    return lines(
            "INVITE " + RawPhone.find(invite, "Contact: .*<([^>]+)>") + " SIP/2.0",
            "Via: SIP/2.0/WSS " + host + ";branch=z9hG4bK" + UUID.randomUUID(),
            "Max-Forwards: 69",
            "From: " + RawPhone.header(invite, "To") + ";tag=b",
            "To: " + RawPhone.header(invite, "From"),
            "Call-ID: " + RawPhone.header(invite, "Call-ID"),
            "CSeq: " + sequence + " INVITE",
            "Contact: <sip:q@" + host + ";transport=ws>",
            "Content-Type: application/sdp",
            "Content-Length: " + Exchange.SDP.text().length(),
            "")
        + Exchange.SDP.text();
  }

  @Test
  void aBrowserThatRingsAndGoesIsNotWaitedFor() {
    register(DOMAIN);
    var events = new LinkedBlockingQueue<Signalling.Event>();
    called(events::add);
    String invite = browser.receive();
    browser.server.text(RawPhone.response(invite, 180, "b", "", ""));
    until("it rings", () -> count(events, Signalling.Event.Progress.class) == 1);
    browser.close();
    var failed = new Signalling.Event.Failed(480, "The browser closed its connection");
    until("the call is over", () -> events.contains(failed));
    String callId = Objects.requireNonNull(RawPhone.header(invite, "Call-ID"));
    assertFalse(KeptTransactions.awaits(exchange.sip, callId));
  }

  @Test
  void whatItRegisteredGoesWithIt() {
    int before = exchange.registrations.size();
    register(DOMAIN);
    browser.close();
    assertEquals(List.of(), exchange.bindings.of("101", HARBOUR));
    assertEquals(
        List.of("+101", "-101"),
        exchange.registrations.subList(before, exchange.registrations.size()));
  }

  @Test
  void itServesNoOtherDomain() {
    browser.server.text(request("REGISTER", "sip:meadow.example", 1, ""));
    String no = browser.receive();
    assertTrue(no.startsWith("SIP/2.0 403 "), no);
    BrowserFlows flows = exchange.sip.browsers();
    assertTrue(flows.allows(HARBOUR, "https://" + DOMAIN));
    assertFalse(flows.allows(HARBOUR, "https://meadow.example"));
    assertFalse(flows.allows(new Domain("nowhere.example"), "https://nowhere.example"));
  }

  @Test
  void itIsKeptAlive() {
    browser.server.text("\r\n\r\n");
    assertEquals("\r\n", browser.receive());
    exchange.sip.browsers().keepAlive();
    assertEquals("ping", browser.receive());
    assertEquals("", browser.closed);
  }

  @Test
  void tooMuchIsTooMuch() {
    browser.server.text("A".repeat(Stack.LARGEST_MESSAGE + 1));
    assertTrue(browser.closed.startsWith("1009 "), browser.closed);
    var hasty = new PipeSocket(exchange.sip.browsers(), DOMAIN);
    until(
        "it is closed",
        () -> {
          for (int i = 0; i < BrowserFlows.BURST; i++) {
            hasty.server.text("rubbish");
          }
          return hasty.closed.startsWith("1008 ");
        });
  }

  @Test
  void nobodyElseIsReachedUnderWhatABrowserCallsItself() throws IOException {
    exchange.bindings.register(
        HARBOUR,
        "102",
        List.of(
            new Binding(
                HARBOUR,
                "102",
                "sip:q@" + host + ";transport=ws",
                List.of(),
                "127.0.0.1:1",
                "ws",
                "",
                "x",
                1,
                exchange.clock.instant().plusSeconds(100),
                "240.1.2.3:4")));
    var failed = new java.util.concurrent.CompletableFuture<Signalling.Event>();
    var _ =
        exchange.sip.invite(
            new Invitation(
                LegId.mint(),
                exchange.bindings.of(HARBOUR, "102"),
                "101",
                null,
                HARBOUR,
                Exchange.SDP),
            event -> {
              if (event instanceof Signalling.Event.Failed) {
                failed.complete(event);
              }
            });
    assertEquals(
        new Signalling.Event.Failed(503, "The called side cannot be reached"), failed.join());
    exchange.bindings.unbind("240.1.2.3:4");
    assertEquals(List.of(), exchange.bindings.of("102", HARBOUR));
  }
}
