package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.sip.Exchange.DOMAIN;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkBuilder;

/** Where what we send within a dialog goes, whatever the far end says of itself. */
class TiedDialogTest {
  private static final String TYPE = lines("Content-Type: application/sdp");
  private static final String SDP = Exchange.SDP.text();

  /** A phone has proved who it is and called; what it was answered. */
  private static String called(RawPhone phone, String more) throws IOException {
    String uri = "sip:answer@" + DOMAIN;
    phone.send(phone.request("INVITE", uri, 1, "", "", ""));
    String challenge = phone.receive("SIP/2.0 407");
    String proof =
        RawPhone.credentials(challenge, Digest.MD5, "101", "one-0-one", "INVITE", uri, "00000001");
    phone.send(phone.request("INVITE", uri, 2, "", proof + more + TYPE, SDP));
    return phone.receive("SIP/2.0 200");
  }

  private static String within(RawPhone phone, String method, int sequence, String ok, String body)
      throws IOException {
    return phone.request(
        method,
        "sip:answer@127.0.0.1",
        sequence,
        RawPhone.toTag(ok),
        body.isEmpty() ? "" : TYPE,
        body);
  }

  @Test
  void thePathThatAPhoneRecordsIsNotFollowed() throws Exception {
    try (var exchange = new Exchange();
        var phone = new RawPhone(exchange.port());
        var victim = new RawPhone(exchange.port())) {
      String ok = called(phone, lines("Record-Route: <sip:127.0.0.1:" + victim.port() + ";lr>"));
      phone.send(within(phone, "ACK", 2, ok, ""));
      until("it is confirmed", () -> exchange.call().last(Event.Answered.class) != null);
      exchange.call().leg.hangUp(200, "Enough");
      phone.answer(phone.receive("BYE"), 200, "");
      assertNull(victim.receive(200));
    }
  }

  @Test
  void whoMovesToAnotherNetworkIsFollowed() throws Exception {
    try (var exchange = new Exchange();
        var phone = new RawPhone(exchange.port());
        var elsewhere = new RawPhone(exchange.port())) {
      String ok = called(phone, "");
      phone.send(within(phone, "ACK", 2, ok, ""));
      until("it is confirmed", () -> exchange.call().last(Event.Answered.class) != null);
      elsewhere.send(
          within(phone, "UPDATE", 3, ok, "")
              .replace("127.0.0.1:" + phone.port(), "127.0.0.1:" + elsewhere.port()));
      elsewhere.receive("SIP/2.0 200");
      exchange.call().leg.hangUp(200, "Enough");
      elsewhere.answer(elsewhere.receive("BYE"), 200, "");
      assertNull(phone.receive(200));
    }
  }

  /** Over UDP anybody may write as a trunk; a Contact elsewhere is told nothing of our account. */
  @Test
  void ourAccountAtATrunkIsProvedToTheTrunkAlone() throws Exception {
    try (var exchange = new Exchange();
        var trunk = new RawPhone(exchange.port());
        var elsewhere = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.2"))) {
      elsewhere.setSoTimeout(10_000);
      exchange.directory.trunk(
          new TrunkBuilder(new Trunk("asks", "127.0.0.1", trunk.port(), "udp", List.of("")))
              .access(new Trunk.Access("user-1", "secret-1", "carrier.example", false))
              .build());
      String invite =
          trunk
              .request("INVITE", "sip:answer@127.0.0.1", 1, "", TYPE, SDP)
              .replace(";rport", "")
              .replace(
                  "Contact: <sip:101@127.0.0.1:" + trunk.port(),
                  "Contact: <sip:101@127.0.0.2:" + elsewhere.getLocalPort());
      trunk.send(invite);
      String ok = trunk.receive("SIP/2.0 200");
      trunk.send(within(trunk, "ACK", 1, ok, ""));
      until("it is confirmed", () -> exchange.call().last(Event.Answered.class) != null);
      exchange.call().leg.hangUp(200, "Enough");
      var packet = new DatagramPacket(new byte[65_535], 65_535);
      elsewhere.receive(packet);
      String bye = text(packet);
      assertTrue(bye.startsWith("BYE "), bye);
      String asks =
          RawPhone.response(
              bye,
              401,
              "e",
              lines("WWW-Authenticate: Digest realm=\"r\",nonce=\"n\",qop=\"auth\""),
              "");
      answer(elsewhere, asks, packet.getSocketAddress());
      until("the leg is over", () -> exchange.sip.dialogs() == 0);
      elsewhere.setSoTimeout(300);
      assertEquals("silence", next(elsewhere, packet));
    }
  }

  private static String text(DatagramPacket packet) {
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  private static void answer(DatagramSocket socket, String text, SocketAddress to)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    socket.send(new DatagramPacket(bytes, bytes.length, to));
  }

  private static String next(DatagramSocket socket, DatagramPacket into) throws IOException {
    try {
      socket.receive(into);
      return text(into);
    } catch (SocketTimeoutException e) {
      return "silence";
    }
  }
}
