package org.meterline.web.event;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Server-sent events. */
final class SseReader implements EventReader {
  private static final Duration SLOW = Duration.ofSeconds(10);

  private final SseEventSink sink;
  private final Sse sse;

  SseReader(SseEventSink sink, Sse sse) {
    this.sink = sink;
    this.sse = sse;
  }

  @Override
  public void send(String id, String json) throws IOException, InterruptedException {
    send(
        sse.newEventBuilder()
            .id(id)
            .mediaType(MediaType.TEXT_PLAIN_TYPE)
            .data(String.class, json)
            .build());
  }

  @Override
  public void keepAlive() throws IOException, InterruptedException {
    send(sse.newEventBuilder().comment("here").build());
  }

  private void send(OutboundSseEvent event) throws IOException, InterruptedException {
    try {
      sink.send(event).toCompletableFuture().get(SLOW.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(e);
    }
  }

  @Override
  public boolean gone() {
    return sink.isClosed();
  }

  @Override
  public void close(Ending why) {
    try (sink) {
      if (why == Ending.TOO_SLOW) {
        send(sse.newEventBuilder().comment("too slow: come back with Last-Event-ID").build());
      }
    } catch (IOException | IllegalStateException e) {
      // They are gone: nobody is to be told.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
