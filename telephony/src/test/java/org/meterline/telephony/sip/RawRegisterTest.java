package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.sip.Exchange.DOMAIN;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Signalling;

/** Registration word by word. */
class RawRegisterTest {
  private static final String URI = "sip:" + DOMAIN;
  private static final String AGENT = lines("User-Agent: A modern phone");
  private final Exchange exchange = new Exchange();
  private RawPhone phone;
  private int sequence;

  @BeforeEach
  void phone() throws IOException {
    phone = new RawPhone(exchange.port());
  }

  @AfterEach
  void close() {
    phone.close();
    exchange.close();
  }

  private String ask(String uri, String more) throws IOException {
    sequence++;
    phone.send(phone.request("REGISTER", uri, sequence, "", more, ""));
    return phone.receive();
  }

  private String register(String more) throws IOException {
    return register(Digest.MD5, more);
  }

  private String register(Digest digest, String more) throws IOException {
    String challenge = ask(URI, AGENT);
    return ask(
        URI,
        RawPhone.credentials(challenge, digest, "101", "one-0-one", "REGISTER", URI, "00000001")
            + AGENT
            + more);
  }

  private List<Signalling.Target> targets() {
    return exchange.bindings.of(new Domain(DOMAIN), "101");
  }

  @Test
  void oneChallengeForEachAlgorithm() throws IOException {
    String challenge = ask(URI, AGENT);
    assertTrue(challenge.startsWith("SIP/2.0 401 "), challenge);
    int sha = challenge.indexOf("algorithm=SHA-256");
    int md5 = challenge.indexOf("algorithm=MD5");
    assertTrue(sha > 0 && md5 > sha, challenge);
    assertTrue(challenge.contains("realm=\"" + DOMAIN + "\""), challenge);
    String old = ask(URI, lines("User-Agent: baresip v1.0.0 (x86_64/linux)"));
    assertFalse(old.contains("SHA-256"), old);
    assertTrue(old.contains("algorithm=MD5"), old);
  }

  @Test
  void bySha256() throws IOException {
    String ok = register(Digest.SHA_256, lines("Expires: 300"));
    assertTrue(ok.startsWith("SIP/2.0 200 "), ok);
    assertTrue(ok.contains(";expires=300"), ok);
  }

  @Test
  void aReplayIsStale() throws IOException {
    String challenge = ask(URI, AGENT);
    String credentials =
        RawPhone.credentials(
            challenge, Digest.SHA_256, "101", "one-0-one", "REGISTER", URI, "00000001");
    assertTrue(ask(URI, credentials + AGENT).startsWith("SIP/2.0 200 "));
    String again = ask(URI, credentials + AGENT);
    assertTrue(again.startsWith("SIP/2.0 401 ") && again.contains("stale=true"), again);
    String next =
        RawPhone.credentials(
            challenge, Digest.SHA_256, "101", "one-0-one", "REGISTER", URI, "00000002");
    assertTrue(ask(URI, next + AGENT).startsWith("SIP/2.0 200 "));
  }

  @Test
  void anOldNonceIsStale() throws IOException {
    String challenge = ask(URI, AGENT);
    exchange.clock.move(Nonces.LIFE.plus(Duration.ofSeconds(1)));
    String late =
        ask(
            URI,
            RawPhone.credentials(
                challenge, Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001"));
    assertTrue(late.startsWith("SIP/2.0 401 ") && late.contains("stale=true"), late);
  }

  @Test
  void notForAnother() throws IOException {
    String challenge = ask(URI, "");
    String other =
        ask(
            URI,
            RawPhone.credentials(
                challenge, Digest.MD5, "102", "one-0-two", "REGISTER", URI, "00000001"));
    assertTrue(other.startsWith("SIP/2.0 403 "), other);
  }

  @Test
  void domains() throws IOException {
    assertTrue(ask("sip:nowhere.example", "").startsWith("SIP/2.0 404 "));
    // A phone that was told an address only: To tells the tenant.
    String own = ask("sip:127.0.0.1:" + exchange.port(), "");
    assertTrue(own.contains("realm=\"" + DOMAIN + "\""), own);
    // The other tenant's realm asks for the other tenant's password.
    String meadow = ask("sip:meadow.example", "");
    assertTrue(meadow.contains("realm=\"meadow.example\""), meadow);
    String wrong =
        ask(
            "sip:meadow.example",
            RawPhone.credentials(
                meadow, Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001"));
    assertTrue(wrong.startsWith("SIP/2.0 403 "), wrong);
  }

  @Test
  void tooShortAndTooLong() throws IOException {
    String brief = register(lines("Expires: 10"));
    assertTrue(brief.startsWith("SIP/2.0 423 "), brief);
    assertEquals("60", RawPhone.header(brief, "Min-Expires"));
    String ok = register(lines("Expires: 99999999"));
    assertTrue(ok.contains(";expires=7200"), ok);
  }

  @Test
  void removing() throws IOException {
    assertTrue(register("").startsWith("SIP/2.0 200 "));
    assertEquals(1, targets().size());
    assertTrue(register(lines("Expires: 0")).startsWith("SIP/2.0 200 "));
    assertEquals(0, targets().size());
    assertTrue(register("").startsWith("SIP/2.0 200 "));
    assertTrue(all("").startsWith("SIP/2.0 400 "), "without Expires: 0");
    assertEquals(1, targets().size());
    String gone = all(lines("Expires: 0"));
    assertTrue(gone.startsWith("SIP/2.0 200 ") && !gone.contains("Contact:"), gone);
    assertEquals(0, targets().size());
  }

  /** {@code Contact: *}. */
  private String all(String more) throws IOException {
    String challenge = ask(URI, AGENT);
    sequence++;
    String request =
        phone.request(
            "REGISTER",
            URI,
            sequence,
            "",
            RawPhone.credentials(
                    challenge, Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001")
                + more,
            "");
    phone.send(request.replaceFirst("Contact: [^\r]*", "Contact: *"));
    return phone.receive();
  }

  @Test
  void outOfOrder() throws IOException {
    sequence = 10;
    assertTrue(register("").startsWith("SIP/2.0 200 "));
    sequence = 2;
    String late = register("");
    assertTrue(late.startsWith("SIP/2.0 500 "), late);
  }

  @Test
  void behindNat() throws IOException {
    sequence = 1;
    String challenge = ask(URI, AGENT);
    String request =
        phone.request(
            "REGISTER",
            URI,
            9,
            "",
            RawPhone.credentials(
                challenge, Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001"),
            "");
    phone.send(
        request
            .replaceFirst("Contact: [^\r]*", "Contact: <sip:101@192.168.1.7:5060>")
            .replaceFirst("Via: SIP/2.0/UDP [^;]*", "Via: SIP/2.0/UDP 192.168.1.7:5060"));
    String ok = phone.receive();
    assertTrue(ok.startsWith("SIP/2.0 200 "), ok);
    String via = RawPhone.header(ok, "Via");
    assertTrue(
        via != null && via.contains("rport=" + phone.port()) && via.contains("received=127.0.0.1"),
        ok);
    assertEquals(
        List.of(
            new Signalling.Target(
                "sip:101@192.168.1.7:5060", List.of(), "udp", "127.0.0.1:" + phone.port())),
        targets());
  }

  @Test
  void overAPath() throws IOException {
    String ok =
        register(lines("Supported: path", "Path: <sip:edge@192.0.2.1;lr>", "Path: <sip:b;lr>"));
    assertTrue(ok.startsWith("SIP/2.0 200 ") && ok.contains("Path: <sip:edge@192.0.2.1;lr>"), ok);
    Signalling.Target target = targets().getFirst();
    assertEquals(List.of("<sip:edge@192.0.2.1;lr>", "<sip:b;lr>"), target.route());
  }

  @Test
  void noMoreThanTen() throws IOException {
    for (int i = 0; i < 10; i++) {
      sequence++;
      assertTrue(contact("sip:101@127.0.0.1:" + (6000 + i)).startsWith("SIP/2.0 200 "));
    }
    String more = contact("sip:101@127.0.0.1:7000");
    assertTrue(more.startsWith("SIP/2.0 403 "), more);
    assertEquals(10, targets().size());
  }

  private String contact(String uri) throws IOException {
    String challenge = ask(URI, AGENT);
    sequence++;
    String request =
        phone.request(
            "REGISTER",
            URI,
            sequence,
            "",
            RawPhone.credentials(
                challenge, Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001"),
            "");
    phone.send(request.replaceFirst("Contact: [^\r]*", "Contact: <" + uri + ">"));
    return phone.receive();
  }
}
