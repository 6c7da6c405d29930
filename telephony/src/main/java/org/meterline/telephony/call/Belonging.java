package org.meterline.telephony.call;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which of a node's calls a leg belongs to. Safe for many threads. */
final class Belonging {
  private final Map<LegId, Predicate<Message>> boxes = new ConcurrentHashMap<>();

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
