package org.meterline.ejb.limit;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What was stopped of one tenant's, and asked for, and is not stored yet. Safe for many threads.
 */
final class Stops {
  private Map<Stop, Count> stopped = new HashMap<>();
  private Map<String, String> asked = new HashMap<>();

  /** Why calls were stopped. */
  record Stop(String code, String user, String destination, String reason) {}

  /** How many of them, and the last one. */
  record Count(int calls, UUID last) {
    private Count plus(Count later) {
      return new Count(calls + later.calls, later.last);
    }
  }

  /**
   * What is to be stored.
   *
   * @param asked destinations, each with who was the first to want it
   */
  record News(Map<Stop, Count> stopped, Map<String, String> asked) {}

  synchronized void stopped(Stop stop, UUID call) {
    stopped.merge(stop, new Count(1, call), Count::plus);
  }

  synchronized void asks(String destination, String by) {
    asked.putIfAbsent(destination, by);
  }

  synchronized News take() {
    News taken = new News(stopped, asked);
    stopped = new HashMap<>();
    asked = new HashMap<>();
    return taken;
  }

  /** It could not be stored. */
  synchronized void giveBack(News some) {
    // What came meanwhile is later.
    some.stopped().forEach((stop, count) -> stopped.merge(stop, count, (b, a) -> a.plus(b)));
    some.asked().forEach(asked::put);
  }
}
