package org.meterline.ejb.switchboard;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.meterline.ejb.browser.BrowserDoor;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.sip.BrowserFlows;

/** Hands browsers' WebSockets to the engine. */
record SipDoor(BrowserFlows flows) implements BrowserDoor {
  @Override
  public boolean allows(String domain, String origin) {
    return flows.allows(new Domain(domain), origin);
  }

  @Override
  public Optional<Frames> open(String domain, InetSocketAddress peer, Socket socket) {
    return flows.open(new Domain(domain), peer, new Out(socket)).map(In::new);
  }

  private record Out(Socket socket) implements BrowserFlows.Socket {
    @Override
    public void send(String text) throws IOException {
      socket.send(text);
    }

    @Override
    public void ping() throws IOException {
      socket.ping();
    }

    @Override
    public void close(int code, String reason) {
      socket.close(code, reason);
    }
  }

  private record In(BrowserFlows.Inbound inbound) implements Frames {
    @Override
    public void text(String message) {
      inbound.text(message);
    }

    @Override
    public void binary(byte[] message) {
      inbound.binary(message);
    }

    @Override
    public void pong() {
      inbound.pong();
    }

    @Override
    public void closed() {
      inbound.closed();
    }
  }
}
