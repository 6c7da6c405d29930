package org.meterline.telephony.sip;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/**
 * Provisional responses of ours that are sure to arrive: each is sent again until its PRACK comes,
 * one after the other (RFC 3262, section 3). Owned by the leg's mailbox.
 */
final class Reliable {
  static final String TAG = "100rel";
  private static final Pattern ACKNOWLEDGED =
      Pattern.compile("(?i)^\\s*([0-9]{1,10})\\s+([0-9]{1,10})\\s+INVITE\\s*$");

  private final Wire wire;
  private final IncomingLeg leg;
  private final UasTransaction transaction;
  private final Request invite;
  private final boolean required;
  private final boolean supported;
  private final Deque<Response> waiting = new ArrayDeque<>();
  private long number = ThreadLocalRandom.current().nextLong(1, 1 << 20);
  private @Nullable Response open;
  private long interval;
  private long waited;
  private @Nullable Future<?> next;
  private @Nullable Runnable then;
  private boolean used;
  private boolean described;

  Reliable(IncomingLeg leg, Request invite, UasTransaction transaction) {
    this.wire = leg.wire;
    this.leg = leg;
    this.transaction = transaction;
    this.invite = invite;
    this.required = Fields.tags(invite, "Require").contains(TAG);
    this.supported = required || Fields.tags(invite, "Supported").contains(TAG);
  }

  /** Whether a description that was sent is known to have arrived: a 2xx has none then. */
  boolean described() {
    return described;
  }

  /** Whether each is confirmed. */
  boolean confirms() {
    return required;
  }

  /**
   * Sends a response: reliably where the caller insists, or where it describes a session and the
   * caller can confirm it. Without an offer of the caller's the first such response has ours, and
   * one that has none is left out (section 5).
   */
  void send(Response response) {
    boolean describes = Fields.sdp(response) != null;
    if (!required && !(supported && describes)) {
      leg.answer(transaction, response);
      return;
    }
    if (!used && !describes && Fields.sdp(invite) == null) {
      return;
    }
    used = true;
    number++;
    response.addHeader(Wire.header("Require", TAG));
    response.addHeader(Wire.header("RSeq", Long.toString(number)));
    waiting.add(response);
    sendNext();
  }

  private void sendNext() {
    if (open != null) {
      return;
    }
    Response response = waiting.poll();
    open = response;
    if (response != null) {
      interval = wire.settings.t1().toMillis();
      waited = 0;
      transmit(response);
    } else if (then != null) {
      Runnable last = then;
      then = null;
      last.run();
    }
  }

  private void transmit(Response response) {
    next = wire.after(interval, leg.mailbox, this::again);
    leg.answer(transaction, (Response) response.clone());
  }

  private void again() {
    Response response = open;
    if (response == null) {
      return;
    }
    waited += interval;
    if (waited >= wire.patience()) {
      leg.unheard();
      return;
    }
    interval = Math.min(2 * interval, wire.patience() - waited);
    transmit(response);
  }

  /** Runs it when all that was sent has been confirmed: a 2xx waits for that. */
  void afterwards(Runnable task) {
    then = task;
    sendNext();
  }

  /** A PRACK came: whether it is for what was sent last. Nothing of it is answered yet. */
  boolean confirmed(Request prack) {
    Response response = open;
    if (response == null || !names(prack)) {
      return false;
    }
    halt();
    open = null;
    described |= Fields.sdp(response) != null;
    return true;
  }

  /** It is answered. */
  void goOn() {
    sendNext();
  }

  private boolean names(Request prack) {
    for (String value : Fields.values(prack, "RAck")) {
      Matcher named = ACKNOWLEDGED.matcher(value);
      if (named.matches()) {
        return Long.parseLong(named.group(1)) == number - waiting.size()
            && Long.parseLong(named.group(2)) == Fields.sequence(invite);
      }
    }
    return false;
  }

  private void halt() {
    if (next != null) {
      next.cancel(false);
      next = null;
    }
  }

  /** Nothing is sent again any more. */
  void stop() {
    halt();
    open = null;
    then = null;
    waiting.clear();
  }
}
