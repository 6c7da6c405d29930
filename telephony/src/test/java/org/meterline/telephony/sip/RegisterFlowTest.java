package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.registrar.Binding;

/** Several ways to a phone, and such as are kept open (RFC 5626). */
class RegisterFlowTest extends RegisterWords {
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
        List.of(new Invitation.Target("sip:101@127.0.0.1:5098", List.of(), "udp", here)),
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
      Invitation.Target latest = targets().getFirst();
      assertEquals(1, targets().size(), "one phone");
      assertEquals("127.0.0.1:" + second.port(), latest.hop());
      assertEquals(here, latest.otherwise().getFirst().hop());
    }
    String without = registerWay(phone, way(3, 5097));
    assertNull(RawPhone.header(without, "Require"), "not asked for");
  }

  /** Its NAT has forgotten it: else its old connections would count against the new ones. */
  @Test
  void aStreamThatGivesNoSignOfLifeIsClosed() throws IOException {
    try (var impatient =
            new Exchange(Exchange.settings().withSilence(Duration.ofSeconds(1)), null);
        var stream = RawStream.tcp(impatient.port());
        var unbound = RawStream.tcp(impatient.port())) {
      String outbound = lines("Supported: path, outbound");
      registerOver(unbound, "");
      registerOver(stream, outbound + way(1, stream.port()));
      assertNull(stream.receive(), "it is closed");
      registerOver(unbound, "");
    }
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
        targets().stream().map(Invitation.Target::uri).toList());
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
