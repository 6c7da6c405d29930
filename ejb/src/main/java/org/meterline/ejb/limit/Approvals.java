package org.meterline.ejb.limit;

import java.util.Map;
import java.util.Set;

/**
 * Which destinations a tenant's people have approved.
 *
 * @param decided by destination; those that are only asked for are not among them
 */
record Approvals(Map<String, Boolean> decided) {
  /** Approved from the start: the tenant's own country. */
  static final String OWN = "own";

  /** Approved from the start: all. */
  static final String ALL = "all";

  Approvals {
    decided = Map.copyOf(decided);
  }

  /**
   * @param atFirst what the operator has approved for everybody: groups, {@link #OWN}, {@link #ALL}
   * @param country the tenant's
   */
  boolean approved(String destination, Set<String> atFirst, String country) {
    Boolean said = decided.get(destination);
    return said != null ? said : fromTheStart(destination, atFirst, country);
  }

  static boolean fromTheStart(String destination, Set<String> atFirst, String country) {
    return atFirst.contains(ALL)
        || atFirst.contains(destination)
        || (atFirst.contains(OWN) && destination.equals(country));
  }
}
