package org.meterline.billing.wallet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Wallets whose requests wait for each other for no longer than the database is busy: a writer
 * takes what is waiting, one or a thousand, and commits it as one. A decision alone is not delayed,
 * a hot wallet is written once per batch. What the books refuse of a batch is asked again item by
 * item, so that one bad item never fails the others. A hold or extension that has waited longer
 * than anybody waits for its answer is not placed at all: after a stall of the database those who
 * still wait come first.
 */
public final class BatchingWallets implements WalletBook, AutoCloseable {
  private static final int MOST = 1000;

  /** What may wait; whoever comes then is told so at once. */
  private static final int MOST_WAITING = 4000;

  private static final Duration FOREVER = Duration.ofDays(365);

  private final WalletBook book;
  private final Writer<HoldRequest, HoldOutcome> holds;
  private final Writer<ExtendRequest, HoldOutcome> extensions;
  private final Writer<Settlement, SettleOutcome> settlements;

  /**
   * @param book where batches go; it is not closed with this
   * @param patience how long the answer to a hold or an extension is waited for
   * @param nanos a monotonic clock
   */
  public BatchingWallets(WalletBook book, Duration patience, LongSupplier nanos) {
    this.book = book;
    holds = new Writer<>("holds", patience, nanos);
    extensions = new Writer<>("extensions", patience, nanos);
    settlements = new Writer<>("settlements", FOREVER, nanos);
  }

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

  private static final class Writer<R, O> implements AutoCloseable {
    private final LinkedBlockingQueue<Waiting<R, O>> queue = new LinkedBlockingQueue<>();
    private final Duration patience;
    private final LongSupplier nanos;
    private final Thread thread;
    private volatile boolean closed;

    Writer(String name, Duration patience, LongSupplier nanos) {
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
          while (!batch.isEmpty()) {
            var kind = batch.getFirst().kind();
            var same = batch.stream().filter(w -> w.kind().equals(kind)).toList();
            batch.removeAll(same);
            post(same);
          }
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

    @Override
    public void close() {
      closed = true;
      thread.interrupt();
    }
  }

  @Override
  public List<HoldOutcome> hold(Lease by, List<HoldRequest> requests) {
    return holds.ask(by, requests, batch -> book.hold(by, batch));
  }

  @Override
  public List<HoldOutcome> extend(Lease by, List<ExtendRequest> requests) {
    return extensions.ask(by, requests, batch -> book.extend(by, batch));
  }

  /** A list is a batch already and goes as the one transaction that it is. */
  @Override
  public List<SettleOutcome> resolve(boolean recovery, List<Settlement> all) {
    return all.size() == 1
        ? settlements.ask(recovery, all, batch -> book.resolve(recovery, batch))
        : book.resolve(recovery, all);
  }

  @Override
  public Map<UUID, LegHold> holds(Collection<UUID> legs) {
    return book.holds(legs);
  }

  @Override
  public TopUp.Outcome topUp(TopUp topUp) {
    return book.topUp(topUp);
  }

  @Override
  public void open(NewWallet wallet) {
    book.open(wallet);
  }

  @Override
  public boolean limit(UUID tenant, UUID wallet, long floorUnits, boolean frozen) {
    return book.limit(tenant, wallet, floorUnits, frozen);
  }

  @Override
  public Optional<Wallet> wallet(UUID tenant, UUID wallet) {
    return book.wallet(tenant, wallet);
  }

  @Override
  public Lease take(String node, Duration length) {
    return book.take(node, length);
  }

  @Override
  public boolean renew(Lease lease, Duration length) {
    return book.renew(lease, length);
  }

  @Override
  public List<UUID> stale(Lease lease, int limit) {
    return book.stale(lease, limit);
  }

  /** How many holds wait for the batch before theirs. */
  int waitingHolds() {
    return holds.queue.size();
  }

  /** Ends the writers; what still waits fails as unavailable. */
  @Override
  public void close() {
    holds.close();
    extensions.close();
    settlements.close();
  }
}
