package org.meterline.web.event;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A WebSocket: each event is a text message. */
final class SocketReader implements EventReader {
  private static final System.Logger LOG = System.getLogger(SocketReader.class.getName());
  private static final Duration SLOW = Duration.ofSeconds(10);

  private final Session session;

  SocketReader(Session session) {
    this.session = session;
  }

  @Override
  public void send(String id, String json) throws IOException, InterruptedException {
    try {
      session.getAsyncRemote().sendText(json).get(SLOW.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      close(Ending.TOO_SLOW);
      throw new IOException(e);
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void keepAlive() throws IOException {
    session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
  }

  @Override
  public boolean gone() {
    return !session.isOpen();
  }

  @Override
  public void close(Ending why) {
    CloseReason reason =
        switch (why) {
          case TOO_SLOW ->
              new CloseReason(CloseCodes.TRY_AGAIN_LATER, "Too slow: come back with last-event-id");
          case COME_BACK -> new CloseReason(CloseCodes.GOING_AWAY, "Come back with a new token");
          case BROKEN -> new CloseReason(CloseCodes.UNEXPECTED_CONDITION, "The stream broke");
        };
    try {
      session.close(reason);
    } catch (IOException | IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "a WebSocket is closed already", e);
    }
  }
}
