package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Posts verbs to a call's mailbox and waits for their outcome, which comes always. */
record MailboxControl(CallId call, Mailbox mailbox) implements CallControl {
  @Override
  public <R> Outcome<R> run(Verb<R> verb, Duration deadline) throws InterruptedException {
    CompletableFuture<Outcome<?>> outcome = post(verb, deadline);
    try {
      return typed(outcome.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome never fails", e);
    }
  }

  /**
   * Runs the verb.
   *
   * @return its outcome, which is there already when it was refused or took no time
   */
  CompletableFuture<Outcome<?>> begin(Verb<?> verb, Duration deadline) throws InterruptedException {
    CompletableFuture<Outcome<?>> outcome = post(verb, deadline);
    CountDownLatch reached = new CountDownLatch(1);
    if (mailbox.post(new Message.Reached(reached::countDown))) {
      reached.await();
    }
    return outcome;
  }

  private CompletableFuture<Outcome<?>> post(Verb<?> verb, Duration deadline) {
    CompletableFuture<Outcome<?>> outcome = new CompletableFuture<>();
    Consumer<Outcome<?>> reply = outcome::complete;
    if (!mailbox.post(new Message.Run(verb, deadline, reply))) {
      reply.accept(afterwards(verb));
    }
    return outcome;
  }

  /** A verb is answered with what it promises: {@link Verbs} keeps to it. */
  @SuppressWarnings("unchecked")
  private static <R> Outcome<R> typed(Outcome<?> outcome) {
    return (Outcome<R>) outcome;
  }

  /** The outcome on a call of which nothing is left. */
  private static Outcome<?> afterwards(Verb<?> verb) {
    return switch (verb) {
      case Verb.Status status -> new Outcome.Done<>(new Verb.Channel(CallState.ENDED, false));
      case Verb.GetVariable get -> new Outcome.Done<>(Optional.empty());
      case Verb.SetVariable set -> new Outcome.Done<>(Verb.Nothing.NOTHING);
      case Verb.Note note -> new Outcome.Done<>(Verb.Nothing.NOTHING);
      default -> new Outcome.Cut<>(Outcome.By.HANG_UP);
    };
  }

  /** Answers the verbs among messages that nobody read. */
  static void unread(List<Message> messages) {
    for (Message message : messages) {
      if (message
          instanceof Message.Run(Verb<?> verb, Duration within, Consumer<Outcome<?>> reply)) {
        reply.accept(afterwards(verb));
      } else if (message instanceof Message.Reached(Runnable then)) {
        then.run();
      } else if (message instanceof Message.Join join) {
        var _ = join.with().box().test(new Message.Parted(603, "That talk is over"));
      } else if (message instanceof Message.Joined joined) {
        var _ = joined.with().box().test(new Message.Parted(200, "The other call is over"));
      }
    }
  }
}
