package org.meterline.telephony.speech;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;

/**
 * A web that many calls share: so many sounds are fetched at once in all, and so many for a tenant;
 * what is more waits for its turn, and what waits too long or is too much is refused with a reason.
 * Who wants what is being fetched already gets the same. Safe for many threads, which wait.
 */
public final class SharedWeb implements Web {
  private final Web web;
  private final Bounds bounds;
  private final LongSupplier nanos;
  private final Map<URI, CompletableFuture<byte[]>> fetching = new HashMap<>();
  private final Map<String, Place> places = new HashMap<>();
  private int running;

  /**
   * @param inAll fetched at once
   * @param each of them for one tenant
   * @param waiting for their turn, of one tenant
   * @param patience how long a turn is waited for
   */
  public record Bounds(int inAll, int each, int waiting, Duration patience) {
    /** What suits a node; a turn is waited for as long as a sound may take. */
    public static Bounds usual(Duration patience) {
      return new Bounds(64, 8, 64, patience);
    }
  }

  /** What a tenant has under way. */
  private static final class Place {
    int running;
    int waiting;
  }

  public SharedWeb(Web web, Bounds bounds, LongSupplier nanos) {
    this.web = web;
    this.bounds = bounds;
    this.nanos = nanos;
  }

  @Override
  public byte[] fetch(URI address) throws IOException {
    return fetch(address, "");
  }

  @Override
  public byte[] fetch(URI address, String whose) throws IOException {
    CompletableFuture<byte[]> mine = new CompletableFuture<>();
    CompletableFuture<byte[]> other;
    synchronized (this) {
      other = fetching.putIfAbsent(address, mine);
    }
    if (other != null) {
      return await(other);
    }
    try {
      enter(whose);
      try {
        byte[] sound = web.fetch(address, whose);
        mine.complete(sound);
        return sound;
      } finally {
        leave(whose);
      }
    } catch (IOException | RuntimeException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      synchronized (this) {
        fetching.remove(address);
      }
    }
  }

  private static byte[] await(CompletableFuture<byte[]> other) throws IOException {
    try {
      return other.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(String.valueOf(cause.getMessage()), e);
    }
  }

  private synchronized void enter(String whose) throws IOException {
    Place place = places.computeIfAbsent(whose, _ -> new Place());
    if (place.waiting >= bounds.waiting()) {
      throw new IOException("too many sounds of this tenant wait to be fetched");
    }
    long deadline = nanos.getAsLong() + bounds.patience().toNanos();
    place.waiting++;
    try {
      while (running >= bounds.inAll() || place.running >= bounds.each()) {
        long left = (deadline - nanos.getAsLong()) / 1_000_000;
        if (left <= 0) {
          throw new IOException("too many sounds are being fetched: its turn did not come in time");
        }
        wait(left);
      }
      running++;
      place.running++;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the server goes down", e);
    } finally {
      place.waiting--;
      tidy(whose, place);
    }
  }

  private synchronized void leave(String whose) {
    running--;
    Place place = places.get(whose);
    if (place != null) {
      place.running--;
      tidy(whose, place);
    }
    notifyAll();
  }

  private void tidy(String whose, Place place) {
    if (place.running == 0 && place.waiting == 0) {
      places.remove(whose);
    }
  }
}
