package org.meterline.telephony.call;

import java.util.function.Consumer;

/** Where the facts of calls go at once: the node's journal file. Safe for many threads. */
public interface FactStore {
  /**
   * Takes a fact; facts handed in by one thread are kept in that order. Returns at once.
   *
   * @param durable told once, on another thread, with true when the fact and all before it are on
   *     the disk, with false when they cannot be written now (they are tried again)
   */
  void append(CallFact fact, Consumer<Boolean> durable);

  /** Whether calls that cost money may begin: there is room, and the disk takes what is written. */
  boolean accepting();
}
