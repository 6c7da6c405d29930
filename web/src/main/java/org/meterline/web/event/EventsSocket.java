package org.meterline.web.event;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import org.meterline.ejb.record.CallRecords;
import org.meterline.ejb.record.LiveCalls;

/** The stream over a WebSocket: the same events as {@link EventsResource}'s, one a message. */
@ServerEndpoint("/api/v1/events")
@Dependent
public class EventsSocket {
  private static final System.Logger LOG = System.getLogger(EventsSocket.class.getName());

  /** In characters: nothing that a reader says means anything. */
  private static final int LARGEST = 1_024;

  private final LiveCalls live;
  private final CallRecords calls;

  @SuppressWarnings("NullAway") // the container wants to see it; CDI uses the other one
  public EventsSocket() {
    this(null, null);
  }

  @Inject
  public EventsSocket(LiveCalls live, CallRecords calls) {
    this.live = live;
    this.calls = calls;
  }

  @OnOpen
  public void open(Session session) throws IOException {
    session.setMaxTextMessageBufferSize(LARGEST);
    session.setMaxBinaryMessageBufferSize(LARGEST);
    if (session.getUserPrincipal() instanceof EventsFilter.Reader reader) {
      new EventFeed(reader.caller(), calls, new SocketReader(session)).follow(live, reader.last());
    } else {
      session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "Nobody is signed in"));
    }
  }

  @OnMessage
  public void ignore(String message) {}

  @OnError
  public void fail(Throwable why) {
    LOG.log(System.Logger.Level.DEBUG, "a WebSocket failed", why);
  }
}
