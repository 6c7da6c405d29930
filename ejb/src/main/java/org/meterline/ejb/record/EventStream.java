package org.meterline.ejb.record;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What happens in one tenant, in order, and who hears it. The last of it is kept from the first
 * reader on, for those who come back. Safe for many threads; listeners must return at once.
 */
final class EventStream {
  /** More than happens in the seconds that a connection takes to come back. */
  private static final int KEPT = 2_000;

  private final UUID tenant;
  private final String node = Long.toHexString(UUID.randomUUID().getMostSignificantBits());
  private final Deque<Happened> kept = new ArrayDeque<>();
  private final List<Consumer<Happened>> listeners = new ArrayList<>();
  private boolean followed;
  private long count;

  EventStream(UUID tenant) {
    this.tenant = tenant;
  }

  synchronized void tell(Happening what) {
    Happened next = new Happened(id(++count), what);
    if (followed) {
      if (kept.size() == KEPT) {
        kept.removeFirst();
      }
      kept.add(next);
    }
    listeners.forEach(listener -> listener.accept(next));
  }

  private String id(long number) {
    return node + "-" + number;
  }

  synchronized void listen(Consumer<Happened> listener) {
    listeners.add(listener);
  }

  synchronized void forget(Consumer<Happened> listener) {
    listeners.remove(listener);
  }

  /**
   * First what came after the event of that id, then what comes. What is not kept any more is told
   * as {@link Happening.Missed}.
   */
  synchronized void follow(@Nullable String after, Consumer<Happened> listener) {
    followed = true;
    if (after != null) {
      List<Happened> since = since(after);
      if (since == null) {
        listener.accept(new Happened(id(count), new Happening.Missed(tenant)));
      } else {
        since.forEach(listener);
      }
    }
    listeners.add(listener);
  }

  private @Nullable List<Happened> since(String after) {
    if (after.equals(id(count))) {
      return List.of();
    }
    List<Happened> later = new ArrayList<>();
    boolean found = after.equals(id(count - kept.size()));
    for (Happened each : kept) {
      if (found) {
        later.add(each);
      }
      found |= each.id().equals(after);
    }
    return found ? later : null;
  }

  /** Whether somebody hears it, or may come back to. */
  synchronized boolean watched() {
    return followed || !listeners.isEmpty();
  }
}
