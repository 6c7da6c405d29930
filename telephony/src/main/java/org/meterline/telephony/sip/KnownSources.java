package org.meterline.telephony.sip;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.Prefix;
import org.meterline.telephony.locate.Located;
import org.meterline.telephony.locate.Place;
import org.meterline.telephony.trunk.Trunk;

/**
 * Tells the guard where the operator's trunks and the proxies of phones are, so that they are
 * neither limited nor banned; tenants could name anybody as theirs. Their names are looked up
 * elsewhere, for that may take its time, and side by side, so that none waits for another.
 */
final class KnownSources {
  private static final System.Logger LOG = System.getLogger(KnownSources.class.getName());

  /** Finds where a place is; may block. */
  @FunctionalInterface
  interface Names {
    Located of(Place place);
  }

  /** The port of what is no trunk. */
  private static final int EDGE = 1;

  /** So many names are looked up at once. */
  private static final int AT_ONCE = 16;

  private final Guard guard;
  private final Set<String> edges;
  private final Supplier<List<Trunk>> trunks;
  private final Executor elsewhere;
  private final Names names;
  private final AtomicBoolean looking = new AtomicBoolean();

  /** Where each was last found. */
  private final Map<Place, List<Located.Spot>> found = new ConcurrentHashMap<>();

  KnownSources(
      Guard guard,
      Set<String> edges,
      Supplier<List<Trunk>> trunks,
      Executor elsewhere,
      Names names) {
    this.guard = guard;
    this.edges = edges;
    this.trunks = trunks;
    this.elsewhere = elsewhere;
    this.names = names;
  }

  /** Looks, unless the look before still waits for names. Never throws. */
  void look() {
    if (!looking.compareAndSet(false, true)) {
      return;
    }
    try {
      Set<Place> hosts = new HashSet<>();
      edges.forEach(edge -> hosts.add(new Place(edge, EDGE, "udp")));
      trunks.get().stream()
          .filter(trunk -> !trunk.transport().equals(Trunk.MODEM))
          .forEach(trunk -> hosts.add(Place.of(trunk)));
      begin(hosts);
    } catch (RuntimeException e) {
      looking.set(false);
      LOG.log(System.Logger.Level.ERROR, "where trunks are was not looked up", e);
    }
  }

  private void begin(Set<Place> hosts) {
    found.keySet().retainAll(hosts);
    Queue<Place> left = new ConcurrentLinkedQueue<>(hosts);
    int most = Math.clamp(hosts.size(), 1, AT_ONCE);
    AtomicInteger busy = new AtomicInteger(most);
    for (int i = 0; i < most; i++) {
      elsewhere.execute(() -> work(left, busy));
    }
  }

  private void work(Queue<Place> left, AtomicInteger busy) {
    try {
      for (Place next = left.poll(); next != null; next = left.poll()) {
        find(next);
      }
    } finally {
      if (busy.decrementAndGet() == 0) {
        tell();
      }
    }
  }

  private void tell() {
    try {
      Set<Prefix> all = new HashSet<>();
      found.entrySet().stream()
          .filter(each -> !each.getKey().outside())
          .map(Map.Entry::getValue)
          .flatMap(Collection::stream)
          .forEach(spot -> all.add(Prefix.of(spot.address())));
      guard.trunks(all);
    } finally {
      looking.set(false);
    }
  }

  /** A host whose name cannot be looked up now stays where it was. */
  private void find(Place place) {
    switch (names.of(place)) {
      case Located.At(List<Located.Spot> spots) -> found.put(place, spots);
      case Located.Not not -> {
        if (not instanceof Located.Inside) {
          found.remove(place);
        }
        LOG.log(System.Logger.Level.DEBUG, not.reason());
      }
    }
  }

  /**
   * The names and ports of trunks that are found where something comes from, whatever its port. On
   * this machine's own address it must be theirs, for phones share it.
   */
  List<InetSocketAddress> namedAt(InetSocketAddress source) {
    InetAddress from = source.getAddress();
    if (from == null) {
      return List.of();
    }
    List<InetSocketAddress> named = new ArrayList<>();
    found.forEach(
        (place, spots) -> {
          if (place.port() != EDGE
              && spots.stream()
                  .anyMatch(
                      spot ->
                          spot.address().equals(from)
                              && (!from.isLoopbackAddress() || spot.port() == source.getPort()))) {
            named.add(InetSocketAddress.createUnresolved(place.host(), place.port()));
          }
        });
    return named;
  }
}
