package org.meterline.web.browser;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.browser.BrowserDoor;

/** SIP over a WebSocket (RFC 7118): a frame is a message. */
@ServerEndpoint(value = "/sip/{domain}", subprotocols = SipSocket.SIP)
@Dependent
public class SipSocket {
  static final String SIP = "sip";

  /** In bytes; one more than SIP takes, so that SIP says so. */
  private static final int LARGEST = 16_385;

  private static final System.Logger LOG = System.getLogger(SipSocket.class.getName());

  private final BrowserDoor door;
  private BrowserDoor.@Nullable Frames frames;

  @SuppressWarnings("NullAway") // the container wants to see it; CDI uses the other one
  public SipSocket() {
    this(null);
  }

  @Inject
  public SipSocket(BrowserDoor door) {
    this.door = door;
  }

  @OnOpen
  public void open(Session session, @PathParam("domain") String domain) {
    var out = new Out(session);
    session.setMaxTextMessageBufferSize(LARGEST);
    session.setMaxBinaryMessageBufferSize(LARGEST);
    if (!session.getNegotiatedSubprotocol().equals(SIP)
        || !(session.getUserPrincipal() instanceof OriginFilter.Peer peer)) {
      out.close(CloseReason.CloseCodes.PROTOCOL_ERROR.getCode(), "The subprotocol is sip");
      return;
    }
    var address = new InetSocketAddress(InetAddress.ofLiteral(peer.address()), peer.port());
    Optional<BrowserDoor.Frames> taken = door.open(domain, address, out);
    frames = taken.orElse(null);
    if (taken.isEmpty()) {
      out.close(CloseReason.CloseCodes.TRY_AGAIN_LATER.getCode(), "No more can be taken now");
    }
  }

  @OnMessage
  public void text(String message) {
    if (frames != null) {
      frames.text(message);
    }
  }

  @OnMessage
  public void binary(byte[] message) {
    if (frames != null) {
      frames.binary(message);
    }
  }

  @OnMessage
  public void pong(PongMessage message) {
    if (frames != null) {
      frames.pong();
    }
  }

  @OnClose
  public void close() {
    if (frames != null) {
      frames.closed();
    }
  }

  @OnError
  public void fail(Throwable why) {
    LOG.log(System.Logger.Level.DEBUG, "a WebSocket failed", why);
    close();
  }

  private record Out(Session session) implements BrowserDoor.Socket {
    @Override
    public void send(String text) throws IOException {
      session.getBasicRemote().sendText(text);
    }

    @Override
    public void ping() throws IOException {
      session.getBasicRemote().sendPing(ByteBuffer.allocate(0));
    }

    @Override
    public void close(int code, String reason) {
      try {
        session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
      } catch (IOException | IllegalStateException e) {
        LOG.log(System.Logger.Level.DEBUG, "a WebSocket is closed already", e);
      }
    }
  }
}
