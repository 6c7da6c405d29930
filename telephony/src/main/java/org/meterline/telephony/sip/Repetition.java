package org.meterline.telephony.sip;

import java.util.concurrent.Future;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/**
 * A 2xx to an INVITE, sent again and again until its ACK comes (RFC 3261, section 13.3.1.4): the
 * transaction is over by then, so this is the dialog's own affair. Owned by the leg's mailbox.
 */
final class Repetition {
  private static final long T2 = 4_000;

  private final Wire wire;
  private final Serial mailbox;
  private final Request request;
  private final Response response;
  private final Runnable noAck;
  private long interval;
  private long waited;
  private @Nullable Future<?> next;

  Repetition(Wire wire, Serial mailbox, Request request, Response response, Runnable noAck) {
    this.wire = wire;
    this.mailbox = mailbox;
    this.request = request;
    this.response = response;
    this.noAck = noAck;
    this.interval = wire.settings.t1().toMillis();
    schedule();
  }

  /** The number of the INVITE that the ACK must bear. */
  long sequence() {
    return Fields.sequence(response);
  }

  void stop() {
    if (next != null) {
      next.cancel(false);
      next = null;
    }
  }

  private void schedule() {
    next = wire.after(interval, mailbox, this::again);
  }

  private void again() {
    if (next == null) {
      return;
    }
    waited += interval;
    if (waited >= wire.patience()) {
      next = null;
      noAck.run();
      return;
    }
    interval = Math.min(Math.min(2 * interval, T2), wire.patience() - waited);
    wire.answer(request, (Response) response.clone());
    schedule();
  }
}
