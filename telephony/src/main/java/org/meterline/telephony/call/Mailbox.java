package org.meterline.telephony.call;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages to a call one at a time, in the order they came, on a virtual thread of its own.
 */
final class Mailbox {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final ArrayDeque<Message> waiting = new ArrayDeque<>();
  private boolean closed;

  /** Puts a message in; false when the box is closed and nobody will read it. */
  boolean post(Message message) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      waiting.add(message);
      filled.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins to read.
   *
   * @param reader takes a message and says whether there will be a need for another
   * @param over told when the reader needs no more, or failed
   * @param unread gets what was in the box then
   */
  void start(String name, Predicate<Message> reader, Runnable over, UnreadMessages unread) {
    Thread.ofVirtual()
        .name(name)
        .start(
            () -> {
              try {
                Message next = take();
                while (next != null && reader.test(next)) {
                  next = take();
                }
              } finally {
                try {
                  over.run();
                } finally {
                  unread.take(close());
                }
              }
            });
  }

  /** What becomes of messages nobody read. */
  @FunctionalInterface
  interface UnreadMessages {
    void take(List<Message> messages);
  }

  private @Nullable Message take() {
    lock.lock();
    try {
      while (waiting.isEmpty()) {
        filled.awaitUninterruptibly();
      }
      return waiting.poll();
    } finally {
      lock.unlock();
    }
  }

  private List<Message> close() {
    lock.lock();
    try {
      closed = true;
      List<Message> rest = new ArrayList<>(waiting);
      waiting.clear();
      return rest;
    } finally {
      lock.unlock();
    }
  }
}
