package org.meterline.telephony.call;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** All that happens, one after the other: first what is in a call's mailbox, then the rest. */
final class OneThread {
  private final Deque<Message> mailbox = new ArrayDeque<>();
  private final Deque<Runnable> elsewhere = new ArrayDeque<>();
  private final Consumer<Message> call;

  /**
   * @param call takes what is in its mailbox
   */
  OneThread(Consumer<Message> call) {
    this.call = call;
  }

  boolean post(Message message) {
    return mailbox.add(message);
  }

  void elsewhere(Runnable action) {
    elsewhere.add(action);
  }

  /** Lets everything happen that can happen now. */
  void settle() {
    while (!mailbox.isEmpty() || !elsewhere.isEmpty()) {
      Message next = mailbox.poll();
      if (next != null) {
        call.accept(next);
      } else {
        elsewhere.remove().run();
      }
    }
  }

  /** Lets what is next happen elsewhere, and nothing in the mailbox. */
  void elsewhereNext() {
    elsewhere.remove().run();
  }

  /** Handles what is in the mailbox, but lets nothing happen elsewhere. */
  void settleMailbox() {
    while (!mailbox.isEmpty()) {
      call.accept(mailbox.remove());
    }
  }
}
