package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.sip.Exchange.DOMAIN;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Phones behind edges come by each of them in turn. */
class EdgesTest {
  private static final String URI = "sip:" + DOMAIN;

  /** What one who was asked by way of the first address is told by way of the second. */
  private static String inTurn(Set<String> edges) throws IOException {
    try (var exchange = new Exchange(Exchange.settings().withEdges(edges));
        var phone = new RawPhone(exchange.port());
        var one = from("127.0.0.2", exchange);
        var other = from("127.0.0.3", exchange)) {
      one.send(phone.request("TCP", 5060, "REGISTER", URI, 1, "", "", ""));
      String proof =
          RawPhone.credentials(
              String.valueOf(one.receive()),
              Digest.MD5,
              "101",
              "one-0-one",
              "REGISTER",
              URI,
              "00000001");
      other.send(phone.request("TCP", 5060, "REGISTER", URI, 2, "", proof, ""));
      return String.valueOf(other.receive());
    }
  }

  private static RawStream from(String address, Exchange exchange) throws IOException {
    return new RawStream(
        new Socket(
            InetAddress.getLoopbackAddress(), exchange.port(), InetAddress.ofLiteral(address), 0));
  }

  @Test
  void whoWasAskedByWayOfOneAnswersByWayOfTheOther() throws IOException {
    String told = inTurn(Set.of("127.0.0.2", "127.0.0.3"));
    assertTrue(told.startsWith("SIP/2.0 200 "), told);
  }

  @Test
  void whoIsNoEdgeIsAskedAnew() throws IOException {
    String told = inTurn(Set.of("127.0.0.2"));
    assertTrue(told.startsWith("SIP/2.0 401 "), told);
    assertTrue(told.contains("stale=true"), told);
  }
}
