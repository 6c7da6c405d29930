package org.meterline.ejb.switchboard;

import java.time.Duration;
import java.util.Set;
import org.meterline.ejb.number.DestinationGroup;

/**
 * What one node, and one tenant on it, may use at most.
 *
 * @param approved destinations that tenants may call without approving them: groups, {@code own},
 *     {@code all}
 */
public record NodeLimits(
    int calls,
    int callsPerSecond,
    int tenantCalls,
    int tenantCallsPerSecond,
    Duration callDuration,
    Duration ringTime,
    Duration postDialDelay,
    long journalBytes,
    Set<String> approved) {
  static NodeLimits read(SettingsReader in) {
    return new NodeLimits(
        in.number("limits.calls", 1, 100_000),
        in.number("limits.calls-per-second", 1, 100_000),
        in.number("limits.tenant-calls", 1, 100_000),
        in.number("limits.tenant-calls-per-second", 1, 100_000),
        in.duration("limits.call-duration", Duration.ofSeconds(1)),
        in.duration("limits.ring-time", Duration.ofSeconds(1)),
        in.duration("limits.post-dial-delay", Duration.ofSeconds(4)),
        in.whole("limits.journal-bytes", 1 << 16, Long.MAX_VALUE),
        approved(in));
  }

  private static Set<String> approved(SettingsReader in) {
    Set<String> approved = Set.copyOf(in.list("limits.destinations"));
    for (String group : approved) {
      if (!group.equals("own")
          && !group.equals("all")
          && !DestinationGroup.SHAPE.matcher(group).matches()) {
        in.wrong("limits.destinations", "must be own, all, or groups such as DE, satellite");
      }
    }
    return approved;
  }
}
