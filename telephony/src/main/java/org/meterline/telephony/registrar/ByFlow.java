package org.meterline.telephony.registrar;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts are reached over a flow. A proxy that closes takes its phones' flows with it, all
 * at once: each is looked up, not looked for. Safe for many threads, as long as the changes of one
 * account come one at a time.
 */
final class ByFlow {
  private final Map<String, Set<Bindings.Key>> accounts = new ConcurrentHashMap<>();

  /** An account has other bindings. */
  void changed(Bindings.Key account, List<Binding> before, List<Binding> after) {
    for (Binding gone : before) {
      String flow = gone.flow();
      if (flow != null && !uses(after, flow)) {
        accounts.computeIfPresent(flow, (same, all) -> without(all, account));
      }
    }
    for (Binding come : after) {
      String flow = come.flow();
      if (flow != null && !uses(before, flow)) {
        accounts.compute(flow, (same, all) -> with(all, account));
      }
    }
  }

  private static boolean uses(List<Binding> bindings, String flow) {
    return bindings.stream().anyMatch(each -> flow.equals(each.flow()));
  }

  private static Set<Bindings.Key> with(@Nullable Set<Bindings.Key> all, Bindings.Key account) {
    Set<Bindings.Key> more = all == null ? ConcurrentHashMap.newKeySet(1) : all;
    more.add(account);
    return more;
  }

  private static @Nullable Set<Bindings.Key> without(Set<Bindings.Key> all, Bindings.Key account) {
    all.remove(account);
    return all.isEmpty() ? null : all;
  }

  /** Those accounts, as they are now. */
  List<Bindings.Key> of(String flow) {
    return List.copyOf(accounts.getOrDefault(flow, Set.of()));
  }

  /** How many flows somebody is reached over. */
  int size() {
    return accounts.size();
  }
}
