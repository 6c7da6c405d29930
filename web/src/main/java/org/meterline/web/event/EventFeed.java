package org.meterline.web.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.record.CallRecords;
import org.meterline.ejb.record.Happened;
import org.meterline.ejb.record.LiveCalls;
import org.meterline.ejb.tenant.Caller;
import org.meterline.web.rest.Json;

/**
 * The stream as one reader has it. What happens goes into a bounded queue; a thread of its own
 * writes. A reader who does not keep up is told so and cut, and nobody waits for them: they come
 * back with the id of the last event that they had.
 */
final class EventFeed {
  private static final Logger LOG = System.getLogger(EventFeed.class.getName());

  /** All that is kept for one who comes back, and some room. */
  private static final int QUEUE = 3_000;

  private static final Duration KEEP_ALIVE_EVERY = Duration.ofSeconds(15);

  /** Long streams outlive the token that opened them: the reader comes back with a new one. */
  private static final Duration LONGEST = Duration.ofMinutes(30);

  private final Caller caller;
  private final CallRecords calls;
  private final Eyes eyes;
  private final EventReader reader;
  private final BlockingQueue<Happened> queue = new ArrayBlockingQueue<>(QUEUE);
  private volatile boolean overflowed;

  EventFeed(Caller caller, CallRecords calls, EventReader reader) {
    this.caller = caller;
    this.calls = calls;
    this.eyes = new Eyes(caller, calls);
    this.reader = reader;
  }

  /**
   * Begins; returns at once.
   *
   * @param after the id of the last event that the reader had; null for none
   */
  void follow(LiveCalls live, @Nullable String after) {
    LiveCalls.Subscription subscription =
        live.follow(
            caller.tenant().id(),
            after,
            happened -> {
              if (!queue.offer(happened)) {
                overflowed = true;
              }
            });
    Thread.ofVirtual().name("events-" + caller.subject()).start(() -> write(subscription));
  }

  private void write(LiveCalls.Subscription subscription) {
    long end = System.nanoTime() + LONGEST.toNanos();
    EventReader.Ending why = EventReader.Ending.BROKEN;
    try (subscription) {
      reader.keepAlive();
      while (!overflowed && !reader.gone() && System.nanoTime() < end) {
        Happened next = queue.poll(KEEP_ALIVE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
          reader.keepAlive();
        } else {
          send(next);
        }
      }
      why = overflowed ? EventReader.Ending.TOO_SLOW : EventReader.Ending.COME_BACK;
    } catch (IOException | IllegalStateException gone) {
      LOG.log(Level.DEBUG, "a reader is gone: {0}", gone.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failed) {
      LOG.log(Level.WARNING, "the stream of events to a reader broke", failed);
    } finally {
      reader.close(why);
    }
  }

  private void send(Happened next) throws IOException, InterruptedException {
    Optional<CloudEvent> event = CloudEvent.of(next, eyes, calls, Instant::now);
    if (event.isPresent()) {
      try {
        reader.send(next.id(), Json.MAPPER.writeValueAsString(event.get()));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("an event that cannot be written", e);
      }
    }
  }
}
