package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.sip.Exchange.DOMAIN;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Signalling;

class TlsTest {
  private static final String URI = "sip:" + DOMAIN;
  @TempDir Path folder;
  private Exchange exchange;
  private Path keyStore;

  @BeforeEach
  void start() {
    keyStore = folder.resolve("sip").resolve("sip.p12");
    exchange = new Exchange(settings());
  }

  @AfterEach
  void close() {
    exchange.close();
  }

  private SipSettings settings() {
    return Exchange.settings().with(new SipSettings.Tls(0, keyStore, "a password"));
  }

  /** A client that trusts this server alone, and checks that the certificate names its address. */
  private SSLSocket connect(String protocol) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore)) {
      own.load(in, "a password".toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", own.getCertificate("sip"));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    var socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", exchange.sip.tlsPort());
    socket.setEnabledProtocols(new String[] {protocol});
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return socket;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void registersAndIsCalledOverTheSameConnection(String protocol) throws Exception {
    try (var words = new RawPhone(exchange.port());
        var phone = new RawStream(connect(protocol))) {
      phone.send(words.request("TLS", phone.port(), "REGISTER", URI, 1, "", "", ""));
      String challenge = phone.receive();
      assertNotNull(challenge);
      phone.send(
          words.request(
              "TLS",
              phone.port(),
              "REGISTER",
              URI,
              2,
              "",
              RawPhone.credentials(
                  challenge, Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001"),
              ""));
      String ok = phone.receive();
      assertTrue(ok != null && ok.startsWith("SIP/2.0 200 "), ok);
      List<Invitation.Target> targets = exchange.bindings.of(new Domain(DOMAIN), "101");
      assertEquals("tls", targets.getFirst().transport());

      Signalling.Leg leg =
          exchange.sip.invite(
              new Invitation(LegId.mint(), targets, "102", null, new Domain(DOMAIN), Exchange.SDP),
              event -> {});
      String invite = phone.receive();
      assertTrue(invite != null && invite.startsWith("INVITE "), invite);
      phone.send(
          RawPhone.response(
              invite,
              200,
              "tls",
              lines(
                  "Contact: <sip:101@127.0.0.1:1;transport=tls>", "Content-Type: application/sdp"),
              Exchange.SDP.text()));
      String ack = phone.receive();
      assertTrue(ack != null && ack.startsWith("ACK "), ack);
      leg.hangUp(200, "Enough");
      String bye = phone.receive();
      assertTrue(bye != null && bye.startsWith("BYE "), bye);
    }
  }

  /** Phones trust our certificate if they like; whom we call must have one that is trusted. */
  @Test
  void nobodyIsCalledWhoseCertificateIsNotTrusted() throws Exception {
    try (var stranger = new Exchange(settings())) {
      var failed = new CompletableFuture<Signalling.Event.Failed>();
      var _ =
          exchange.sip.invite(
              new Invitation(
                  LegId.mint(),
                  List.of(
                      new Invitation.Target(
                          "sip:101@127.0.0.1",
                          List.of(),
                          "tls",
                          "127.0.0.1:" + stranger.sip.tlsPort())),
                  "102",
                  null,
                  new Domain(DOMAIN),
                  Exchange.SDP),
              event -> {
                if (event instanceof Signalling.Event.Failed why) {
                  failed.complete(why);
                }
              });
      assertEquals(
          new Signalling.Event.Failed(503, "The called side cannot be reached"),
          failed.get(60, TimeUnit.SECONDS));
      assertEquals(0, stranger.counters.requests());
    }
  }

  @Test
  void theKeyIsForItsOwnerAlone() throws Exception {
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keyStore)));
  }

  @Test
  void opensslConnects() throws Exception {
    Path out = folder.resolve("openssl.txt");
    Process openssl =
        new ProcessBuilder(
                "openssl", "s_client", "-connect", "127.0.0.1:" + exchange.sip.tlsPort(), "-brief")
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    assertTrue(openssl.waitFor(15, TimeUnit.SECONDS));
    String text = Files.readString(out);
    assertTrue(text.contains("TLSv1.3") && text.contains("127.0.0.1"), text);
  }
}
