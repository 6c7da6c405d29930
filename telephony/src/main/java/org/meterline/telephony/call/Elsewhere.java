package org.meterline.telephony.call;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.meterline.telephony.identity.Claim;
import org.meterline.telephony.identity.Verification;

/**
 * What a call does not wait for: each question is put elsewhere, and its answer comes into the
 * mailbox as a message that names the step.
 */
final class Elsewhere {
  private static final System.Logger LOG = System.getLogger(Elsewhere.class.getName());
  private static final CallAuthority.Answer UNAVAILABLE =
      new CallAuthority.Refused(Refusals.AUTHORITY_UNAVAILABLE);

  private final CallId id;
  private final CallPorts ports;
  private final Consumer<Message> mailbox;
  private final Steps steps = new Steps();

  Elsewhere(CallId id, CallPorts ports, Consumer<Message> mailbox) {
    this.id = id;
    this.ports = ports;
    this.mailbox = mailbox;
  }

  /** Puts a question to the authority, elsewhere; its answer comes as a message. */
  void ask(
      boolean lasting,
      Supplier<CallAuthority.Answer> question,
      Consumer<CallAuthority.Answer> then) {
    long step =
        steps.open(
            lasting,
            answer -> {
              if (answer instanceof CallAuthority.Answer known) {
                then.accept(known);
              }
            });
    Runnable put = () -> mailbox.accept(new Message.Done(step, answerOf(question)));
    try {
      ports.elsewhere().execute(put);
    } catch (RejectedExecutionException e) {
      mailbox.accept(new Message.Done(step, UNAVAILABLE));
    }
  }

  private CallAuthority.Answer answerOf(Supplier<CallAuthority.Answer> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "call {0}: the authority is unavailable: {1}", id, e);
      return UNAVAILABLE;
    }
  }

  /** Has a claim looked into; the answer comes as a message, unless the call is over by then. */
  void verify(Claim claim, Consumer<Verification> then) {
    long step =
        steps.open(
            false,
            answer -> {
              if (answer instanceof Verification found) {
                then.accept(found);
              }
            });
    claim.check(found -> mailbox.accept(new Message.Done(step, found)));
  }

  /**
   * What the journal tells when a fact is durable, in the mailbox; false also when it tells nothing
   * for as long as the authority may take.
   */
  Consumer<Boolean> whenDurable(Consumer<Boolean> then) {
    long step = steps.open(false, ok -> then.accept(Boolean.TRUE.equals(ok)));
    steps.onClose(
        step,
        ports
            .time()
            .timers()
            .after(
                ports.timings().authority(), () -> mailbox.accept(new Message.Done(step, false))));
    return ok -> mailbox.accept(new Message.Done(step, ok));
  }

  long after(Duration delay, Runnable action) {
    return after(false, delay, action);
  }

  long after(boolean lasting, Duration delay, Runnable action) {
    long step = steps.open(lasting, nothing -> action.run());
    steps.onClose(
        step,
        ports.time().timers().after(delay, () -> mailbox.accept(new Message.Done(step, null))));
    return step;
  }

  void forget(long step) {
    steps.close(step);
  }

  /** An answer is in. */
  void answer(Message.Done done) {
    steps.answer(done.step(), done.answer());
  }

  /** Waits for nothing any more but for what lasts. */
  void closeAll() {
    steps.closeAll();
  }

  boolean waiting() {
    return steps.waiting();
  }
}
