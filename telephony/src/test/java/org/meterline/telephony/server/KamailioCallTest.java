package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.Ip6;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.sip.Kamailio;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Health;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkBuilder;

/**
 * Talks through a carrier's proxy that stays on their way (RFC 3261, section 16.12): a phone of the
 * house on this side of it, one that the house knows nothing of on the other.
 */
class KamailioCallTest {
  private static final int LOW = 440;
  private static final int HIGH = 1000;
  private static final String THEIRS = "+4930555801";
  private static final String OURS = "+4930555802";

  /** What is within a dialog goes where its Route says, and nowhere without one. */
  private static String calls(String far) {
    return """
    if (has_totag()) {
      if (loose_route()) { t_relay(); exit; }
      if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
      sl_send_reply("481", "Not by this way"); exit;
    }
    if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
    loose_route();
    record_route();
    if ($rU == "%s") {
      route(PROOF);
      $ru = "sip:far@%s";
      t_relay(); exit;
    }
    $ru = "sip:%s@%s";
    if (!lookup("location")) { sl_send_reply("404", "Not registered"); exit; }
    t_relay();
    """
        .formatted(THEIRS, far, Kamailio.USER, Kamailio.DOMAIN);
  }

  @TempDir Path folder = Path.of("");

  /** Starts one of its kind, which does with calls what it is told. */
  @FunctionalInterface
  interface Carrier {
    Kamailio start(Path folder, String host, String calls) throws Exception;
  }

  private static Trunk trunk(String host, int port, String transport) {
    return new TrunkBuilder(new Trunk("kamailio", host, port, transport, List.of()))
        .access(new Trunk.Access(Kamailio.USER, Kamailio.PASSWORD, Kamailio.DOMAIN, true))
        .build();
  }

  @ParameterizedTest
  @CsvSource({"udp,127.0.0.1", "tcp,127.0.0.1", "udp,::1"})
  void bothSidesCallHearEachOtherAndHangUp(String transport, String host) throws Exception {
    var _ = Ip6.loopback();
    callEachOther(folder, Ip6.BOTH, transport, host, Kamailio::new);
  }

  /** A call each way; two over what carriers mostly use, of which each side ends one. */
  static void callEachOther(
      Path folder, String addresses, String transport, String host, Carrier carrier)
      throws Exception {
    int port = Sipp.freePort();
    String at = IpLiteral.inUri(host) + ":" + port;
    try (var house = new House(folder.resolve("house"), List.of(), addresses);
        var kamailio = carrier.start(folder.resolve("proxy"), host, calls(at));
        var ours = new Baresip(house, folder.resolve("ours"), "101", "udp", LOW);
        var far =
            Baresip.behind(
                kamailio.port(),
                host,
                folder.resolve("far"),
                "far@" + Kamailio.DOMAIN,
                port,
                HIGH)) {
      int proxy = transport.equals("tls") ? kamailio.tlsPort() : kamailio.port();
      house.extension(OURS, "101");
      house.trunks.add(trunk(host, proxy, transport));
      until(
          "it is registered",
          () -> house.engine.trunks().health.of("kamailio").state() == Health.State.UP);

      boolean usual = host.equals("127.0.0.1") && !transport.equals("tls");
      int call = 0;
      for (boolean out : List.of(true, false)) {
        for (boolean farEnds : usual ? List.of(true, false) : List.of(!out)) {
          house.forget();
          call++;
          (out ? ours : far).dial(out ? THEIRS : OURS);
          ours.await("CALL_ESTABLISHED", call);
          far.await("CALL_ESTABLISHED", call);
          Baresip.hearMore(6_000, ours, far);
          (farEnds ? far : ours).tell("hangup", "");
          (farEnds ? ours : far).await("CALL_CLOSED", call);
          heard(ours, HIGH, LOW);
          heard(far, LOW, HIGH);
          String hop = IpLiteral.inUri(host) + ":" + proxy;
          String ladder = went(house.call(out ? THEIRS : OURS), hop);
          assertTrue(ladder.contains("SIP/2.0/" + transport.toUpperCase(Locale.ROOT)), ladder);
          // Of a call that comes and that they end, all that we send is answers.
          assertEquals(out || !farEnds, routed(ladder, hop), ladder);
        }
      }
    }
  }

  /** The ladder of a call that ended well, on whose way the proxy had itself put. */
  private static String went(List<CallFact> call, String proxy) {
    CallFact.Ended ended = House.only(call, CallFact.Ended.class);
    assertEquals(200, ended.sipStatus());
    String ladder = ended.ladder().toString();
    assertTrue(has("Record-Route", proxy, ladder), ladder);
    return ladder;
  }

  /** Whether something of ours within the dialog took that way. */
  private static boolean routed(String ladder, String proxy) {
    return has("Route", proxy, ladder);
  }

  private static boolean has(String header, String proxy, String ladder) {
    return Pattern.compile(
            "(?m)^" + header + ": *<sip:" + Pattern.quote(proxy) + ";([^>]*;)?lr[^>]*>")
        .matcher(ladder)
        .find();
  }

  private static void heard(Baresip phone, int others, int own) throws Exception {
    short[] samples = phone.heard();
    double loud = Tones.loudest(samples, others);
    double echo = Tones.loudest(samples, own);
    assertTrue(loud > 6500 && loud < 9000, "the other's tone: " + loud);
    assertTrue(echo < 400, "one's own tone: " + echo);
  }
}
