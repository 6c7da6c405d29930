package org.meterline.ejb.record;

import java.util.UUID;

/** Ends live calls of this node. */
@FunctionalInterface
public interface CallEnding {
  /**
   * Asks the call to end.
   *
   * @return false when the node has no such call any more
   */
  boolean hangUp(UUID call, String reason);
}
