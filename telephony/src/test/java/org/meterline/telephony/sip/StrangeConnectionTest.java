package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.sip.Exchange.DOMAIN;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.guard.GuardSettings;

/** Connections of strangers end by themselves: else a few could keep all others out. */
class StrangeConnectionTest {
  private static final String URI = "sip:" + DOMAIN;

  /** Loopback is no exception here. */
  private final Exchange exchange =
      new Exchange(
          Exchange.settings().withStrangers(Duration.ofSeconds(1)),
          null,
          new GuardSettings(
              10_000,
              10_000,
              10_000,
              10_000,
              0,
              Duration.ofHours(1),
              false,
              GuardSettings.SCANNERS,
              Set.of()));

  @AfterEach
  void close() {
    exchange.close();
  }

  private RawStream from(String address) throws IOException {
    return new RawStream(
        new Socket(
            InetAddress.getLoopbackAddress(), exchange.port(), InetAddress.ofLiteral(address), 0));
  }

  private static void isAnswered(RawStream stream, RawPhone phone, int sequence)
      throws IOException {
    stream.send(phone.request("TCP", 5060, "OPTIONS", URI, sequence, "", "", ""));
    String answer = String.valueOf(stream.receive());
    assertTrue(answer.startsWith("SIP/2.0 200 "), answer);
  }

  @Test
  void whoProvesWhoTheyAreKeepsItAndWhoDoesNotLosesIt() throws IOException {
    try (var known = from("127.0.0.1");
        var stranger = from("127.0.0.2");
        var phone = new RawPhone(exchange.port())) {
      known.send(phone.request("TCP", 5060, "REGISTER", URI, 1, "", "", ""));
      String proof =
          RawPhone.credentials(
              String.valueOf(known.receive()),
              Digest.MD5,
              "101",
              "one-0-one",
              "REGISTER",
              URI,
              "00000001");
      known.send(phone.request("TCP", 5060, "REGISTER", URI, 2, "", proof, ""));
      String ok = String.valueOf(known.receive());
      assertTrue(ok.startsWith("SIP/2.0 200 "), ok);
      isAnswered(stranger, phone, 3);
      assertNull(stranger.receive(), "it is closed");
      isAnswered(known, phone, 4);
    }
  }

  @Test
  void aBrowserThatProvesNothingLosesItsSocket() {
    BrowserFlows browsers = exchange.sip.browsers();
    try (var known = new PipeSocket(browsers, DOMAIN);
        var stranger = new PipeSocket(browsers, DOMAIN, InetAddress.ofLiteral("127.0.0.2"))) {
      known.server.text(register(1, ""));
      String proof =
          RawPhone.credentials(
              known.receive(), Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001");
      known.server.text(register(2, proof));
      String ok = known.receive();
      assertTrue(ok.startsWith("SIP/2.0 200 "), ok);
      stranger.server.text(register(1, ""));
      assertTrue(stranger.receive().startsWith("SIP/2.0 401 "), "to ask proves nothing");
      until(
          "it is closed",
          () -> {
            browsers.keepAlive();
            return !stranger.closed.isEmpty();
          });
      assertEquals("1008 Nobody has proved who they are", stranger.closed);
      assertEquals("", known.closed);
    }
  }

  private static String register(int sequence, String more) {
    return RawPhone.lines(
            "REGISTER " + URI + " SIP/2.0",
            "Via: SIP/2.0/WSS b.invalid;branch=z9hG4bK" + UUID.randomUUID(),
            "Max-Forwards: 69",
            "To: <sip:101@" + DOMAIN + ">",
            "From: <sip:101@" + DOMAIN + ">;tag=t",
            "Call-ID: " + UUID.randomUUID(),
            "CSeq: " + sequence + " REGISTER",
            "Contact: <sip:q@b.invalid;transport=ws>")
        + more
        + RawPhone.lines("Content-Length: 0", "");
  }
}
