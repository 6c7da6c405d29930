package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.locate.Dnsmasq.srv;
import static org.meterline.telephony.sip.Exchange.DOMAIN;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.locate.Dnsmasq;
import org.meterline.telephony.trunk.Trunk;

/**
 * A trunk with TLS, found by SRV: the certificate, made by openssl and shown by Kamailio, is in the
 * domain's name, and not in that of the machine that DNS leads to (RFC 5922, section 7).
 */
@Isolated("whom the Java runtime trusts is changed")
class TlsTrunkTest {
  private static final Trunk TRUNK = new Trunk("secure", "carrier.test", 0, "tls", List.of());

  @TempDir Path folder = Path.of("");

  private Process kamailio(int port) throws Exception {
    String config =
        """
        log_stderror=yes
        debug=1
        children=1
        tcp_children=2
        auto_aliases=no
        enable_tls=yes
        listen=tls:127.0.0.1:%d
        loadmodule "tls.so"
        loadmodule "sl.so"
        loadmodule "tm.so"
        loadmodule "pv.so"
        modparam("tls", "certificate", "%2$s/server.pem")
        modparam("tls", "private_key", "%2$s/server.key")
        modparam("tls", "tls_method", "TLSv1.2+")
        request_route {
          if ($rm == "ACK") { exit; }
          if ($rm == "OPTIONS") { sl_send_reply("200", "OK"); exit; }
          sl_send_reply("486", "Busy over $pr");
        }
        """
            .formatted(port, folder);
    Path file = Files.writeString(folder.resolve("kamailio.cfg"), config);
    Process kamailio =
        new ProcessBuilder(
                "kamailio",
                "-f",
                file.toString(),
                "-DD",
                "-E",
                "-m",
                "32",
                "-M",
                "8",
                "-Y",
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("kamailio.log").toFile())
            .start();
    String there = String.format("0100007F:%04X", port);
    until(
        "Kamailio listens",
        () -> {
          try {
            if (!kamailio.isAlive()) {
              throw new AssertionError(Files.readString(folder.resolve("kamailio.log")));
            }
            return Files.readString(Path.of("/proc/net/tcp")).contains(there);
          } catch (java.io.IOException e) {
            throw new AssertionError(e);
          }
        });
    return kamailio;
  }

  private Event.Failed called(String certified) throws Exception {
    try (var authority = new Authority(folder)) {
      var _ = authority.certify("DNS:" + certified);
      return called();
    }
  }

  private Event.Failed called() throws Exception {
    int port = Sipp.freePort();
    Process kamailio = kamailio(port);
    try (var dns =
            Dnsmasq.with(
                srv("_sips._tcp.carrier.test", "here.test", port, 10, 0),
                "host-record=here.test,127.0.0.1");
        var exchange =
            new Exchange(
                Exchange.settings()
                    .with(new SipSettings.Tls(0, folder.resolve("own.p12"), "a password"))
                    .withDns(List.of(dns.address())))) {
      var events = new ConcurrentLinkedQueue<Event>();
      var _ =
          exchange.sip.invite(
              new Invitation(
                  LegId.mint(),
                  List.of(
                      new Invitation.Target("sip:+4930555@" + TRUNK.address(), List.of(), "tls")),
                  "101",
                  null,
                  new Domain(DOMAIN),
                  Exchange.SDP,
                  Signalling.MAX_FORWARDS,
                  Invitation.Confidence.NONE,
                  TRUNK),
              events::add);
      until("told", () -> events.stream().anyMatch(Event.Failed.class::isInstance));
      return events.stream()
          .filter(Event.Failed.class::isInstance)
          .map(Event.Failed.class::cast)
          .findFirst()
          .orElseThrow();
    } finally {
      kamailio.destroy();
      if (!kamailio.waitFor(10, TimeUnit.SECONDS)) {
        kamailio.destroyForcibly();
      }
    }
  }

  @Test
  void aCertificateInTheDomainsNameIsGood() throws Exception {
    Event.Failed answer = called("carrier.test");
    assertEquals(486, answer.status(), answer::toString);
    assertTrue(answer.reason().contains("Busy over tls"), answer::toString);
  }

  @Test
  void oneInTheNameThatDnsLeadsToIsNot() throws Exception {
    assertEquals(503, called("here.test").status());
  }
}
