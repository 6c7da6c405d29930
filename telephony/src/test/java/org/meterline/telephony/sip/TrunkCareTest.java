package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.sip.RawPhone.find;
import static org.meterline.telephony.sip.RawPhone.header;
import static org.meterline.telephony.sip.RawPhone.lines;
import static org.meterline.telephony.sip.RawPhone.response;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.trunk.Health;
import org.meterline.telephony.trunk.Health.State;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkBuilder;

/** What a trunk is asked and told: OPTIONS, REGISTER, and who we are when it wants proof. */
class TrunkCareTest {
  private static Exchange exchange;

  private final AtomicLong now = new AtomicLong();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Health health =
      new Health(
          now::get, Duration.ofSeconds(30), (trunk, seen) -> told.add(trunk + " " + seen.state()));
  private final List<Trunk> trunks = new CopyOnWriteArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private TrunkCare care;
  private RawPhone carrier;

  /** The latest OPTIONS over a stream. */
  private String asked = "";

  @BeforeAll
  static void open() {
    exchange = new Exchange();
  }

  @BeforeEach
  void carrier() throws IOException {
    care = exchange.sip.care(() -> trunks, health, now::get);
    carrier = new RawPhone(exchange.port());
  }

  @AfterAll
  static void closeAll() {
    exchange.close();
  }

  @AfterEach
  void close() {
    carrier.close();
  }

  private Trunk trunk(String name, boolean registers) {
    return new TrunkBuilder(new Trunk(name, "127.0.0.1", carrier.port(), "udp", List.of()))
        .access(new Trunk.Access("user-1", "secret-1", "carrier.example", registers))
        .build();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
    care.look();
  }

  private void is(String trunk, State state, String reason) {
    until(
        trunk + " is " + state + " " + reason + ", not " + health.of(trunk),
        () -> health.of(trunk).equals(new Health.Seen(state, reason)));
  }

  private static String challenge(int status, int nonce) {
    return lines(
        (status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate")
            + ": Digest realm=\"the carrier\", nonce=\"n-"
            + nonce
            + "\", algorithm=MD5, qop=\"auth,auth-int\"");
  }

  /** The next request that begins so; what is sent again is passed over. */
  private String fresh(String beginning) throws IOException {
    while (true) {
      String message = carrier.receive(beginning);
      if (seen.add(find(message, "branch=([^;\\s]+)"))) {
        return message;
      }
    }
  }

  private static void proves(String request, String header, String method) {
    String proof = String.valueOf(header(request, header));
    String expected =
        Digest.MD5.response(
            Digest.MD5.secret("user-1", "the carrier", "secret-1"),
            find(proof, " nonce=\"(.*?)\""),
            find(proof, " nc=([0-9]+)"),
            find(proof, " cnonce=\"(.*?)\""),
            method,
            find(proof, " uri=\"(.*?)\""));
    assertEquals(expected, find(proof, " response=\"(.*?)\""));
  }

  /** A modem is asked nothing: it is well again when it has rested. */
  @Test
  void aTrunkThatHasRestedIsToldToBeBack() {
    trunks.add(new Trunk("gsm-1", "gsm-1", 1, Trunk.MODEM, List.of()));
    health.failed("gsm-1", "a call: 503", null);
    health.failed("gsm-1", "a call: 503", null);
    pass(Duration.ofSeconds(29));
    assertEquals(List.of("gsm-1 DOWN"), told);
    pass(Duration.ofSeconds(1));
    assertEquals(List.of("gsm-1 DOWN", "gsm-1 UP"), told);
  }

  @Test
  void itIsAskedHowItIs() throws Exception {
    trunks.add(trunk("asked", false));
    care.look();
    carrier.send(response(fresh("OPTIONS"), 405, "t", "", ""));
    is("asked", State.UP, "");
    pass(Duration.ofSeconds(29));
    pass(Duration.ofSeconds(1));
    carrier.send(response(fresh("OPTIONS"), 503, "t", "", ""));
    is("asked", State.SUSPECT, "it says 503 Whatever");
    pass(Duration.ofSeconds(5));
    assertTrue(fresh("OPTIONS").contains("sip:127.0.0.1:" + carrier.port()));
    pass(Duration.ofSeconds(4)); // it says nothing
    is("asked", State.DOWN, "it does not answer");
  }

  @Test
  void itIsToldWhereWeAre() throws Exception {
    Trunk trunk = trunk("told", true);
    trunks.add(trunk);
    care.look();
    carrier.send(response(fresh("OPTIONS"), 200, "t", "", ""));
    is("told", State.SUSPECT, "it is not registered yet");
    String first = fresh("REGISTER");
    assertNull(header(first, "Authorization"));
    carrier.send(response(first, 401, "t", challenge(401, 1), ""));
    String second = fresh("REGISTER sip:127.0.0.1:" + carrier.port());
    proves(second, "Authorization", "REGISTER");
    assertEquals("<sip:user-1@carrier.example>", header(second, "To"));
    String contact = header(second, "Contact");
    carrier.send(response(second, 200, "t", lines("Contact: " + contact + ";expires=100"), ""));
    is("told", State.UP, "");

    // who calls that Contact is the trunk
    String token = find(String.valueOf(contact), "<sip:(.*?)@");
    assertEquals(trunk, care.told(token).orElseThrow());
    assertTrue(care.told("another").isEmpty());

    // again before it forgets
    pass(Duration.ofSeconds(79));
    pass(Duration.ofSeconds(1));
    String again = fresh("REGISTER");
    carrier.send(response(again, 503, "t", lines("Retry-After: 33"), ""));
    is("told", State.SUSPECT, "it is not registered: it said 503 Whatever");
    pass(Duration.ofSeconds(32));
    pass(Duration.ofSeconds(1));
    carrier.send(response(fresh("REGISTER"), 423, "t", lines("Min-Expires: 900"), ""));
    String longer = fresh("REGISTER");
    assertEquals("900", header(longer, "Expires"));
    carrier.send(response(longer, 401, "t", challenge(401, 2), ""));
    String proven = fresh("REGISTER");
    carrier.send(response(proven, 401, "t", challenge(401, 3), "")); // not this password
    is("told", State.SUSPECT, "it is not registered: it said 401 Whatever");

    trunks.clear();
    care.look();
    assertEquals("0", header(fresh("REGISTER"), "Expires"));
    assertTrue(care.told(token).isEmpty());
  }

  /** A NAT or the trunk has forgotten it, and neither says so: the trunk cannot call us. */
  @Test
  void aConnectionThatIsDeadIsMadeAnew() throws Exception {
    connected(
        (server, line) -> {
          pass(Duration.ofSeconds(29));
          assertNull(line.receive(), "it is closed");
          pass(Duration.ofSeconds(1));
          try (var another = new RawStream(server.accept())) {
            String first = String.valueOf(another.receive());
            String second =
                first.startsWith("REGISTER") ? first : String.valueOf(another.receive());
            assertTrue(second.startsWith("REGISTER"), second);
          }
        },
        line -> {});
  }

  /** It does not answer OPTIONS, but keeps the connection alive (RFC 5626, section 3.5.1). */
  @Test
  void oneThatTheTrunkKeepsAliveStays() throws Exception {
    connected((server, line) -> line.ping(), RawStream::ping);
  }

  /** A packet was lost, or it is asked for more than it can do at once. */
  @Test
  void oneThatIsSlowStays() throws Exception {
    connected(
        (server, line) -> {
          line.send(response(asked, 200, "t", "", ""));
          line.ping(); // it was heard
          pass(Duration.ofSeconds(29));
          line.ping();
        },
        line -> {});
  }

  private interface Then {
    void happens(ServerSocket server, RawStream line) throws IOException;
  }

  private interface Meanwhile {
    void says(RawStream line) throws IOException;
  }

  /** A trunk that is registered over TCP, and does not answer how it is. */
  private void connected(Then then, Meanwhile meanwhile) throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(20_000);
      trunks.add(
          new TrunkBuilder(
                  new Trunk("stream", "127.0.0.1", server.getLocalPort(), "tcp", List.of()))
              .access(new Trunk.Access("user-1", "secret-1", "carrier.example", true))
              .build());
      care.look();
      try (var line = new RawStream(server.accept())) {
        line.send(response(String.valueOf(line.receive()), 200, "t", "", ""));
        line.send(response(String.valueOf(line.receive()), 200, "t", "", ""));
        is("stream", State.UP, "");
        line.ping(); // both answers were heard
        now.addAndGet(Duration.ofSeconds(30).toNanos());
        until(
            "it is asked once its answer was thought over",
            () -> {
              care.look();
              return line.waits();
            });
        asked = String.valueOf(line.receive());
        assertTrue(asked.startsWith("OPTIONS"), asked);
        meanwhile.says(line);
        pass(Duration.ofSeconds(4)); // of our question it says nothing
        then.happens(server, line);
      }
    }
  }

  @Test
  void aCallToOurContactIsTheTrunks() throws Exception {
    exchange.directory.number("101", "101").trunk(trunk("calling", true));
    String registered = fresh("REGISTER");
    carrier.send(response(registered, 200, "t", "", ""));
    String contact = find(registered, "Contact: <(sip:.*?)>");
    try (var elsewhere = new RawPhone(exchange.port())) {
      elsewhere.send(elsewhere.request("INVITE", contact, 1, "", "", ""));
      until("it is taken", () -> exchange.calls.stream().anyMatch(c -> isOf(c, "calling")));
      Exchange.Taken call =
          exchange.calls.stream().filter(c -> isOf(c, "calling")).findFirst().orElseThrow();
      assertEquals("101", call.dialled);
    } finally {
      exchange.directory.noTrunk("calling");
    }
  }

  private static boolean isOf(Exchange.Taken call, String trunk) {
    return call.from.equals(new Origin.Carrier(trunk));
  }

  @Test
  void anInviteIsProvenToo() throws Exception {
    var events = new ConcurrentLinkedQueue<Event>();
    Signalling.Leg leg =
        exchange.sip.invite(
            new Invitation(
                LegId.mint(),
                List.of(
                    new Invitation.Target(
                        "sip:+49301@127.0.0.1:" + carrier.port(), List.of(), "udp")),
                "+4930555101",
                null,
                new Domain("carrier.example"),
                Exchange.SDP,
                70,
                Invitation.Confidence.NONE,
                trunk("proven", false)),
            events::add);
    String first = fresh("INVITE");
    carrier.send(response(first, 407, "t1", challenge(407, 7), ""));
    assertEquals("1 ACK", header(carrier.receive("ACK"), "CSeq"));
    String second = fresh("INVITE");
    assertEquals("2 INVITE", header(second, "CSeq"));
    assertEquals(header(first, "Call-ID"), header(second, "Call-ID"));
    proves(second, "Proxy-Authorization", "INVITE");
    carrier.answer(second, 200, Exchange.SDP.text());
    assertEquals("2 ACK", header(carrier.receive("ACK"), "CSeq"));
    until("answered", () -> events.stream().anyMatch(Event.Answered.class::isInstance));
    leg.hangUp(200, "Enough");
    assertEquals("3 BYE", header(carrier.receive("BYE"), "CSeq"));
  }

  @Test
  void whoRefusesTheProofIsNotAskedAgain() throws Exception {
    var events = new ConcurrentLinkedQueue<Event>();
    exchange.sip.invite(
        new Invitation(
            LegId.mint(),
            List.of(
                new Invitation.Target("sip:+49301@127.0.0.1:" + carrier.port(), List.of(), "udp")),
            "+4930555101",
            null,
            new Domain("carrier.example"),
            Exchange.SDP,
            70,
            Invitation.Confidence.NONE,
            trunk("refusing", false)),
        events::add);
    carrier.send(response(fresh("INVITE"), 401, "t1", challenge(401, 8), ""));
    carrier.send(
        response(
            fresh("INVITE"),
            401,
            "t2",
            challenge(401, 9) + lines("Reason: Q.850;cause=21;text=\"rejected\""),
            ""));
    until("failed", () -> events.stream().anyMatch(Event.Failed.class::isInstance));
    Event.Failed failed =
        events.stream()
            .filter(Event.Failed.class::isInstance)
            .map(Event.Failed.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals(401, failed.status());
    assertEquals(21, failed.cause());
  }
}
