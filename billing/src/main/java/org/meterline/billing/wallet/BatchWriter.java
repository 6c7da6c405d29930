package org.meterline.billing.wallet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * One thread that takes what waits for it, one request or a thousand, and posts it: requests of a
 * kind as one. While there are several now and then, it rests between batches, so that what comes
 * in the meantime shares the next; who is alone is served at once. What is refused as a batch is
 * asked again item by item; what has waited longer than anybody waits for its answer is not posted
 * at all.
 */
final class BatchWriter implements AutoCloseable {
  /** The patience with what must be posted whenever it comes. */
  static final Duration FOREVER = Duration.ofDays(365);

  /** So many are worth a batch at once. */
  static final int CROWD = 64;

  private static final int MOST = 1000;

  /** What may wait; whoever comes then is told so at once. */
  private static final int MOST_WAITING = 4000;

  /**
   * From the beginning of a batch to that of the next: statements alone cost more than their rows.
   */
  private static final long REST = Duration.ofMillis(20).toNanos();

  /** For how long one batch of several says that others will have company too. */
  private static final long BUSY = Duration.ofMillis(200).toNanos();

  /**
   * What may share a batch.
   *
   * @param by on whose behalf
   */
  record Kind(String what, Object by, Duration patience) {}

  /** What waits, with the call that will take it. */
  private record Waiting<R, O>(
      Kind kind,
      R request,
      Function<List<R>, List<O>> call,
      CompletableFuture<O> answer,
      long since) {

    void refuse(String why) {
      answer.completeExceptionally(new BooksUnavailable(why, new TimeoutException(why)));
    }
  }

  private final LinkedBlockingQueue<Waiting<?, ?>> queue = new LinkedBlockingQueue<>();
  private final LongSupplier nanos;
  private final Thread thread;
  private volatile boolean closed;
  private volatile int inHand;

  /** Both are the thread's. */
  private long began;

  private long busyUntil;

  BatchWriter(String name, LongSupplier nanos) {
    this.nanos = nanos;
    began = nanos.getAsLong();
    busyUntil = began;
    thread = Thread.ofPlatform().daemon().name(name).start(this::run);
  }

  /** The calls of a kind are the same: the first of a batch is made for all of it. */
  <R, O> List<O> ask(Kind kind, List<R> requests, Function<List<R>, List<O>> call) {
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
    if (queue.size() >= CROWD) {
      LockSupport.unpark(thread);
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
    var batch = new ArrayList<Waiting<?, ?>>();
    try {
      while (!closed) {
        try {
          postNext(batch);
        } catch (InterruptedException e) {
          return;
        } catch (Throwable e) { // whoever comes next is served all the same
          fail(batch, "cannot post: " + e, e);
        }
        batch.clear();
        inHand = 0;
      }
    } finally {
      closed = true;
      fail(batch, "closed", new InterruptedException());
      end();
    }
  }

  /** Takes what is next into the batch, which is empty, and posts it. */
  private void postNext(List<Waiting<?, ?>> batch) throws InterruptedException {
    batch.add(queue.take());
    if (busyUntil - nanos.getAsLong() > 0) {
      rest(began + REST);
    }
    queue.drainTo(batch, MOST - 1);
    inHand = batch.size();
    began = nanos.getAsLong();
    if (batch.size() > 1) {
      busyUntil = began + BUSY;
    }
    batch.removeIf(this::late);
    batch.stream()
        .collect(Collectors.groupingBy(Waiting::kind, LinkedHashMap::new, Collectors.toList()))
        .values()
        .forEach(this::postAll);
  }

  /** Who has been answered stays so. */
  private static void fail(List<? extends Waiting<?, ?>> waiting, String why, Throwable cause) {
    var gone = new BooksUnavailable(why, cause);
    waiting.forEach(w -> w.answer().completeExceptionally(gone));
  }

  private void rest(long until) throws InterruptedException {
    long left = until - nanos.getAsLong();
    while (left > 0 && queue.size() < CROWD) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      left = until - nanos.getAsLong();
    }
  }

  private boolean late(Waiting<?, ?> waiting) {
    boolean late = nanos.getAsLong() - waiting.since() > waiting.kind().patience().toNanos();
    if (late) {
      waiting.refuse("nobody waits for this answer any more");
    }
    return late;
  }

  /** Those of a kind have the same types: it names the method they were asked by. */
  @SuppressWarnings("unchecked")
  private <R, O> void postAll(List<Waiting<?, ?>> waiting) {
    post((List<Waiting<R, O>>) (List<?>) waiting);
  }

  private <R, O> void post(List<Waiting<R, O>> waiting) {
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
    } catch (Throwable e) { // memory, the stack or a class is missing: the thread goes on
      fail(waiting, "cannot post: " + e, e);
    }
  }

  private void end() {
    var left = new ArrayList<Waiting<?, ?>>();
    queue.drainTo(left);
    fail(left, "closed", new InterruptedException());
  }

  /** How many wait. */
  int waiting() {
    return queue.size();
  }

  /** How many wait or are being posted; about, since both change meanwhile. */
  int unanswered() {
    return queue.size() + inHand;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
