package org.meterline.ejb.control;

import java.util.Optional;
import org.meterline.telephony.call.CallRequest;
import org.meterline.telephony.call.Refusal;

/** Begins calls on this node. */
public interface CallStarting {
  /** This node's name. */
  String node();

  /** Whether records know of every call that this node began before its last start. */
  boolean settled();

  /**
   * Begins a call, which goes on by itself; one that was begun here before is not begun again.
   *
   * @return why it was not begun, if it was not
   */
  Optional<Refusal> originate(CallRequest request);
}
