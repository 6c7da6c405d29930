package org.meterline.telephony.sip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.meterline.telephony.call.Domain;

/** A browser's end of a WebSocket, in memory. */
final class PipeSocket implements BrowserFlows.Socket, AutoCloseable {
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  final BrowserFlows.Inbound server;

  /** {@code 1000 why}, once the server has closed it. */
  volatile String closed = "";

  PipeSocket(BrowserFlows flows, String domain) {
    this(flows, domain, InetAddress.getLoopbackAddress());
  }

  /** A browser at that address. */
  PipeSocket(BrowserFlows flows, String domain, InetAddress from) {
    this.server =
        flows.open(new Domain(domain), new InetSocketAddress(from, 40_000), this).orElseThrow();
  }

  /** The next frame. */
  String receive() {
    try {
      String frame = received.poll(20, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("nothing came");
      }
      return frame;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void send(String text) throws IOException {
    received.add(text);
  }

  @Override
  public void ping() throws IOException {
    received.add("ping");
  }

  @Override
  public void close(int code, String reason) {
    if (closed.isEmpty()) {
      closed = code + " " + reason;
    }
  }

  /** The tab is closed. */
  @Override
  public void close() {
    server.closed();
  }
}
