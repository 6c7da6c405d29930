package org.meterline.telephony.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;

/**
 * What of the journal is on disk: how far it goes, how much of it is not yet posted, and which
 * files are still needed. Told by the thread that writes, asked by the one that posts.
 */
final class Written {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();

  /** The first file of each call that has no end yet: files from there on are kept. */
  private final Map<CallId, Long> openCalls;

  private final Recent recent = new Recent();
  private Segments.Place end;
  private long unposted;
  private boolean released;

  /**
   * @param end how far it goes
   * @param unposted bytes
   * @param openCalls the first file of each call that has no end yet
   */
  Written(Segments.Place end, long unposted, Map<CallId, Long> openCalls) {
    this.end = end;
    this.unposted = unposted;
    this.openCalls = new HashMap<>(openCalls);
  }

  /**
   * There is more.
   *
   * @param upTo how far it goes now
   * @param bytes how much it is
   * @param facts what it tells
   */
  void add(Segments.Place upTo, long bytes, List<CallFact> facts) {
    lock.lock();
    try {
      unposted += bytes;
      recent.add(end, new JournalReader.Batch(facts, upTo, bytes));
      end = upTo;
      for (CallFact fact : facts) {
        remember(fact);
      }
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void remember(CallFact fact) {
    if (fact instanceof CallFact.Began) {
      openCalls.put(fact.call(), end.segment());
    } else if (fact instanceof CallFact.Ended) {
      openCalls.remove(fact.call());
    }
  }

  boolean hasOpenCalls() {
    lock.lock();
    try {
      return !openCalls.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes are not yet posted. */
  long unposted() {
    lock.lock();
    try {
      return unposted;
    } finally {
      lock.unlock();
    }
  }

  Segments.Place end() {
    lock.lock();
    try {
      return end;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The facts that follow a place, if they are still at hand; they are handed out once.
   *
   * @param most facts after which it ends
   */
  Optional<JournalReader.Batch> recent(Segments.Place place, int most) {
    lock.lock();
    try {
      return recent.after(place, most);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is more than up to {@code place}; false when released. */
  boolean awaitMoreThan(Segments.Place place) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (end.equals(place) && !released) {
        grown.await();
      }
      return !released;
    } finally {
      lock.unlock();
    }
  }

  /** Lets {@link #awaitMoreThan} wait no longer. */
  void release() {
    lock.lock();
    try {
      released = true;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * All up to {@code place} is posted.
   *
   * @return the first file that is still needed
   */
  long posted(Segments.Place place, long bytes) {
    lock.lock();
    try {
      unposted = Math.max(0, unposted - bytes);
      long open = openCalls.values().stream().min(Long::compare).orElse(place.segment());
      return Math.min(place.segment(), open);
    } finally {
      lock.unlock();
    }
  }
}
