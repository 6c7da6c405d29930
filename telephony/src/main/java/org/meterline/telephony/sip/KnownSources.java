package org.meterline.telephony.sip;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.Prefix;
import org.meterline.telephony.trunk.Trunk;

/**
 * Tells the guard where trunks and the proxies of phones are, so that they are neither limited nor
 * banned. Their names are looked up elsewhere, for that may take its time.
 */
final class KnownSources {
  private static final System.Logger LOG = System.getLogger(KnownSources.class.getName());

  /** Finds the addresses of a name; may block. */
  @FunctionalInterface
  interface Names {
    InetAddress[] of(String host) throws UnknownHostException;
  }

  private final Guard guard;
  private final Set<String> edges;
  private final Supplier<List<Trunk>> trunks;
  private final Executor elsewhere;
  private final Names names;
  private final AtomicBoolean looking = new AtomicBoolean();

  /** What each host was last found at; touched by one look at a time. */
  private final Map<String, List<Prefix>> found = new ConcurrentHashMap<>();

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
      Set<String> hosts = new HashSet<>(edges);
      trunks.get().stream()
          .filter(trunk -> !trunk.transport().equals(Trunk.MODEM))
          .forEach(trunk -> hosts.add(trunk.host()));
      elsewhere.execute(() -> find(hosts));
    } catch (RuntimeException e) {
      looking.set(false);
      LOG.log(System.Logger.Level.ERROR, "where trunks are was not looked up", e);
    }
  }

  private void find(Set<String> hosts) {
    try {
      found.keySet().retainAll(hosts);
      hosts.forEach(this::find);
      Set<Prefix> all = new HashSet<>();
      found.values().forEach(all::addAll);
      guard.trunks(all);
    } finally {
      looking.set(false);
    }
  }

  /** A host whose name cannot be looked up now stays where it was. */
  private void find(String host) {
    try {
      found.put(host, Arrays.stream(names.of(host)).map(Prefix::of).toList());
    } catch (UnknownHostException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0} has no address now", host);
    }
  }
}
