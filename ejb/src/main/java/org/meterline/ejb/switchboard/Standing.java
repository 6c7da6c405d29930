package org.meterline.ejb.switchboard;

/** How this node stands. */
public interface Standing {
  Report report();

  /**
   * What is told.
   *
   * @param ready calls are taken, and the first one would be served without delay
   * @param state for people: what the node is doing or waiting for
   * @param directoryFollowed whether changes of the tenants' data arrive now
   * @param relay what stands between calls' audio and far ends, and how it is
   */
  record Report(
      boolean ready, String state, boolean directoryFollowed, int callsNow, String relay) {}
}
