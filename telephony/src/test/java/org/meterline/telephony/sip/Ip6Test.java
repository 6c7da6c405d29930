package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.sip.Exchange.DOMAIN;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.Ip6;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.GuardSettings;
import org.meterline.telephony.guard.Offence;
import org.meterline.telephony.trunk.Trunk;

/** SIP over IPv6, beside IPv4 and alone. */
class Ip6Test {
  private static final InetAddress SIX = Ip6.loopback();
  @TempDir Path folder;
  private Exchange exchange;

  @BeforeEach
  void start() {
    exchange =
        new Exchange(
            SipSettings.of(Ip6.BOTH, Ip6.BOTH, 0)
                .with(new SipSettings.Tls(0, folder.resolve("sip.p12"), "a password")));
  }

  @AfterEach
  void close() {
    exchange.close();
  }

  private void register(RawPhone phone, String more) throws Exception {
    String challenge =
        phone.receiveAfter(phone.request("REGISTER", "sip:" + DOMAIN, 1, "", "", ""));
    String proof =
        RawPhone.credentials(
            challenge, Digest.MD5, "101", "one-0-one", "REGISTER", "sip:" + DOMAIN, "00000001");
    String ok =
        phone.receiveAfter(phone.request("REGISTER", "sip:" + DOMAIN, 2, "", proof + more, ""));
    assertTrue(ok.startsWith("SIP/2.0 200 "), ok);
    assertTrue(ok.contains("Contact: <sip:101@[::1]:" + phone.port() + ">"), ok);
  }

  private Signalling.Leg callsTheAccount() {
    return exchange.sip.invite(
        new Invitation(
            LegId.mint(),
            exchange.bindings.of(new Domain(DOMAIN), "101"),
            "102",
            null,
            new Domain(DOMAIN),
            Exchange.SDP),
        event -> {});
  }

  @Test
  void aPhoneOnIp6IsToldAddressesOfIp6() throws Exception {
    try (var phone = new RawPhone(SIX, exchange.port())) {
      register(phone, "");
      Invitation.Target target = exchange.bindings.of(new Domain(DOMAIN), "101").getFirst();
      assertEquals("[::1]:" + phone.port(), target.hop());

      Signalling.Leg leg = callsTheAccount();
      String invite = phone.receive("INVITE ");
      String here = "[::1]:" + exchange.port();
      assertTrue(invite.startsWith("INVITE sip:101@[::1]:" + phone.port() + " "), invite);
      assertTrue(invite.contains("Via: SIP/2.0/UDP " + here + ";"), invite);
      assertTrue(invite.contains("Contact: <sip:" + here + ">"), invite);
      phone.answer(invite, 200, Exchange.SDP.text());
      String ack = phone.receive("ACK ");
      assertTrue(ack.contains("Via: SIP/2.0/UDP " + here + ";"), ack);
      leg.hangUp(200, "Enough");
      String bye = phone.receive("BYE ");
      assertTrue(bye.contains("Via: SIP/2.0/UDP " + here + ";"), bye);
      phone.answer(bye, 200, "");
    }
  }

  @Test
  void aPhoneOnIp4IsToldAddressesOfIp4ByTheSameServer() throws Exception {
    try (var phone = new RawPhone(exchange.port())) {
      phone.send(phone.request("INVITE", "sip:answer@" + DOMAIN, 1, "", "", ""));
      String challenge = phone.receive("SIP/2.0 4");
      String via = RawPhone.header(challenge, "Via");
      assertTrue(via != null && via.contains("received=127.0.0.1"), challenge);
      var events = new ConcurrentLinkedQueue<Signalling.Event>();
      var _ = exchange.invite("sip:raw@127.0.0.1:" + phone.port(), events::add);
      String invite = phone.receive("INVITE ");
      String here = "127.0.0.1:" + exchange.port();
      assertTrue(invite.contains("Via: SIP/2.0/UDP " + here + ";"), invite);
      assertTrue(invite.contains("Contact: <sip:" + here + ">"), invite);
      phone.answer(invite, 486, "");
      phone.receive("ACK ");
    }
  }

  /** What we tell whoever calls from IPv6, in answers too. */
  @Test
  void whoCallsFromIp6IsAnsweredWithAContactOfIp6() throws Exception {
    exchange.directory.number("answer", "answer");
    try (var carrier = new RawPhone(SIX, exchange.port())) {
      Trunk trunk = new Trunk("six", "::1", carrier.port(), "udp", List.of());
      exchange.directory.trunk(trunk);
      String type = lines("Content-Type: application/sdp");
      String body = Exchange.SDP.text();
      carrier.send(carrier.request("INVITE", "sip:answer@" + DOMAIN, 1, "", type, body));
      String ok = carrier.receive();
      while (ok.startsWith("OPTIONS ") || ok.startsWith("SIP/2.0 1")) {
        ok = carrier.receive(); // it is asked how it is
      }
      assertTrue(ok.startsWith("SIP/2.0 200 "), ok);
      assertTrue(ok.contains("Contact: <sip:[::1]:" + exchange.port() + ">"), ok);
      assertEquals(new Origin.Carrier("six"), exchange.call().from);
    }
  }

  /** A keep-alive is told the address that the phone is seen at (RFC 8489, section 14.2). */
  @Test
  void aKeepAliveOverIp6IsAnswered() throws Exception {
    try (var phone = new RawPhone(SIX, exchange.port())) {
      ByteBuffer request = ByteBuffer.allocate(20).putShort((short) 1).putShort((short) 0);
      request.putInt(0x2112A442).put("twelve bytes".getBytes(StandardCharsets.UTF_8));
      phone.send(request.array());
      byte[] reply = phone.receiveBytes();
      assertEquals(0x0101, ByteBuffer.wrap(reply).getShort());
      // XOR-MAPPED-ADDRESS, family 2: port and address are masked by cookie and transaction.
      ByteBuffer value = ByteBuffer.wrap(reply, 20, reply.length - 20);
      assertEquals(0x0020, value.getShort());
      assertEquals(20, value.getShort());
      assertEquals(2, value.getShort());
      assertEquals(phone.port(), (value.getShort() & 0xffff) ^ 0x2112);
      byte[] address = new byte[16];
      value.get(address);
      byte[] mask = Arrays.copyOfRange(request.array(), 4, 20);
      for (int i = 0; i < 16; i++) {
        address[i] ^= mask[i];
      }
      assertArrayEquals(SIX.getAddress(), address);
    }
  }

  @Test
  void sippRegistersOverUdpAndTcp() throws Exception {
    for (boolean tcp : List.of(false, true)) {
      Sipp.Setup setup =
          Sipp.scenario("register.xml")
              .on("::1")
              .to(exchange.port())
              .user("101", "one-0-one")
              .set("domain", DOMAIN)
              .set("expires", "300")
              .set("contact", "5070");
      try (var phone = (tcp ? setup.tcp() : setup).start()) {
        phone.succeeds(1);
      }
      Invitation.Target target = exchange.bindings.of(new Domain(DOMAIN), "101").getFirst();
      assertEquals(tcp ? "tcp" : "udp", target.transport());
      assertTrue(String.valueOf(target.hop()).startsWith("[::1]:"), String.valueOf(target));
    }
  }

  @Test
  void opensslConnectsAndTheCertificateNamesBothAddresses() throws Exception {
    Path out = folder.resolve("openssl.txt");
    Process openssl =
        new ProcessBuilder(
                "sh",
                "-c",
                "openssl s_client -connect [::1]:"
                    + exchange.sip.tlsPort()
                    + " </dev/null | openssl x509 -noout -ext subjectAltName")
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertTrue(openssl.waitFor(15, TimeUnit.SECONDS));
    String text = Files.readString(out);
    assertTrue(text.contains("IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1"), text);
  }

  /** TCP that we open ourselves, from the address of the right family. */
  @Test
  void aPhoneIsCalledOverTcpOnIp6() throws Exception {
    try (var called = Sipp.scenario("uas-busy.xml").on("::1").tcp().start()) {
      var events = new ConcurrentLinkedQueue<Signalling.Event>();
      var _ =
          exchange.sip.invite(
              new Invitation(
                  LegId.mint(),
                  List.of(
                      new Invitation.Target(
                          "sip:x@[::1]:" + called.port() + ";transport=tcp", List.of(), "tcp")),
                  "101",
                  null,
                  new Domain(DOMAIN),
                  Exchange.SDP),
              events::add);
      until(
          "it says that it is busy",
          () ->
              events.stream()
                  .anyMatch(e -> e instanceof Signalling.Event.Failed f && f.status() == 486));
      called.succeeds(1);
      String invite = called.messages();
      assertTrue(invite.contains("Via: SIP/2.0/TCP [::1]:" + exchange.port()), invite);
      assertTrue(invite.contains("<sip:[::1]:" + exchange.port() + ";transport=tcp>"), invite);
    }
  }

  /** Our address may be written in more than one way (RFC 4291, section 2.2). */
  @ParameterizedTest
  @ValueSource(strings = {"[::1]", "[0:0:0:0:0:0:0:1]", "127.0.0.1"})
  void aPhoneRegistersAndCallsAtOurAddress(String host) throws Exception {
    String uri = "sip:" + host + ":" + exchange.port();
    try (var phone = new RawPhone(SIX, exchange.port())) {
      proves(phone, "REGISTER", uri, 1);
      proves(phone, "INVITE", uri.replace("sip:", "sip:answer@"), 3);
    }
  }

  private static void proves(RawPhone phone, String method, String uri, int sequence)
      throws Exception {
    String challenge = phone.receiveAfter(phone.request(method, uri, sequence, "", "", ""));
    String proof =
        RawPhone.credentials(challenge, Digest.MD5, "101", "one-0-one", method, uri, "00000001");
    phone.send(phone.request(method, uri, sequence + 1, "", proof, ""));
    String said = phone.receive("SIP/2.0 ");
    while (said.startsWith("SIP/2.0 100 ")) {
      said = phone.receive("SIP/2.0 ");
    }
    assertTrue(said.startsWith("SIP/2.0 200 "), said);
  }

  /** 0.0.0.0 is IPv4 alone, although Java opens it to IPv6; [::] the reverse. */
  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "[::]", "127.0.0.1", "0.0.0.0,[::]"})
  void whatIsNotNamedIsNotSpoken(String addresses) throws Exception {
    String told = addresses.contains("[") ? "[::1]" : "127.0.0.1";
    try (var some = new Exchange(SipSettings.of(addresses, told, 0));
        var six = new RawPhone(SIX, some.port());
        var four = new RawPhone(some.port())) {
      boolean ip6 = addresses.contains("[");
      boolean ip4 = addresses.contains(".");
      for (var phone : List.of(four, six)) {
        phone.send(phone.request("OPTIONS", "sip:" + DOMAIN, 1, "", "", ""));
      }
      // What is spoken first, then a little patience for what is not.
      if (ip4) {
        assertTrue(four.receive().startsWith("SIP/2.0 200"));
      }
      if (ip6) {
        assertTrue(six.receive().startsWith("SIP/2.0 200"));
      }
      if (!ip6) {
        assertNull(quiet(six));
      }
      if (!ip4) {
        assertNull(quiet(four));
      }
      assertEquals(ip4, accepts("127.0.0.1", some.port()));
      assertEquals(ip6, accepts("::1", some.port()));
    }
  }

  /** Null if nothing comes, or it is told that nobody listens. */
  private static @Nullable String quiet(RawPhone phone) throws Exception {
    return phone.receive(200);
  }

  /** Whether the other end keeps the connection, and does not close it at once. */
  private static boolean accepts(String host, int port) throws Exception {
    try (Socket socket = new Socket(host, port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              lines(
                      "OPTIONS sip:" + DOMAIN + " SIP/2.0",
                      "Via: SIP/2.0/TCP x.invalid;branch=z9hG4bKfam" + socket.getLocalPort(),
                      "Max-Forwards: 70",
                      "From: <sip:x@x.invalid>;tag=f",
                      "To: <sip:x@x.invalid>",
                      "Call-ID: f" + socket.getLocalPort(),
                      "CSeq: 1 OPTIONS",
                      "Content-Length: 0",
                      "")
                  .getBytes(StandardCharsets.UTF_8));
      return socket.getInputStream().read() == 'S';
    } catch (SocketException e) {
      return false; // refused, or reset
    }
  }

  /** Who has one address of a /64 has them all. */
  @Test
  void aBanOfOneAddressIsOfItsNet() {
    var guard = new Guard(GuardSettings.USUAL, exchange.clock, System::nanoTime, ban -> {});
    guard.offended(InetAddress.ofLiteral("2001:db8:1:2::3"), Offence.SCANNER);
    assertTrue(!guard.admits(InetAddress.ofLiteral("2001:db8:1:2:ffff::9")));
    assertTrue(guard.admits(InetAddress.ofLiteral("2001:db8:1:3::3")));
    guard.offended(InetAddress.ofLiteral("::ffff:192.0.2.1"), Offence.SCANNER);
    assertTrue(!guard.admits(InetAddress.ofLiteral("192.0.2.1")));
  }
}
