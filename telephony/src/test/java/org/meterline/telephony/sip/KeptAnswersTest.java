package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A REGISTER that comes again is answered as it was (RFC 3261, section 17.2.2). */
class KeptAnswersTest extends RegisterWords {
  private String proved(String more) throws IOException {
    String challenge = ask(URI, AGENT);
    sequence++;
    String proof =
        RawPhone.credentials(
            challenge, Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001");
    return phone.request("REGISTER", URI, sequence, "", proof + AGENT + more, "");
  }

  private static String text(byte[] message) {
    return new String(message, StandardCharsets.UTF_8);
  }

  @Test
  void octetByOctetWhateverHappenedMeanwhile() throws IOException {
    String request = proved("");
    phone.send(request);
    byte[] first = phone.receiveBytes();
    assertTrue(text(first).startsWith("SIP/2.0 200 "), text(first));
    exchange.clock.move(Duration.ofSeconds(7)); // Date and expires would differ
    for (int i = 0; i < 3; i++) {
      phone.send(request);
      assertArrayEquals(first, phone.receiveBytes());
    }
    assertEquals(1, exchange.registrations.size());
  }

  @Test
  void refusalsToo() throws IOException {
    String request = proved(lines("Expires: 10"));
    String first = phone.receiveAfter(request);
    assertTrue(first.startsWith("SIP/2.0 423 "), first);
    assertEquals(first, phone.receiveAfter(request));
  }

  @Test
  void byAPhoneThatKnowsNoBranches() throws IOException {
    String request = proved("").replaceFirst(";branch=[^;\r]*", "");
    String first = phone.receiveAfter(request);
    assertTrue(first.startsWith("SIP/2.0 200 "), first);
    assertEquals(first, phone.receiveAfter(request));
    String next = phone.receiveAfter(request.replaceFirst("CSeq: 2", "CSeq: 3"));
    assertTrue(next.startsWith("SIP/2.0 401 "), "the proof was used: " + next);
  }

  @Test
  void toWhereTheFirstCameFrom() throws IOException {
    String request = proved("");
    String first = phone.receiveAfter(request);
    try (var other = new RawPhone(exchange.port())) {
      other.send(request);
      assertEquals(first, phone.receive());
      String own = request.replace("127.0.0.1:" + phone.port(), "127.0.0.1:" + other.port());
      String answer = other.receiveAfter(own);
      assertTrue(answer.startsWith("SIP/2.0 401 "), "another's branch: " + answer);
    }
  }

  @Test
  void withoutRportToThePortOfTheVia() throws IOException {
    String request = proved("").replace(";rport", "");
    try (var other = new RawPhone(exchange.port())) {
      other.send(request);
      String first = phone.receive();
      assertTrue(first.startsWith("SIP/2.0 200 "), first);
      other.send(request);
      assertEquals(first, phone.receive());
    }
  }

  @Test
  void forAsLongAsItMayCome() throws IOException {
    close();
    exchange = new Exchange(Exchange.settings().withT1(Duration.ofMillis(5)));
    phone();
    String request = proved("");
    assertTrue(phone.receiveAfter(request).startsWith("SIP/2.0 200 "));
    until("it is forgotten", () -> exchange.sip.transactions() == 0);
    String late = phone.receiveAfter(request);
    assertTrue(late.startsWith("SIP/2.0 401 "), "the proof was used: " + late);
  }
}
