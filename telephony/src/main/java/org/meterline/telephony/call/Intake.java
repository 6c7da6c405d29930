package org.meterline.telephony.call;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts calls, of the node and of each tenant, so that one tenant cannot starve the others. Safe
 * for many threads.
 */
final class Intake {
  private static final long SECOND = 1_000_000_000L;

  private static final class Count {
    int live;
    long windowAt;
    int inWindow;
  }

  private final CallLimits limits;
  private final LongSupplier nanos;
  private final Count all = new Count();

  /** Of those whose call was counted: no more than there are tenants, whatever callers name. */
  private final Map<Domain, Count> tenants = new HashMap<>();

  Intake(CallLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  /** Counts a call in; or says why there is no room for it, and does not. */
  synchronized Optional<String> enter(Domain domain) {
    Optional<String> full = full(domain);
    if (full.isEmpty()) {
      count(domain);
    }
    return full;
  }

  /** Why there is no room for a call now, if there is none. */
  synchronized Optional<String> full(Domain domain) {
    Count tenant = tenants.getOrDefault(domain, new Count());
    if (all.live >= limits.calls()) {
      return Optional.of("Too many calls at once");
    }
    if (tenant.live >= limits.tenantCalls()) {
      return Optional.of("Too many calls of this tenant at once");
    }
    if (!fits(all, limits.callsPerSecond()) || !fits(tenant, limits.tenantCallsPerSecond())) {
      return Optional.of("Too many new calls within a second");
    }
    return Optional.empty();
  }

  /** Counts a call in whatever the limits say. */
  synchronized void count(Domain domain) {
    Count tenant = tenants.computeIfAbsent(domain, name -> new Count());
    turn(all);
    turn(tenant);
    all.live++;
    all.inWindow++;
    tenant.live++;
    tenant.inWindow++;
  }

  synchronized void leave(Domain domain) {
    all.live--;
    Count tenant = tenants.get(domain);
    if (tenant != null) {
      tenant.live--;
    }
  }

  private boolean fits(Count count, int most) {
    turn(count);
    return count.inWindow < most;
  }

  /** Begins a new window if the last one is over. */
  private void turn(Count count) {
    long now = nanos.getAsLong();
    if (count.windowAt == 0 || now - count.windowAt >= SECOND) {
      count.windowAt = now;
      count.inWindow = 0;
    }
  }
}
