package org.meterline.billing.wallet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * One thread that takes what waits for it, one request or a thousand, and posts it as one. What is
 * refused as a batch is asked again item by item; what has waited longer than anybody waits for its
 * answer is not posted at all.
 */
final class BatchWriter<R, O> implements AutoCloseable {
  /** The patience with what must be posted whenever it comes. */
  static final Duration FOREVER = Duration.ofDays(365);

  private static final int MOST = 1000;

  /** What may wait; whoever comes then is told so at once. */
  private static final int MOST_WAITING = 4000;

  /** What waits, with the call that will take it: requests of the same kind go together. */
  private record Waiting<R, O>(
      Object kind,
      R request,
      Function<List<R>, List<O>> call,
      CompletableFuture<O> answer,
      long since) {

    void refuse(String why) {
      answer.completeExceptionally(new BooksUnavailable(why, new TimeoutException(why)));
    }
  }

  private final LinkedBlockingQueue<Waiting<R, O>> queue = new LinkedBlockingQueue<>();
  private final Duration patience;
  private final LongSupplier nanos;
  private final Thread thread;
  private volatile boolean closed;

  BatchWriter(String name, Duration patience, LongSupplier nanos) {
    this.patience = patience;
    this.nanos = nanos;
    thread = Thread.ofPlatform().daemon().name("wallets-" + name).start(this::run);
  }

  List<O> ask(Object kind, List<R> requests, Function<List<R>, List<O>> call) {
    long now = nanos.getAsLong();
    var waiting =
        requests.stream()
            .map(r -> new Waiting<>(kind, r, call, new CompletableFuture<O>(), now))
            .toList();
    if (queue.size() < MOST_WAITING) {
      queue.addAll(waiting);
    } else {
      waiting.forEach(w -> w.refuse("too much waits for the books"));
    }
    if (closed) {
      end();
    }
    try {
      return waiting.stream().map(w -> w.answer().join()).toList();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void run() {
    var batch = new ArrayList<Waiting<R, O>>();
    try {
      while (true) {
        batch.clear();
        batch.add(queue.take());
        queue.drainTo(batch, MOST - 1);
        batch.removeIf(this::late);
        batch.stream().collect(Collectors.groupingBy(Waiting::kind)).values().forEach(this::post);
      }
    } catch (InterruptedException e) {
      end();
    }
  }

  private boolean late(Waiting<R, O> waiting) {
    boolean late = nanos.getAsLong() - waiting.since() > patience.toNanos();
    if (late) {
      waiting.refuse("nobody waits for this answer any more");
    }
    return late;
  }

  private void post(List<Waiting<R, O>> waiting) {
    try {
      var requests = waiting.stream().map(Waiting::request).toList();
      var answers = waiting.getFirst().call().apply(requests);
      for (int i = 0; i < waiting.size(); i++) {
        waiting.get(i).answer().complete(answers.get(i));
      }
    } catch (BooksRefused e) {
      if (waiting.size() == 1) {
        waiting.getFirst().answer().completeExceptionally(e);
      } else {
        waiting.forEach(w -> post(List.of(w)));
      }
    } catch (RuntimeException e) {
      waiting.forEach(w -> w.answer().completeExceptionally(e));
    }
  }

  private void end() {
    var left = new ArrayList<Waiting<R, O>>();
    queue.drainTo(left);
    var gone = new BooksUnavailable("closed", new InterruptedException());
    left.forEach(w -> w.answer().completeExceptionally(gone));
  }

  /** How many wait. */
  int waiting() {
    return queue.size();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
