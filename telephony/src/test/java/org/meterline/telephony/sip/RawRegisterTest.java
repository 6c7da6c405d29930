package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.sip.Exchange.DOMAIN;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.sip.SipFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.registrar.Binding;

/** Registration word by word. */
class RawRegisterTest {
  private static final String URI = "sip:" + DOMAIN;
  private static final String AGENT = lines("User-Agent: A modern phone");
  private Exchange exchange = new Exchange();
  private RawPhone phone;
  private int sequence;

  @BeforeEach
  void phone() throws IOException {
    phone = new RawPhone(exchange.port());
  }

  @AfterEach
  void close() {
    phone.close();
    exchange.close();
  }

  private String ask(String uri, String more) throws IOException {
    sequence++;
    phone.send(phone.request("REGISTER", uri, sequence, "", more, ""));
    return phone.receive();
  }

  private String register(String more) throws IOException {
    return register(Digest.MD5, more);
  }

  private String register(Digest digest, String more) throws IOException {
    String challenge = ask(URI, AGENT);
    return ask(
        URI,
        RawPhone.credentials(challenge, digest, "101", "one-0-one", "REGISTER", URI, "00000001")
            + AGENT
            + more);
  }

  private List<Signalling.Target> targets() {
    return exchange.bindings.of(new Domain(DOMAIN), "101");
  }

  @Test
  void oneChallengeForEachAlgorithm() throws IOException {
    String challenge = ask(URI, AGENT);
    assertTrue(challenge.startsWith("SIP/2.0 401 "), challenge);
    int sha = challenge.indexOf("algorithm=SHA-256");
    int md5 = challenge.indexOf("algorithm=MD5");
    assertTrue(sha > 0 && md5 > sha, challenge);
    assertTrue(challenge.contains("realm=\"" + DOMAIN + "\""), challenge);
    String old = ask(URI, lines("User-Agent: baresip v1.0.0 (x86_64/linux)"));
    assertFalse(old.contains("SHA-256"), old);
    assertTrue(old.contains("algorithm=MD5"), old);
  }

  @Test
  void bySha256() throws IOException {
    String ok = register(Digest.SHA_256, lines("Expires: 300"));
    assertTrue(ok.startsWith("SIP/2.0 200 "), ok);
    assertTrue(ok.contains(";expires=300"), ok);
  }

  @Test
  void aReplayIsStale() throws IOException {
    String challenge = ask(URI, AGENT);
    String credentials =
        RawPhone.credentials(
            challenge, Digest.SHA_256, "101", "one-0-one", "REGISTER", URI, "00000001");
    assertTrue(ask(URI, credentials + AGENT).startsWith("SIP/2.0 200 "));
    String again = ask(URI, credentials + AGENT);
    assertTrue(again.startsWith("SIP/2.0 401 ") && again.contains("stale=true"), again);
    String next =
        RawPhone.credentials(
            challenge, Digest.SHA_256, "101", "one-0-one", "REGISTER", URI, "00000002");
    assertTrue(ask(URI, next + AGENT).startsWith("SIP/2.0 200 "));
  }

  @Test
  void anOldNonceIsStale() throws IOException {
    String challenge = ask(URI, AGENT);
    exchange.clock.move(Nonces.LIFE.plus(Duration.ofSeconds(1)));
    String late =
        ask(
            URI,
            RawPhone.credentials(
                challenge, Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001"));
    assertTrue(late.startsWith("SIP/2.0 401 ") && late.contains("stale=true"), late);
  }

  @Test
  void notForAnother() throws IOException {
    String challenge = ask(URI, "");
    String other =
        ask(
            URI,
            RawPhone.credentials(
                challenge, Digest.MD5, "102", "one-0-two", "REGISTER", URI, "00000001"));
    assertTrue(other.startsWith("SIP/2.0 403 "), other);
  }

  private String wrong(String challenge, String password) throws IOException {
    sequence++;
    phone.send(
        phone.request(
            "REGISTER",
            URI,
            sequence,
            "",
            RawPhone.credentials(
                challenge, Digest.MD5, "101", password, "REGISTER", URI, "00000001"),
            ""));
    String answer = phone.receive(2_000);
    return answer == null ? "silence" : answer;
  }

  @Test
  void whoGuessesTooOftenIsNotListenedToForAWhile() throws IOException {
    String challenge = ask(URI, AGENT);
    for (int i = 0; i < Guesses.MOST; i++) {
      assertTrue(wrong(challenge, "guess " + i).startsWith("SIP/2.0 403 "));
    }
    assertEquals("silence", wrong(challenge, "one-0-one"), "even when right at last");
    exchange.clock.move(Guesses.WINDOW);
    assertTrue(wrong(challenge, "one-0-one").startsWith("SIP/2.0 200 "));
  }

  @Test
  void whereThereIsNoRoomNothingIsMadeOfACall() throws IOException {
    String uri = "sip:ring@" + DOMAIN;
    phone.send(phone.request("INVITE", uri, 1, "", "", ""));
    String challenge = phone.receive("SIP/2.0 407");
    exchange.full = "Too many calls at once";
    String credentials =
        RawPhone.credentials(challenge, Digest.MD5, "101", "one-0-one", "INVITE", uri, "00000001");
    phone.send(phone.request("INVITE", uri, 2, "", credentials, ""));
    String busy = phone.receive();
    assertTrue(busy.startsWith("SIP/2.0 503 "), busy);
    assertEquals("5", RawPhone.header(busy, "Retry-After"));
    assertTrue(busy.contains("Too many calls at once"), busy);
    assertEquals(0, exchange.calls.size());
    assertEquals(0, exchange.sip.dialogs());
  }

  @Test
  void credentialsAreForTheCalleeTheyWereMadeFor() throws IOException {
    String uri = "sip:answer@" + DOMAIN;
    phone.send(phone.request("INVITE", uri, 1, "", "", ""));
    String challenge = phone.receive("SIP/2.0 407");
    String credentials =
        RawPhone.credentials(challenge, Digest.MD5, "101", "one-0-one", "INVITE", uri, "00000001");
    phone.send(phone.request("INVITE", "sip:ring@" + DOMAIN, 2, "", credentials, ""));
    String other = phone.receive("SIP/2.0 4");
    assertTrue(other.startsWith("SIP/2.0 403 "), other);
    assertEquals(0, exchange.calls.size());
  }

  @Test
  void domains() throws IOException {
    assertTrue(ask("sip:nowhere.example", "").startsWith("SIP/2.0 401 "));
    // A phone that was told an address only: To tells the tenant.
    String own = ask("sip:127.0.0.1:" + exchange.port(), "");
    assertTrue(own.contains("realm=\"" + DOMAIN + "\""), own);
    // The other tenant's realm asks for the other tenant's password.
    String meadow = ask("sip:meadow.example", "");
    assertTrue(meadow.contains("realm=\"meadow.example\""), meadow);
    String wrong =
        ask(
            "sip:meadow.example",
            RawPhone.credentials(
                meadow, Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001"));
    assertTrue(wrong.startsWith("SIP/2.0 403 "), wrong);
  }

  @Test
  void tooShortAndTooLong() throws IOException {
    String brief = register(lines("Expires: 10"));
    assertTrue(brief.startsWith("SIP/2.0 423 "), brief);
    assertEquals("60", RawPhone.header(brief, "Min-Expires"));
    String ok = register(lines("Expires: 99999999"));
    assertTrue(ok.contains(";expires=7200"), ok);
  }

  @Test
  void removing() throws IOException {
    assertTrue(register("").startsWith("SIP/2.0 200 "));
    assertEquals(1, targets().size());
    assertTrue(register(lines("Expires: 0")).startsWith("SIP/2.0 200 "));
    assertEquals(0, targets().size());
    assertTrue(register("").startsWith("SIP/2.0 200 "));
    assertTrue(all("").startsWith("SIP/2.0 400 "), "without Expires: 0");
    assertEquals(1, targets().size());
    String gone = all(lines("Expires: 0"));
    assertTrue(gone.startsWith("SIP/2.0 200 ") && !gone.contains("Contact:"), gone);
    assertEquals(0, targets().size());
  }

  /** {@code Contact: *}. */
  private String all(String more) throws IOException {
    String challenge = ask(URI, AGENT);
    sequence++;
    String request =
        phone.request(
            "REGISTER",
            URI,
            sequence,
            "",
            RawPhone.credentials(
                    challenge, Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001")
                + more,
            "");
    phone.send(request.replaceFirst("Contact: [^\r]*", "Contact: *"));
    return phone.receive();
  }

  @Test
  void outOfOrder() throws IOException {
    sequence = 10;
    assertTrue(register("").startsWith("SIP/2.0 200 "));
    sequence = 2;
    String late = register("");
    assertTrue(late.startsWith("SIP/2.0 500 "), late);
  }

  @Test
  void behindNat() throws IOException {
    sequence = 1;
    String challenge = ask(URI, AGENT);
    String request =
        phone.request(
            "REGISTER",
            URI,
            9,
            "",
            RawPhone.credentials(
                challenge, Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001"),
            "");
    phone.send(
        request
            .replaceFirst("Contact: [^\r]*", "Contact: <sip:101@192.168.1.7:5060>")
            .replaceFirst("Via: SIP/2.0/UDP [^;]*", "Via: SIP/2.0/UDP 192.168.1.7:5060"));
    String ok = phone.receive();
    assertTrue(ok.startsWith("SIP/2.0 200 "), ok);
    String via = RawPhone.header(ok, "Via");
    assertTrue(
        via != null && via.contains("rport=" + phone.port()) && via.contains("received=127.0.0.1"),
        ok);
    assertEquals(
        List.of(
            new Signalling.Target(
                "sip:101@192.168.1.7:5060", List.of(), "udp", "127.0.0.1:" + phone.port())),
        targets());
  }

  private void behindEdges(String... addresses) throws IOException {
    close();
    exchange = new Exchange(Exchange.settings().withEdges(Set.of(addresses)));
    phone();
  }

  @Test
  void overAPath() throws IOException {
    behindEdges("127.0.0.1", "192.0.2.1");
    String ok =
        register(lines("Supported: path", "Path: <sip:edge@192.0.2.1;lr>", "Path: <sip:b;lr>"));
    assertTrue(ok.startsWith("SIP/2.0 200 ") && ok.contains("Path: <sip:edge@192.0.2.1;lr>"), ok);
    Signalling.Target target = targets().getFirst();
    assertEquals(List.of("<sip:edge@192.0.2.1;lr>", "<sip:b;lr>"), target.route());
  }

  @Test
  void nobodyButAnEdgeNamesTheWayOfCalls() throws IOException {
    String carrier = lines("Supported: path", "Path: <sip:192.0.2.1;lr>");
    String stranger = register(carrier);
    assertTrue(stranger.startsWith("SIP/2.0 403 "), stranger);
    assertTrue(stranger.contains("A Path is taken from known edges only"), stranger);
    assertEquals(0, targets().size());
    behindEdges("127.0.0.1");
    assertTrue(register(carrier).startsWith("SIP/2.0 403 "), "the edge's first hop is its own");
    behindEdges("192.0.2.1");
    assertTrue(register(carrier).startsWith("SIP/2.0 403 "), "named, but not the sender");
    assertEquals(0, targets().size());
  }

  @Test
  void aContactLeadsToNoHostButTheOneThatRegisteredIt() throws IOException {
    String other = contact("sip:+190055512@192.0.2.1;maddr=192.0.2.2?Route=%3Csip:c%3E");
    assertTrue(other.startsWith("SIP/2.0 200 "), other);
    assertEquals(
        List.of(
            new Signalling.Target(
                "sip:+190055512@192.0.2.1", List.of(), "udp", "127.0.0.1:" + phone.port())),
        targets());
    String same = contact("sip:101@127.0.0.1:5099;maddr=192.0.2.2");
    assertTrue(same.startsWith("SIP/2.0 200 "), same);
    assertEquals(
        new Signalling.Target("sip:101@127.0.0.1:5099", List.of(), "udp", "127.0.0.1:5099"),
        targets().getLast());
  }

  @Test
  void aCarrierIsNoPhone() throws IOException {
    exchange.directory.trunk("carrier", 5098);
    String refused = contact("sip:+190055512@127.0.0.1:5098");
    assertTrue(refused.startsWith("SIP/2.0 403 "), refused);
    assertEquals(0, targets().size());
  }

  @Test
  void maddrIsNotFollowed() throws Exception {
    var uri = SipFactory.getInstance().createAddressFactory().createURI("sip:x@a;maddr=b");
    assertEquals("a", HopRouter.of(uri).getHost());
  }

  @Test
  void noMoreThanTen() throws IOException {
    for (int i = 0; i < 10; i++) {
      sequence++;
      assertTrue(contact("sip:101@127.0.0.1:" + (6000 + i)).startsWith("SIP/2.0 200 "));
    }
    String more = contact("sip:101@127.0.0.1:7000");
    assertTrue(more.startsWith("SIP/2.0 403 "), more);
    assertEquals(10, targets().size());
  }

  private String contact(String uri) throws IOException {
    String challenge = ask(URI, AGENT);
    sequence++;
    String request =
        phone.request(
            "REGISTER",
            URI,
            sequence,
            "",
            RawPhone.credentials(
                challenge, Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001"),
            "");
    phone.send(request.replaceFirst("Contact: [^\r]*", "Contact: <" + uri + ">"));
    return phone.receive();
  }

  // --- Ways that are kept open

  private static String way(int number, int port) {
    return lines(
        "Contact: <sip:101@127.0.0.1:%d>;+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000A95A0E128>\";reg-id=%d"
            .formatted(port, number));
  }

  /** REGISTER by one of its ways alone: the request has no other Contact. */
  private String registerWay(RawPhone by, String more) throws IOException {
    sequence++;
    String challenge = by.receiveAfter(bare(by, AGENT + more));
    sequence++;
    return by.receiveAfter(
        bare(
            by,
            RawPhone.credentials(
                    challenge, Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001")
                + AGENT
                + more));
  }

  private String bare(RawPhone by, String more) {
    return by.request("REGISTER", URI, sequence, "", more, "")
        .replaceFirst("(?m)^Contact: <sip:101@127.0.0.1:[0-9]+>\r\n", "");
  }

  @Test
  void aWayIsKeptAndTakesThePlaceOfTheSameBefore() throws IOException {
    String outbound = lines("Supported: path, outbound");
    String ok = registerWay(phone, outbound + way(1, 5099));
    assertTrue(ok.startsWith("SIP/2.0 200 "), ok);
    assertEquals("outbound", RawPhone.header(ok, "Require"));
    assertEquals("25", RawPhone.header(ok, "Flow-Timer"));
    assertTrue(
        ok.contains(";+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000A95A0E128>\";reg-id=1"),
        ok);
    registerWay(phone, outbound + way(1, 5098));
    String here = "127.0.0.1:" + phone.port();
    assertEquals(
        List.of(new Signalling.Target("sip:101@127.0.0.1:5098", List.of(), "udp", here)),
        targets());
    until(
        "it is stored once",
        () ->
            exchange.stored.values().stream()
                .map(Binding::contact)
                .toList()
                .equals(List.of("sip:101@127.0.0.1:5098")));
    try (var second = new RawPhone(exchange.port())) {
      exchange.clock.move(Duration.ofSeconds(1));
      registerWay(second, outbound + way(2, 5098));
      Signalling.Target latest = targets().getFirst();
      assertEquals(1, targets().size(), "one phone");
      assertEquals("127.0.0.1:" + second.port(), latest.hop());
      assertEquals(here, latest.otherwise().getFirst().hop());
    }
    String without = registerWay(phone, way(3, 5097));
    assertNull(RawPhone.header(without, "Require"), "not asked for");
  }

  @Test
  @SuppressWarnings("try") // it is closed in the midst
  void aStreamThatIsClosedUnbindsWhatWasKeptOverIt() throws IOException {
    String outbound = lines("Supported: path, outbound");
    try (var stream = RawStream.tcp(exchange.port())) {
      registerOver(stream, outbound + way(1, stream.port()));
      assertEquals("127.0.0.1:" + stream.port(), targets().getFirst().hop());
      try (var other = RawStream.tcp(exchange.port())) {
        // The same way anew: it takes the place of the one before.
        registerOver(other, outbound + way(1, other.port()));
        assertEquals("127.0.0.1:" + other.port(), targets().getFirst().hop());
        stream.close();
        registerOver(other, outbound + way(2, other.port()));
        assertEquals(1, targets().size());
      }
      until("it is unbound at once", () -> targets().isEmpty());
      until("and not stored any more", () -> exchange.stored.isEmpty());
    }
    try (var plain = RawStream.tcp(exchange.port())) {
      registerOver(plain, lines("Contact: <sip:101@127.0.0.1:5096;transport=tcp>"));
    }
    try (var later = RawStream.tcp(exchange.port())) {
      registerOver(later, lines("Contact: <sip:101@127.0.0.1:5095;transport=tcp>"));
      assertEquals(2, targets().size(), "who keeps nothing open can be connected to");
    }
  }

  private void registerOver(RawStream stream, String more) throws IOException {
    sequence++;
    stream.send(over(stream, AGENT + more));
    String challenge = String.valueOf(stream.receive());
    sequence++;
    stream.send(
        over(
            stream,
            RawPhone.credentials(
                    challenge, Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001")
                + AGENT
                + more));
    String ok = String.valueOf(stream.receive());
    assertTrue(ok.startsWith("SIP/2.0 200 "), ok);
  }

  private String over(RawStream stream, String more) {
    return phone
        .request("TCP", stream.port(), "REGISTER", URI, sequence, "", more, "")
        .replaceFirst("(?m)^Contact: <sip:101@127.0.0.1:[0-9]+>\r\n", "");
  }

  @Test
  void behindAProxyThatKeepsNoWaysItIsNotPromised() throws IOException {
    String no =
        registerWay(
            phone,
            lines("Supported: path, outbound", "Via: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKinner")
                + way(1, 5099));
    assertTrue(no.startsWith("SIP/2.0 439 "), no);
    assertEquals(List.of(), targets());
  }

  @Test
  void theMostWantedComesFirst() throws IOException {
    registerWay(
        phone, lines("Contact: <sip:101@127.0.0.1:5001>;q=0.3, <sip:101@127.0.0.1:5002>;q=0.9"));
    assertEquals(
        List.of("sip:101@127.0.0.1:5002", "sip:101@127.0.0.1:5001"),
        targets().stream().map(Signalling.Target::uri).toList());
  }

  /** STUN beside SIP on the same port. */
  @Test
  void whoAsksIsToldThatItIsHeard() throws IOException {
    byte[] request = new byte[20];
    request[1] = 1;
    ByteBuffer.wrap(request).putInt(4, 0x2112_A442).putInt(8, 77);
    phone.send(request);
    byte[] answer = phone.receive().getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(1, answer[0]);
    assertEquals(1, answer[1]);
    assertEquals(77, answer[11]);
    phone.send(new byte[30]);
    String ok = register(lines("Expires: 300"));
    assertTrue(ok.startsWith("SIP/2.0 200 "), "and rubbish is passed over: " + ok);
  }
}
