package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One address cannot take all connections. */
class DoorsTest {
  private final List<Socket> sockets = new ArrayList<>();

  private Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    sockets.add(socket);
    return socket;
  }

  private static String answer(Socket socket) throws IOException {
    String options =
        RawPhone.lines(
            "OPTIONS sip:" + Exchange.DOMAIN + " SIP/2.0",
            "Via: SIP/2.0/TCP 127.0.0.1:" + socket.getLocalPort() + ";rport;branch=z9hG4bKdoor",
            "Max-Forwards: 70",
            "From: <sip:x@" + Exchange.DOMAIN + ">;tag=d",
            "To: <sip:x@" + Exchange.DOMAIN + ">",
            "Call-ID: door" + socket.getLocalPort(),
            "CSeq: 1 OPTIONS",
            "Content-Length: 0",
            "");
    socket.getOutputStream().write(options.getBytes(StandardCharsets.UTF_8));
    return new String(socket.getInputStream().readNBytes(11), StandardCharsets.UTF_8);
  }

  @Test
  void soManyComeFromOneAddressAndWhenOneHasGoneAnotherIsLetIn() throws IOException {
    try (var exchange = new Exchange()) {
      for (int i = 0; i < Stack.CONNECTIONS_OF_ONE; i++) {
        var _ = connect(exchange.port());
      }
      assertEquals("SIP/2.0 200", answer(sockets.getLast()));
      Socket beyond = connect(exchange.port());
      assertEquals(-1, beyond.getInputStream().read(), "closed at once");
      sockets.getFirst().close();
      until("there is room again", () -> letIn(exchange.port()));
    } finally {
      for (Socket each : sockets) {
        each.close();
      }
    }
  }

  private boolean letIn(int port) {
    try {
      String said = answer(connect(port));
      assertTrue(said.isEmpty() || said.equals("SIP/2.0 200"), said);
      return !said.isEmpty();
    } catch (IOException e) {
      return false; // reset: not yet
    }
  }
}
