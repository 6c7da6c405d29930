package org.meterline.telephony.trunk;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The room that trunks have on this node: calls at a time, whichever way they go, and new calls
 * that go out each second, of which a second's worth may come at once. Safe for many threads.
 */
public final class Capacity {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanos;
  private final Map<String, Room> rooms = new ConcurrentHashMap<>();

  /**
   * @param nanos a monotonic clock
   */
  public Capacity(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** One trunk's. */
  private static final class Room {
    int calls;

    /** When the calls let out up to now would all have gone at the permitted pace. */
    long paid;

    boolean paced;
  }

  /** Why one more call that goes out would be too many, if it would. */
  public Optional<String> full(Trunk trunk) {
    Room room = room(trunk);
    synchronized (room) {
      return full(trunk, room);
    }
  }

  /**
   * Takes room for a call that goes out.
   *
   * @param always whatever the limits say
   * @return what gives it back, once; empty if there is none
   */
  public Optional<Runnable> take(Trunk trunk, boolean always) {
    Room room = room(trunk);
    synchronized (room) {
      if (!always && full(trunk, room).isPresent()) {
        return Optional.empty();
      }
      int pace = trunk.limits().perSecond();
      if (pace > 0) {
        long now = nanos.getAsLong();
        room.paid = (room.paced && room.paid - now > 0 ? room.paid : now) + SECOND / pace;
        room.paced = true;
      }
      return Optional.of(enter(room));
    }
  }

  /**
   * Takes room for a call that came in: it needs a channel. How fast calls come in is up to the
   * trunk.
   *
   * @param always whatever the limits say
   * @return what gives it back, once; empty if there is none
   */
  public Optional<Runnable> takeIncoming(Trunk trunk, boolean always) {
    Room room = room(trunk);
    synchronized (room) {
      return always || !filled(trunk, room) ? Optional.of(enter(room)) : Optional.empty();
    }
  }

  private static Runnable enter(Room room) {
    room.calls++;
    var taken = new AtomicBoolean(true);
    return () -> {
      if (taken.compareAndSet(true, false)) {
        synchronized (room) {
          room.calls--;
        }
      }
    };
  }

  /** How many calls it carries from and to here. */
  public int calls(String trunk) {
    Room room = rooms.get(trunk);
    if (room == null) {
      return 0;
    }
    synchronized (room) {
      return room.calls;
    }
  }

  private Room room(Trunk trunk) {
    return rooms.computeIfAbsent(trunk.name(), name -> new Room());
  }

  private Optional<String> full(Trunk trunk, Room room) {
    if (filled(trunk, room)) {
      return Optional.of("all its " + trunk.limits().calls() + " channels are taken");
    }
    int pace = trunk.limits().perSecond();
    if (pace > 0 && room.paced && room.paid - nanos.getAsLong() > SECOND - SECOND / pace) {
      return Optional.of("it takes no more than " + pace + " new calls each second");
    }
    return Optional.empty();
  }

  private static boolean filled(Trunk trunk, Room room) {
    int most = trunk.limits().calls();
    return most > 0 && room.calls >= most;
  }
}
