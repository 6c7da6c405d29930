package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.locate.Dnsmasq.srv;
import static org.meterline.telephony.sip.Exchange.DOMAIN;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.Ip6;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.guard.Prefix;
import org.meterline.telephony.locate.Dnsmasq;
import org.meterline.telephony.locate.Reach;
import org.meterline.telephony.trunk.Health;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkBuilder;

/** Trunks that are where dnsmasq says they are. */
class TrunkNamesTest {
  private static final long TTL_NANOS = 1_100_000_000L;

  private static final String UDP = "_sip._udp.carrier.test";
  private static final String HERE = "host-record=here.test,127.0.0.1";
  private static final Trunk TRUNK = new Trunk("named", "carrier.test", 0, "udp", List.of());

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private Exchange exchange = new Exchange();

  @AfterEach
  void close() {
    exchange.close();
  }

  private void asking(Dnsmasq dns) {
    exchange.close();
    exchange = new Exchange(SipSettings.of(Ip6.BOTH, Ip6.BOTH, 0).withDns(List.of(dns.address())));
  }

  private Signalling.Leg call() {
    return exchange.sip.invite(
        new Invitation(
            LegId.mint(),
            List.of(new Invitation.Target("sip:+4930555@" + TRUNK.address(), List.of(), "udp")),
            "101",
            null,
            new Domain(DOMAIN),
            Exchange.SDP,
            Signalling.MAX_FORWARDS,
            Invitation.Confidence.NONE,
            TRUNK),
        event -> {
          if (!(event instanceof Event.Message)) {
            events.add(event);
          }
        });
  }

  @Test
  void theSecondTargetIsCalledWhenTheFirstSaysNothing() throws Exception {
    try (var silent = new RawPhone(0);
        var sipp = Sipp.scenario("uas.xml").start();
        var dns =
            Dnsmasq.with(
                srv(UDP, "here.test", silent.port(), 10, 0),
                srv(UDP, "here.test", sipp.port(), 20, 0),
                HERE)) {
      asking(dns);
      Signalling.Leg leg = call();
      String first = silent.receive("INVITE ");
      assertTrue(first.startsWith("INVITE sip:+4930555@carrier.test;transport=udp SIP/2.0"), first);
      until("it is answered", () -> events.stream().anyMatch(Event.Answered.class::isInstance));
      // Who comes late is told that it is too late.
      silent.send(exchange.port(), RawPhone.response(first, 180, "late", "", ""));
      silent.receive("CANCEL ");
      leg.hangUp(200, "Enough");
      sipp.succeeds(1);
    }
  }

  @Test
  void theSecondTargetIsCalledWhenTheFirstHasNoRoom() throws Exception {
    try (var full = new RawPhone(0);
        var sipp = Sipp.scenario("uas.xml").start();
        var dns =
            Dnsmasq.with(
                srv(UDP, "here.test", full.port(), 10, 0),
                srv(UDP, "here.test", sipp.port(), 20, 0),
                HERE)) {
      asking(dns);
      Signalling.Leg leg = call();
      String first = full.receive("INVITE ");
      full.send(exchange.port(), RawPhone.response(first, 503, "full", "", ""));
      until("it is answered", () -> events.stream().anyMatch(Event.Answered.class::isInstance));
      leg.hangUp(200, "Enough");
      sipp.succeeds(1);
    }
  }

  @Test
  void aNameThatDoesNotExistIsARefusalWithAReason() throws Exception {
    try (var dns = Dnsmasq.with(HERE)) {
      asking(dns);
      var _ = call();
      until("it failed", () -> !events.isEmpty());
      assertEquals(List.of(new Event.Failed(503, "DNS knows no address of carrier.test")), events);
    }
  }

  @Test
  void aTargetOnIp6IsToldAddressesOfIp6() throws Exception {
    try (var six = new RawPhone(Ip6.loopback(), 0);
        var dns =
            Dnsmasq.with(srv(UDP, "six.test", six.port(), 10, 0), "host-record=six.test,::1")) {
      asking(dns);
      var _ = call();
      String invite = six.receive("INVITE ");
      String here = "[::1]:" + exchange.port();
      assertTrue(invite.contains("Via: SIP/2.0/UDP " + here + ";"), invite);
      assertTrue(invite.contains("Contact: <sip:" + here + ">"), invite);
      six.send(exchange.port(), RawPhone.response(invite, 486, "busy", "", ""));
      until("it failed", () -> !events.isEmpty());
    }
  }

  @Test
  void aCallFromAnyTargetIsTheTrunks() throws Exception {
    try (var one = new RawPhone(0);
        var two = new RawPhone(0);
        var dns =
            Dnsmasq.with(
                srv(UDP, "here.test", one.port(), 10, 0),
                srv(UDP, "here.test", two.port(), 20, 0),
                HERE)) {
      exchange.close();
      var fresh = new Exchange(Exchange.settings().withDns(List.of(dns.address())));
      exchange = fresh;
      fresh.directory.number("answer", "answer");
      fresh.directory.trunk(TRUNK);
      String body = Exchange.SDP.text();
      String type = lines("Content-Type: application/sdp");
      // Until its name has been looked up it is a stranger.
      until(
          "the second target is known",
          () -> {
            try {
              two.send(
                  fresh.port(), two.request("INVITE", "sip:answer@" + DOMAIN, 1, "", type, body));
              return two.receive("SIP/2.0 ").startsWith("SIP/2.0 200 ");
            } catch (java.io.IOException e) {
              throw new AssertionError(e);
            }
          });
      assertEquals(new Origin.Carrier("named"), fresh.call().from);
    }
  }

  /** Its route leads to another of its addresses than the call came from. */
  @Test
  void ourAccountIsProvedAtAnotherAddressOfTheCarrier() throws Exception {
    try (var one = new RawPhone(0);
        var two = new RawPhone(InetAddress.ofLiteral("127.0.0.2"), 0);
        var dns =
            Dnsmasq.with(
                "host-record=carrier.test,127.0.0.1", "host-record=carrier.test,127.0.0.2")) {
      exchange.close();
      var fresh = new Exchange(Exchange.settings().withDns(List.of(dns.address())));
      exchange = fresh;
      fresh.directory.number("answer", "answer");
      fresh.directory.trunk(
          new TrunkBuilder(new Trunk("named", "carrier.test", one.port(), "udp", List.of()))
              .access(new Trunk.Access("user-1", "secret-1", "carrier.test", false))
              .build());
      String route = "Record-Route: <sip:127.0.0.2:" + two.port() + ";lr>";
      var ok = new AtomicReference<>("");
      until(
          "it is known",
          () -> {
            try {
              String more = lines("Content-Type: application/sdp", route);
              String invite =
                  one.request("INVITE", "sip:answer@" + DOMAIN, 1, "", more, Exchange.SDP.text());
              one.send(fresh.port(), invite);
              String answer = one.receive("SIP/2.0 ");
              while (answer.startsWith("SIP/2.0 1")) {
                answer = one.receive("SIP/2.0 ");
              }
              ok.set(answer);
              return answer.startsWith("SIP/2.0 200 ");
            } catch (java.io.IOException e) {
              throw new AssertionError(e);
            }
          });
      String to = "sip:answer@127.0.0.1:" + fresh.port();
      one.send(
          fresh.port(),
          one.request("ACK", to, 1, RawPhone.toTag(Objects.requireNonNull(ok.get())), "", ""));
      fresh.call().leg.hangUp(200, "Enough");
      String bye = two.receive("BYE ");
      String asks =
          lines(
              "WWW-Authenticate: Digest realm=\"carrier.test\", nonce=\"abc\", qop=\"auth\","
                  + " algorithm=MD5");
      one.send(fresh.port(), RawPhone.response(bye, 401, "asks", asks, ""));
      String proof = "";
      while (proof.isEmpty()) {
        String again = RawPhone.header(two.receive("BYE "), "Authorization");
        proof = again == null ? "" : again; // the first may come twice
      }
      assertTrue(proof.contains("username=\"user-1\""), proof);
    }
  }

  @Test
  void itIsAskedWhereItAnswers() throws Exception {
    try (var silent = new RawPhone(0);
        var well = new RawPhone(0);
        var dns =
            Dnsmasq.with(
                srv(UDP, "here.test", silent.port(), 10, 0),
                srv(UDP, "here.test", well.port(), 20, 0),
                HERE)) {
      asking(dns);
      var now = new AtomicLong();
      var health = new Health(now::get, Duration.ofSeconds(30));
      TrunkCare care = exchange.sip.care(() -> List.of(TRUNK), health, now::get);
      care.look();
      silent.receive("OPTIONS sip:carrier.test;transport=udp ");
      now.addAndGet(Duration.ofSeconds(1).toNanos());
      care.look();
      String options = well.receive("OPTIONS ");
      well.send(exchange.port(), RawPhone.response(options, 200, "well", "", ""));
      until("it is up", () -> health.of("named").state() == Health.State.UP);
    }
  }

  @Test
  void itIsRegisteredAtWhereItAnswers() throws Exception {
    try (var silent = new RawPhone(0);
        var well = new RawPhone(0);
        var dns =
            Dnsmasq.with(
                srv(UDP, "here.test", silent.port(), 10, 0),
                srv(UDP, "here.test", well.port(), 20, 0),
                HERE)) {
      asking(dns);
      var now = new AtomicLong();
      var health = new Health(now::get, Duration.ofSeconds(30));
      var account = new Trunk.Access("user-1", "secret-1", "carrier.test", true);
      Trunk trunk = new TrunkBuilder(TRUNK).access(account).build();
      TrunkCare care = exchange.sip.care(() -> List.of(trunk), health, now::get);
      care.look();
      silent.receive("REGISTER sip:carrier.test;transport=udp ");
      now.addAndGet(Duration.ofMillis(3_500).toNanos());
      care.look();
      String register = well.receive("REGISTER ");
      well.send(
          exchange.port(),
          RawPhone.response(
              register,
              200,
              "well",
              lines("Contact: " + RawPhone.header(register, "Contact") + ";expires=600"),
              ""));
      until("it is registered", () -> !health.of("named").reason().contains("not registered"));
    }
  }

  // --- A tenant's own

  private static final Trunk TENANTS = TRUNK.outside(true);

  private void asking(Dnsmasq dns, String reach) {
    exchange.close();
    exchange =
        new Exchange(
            Exchange.settings()
                .withDns(List.of(dns.address()))
                .withReach(new Reach(List.of(Prefix.parse(reach)))));
  }

  private Signalling.Leg call(Trunk trunk) {
    return exchange.sip.invite(
        new Invitation(
            LegId.mint(),
            List.of(new Invitation.Target("sip:+4930555@" + trunk.address(), List.of(), "udp")),
            "101",
            null,
            new Domain(DOMAIN),
            Exchange.SDP,
            Signalling.MAX_FORWARDS,
            Invitation.Confidence.NONE,
            trunk),
        event -> {
          if (!(event instanceof Event.Message)) {
            events.add(event);
          }
        });
  }

  private String refusal() {
    until("it failed", () -> !events.isEmpty());
    Event.Failed failed = assertInstanceOf(Event.Failed.class, events.getFirst());
    assertEquals(503, failed.status());
    events.clear();
    return failed.reason();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "169.254.169.254",
        "10.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "0.0.0.0"
      })
  void aNameOfATenantsTrunkLeadsNotInside(String inside) throws Exception {
    try (var dns =
        Dnsmasq.with(srv(UDP, "in.test", 5060, 10, 0), "host-record=in.test," + inside)) {
      exchange.close();
      exchange =
          new Exchange(SipSettings.of(Ip6.BOTH, Ip6.BOTH, 0).withDns(List.of(dns.address())));
      var _ = call(TENANTS);
      String why = refusal();
      assertTrue(
          why.startsWith("carrier.test leads to ")
              && why.endsWith(", where no trunk of a tenant may be"),
          why);
      var _ = call(new Trunk("literal", inside, 5060, "udp", List.of()).outside(true));
      assertTrue(refusal().contains("where no trunk of a tenant may be"));
    }
  }

  @Test
  void aNameThatLeadsElsewhereByThenIsJudgedAnew() throws Exception {
    try (var sipp = Sipp.scenario("uas.xml").start()) {
      String target = srv(UDP, "here.test", sipp.port(), 10, 0);
      int port;
      try (var dns = Dnsmasq.with(target, "host-record=here.test,127.0.0.1,1")) {
        port = dns.address().getPort();
        asking(dns, "127.0.0.1");
        Signalling.Leg leg = call(TENANTS);
        until("it is answered", () -> events.stream().anyMatch(Event.Answered.class::isInstance));
        leg.hangUp(200, "Enough");
        sipp.succeeds(1);
      }
      long told = System.nanoTime();
      try (var _ = Dnsmasq.at(port, target, "host-record=here.test,127.0.0.2,1")) {
        // Who calls before asks at the address that nobody is at any more, for half a minute.
        until("the second is over that it held for", () -> System.nanoTime() - told > TTL_NANOS);
        until(
            "what it leads to now is refused",
            () -> {
              events.clear();
              var _ = call(TENANTS);
              until("it failed", () -> !events.isEmpty());
              return events.getFirst().toString().contains("127.0.0.2");
            });
      }
    }
  }

  /** Contact and Record-Route of a tenant's trunk lead nowhere else. */
  @Test
  void withinADialogATenantsTrunkIsWhereItWasReached() throws Exception {
    try (var trunk = new RawPhone(0);
        var inside = new RawPhone(0);
        var dns = Dnsmasq.with(srv(UDP, "here.test", trunk.port(), 10, 0), HERE)) {
      asking(dns, "127.0.0.1");
      Signalling.Leg leg = call(TENANTS);
      String invite = trunk.receive("INVITE ");
      String there = "127.0.0.1:" + inside.port();
      trunk.send(
          exchange.port(),
          RawPhone.response(
              invite,
              200,
              "tag",
              lines(
                  "Contact: <sip:secrets@" + there + ">",
                  "Record-Route: <sip:" + there + ";lr>",
                  "Content-Type: application/sdp"),
              Exchange.SDP.text()));
      String ack = trunk.receive("ACK ");
      assertTrue(ack.startsWith("ACK sip:secrets@" + there), ack);
      leg.hangUp(200, "Enough");
      trunk.receive("BYE ");
    }
  }
}
