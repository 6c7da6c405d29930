package org.meterline.ejb.guard;

import java.util.List;
import java.util.Optional;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.Tally;

/** Where this node's guard is. */
public interface GuardDoor {
  /** Empty while no calls are taken. */
  Optional<Guard> guard();

  /** What this node has counted since it started. */
  List<Tally> tallies();
}
