package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.sip.Exchange.DOMAIN;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Q850;
import org.meterline.telephony.call.Signalling;

/** What no peer should send. After each, the server answers still. */
class BadMessagesTest {
  private final Exchange exchange = new Exchange();
  private RawPhone phone;

  @BeforeEach
  void phone() throws IOException {
    phone = new RawPhone(exchange.port());
  }

  @AfterEach
  void close() throws IOException {
    try (var other = new RawPhone(exchange.port())) {
      assertTrue(repeated(other).startsWith("SIP/2.0 200 "), "it answers still");
    }
    phone.close();
    exchange.close();
    assertEquals(0, exchange.counters.faults());
  }

  /** What is sent while the server is flooded may be lost: phones repeat it. */
  private static String repeated(RawPhone phone) throws IOException {
    String options = options(phone);
    String answer = null;
    for (int i = 0; i < 40 && answer == null; i++) {
      phone.send(options);
      answer = phone.receive(500);
    }
    assertNotNull(answer, "no answer");
    return answer;
  }

  private static String options(RawPhone phone) {
    return phone.request("OPTIONS", "sip:" + DOMAIN, 1, "", "", "");
  }

  private String answer(String request) throws IOException {
    phone.send(request);
    return phone.receive();
  }

  /** With the status and a Reason that says the same in words. */
  private String isAnswered(int status, String request) throws IOException {
    String response = answer(request);
    assertTrue(response.startsWith("SIP/2.0 " + status + " "), response);
    String reason = RawPhone.header(response, "Reason");
    assertNotNull(reason, response);
    String cause = "(, Q\\.850;cause=" + Q850.ofStatus(status) + ")?";
    assertTrue(reason.matches("SIP;cause=" + status + ";text=\"[^\"]{8,}\"" + cause), reason);
    return response;
  }

  /** With the status and these words. */
  private String isAnswered(int status, String reason, String request) throws IOException {
    String response = isAnswered(status, request);
    assertTrue(
        response.contains("Reason: SIP;cause=" + status + ";text=\"" + reason + "\""), response);
    return response;
  }

  /** The last INVITE refused is told of so, as a call of the tenant's that came to nothing. */
  private Signalling.Refused isTold(int count, int status, String reason) {
    until("it is told of", () -> exchange.refused.size() >= count);
    assertEquals(count, exchange.refused.size());
    Signalling.Refused last = exchange.refused.getLast();
    assertEquals(status, last.status());
    assertEquals(reason, last.reason());
    assertEquals(DOMAIN, last.domain().name());
    assertEquals("127.0.0.1:" + phone.port(), last.source());
    assertEquals(List.of(false, true), last.ladder().stream().map(m -> m.sent()).toList());
    assertTrue(last.ladder().getLast().text().contains("text=\"" + reason), last::toString);
    return last;
  }

  @Test
  void optionsTellWhatIsAllowed() throws IOException {
    String ok = answer(options(phone));
    assertTrue(ok.startsWith("SIP/2.0 200 "), ok);
    assertEquals(Wire.ALLOW, RawPhone.header(ok, "Allow"));
  }

  @Test
  void methods() throws IOException {
    isAnswered(405, phone.request("SUBSCRIBE", "sip:101@" + DOMAIN, 1, "", "", ""));
    isAnswered(403, phone.request("REFER", "sip:101@" + DOMAIN, 4, "", "", ""));
    isAnswered(405, phone.request("MESSAGE", "sip:101@" + DOMAIN, 2, "", "", ""));
    isAnswered(501, phone.request("FROBNICATE", "sip:101@" + DOMAIN, 3, "", "", ""));
  }

  @Test
  void outsideOfAnyDialog() throws IOException {
    for (String method : List.of("BYE", "INFO", "UPDATE", "INVITE", "CANCEL")) {
      isAnswered(481, phone.request(method, "sip:101@" + DOMAIN, 1, "gone", "", ""));
    }
    isAnswered(481, phone.request("BYE", "sip:101@" + DOMAIN, 1, "", "", ""));
    phone.send(phone.request("ACK", "sip:101@" + DOMAIN, 1, "gone", "", ""));
    phone.send(
        lines(
            "SIP/2.0 200 OK",
            "Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKx",
            "From: <sip:a@b>;tag=1",
            "To: <sip:a@b>;tag=2",
            "Call-ID: x",
            "CSeq: 1 INVITE",
            "Content-Length: 0",
            ""));
  }

  @Test
  void whatIsRequired() throws IOException {
    String why = "Required, but not offered here: teleport";
    String lacking =
        isAnswered(
            420,
            why,
            phone.request(
                "INVITE", "sip:102@" + DOMAIN, 1, "", lines("Require: 100rel, teleport"), ""));
    assertEquals("teleport", RawPhone.header(lacking, "Unsupported"));
    isTold(1, 420, why);
  }

  @Test
  void tooManyHops() throws IOException {
    isAnswered(
        483,
        phone
            .request("INVITE", "sip:102@" + DOMAIN, 1, "", "", "")
            .replace("Max-Forwards: 70", "Max-Forwards: 0"));
    isTold(1, 483, "Too many hops: the call runs in a loop");
  }

  @Test
  void whatAnInviteLacks() throws IOException {
    String invite = phone.request("INVITE", "sip:102@" + DOMAIN, 1, "", "", "");
    isAnswered(400, "From has no tag", invite.replaceFirst(";tag=raw[0-9a-f]+", ""));
    assertEquals("101", isTold(1, 400, "From has no tag").caller());
    isAnswered(416, invite.replaceFirst("INVITE sip:102@" + DOMAIN, "INVITE mailto:a@b"));
    isTold(2, 416, "Only sip, sips and tel addresses are known here");
    isAnswered(
        415,
        phone.request(
            "INVITE", "sip:102@" + DOMAIN, 2, "", lines("Content-Type: text/plain"), "hello"));
    isTold(3, 415, "A body is application/sdp, or has it as a part, and is not encoded");
    isAnswered(400, phone.request("INVITE", "sip:102@" + DOMAIN, 3, "", "", "no type"));
    assertEquals("102", isTold(4, 400, "A body has a Content-Type").dialled());
  }

  @Test
  void anotherMethodInCSeq() throws IOException {
    String no =
        isAnswered(
            400,
            "CSeq names another method",
            options(phone).replace("CSeq: 1 OPTIONS", "CSeq: 1 INVITE"));
    assertEquals("1 INVITE", RawPhone.header(no, "CSeq"));
  }

  @Test
  void headersThatCannotBeRead() throws IOException {
    String invite =
        phone.request("INVITE", "sip:102@" + DOMAIN, 1, "", lines("Proxy-Authorization: x"), "");
    String no =
        isAnswered(
            400,
            "CSeq cannot be read",
            invite.replaceFirst("CSeq: 1 INVITE", "CSeq:\r\n one INVITE"));
    assertEquals("one INVITE", RawPhone.header(no, "CSeq"));
    String kept = isTold(1, 400, "CSeq cannot be read").ladder().getFirst().text();
    assertTrue(kept.contains("CSeq: one INVITE\r\n"), kept);
    assertTrue(kept.contains("Proxy-Authorization: (left out)\r\n"), kept);

    String tagged = invite.replaceFirst("From: [^\r]*", "f: <<<>>>;tag=1");
    String from = isAnswered(400, "From cannot be read", tagged);
    assertEquals("<<<>>>;tag=1", RawPhone.header(from, "From"));
    // The tenant is the one that was called.
    assertEquals("anonymous", isTold(2, 400, "From cannot be read").caller());

    String to = isAnswered(400, "To cannot be read", invite.replaceFirst("To: [^\r]*", "To: <"));
    assertTrue(String.valueOf(RawPhone.header(to, "To")).matches("<;tag=[0-9a-f]+"), to);
    isAnswered(
        400,
        "The request line, Content-Length cannot be read",
        phone
            .request("INVITE", "sip:102@" + DOMAIN, 2, "", "", "")
            .replaceFirst("INVITE sip:102@" + DOMAIN, "INVITE <sip:>")
            .replaceFirst("Content-Length: 0", "Content-Length: none"));
    isTold(4, 400, "The request line, Content-Length cannot be read");
    assertEquals(4, exchange.counters.malformed());
    // Nobody's: it names no tenant.
    isAnswered(
        400,
        "From, CSeq cannot be read",
        invite
            .replaceFirst("INVITE sip:102@" + DOMAIN, "INVITE sip:102@nowhere.example")
            .replaceFirst("From: [^\r]*", "From: <<<>>>")
            .replaceFirst("CSeq: 1 INVITE", "CSeq: two INVITE"));
    until("it is counted", () -> exchange.counters.unrecorded() == 1);
    assertEquals(4, exchange.refused.size());
    phone.send(invite.replaceFirst("INVITE ", "ACK ").replaceFirst("CSeq: 1 INVITE", "CSeq: ACK"));
  }

  @Test
  void aBodyThatIsCutOff() throws IOException {
    String whole =
        phone.request(
            "INVITE",
            "sip:102@" + DOMAIN,
            1,
            "",
            lines("Content-Type: application/sdp"),
            Exchange.SDP.text());
    String why = "The body is shorter than Content-Length says";
    isAnswered(400, why, whole.substring(0, whole.length() - 20));
    isTold(1, 400, why);
  }

  @Test
  void tooMuch() throws IOException {
    String large = "a=" + "x".repeat(Stack.LARGEST_MESSAGE);
    isAnswered(
        513,
        phone.request(
            "INVITE", "sip:102@" + DOMAIN, 1, "", lines("Content-Type: application/sdp"), large));
  }

  @Test
  void aWrongPassword() throws IOException {
    String uri = "sip:102@" + DOMAIN;
    String challenge = answer(phone.request("INVITE", uri, 1, "", "", ""));
    assertTrue(challenge.startsWith("SIP/2.0 407 "), challenge);
    assertEquals(List.of(), exchange.refused, "a challenge refuses nothing");
    String guess =
        phone.request(
            "INVITE",
            uri,
            2,
            "",
            RawPhone.credentials(
                challenge, Digest.SHA_256, "101", "guessed", "INVITE", uri, "00000001"),
            "");
    isAnswered(403, "Not with this password", guess);
    assertEquals(
        new Origin.Stranger("127.0.0.1:" + phone.port()),
        isTold(1, 403, "Not with this password").from());
    // It comes again, and is answered again, but is the same.
    isAnswered(403, "Not with this password", guess);
    assertEquals(1, exchange.refused.size());
    assertEquals(0, exchange.counters.unrecorded());
  }

  @Test
  void whoGuessesOnIsNotToldOfForEver() throws IOException {
    int guesses = 60;
    for (int i = 1; i <= guesses; i++) {
      isAnswered(420, phone.request("INVITE", "sip:102@" + DOMAIN, i, "", lines("Require: x"), ""));
    }
    until(
        "each is told of or counted",
        () -> exchange.refused.size() + exchange.counters.unrecorded() == guesses);
    int told = exchange.refused.size();
    assertTrue(told >= 20 && told < guesses, "told of " + told);
  }

  @Test
  void aTrunksCallIsItsTenants() throws IOException {
    exchange.directory.trunk("demo-carrier", phone.port()).number("+4930555100", "101");
    String invite =
        phone.request("INVITE", "sip:+4930555100@127.0.0.1", 1, "", lines("Require: x"), "");
    isAnswered(420, invite);
    assertEquals(
        new Origin.Carrier("demo-carrier"),
        isTold(1, 420, "Required, but not offered here: x").from());
    isAnswered(420, phone.request("INVITE", "sip:+4999@127.0.0.1", 2, "", lines("Require: x"), ""));
    until("it is nobody's number", () -> exchange.counters.unrecorded() == 1);
    assertEquals(1, exchange.refused.size());
  }

  @Test
  void rubbish() throws IOException {
    var random = new Random(42);
    for (int i = 0; i < 200; i++) {
      byte[] noise = new byte[random.nextInt(2_000)];
      random.nextBytes(noise);
      phone.send(noise);
    }
    String options = options(phone);
    for (int i = 0; i < options.length(); i += 3) {
      phone.send(options.substring(0, i));
      phone.send(options.substring(0, i) + "\0\uFFFD\"<" + options.substring(i + 1));
    }
    phone.send("\r\n\r\n");
    phone.send("INVITE\r\n\r\n");
    phone.send("\0".repeat(60_000).getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void longHeaders() throws IOException {
    for (String part : List.of("(", "\"", "<", ",", ";a", "a,", "a=b;", "<sip:a@b>,", "\\", " ")) {
      for (String name : List.of("Contact", "Via", "User-Agent", "Warning", "Route", "X")) {
        String much = name + ": " + part.repeat(50_000 / part.length());
        phone.send(
            options(phone)
                .replaceFirst("Contact: [^\r]*", "")
                .replaceFirst(
                    "Max-Forwards",
                    java.util.regex.Matcher.quoteReplacement(much) + "\r\nMax-Forwards"));
      }
    }
  }

  @Test
  void overTcp() throws IOException {
    try (var rubbish = RawStream.tcp(exchange.port())) {
      rubbish.send("rubbish\r\nmore: rubbish\r\n\r\n");
    }
    try (var half = RawStream.tcp(exchange.port())) {
      half.send("OPTIONS sip:" + DOMAIN + " SIP/2.0\r\nVia: SIP/2.0/TCP ");
    }
    try (var broken = RawStream.tcp(exchange.port())) {
      broken.send(
          phone
              .request("TCP", broken.port(), "OPTIONS", "sip:" + DOMAIN, 1, "", "", "a body")
              .replace("CSeq: 1", "CSeq: one"));
      String no = broken.receive();
      assertTrue(no != null && no.startsWith("SIP/2.0 400 "), no);
      assertEquals("SIP;cause=400;text=\"CSeq cannot be read\"", RawPhone.header(no, "Reason"));
      // The body was passed over: what follows is understood.
      broken.send(phone.request("TCP", broken.port(), "OPTIONS", "sip:" + DOMAIN, 2, "", "", ""));
      String ok = broken.receive();
      assertTrue(ok != null && ok.startsWith("SIP/2.0 200 "), ok);
    }
    try (var large = RawStream.tcp(exchange.port())) {
      large.send(
          phone.request(
              "TCP",
              large.port(),
              "OPTIONS",
              "sip:" + DOMAIN,
              1,
              "",
              lines("X: " + "y".repeat(100_000)),
              ""));
    } catch (IOException e) {
      // Closed while we were sending: just as well.
    }
    try (var good = RawStream.tcp(exchange.port())) {
      good.send("\r\n\r\n");
      for (int i = 1; i <= 3; i++) {
        String options =
            phone.request("TCP", good.port(), "OPTIONS", "sip:" + DOMAIN, i, "", "", "");
        good.send(options.substring(0, 50));
        good.send(options.substring(50));
        good.send("\r\n\r\n");
        String ok = good.receive();
        assertNotNull(ok);
        assertTrue(ok.startsWith("SIP/2.0 200 "), ok);
      }
    }
    until("it was counted", () -> exchange.counters.malformed() >= 1);
  }
}
