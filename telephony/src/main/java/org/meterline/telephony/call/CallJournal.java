package org.meterline.telephony.call;

import java.util.List;

/** Where the facts of calls end up for good. Blocks plainly; called by one thread of the node. */
public interface CallJournal {
  /**
   * Takes the facts, all or none, in order. Idempotent by call and sequence.
   *
   * @throws Unavailable when nothing can be stored now; the same facts come again
   */
  void post(List<CallFact> facts) throws Unavailable;

  /** The books or the records cannot be written now. */
  final class Unavailable extends Exception {
    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
