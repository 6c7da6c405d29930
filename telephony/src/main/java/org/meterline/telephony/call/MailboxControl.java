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

  /** Answers what asks for an answer among messages that nobody of the call read. */
  static void unread(CallId call, List<Message> messages) {
    for (Message message : messages) {
      if (message
          instanceof Message.Run(Verb<?> verb, Duration within, Consumer<Outcome<?>> reply)) {
        reply.accept(afterwards(verb));
      } else if (message instanceof Message.Reached(Runnable then)) {
        then.run();
      } else if (message instanceof Message.OfTalk said) {
        unread(call, said);
      }
    }
  }

  private static void unread(CallId call, Message.OfTalk said) {
    var _ =
        switch (said) {
          case Message.Join(Joint with, _) -> notJoined(with);
          case Message.PassedOn(_, Message.Join(Joint with, _)) -> notJoined(with);
          case Message.Joined(Joint with) ->
              with.box().test(new Message.Parted(call, "The other call is over"));
          default -> false;
        };
  }

  private static boolean notJoined(Joint asks) {
    return asks.box().test(new Message.NotJoined(603, "That talk is over"));
  }
}
