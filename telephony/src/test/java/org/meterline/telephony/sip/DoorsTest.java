package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** One address cannot take all connections. */
class DoorsTest {
  private final List<Socket> sockets = new ArrayList<>();

  /** As when descriptors have run out: that is told once, and not for each try. */
  private static final class Broken extends ServerSocket {
    private int tries;

    Broken() throws IOException {}

    @Override
    public Socket accept() throws IOException {
      tries++;
      throw new SocketException("Too many open files");
    }

    @Override
    public boolean isClosed() {
      return tries >= 5;
    }
  }

  @Test
  void whatFailsForAWhileIsToldOnce() throws IOException {
    List<String> told = new CopyOnWriteArrayList<>();
    Logger log = Logger.getLogger(Doors.class.getName());
    var listens =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            told.add(entry.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    log.addHandler(listens);
    try (var broken = new Broken();
        var doors = new Doors(new ConnectionLimits(1, 1), _ -> true, _ -> true)) {
      doors.accept(broken, (_, _) -> {});
    } finally {
      log.removeHandler(listens);
    }
    assertEquals(List.of("a connection could not be let in"), told);
  }

  @Test
  void aTimerGoesOnAfterWhatFailed() {
    SipEndpoint.unfailing(
            "it fails",
            () -> {
              throw new IllegalStateException("once");
            })
        .run();
  }

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
