package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.Ip6;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.trunk.Health.State;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkBuilder;

/** Kamailio as a carrier that wants to be registered at, and proof of every call. */
class KamailioTest {
  @TempDir Path folder = Path.of("");

  private static final String CALLS =
      """
      if (is_method("ACK")) { t_relay(); exit; }
      if ($fU == "+4930555101") {
        route(PROOF);
        sl_send_reply("486", "Busy here"); exit;
      }
      if (!lookup("location")) { sl_send_reply("404", "Not registered"); exit; }
      t_relay();
      """;

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void itIsRegisteredAtAndCalledAndCalls(String host) throws Exception {
    InetAddress here = host.contains(":") ? Ip6.loopback() : InetAddress.ofLiteral(host);
    String uri = IpLiteral.inUri(host);
    try (var kamailio = new Kamailio(folder, host, CALLS);
        var exchange = new Exchange(SipSettings.of(uri, uri, 0))) {
      int port = kamailio.port();
      Trunk trunk =
          new TrunkBuilder(new Trunk("kamailio", host, port, "udp", List.of()))
              .access(new Trunk.Access(Kamailio.USER, Kamailio.PASSWORD, Kamailio.DOMAIN, true))
              .build();
      exchange.directory.number("101", "101").trunk(trunk);
      until(
          "it is registered: " + kamailio.log(),
          () -> exchange.health.of("kamailio").state() == State.UP);

      var events = new ConcurrentLinkedQueue<Event>();
      exchange.sip.invite(
          new Invitation(
              LegId.mint(),
              List.of(new Invitation.Target("sip:+49301@" + uri + ":" + port, List.of(), "udp")),
              "+4930555101",
              null,
              new Domain("carrier.example"),
              Exchange.SDP,
              70,
              Invitation.Confidence.NONE,
              trunk),
          events::add);
      until("told", () -> events.stream().anyMatch(Event.Failed.class::isInstance));
      assertTrue(
          events.stream().anyMatch(e -> e instanceof Event.Failed f && f.status() == 486),
          events::toString);

      try (var outside = new RawPhone(here, port)) {
        outside.send(outside.request("INVITE", "sip:user-1@carrier.example", 1, "", "", ""));
        until("it is taken", () -> !exchange.calls.isEmpty());
        Exchange.Taken call = exchange.calls.getFirst();
        assertEquals(new Origin.Carrier("kamailio"), call.from);
        assertEquals("101", call.dialled);
        outside.receive("SIP/2.0 480");
      }
    }
  }
}
