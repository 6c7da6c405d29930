package org.meterline.telephony.locate;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers that are kept for as long as they live, and longer while DNS does not answer (RFC 8767).
 * What several ask for at a time is asked once.
 */
final class Kept implements Answer.Source {
  private static final System.Logger LOG = System.getLogger(Kept.class.getName());

  /** How many at most; those that nobody asked for the longest are let go first. */
  static final int MOST = 4_096;

  /** How long after its end an answer is better than none. */
  private static final Duration STALE = Duration.ofDays(3);

  /** DNS is let alone for so long after it did not answer, where an old answer is at hand. */
  private static final Duration REST = Duration.ofSeconds(30);

  private record Key(String name, Entry.Type type) {}

  /**
   * @param ends when it has lived, by the clock
   * @param again when DNS is asked again
   */
  private record Old(Answer answer, long ends, long again) {}

  private final Answer.Source source;
  private final LongSupplier nanos;
  private final Map<Key, CompletableFuture<Answer>> open = new ConcurrentHashMap<>();
  private final Map<Key, Old> old =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Old> eldest) {
          return size() > MOST;
        }
      };

  /**
   * @param nanos a monotonic clock
   */
  Kept(Answer.Source source, LongSupplier nanos) {
    this.source = source;
    this.nanos = nanos;
  }

  @Override
  public Answer ask(String name, Entry.Type type, Duration limit) throws IOException {
    var key = new Key(name.toLowerCase(Locale.ROOT), type);
    Old known = known(key);
    if (known != null && nanos.getAsLong() - known.again() < 0) {
      return known.answer();
    }
    var mine = new CompletableFuture<Answer>();
    CompletableFuture<Answer> theirs = open.putIfAbsent(key, mine);
    if (theirs != null) {
      return await(theirs, limit);
    }
    try {
      Answer answer = fresh(key, known, limit);
      mine.complete(answer);
      return answer;
    } catch (IOException | RuntimeException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      open.remove(key, mine);
    }
  }

  private Answer fresh(Key key, @Nullable Old known, Duration limit) throws IOException {
    try {
      Answer answer = source.ask(key.name(), key.type(), limit);
      long ends = nanos.getAsLong() + answer.lives().toNanos();
      keep(key, new Old(answer, ends, ends));
      return answer;
    } catch (IOException e) {
      long now = nanos.getAsLong();
      if (known == null || now - known.ends() > STALE.toNanos()) {
        throw e;
      }
      LOG.log(
          System.Logger.Level.INFO,
          "{0} {1}: an old answer serves, for DNS does not: {2}",
          key.name(),
          key.type(),
          e.getMessage());
      keep(key, new Old(known.answer(), known.ends(), now + REST.toNanos()));
      return known.answer();
    }
  }

  private @Nullable Old known(Key key) {
    synchronized (old) {
      return old.get(key);
    }
  }

  private void keep(Key key, Old answer) {
    synchronized (old) {
      old.put(key, answer);
    }
  }

  private static Answer await(CompletableFuture<Answer> answer, Duration limit) throws IOException {
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("DNS does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
