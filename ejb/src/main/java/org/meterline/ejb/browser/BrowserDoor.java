package org.meterline.ejb.browser;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Where the WebSockets of browsers that are phones come in (RFC 7118). */
public interface BrowserDoor {
  /** A WebSocket that was let in. */
  interface Socket {
    /** Sends a text frame. May block; called by one thread at a time, as {@link #ping} is. */
    void send(String text) throws IOException;

    /** Sends a ping frame. May block. */
    void ping() throws IOException;

    /**
     * Closes it.
     *
     * @param code as in RFC 6455, section 7.4.1
     */
    void close(int code, String reason);
  }

  /** Takes what a WebSocket brings, in order. */
  interface Frames {
    void text(String message);

    void binary(byte[] message);

    void pong();

    void closed();
  }

  /**
   * Whether a page may connect as a phone of that SIP domain.
   *
   * @param origin the Origin header
   */
  boolean allows(String domain, String origin);

  /** Takes a WebSocket; empty if there are too many, or no calls are taken now. */
  Optional<Frames> open(String domain, InetSocketAddress peer, Socket socket);
}
