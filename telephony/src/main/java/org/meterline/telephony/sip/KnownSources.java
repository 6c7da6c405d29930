package org.meterline.telephony.sip;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
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

  private final Guard guard;
  private final Set<String> edges;
  private final Supplier<List<Trunk>> trunks;
  private final Executor elsewhere;

  KnownSources(Guard guard, Set<String> edges, Supplier<List<Trunk>> trunks, Executor elsewhere) {
    this.guard = guard;
    this.edges = edges;
    this.trunks = trunks;
    this.elsewhere = elsewhere;
  }

  void look() {
    Set<String> hosts = new HashSet<>(edges);
    trunks.get().stream()
        .filter(trunk -> !trunk.transport().equals(Trunk.MODEM))
        .forEach(trunk -> hosts.add(trunk.host()));
    elsewhere.execute(() -> guard.trunks(addresses(hosts)));
  }

  private static Set<Prefix> addresses(Set<String> hosts) {
    Set<Prefix> all = new HashSet<>();
    for (String host : hosts) {
      try {
        for (InetAddress address : InetAddress.getAllByName(host)) {
          all.add(Prefix.of(address));
        }
      } catch (UnknownHostException e) {
        LOG.log(System.Logger.Level.DEBUG, "{0} has no address now", host);
      }
    }
    return all;
  }
}
