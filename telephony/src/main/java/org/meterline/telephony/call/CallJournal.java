package org.meterline.telephony.call;

import java.util.List;

/** Where the facts of calls end up for good. Blocks plainly; called by one thread of the node. */
public interface CallJournal {
  /**
   * Takes the facts, all or none, in order. Idempotent by call and sequence.
   *
   * <p>What else it throws is a fault: the node tries again with growing pauses, then posts fact by
   * fact, and keeps aside by name a fact at which it fails while it takes others.
   *
   * @throws Unavailable when nothing can be stored now; the same facts come again
   * @throws Refused when the books will never take these facts as they are. The node then posts
   *     them call by call, and keeps aside by name what is refused again
   */
  void post(List<CallFact> facts) throws Unavailable, Refused;

  /** The facts contradict the books: posting them again would not help. */
  final class Refused extends Exception {
    public Refused(String message) {
      super(message);
    }
  }

  /** The books or the records cannot be written now. */
  final class Unavailable extends Exception {
    public Unavailable(String message) {
      super(message);
    }

    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
