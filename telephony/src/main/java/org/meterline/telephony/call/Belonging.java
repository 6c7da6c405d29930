package org.meterline.telephony.call;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The mailboxes of a node's calls, and which of them a leg belongs to. Safe for many threads. */
final class Belonging {
  private final Map<LegId, Predicate<Message>> boxes = new ConcurrentHashMap<>();
  private final Map<CallId, Predicate<Message>> calls = new ConcurrentHashMap<>();

  void add(CallId call, Predicate<Message> box) {
    calls.put(call, box);
  }

  void remove(CallId call) {
    calls.remove(call);
  }

  /** The mailbox of a call; null if it is over. */
  @Nullable Predicate<Message> of(CallId call) {
    return calls.get(call);
  }

  void add(LegId leg, Predicate<Message> box) {
    boxes.put(leg, box);
  }

  void remove(LegId leg) {
    boxes.remove(leg);
  }

  /** The mailbox of its call; null if it has none (any more). */
  @Nullable Predicate<Message> of(LegId leg) {
    return boxes.get(leg);
  }
}
