package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text over TCP or TLS. */
final class RawStream implements AutoCloseable {
  private final Socket socket;
  private final PushbackInputStream in;

  RawStream(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(10_000);
    this.in = new PushbackInputStream(socket.getInputStream());
  }

  static RawStream tcp(int port) throws IOException {
    return new RawStream(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  int port() {
    return socket.getLocalPort();
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  /** Keeps it alive, and waits for the answer; what is said before it is passed over. */
  void ping() throws IOException {
    send("\r\n\r\n");
    for (int next = in.read(); next != '\r'; next = in.read()) {
      assertTrue(next >= 0, "it is closed");
      in.unread(next);
      receive();
    }
    assertEquals('\n', in.read());
  }

  /** Whether something came that was not received yet. */
  boolean waits() {
    try {
      return in.available() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next message; null if the connection was closed. */
  @Nullable String receive() throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      if (head.isEmpty() && (next == '\r' || next == '\n')) {
        continue; // An answer to a keep-alive.
      }
      head.append((char) next);
    }
    String length = RawPhone.header(head.toString(), "Content-Length");
    byte[] body = in.readNBytes(length == null ? 0 : Integer.parseInt(length));
    return head + new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
