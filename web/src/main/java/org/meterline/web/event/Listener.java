package org.meterline.web.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.record.CallRecords;
import org.meterline.ejb.record.Happening;
import org.meterline.ejb.record.LiveCalls;
import org.meterline.ejb.tenant.Caller;
import org.meterline.web.rest.Json;

/**
 * One client of the stream. What happens goes into a bounded queue; a thread of its own writes. A
 * client that does not keep up is dropped: it connects again and reads the lists.
 */
final class Listener {
  private static final Logger LOG = System.getLogger(Listener.class.getName());
  private static final int QUEUE = 512;
  private static final Duration COMMENT_EVERY = Duration.ofSeconds(15);
  private static final Duration SLOW = Duration.ofSeconds(10);

  /** Long streams outlive the token that opened them: the client comes back with a new one. */
  private static final Duration LONGEST = Duration.ofMinutes(30);

  private final Caller caller;
  private final CallRecords calls;
  private final SseEventSink sink;
  private final Sse sse;
  private final BlockingQueue<Happening> queue = new ArrayBlockingQueue<>(QUEUE);
  private volatile boolean overflowed;

  Listener(Caller caller, CallRecords calls, SseEventSink sink, Sse sse) {
    this.caller = caller;
    this.calls = calls;
    this.sink = sink;
    this.sse = sse;
  }

  /** Begins; returns at once. */
  void follow(LiveCalls live) {
    LiveCalls.Subscription subscription =
        live.subscribe(
            caller.tenant().id(),
            happening -> {
              if (!queue.offer(happening)) {
                overflowed = true;
              }
            });
    Thread.ofVirtual().name("events-" + caller.subject()).start(() -> write(subscription));
  }

  private void write(LiveCalls.Subscription subscription) {
    long end = System.nanoTime() + LONGEST.toNanos();
    try (subscription;
        sink) {
      send(comment());
      while (!overflowed && !sink.isClosed() && System.nanoTime() < end) {
        Happening happening = queue.poll(COMMENT_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        OutboundSseEvent event = happening == null ? comment() : event(happening);
        if (event != null) {
          send(event);
        }
      }
    } catch (ExecutionException | TimeoutException | IllegalStateException gone) {
      LOG.log(Level.DEBUG, "a listener is gone: {0}", gone.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (JsonProcessingException | RuntimeException failed) {
      LOG.log(Level.WARNING, "the stream of events to a listener broke", failed);
    }
  }

  private void send(OutboundSseEvent event)
      throws InterruptedException, ExecutionException, TimeoutException {
    sink.send(event).toCompletableFuture().get(SLOW.toMillis(), TimeUnit.MILLISECONDS);
  }

  private OutboundSseEvent comment() {
    return sse.newEventBuilder().comment("here").build();
  }

  private @Nullable OutboundSseEvent event(Happening happening) throws JsonProcessingException {
    Optional<CloudEvent> event = CloudEvent.of(happening, caller, calls, Instant::now);
    if (event.isEmpty()) {
      return null;
    }
    return sse.newEventBuilder()
        .id(event.get().id().toString())
        .mediaType(MediaType.TEXT_PLAIN_TYPE)
        .data(String.class, Json.MAPPER.writeValueAsString(event.get()))
        .build();
  }
}
