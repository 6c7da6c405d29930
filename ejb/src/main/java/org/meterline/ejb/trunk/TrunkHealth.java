package org.meterline.ejb.trunk;

/** How trunks are, as far as this node knows. */
@FunctionalInterface
public interface TrunkHealth {
  /** What is known of a trunk. */
  enum State {
    UP,
    DOWN,
    UNKNOWN
  }

  State of(String trunk);
}
