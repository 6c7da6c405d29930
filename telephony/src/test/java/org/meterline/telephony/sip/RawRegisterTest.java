package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import javax.sip.SipFactory;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Invitation;

/** Registration word by word. */
class RawRegisterTest extends RegisterWords {
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
            new Invitation.Target(
                "sip:101@192.168.1.7:5060", List.of(), "udp", "127.0.0.1:" + phone.port())),
        targets());
  }

  private void behindEdges(String... addresses) throws IOException {
    close();
    exchange = new Exchange(Exchange.settings().withEdges(Set.of(addresses)));
    phone();
  }

  @Test
  void overAPath() throws IOException {
    behindEdges("127.0.0.1", "192.0.2.1");
    String ok =
        register(lines("Supported: path", "Path: <sip:edge@192.0.2.1;lr>", "Path: <sip:b;lr>"));
    assertTrue(ok.startsWith("SIP/2.0 200 ") && ok.contains("Path: <sip:edge@192.0.2.1;lr>"), ok);
    Invitation.Target target = targets().getFirst();
    assertEquals(List.of("<sip:edge@192.0.2.1;lr>", "<sip:b;lr>"), target.route());
  }

  @Test
  void nobodyButAnEdgeNamesTheWayOfCalls() throws IOException {
    String carrier = lines("Supported: path", "Path: <sip:192.0.2.1;lr>");
    String stranger = register(carrier);
    assertTrue(stranger.startsWith("SIP/2.0 403 "), stranger);
    assertTrue(stranger.contains("A Path is taken from known edges only"), stranger);
    assertEquals(0, targets().size());
    behindEdges("127.0.0.1");
    assertTrue(register(carrier).startsWith("SIP/2.0 403 "), "the edge's first hop is its own");
    behindEdges("192.0.2.1");
    assertTrue(register(carrier).startsWith("SIP/2.0 403 "), "named, but not the sender");
    assertEquals(0, targets().size());
  }

  @Test
  void aContactLeadsToNoHostButTheOneThatRegisteredIt() throws IOException {
    String other = contact("sip:+190055512@192.0.2.1;maddr=192.0.2.2?Route=%3Csip:c%3E");
    assertTrue(other.startsWith("SIP/2.0 200 "), other);
    assertEquals(
        List.of(
            new Invitation.Target(
                "sip:+190055512@192.0.2.1", List.of(), "udp", "127.0.0.1:" + phone.port())),
        targets());
    String same = contact("sip:101@127.0.0.1:5099;maddr=192.0.2.2");
    assertTrue(same.startsWith("SIP/2.0 200 "), same);
    assertEquals(
        new Invitation.Target("sip:101@127.0.0.1:5099", List.of(), "udp", "127.0.0.1:5099"),
        targets().getLast());
  }

  @Test
  void aCarrierIsNoPhone() throws IOException {
    exchange.directory.trunk("carrier", 5098);
    String refused = contact("sip:+190055512@127.0.0.1:5098");
    assertTrue(refused.startsWith("SIP/2.0 403 "), refused);
    assertEquals(0, targets().size());
  }

  @Test
  void maddrIsNotFollowed() throws Exception {
    var uri = SipFactory.getInstance().createAddressFactory().createURI("sip:x@a;maddr=b");
    assertEquals("a", HopRouter.of(uri).getHost());
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

  @Test
  void aContactThatLeadsNowhereIsRefused() throws IOException {
    String refused = contact("sip:101@127.0.0.1:570116");
    assertTrue(refused.startsWith("SIP/2.0 400 "), refused);
    assertEquals(0, targets().size());
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
