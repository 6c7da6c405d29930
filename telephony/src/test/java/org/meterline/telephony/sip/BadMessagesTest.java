package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.sip.Exchange.DOMAIN;
import static org.meterline.telephony.sip.Exchange.until;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

  private void isAnswered(int status, String request) throws IOException {
    String response = answer(request);
    assertTrue(response.startsWith("SIP/2.0 " + status + " "), response);
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
    String lacking =
        answer(phone.request("INVITE", "sip:102@" + DOMAIN, 1, "", lines("Require: 100rel"), ""));
    assertTrue(lacking.startsWith("SIP/2.0 420 "), lacking);
    assertEquals("100rel", RawPhone.header(lacking, "Unsupported"));
  }

  @Test
  void tooManyHops() throws IOException {
    isAnswered(
        483,
        phone
            .request("INVITE", "sip:102@" + DOMAIN, 1, "", "", "")
            .replace("Max-Forwards: 70", "Max-Forwards: 0"));
  }

  @Test
  void whatAnInviteLacks() throws IOException {
    String invite = phone.request("INVITE", "sip:102@" + DOMAIN, 1, "", "", "");
    isAnswered(400, invite.replaceFirst(";tag=raw[0-9a-f]+", ""));
    isAnswered(416, invite.replaceFirst("INVITE sip:102@" + DOMAIN, "INVITE mailto:a@b"));
    isAnswered(
        415,
        phone.request(
            "INVITE", "sip:102@" + DOMAIN, 2, "", lines("Content-Type: text/plain"), "hello"));
    isAnswered(400, phone.request("INVITE", "sip:102@" + DOMAIN, 3, "", "", "no type"));
  }

  @Test
  void anotherMethodInCSeq() throws IOException {
    isAnswered(400, options(phone).replace("CSeq: 1 OPTIONS", "CSeq: 1 INVITE"));
  }

  @Test
  void headersThatCannotBeRead() throws IOException {
    String options = options(phone);
    isAnswered(400, options.replaceFirst("CSeq: 1 OPTIONS", "CSeq: one OPTIONS"));
    isAnswered(400, options.replaceFirst("From: [^\r]*", "From: <<<>>>;tag=1"));
    assertTrue(exchange.counters.malformed() >= 2);
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
              .request("TCP", broken.port(), "OPTIONS", "sip:" + DOMAIN, 1, "", "", "")
              .replace("CSeq: 1", "CSeq: one"));
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
    until(() -> exchange.counters.malformed() >= 1, "it was counted");
  }
}
