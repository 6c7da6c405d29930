package org.meterline.telephony.call;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The questions a call has put to the world outside its mailbox and waits for. An answer to a step
 * that was closed meanwhile is discarded.
 */
final class Steps {
  private static final class Open {
    final Consumer<@Nullable Object> then;
    final boolean lasting;
    Runnable cancel = () -> {};

    Open(Consumer<@Nullable Object> then, boolean lasting) {
      this.then = then;
      this.lasting = lasting;
    }
  }

  private final Map<Long, Open> open = new HashMap<>();
  private long last;

  /**
   * @param lasting stays open when the call ends: its answer is heard even then
   */
  long open(boolean lasting, Consumer<@Nullable Object> then) {
    open.put(++last, new Open(then, lasting));
    return last;
  }

  /** What to do when the step is over, be it closed or answered. */
  void onClose(long step, Runnable cancel) {
    Open found = open.get(step);
    if (found != null) {
      found.cancel = cancel;
    }
  }

  void close(long step) {
    Open found = open.remove(step);
    if (found != null) {
      found.cancel.run();
    }
  }

  /** Closes all but the lasting ones. */
  void closeAll() {
    open.values()
        .removeIf(
            each -> {
              if (!each.lasting) {
                each.cancel.run();
              }
              return !each.lasting;
            });
  }

  /** Whether anything is still awaited. */
  boolean waiting() {
    return !open.isEmpty();
  }

  void answer(long step, @Nullable Object answer) {
    Open found = open.remove(step);
    if (found != null) {
      found.cancel.run();
      found.then.accept(answer);
    }
  }
}
