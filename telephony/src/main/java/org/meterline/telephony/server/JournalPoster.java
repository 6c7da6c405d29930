package org.meterline.telephony.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallJournal;

/**
 * Posts what the journal file holds, in order, by one thread. While the books are unavailable the
 * same facts come again; what the books refuse is kept aside, one file for each call.
 *
 * <p>A batch at which the books fail in a way nobody foresaw comes again too, but not for ever:
 * after some tries it is posted fact by fact, and a fact is kept aside when the books fail at it
 * while they take another before and after. When they take none, it may be the books, and all facts
 * wait.
 */
final class JournalPoster implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(JournalPoster.class.getName());

  /** So often a batch is tried whole before it is tried fact by fact. */
  private static final int TRIES = 5;

  private static final int LONGEST_WAIT = 32;

  /** Facts of this time are posted together: a commit costs about the same for one and for many. */
  private static final Duration GATHERING = Duration.ofMillis(50);

  /**
   * So many times as long after so many facts: who is busy gathers longer and pays less for each.
   */
  private static final int LONGER = 4;

  private static final int BUSY = 25;

  private final JournalFile journal;
  private final CallJournal books;
  private final Duration retry;
  private final Duration gathering;
  private final JournalFormat format = new JournalFormat();
  private final AtomicLong posted = new AtomicLong();
  private final AtomicLong aside = new AtomicLong();
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private Segments.Place place;
  private volatile boolean failing;

  /** How often in a row the books failed in a way nobody foresaw. */
  private int faults;

  JournalPoster(JournalFile journal, CallJournal books, Duration retry) throws IOException {
    this(journal, books, retry, GATHERING);
  }

  /**
   * @param retry from one try to the next while the books fail
   * @param gathering from one posting to the next while the node is not busy
   */
  JournalPoster(JournalFile journal, CallJournal books, Duration retry, Duration gathering)
      throws IOException {
    this.journal = journal;
    this.books = books;
    this.retry = retry;
    this.gathering = gathering;
    this.place = journal.segments().posted();
    this.thread = Thread.ofPlatform().daemon().name("journal-poster").start(this::run);
  }

  private void run() {
    try {
      while (stopping.getCount() > 0) {
        long before = posted.get();
        if (!step()) {
          boolean _ = stopping.await(pause().toNanos(), TimeUnit.NANOSECONDS);
        } else if (journal.awaitMoreThan(place)) {
          int times = posted.get() - before < BUSY ? 1 : LONGER;
          boolean _ = stopping.await(times * gathering.toNanos(), TimeUnit.NANOSECONDS);
        } else {
          stopping.await(); // a journal that is being closed may still write what waits
        }
      }
      step();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Longer with each fault. */
  private Duration pause() {
    return retry.multipliedBy(Math.min(LONGEST_WAIT, 1L << Math.min(faults, 10)));
  }

  /**
   * Posts what there is; what comes meanwhile is gathered again. False when that failed and has to
   * be tried again.
   */
  private boolean step() throws InterruptedException {
    try {
      Segments.Place end = journal.end();
      while (place.compareTo(end) < 0) {
        JournalReader.Batch batch = journal.read(place);
        if (batch.next().equals(place)) {
          throw new IOException("the journal's files end before what was written to them");
        }
        if (!batch.facts().isEmpty()) {
          postOrFault(batch.facts());
        }
        place = batch.next();
        journal.posted(place, batch.bytes());
      }
      if (failing) {
        failing = false;
        LOG.log(System.Logger.Level.INFO, "journal: facts are posted again");
      }
      caughtUp.countDown();
      return true;
    } catch (CallJournal.Unavailable | IOException | RuntimeException | Error e) {
      if (!failing) {
        failing = true;
        LOG.log(System.Logger.Level.WARNING, "journal: facts cannot be posted now", e);
      }
      return false;
    }
  }

  /** An error of theirs is a fault as others are: who comes again and again needs this thread. */
  private void give(List<CallFact> facts) throws CallJournal.Unavailable, CallJournal.Refused {
    try {
      books.post(facts);
    } catch (Error e) {
      throw new IllegalStateException("the books failed", e);
    }
  }

  private void postOrFault(List<CallFact> facts) throws CallJournal.Unavailable, IOException {
    try {
      if (faults < TRIES) {
        post(facts);
      } else {
        postOneByOne(facts);
      }
    } catch (RuntimeException e) {
      faults++;
      throw e;
    }
    faults = 0;
  }

  private void postOneByOne(List<CallFact> facts) throws CallJournal.Unavailable, IOException {
    Map<CallFact, Exception> notTaken = new LinkedHashMap<>();
    Map<CallFact, RuntimeException> failed = new LinkedHashMap<>();
    CallFact witness = null;
    for (CallFact fact : facts) {
      try {
        give(List.of(fact));
        witness = fact;
      } catch (CallJournal.Refused e) {
        notTaken.put(fact, e);
      } catch (RuntimeException e) {
        failed.put(fact, e);
      }
    }
    for (Map.Entry<CallFact, RuntimeException> each : failed.entrySet()) {
      if (witness == null) {
        throw each.getValue(); // it may well be the books
      }
      again(each.getKey(), witness).ifPresent(why -> notTaken.put(each.getKey(), why));
    }
    for (Map.Entry<CallFact, Exception> each : notTaken.entrySet()) {
      keepAside(each.getKey().call(), List.of(each.getKey()), each.getValue());
    }
    posted.addAndGet(facts.size() - notTaken.size());
  }

  /**
   * Once more, between two postings of a fact that the books know, which change nothing there.
   *
   * @return why it is not taken, if it is not
   */
  private Optional<Exception> again(CallFact fact, CallFact witness)
      throws CallJournal.Unavailable {
    prove(witness);
    try {
      give(List.of(fact));
      return Optional.empty();
    } catch (CallJournal.Refused e) {
      return Optional.of(e);
    } catch (RuntimeException e) {
      prove(witness);
      return Optional.of(e);
    }
  }

  private void prove(CallFact witness) throws CallJournal.Unavailable {
    try {
      give(List.of(witness));
    } catch (CallJournal.Refused e) {
      throw new IllegalStateException("the books refuse what they have taken", e);
    }
  }

  private void post(List<CallFact> facts) throws CallJournal.Unavailable, IOException {
    try {
      give(facts);
      posted.addAndGet(facts.size());
      return;
    } catch (CallJournal.Refused e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "journal: a batch of {0} was refused, posting it call by call: {1}",
          facts.size(),
          e.getMessage());
    }
    Map<CallId, List<CallFact>> byCall = new LinkedHashMap<>();
    for (CallFact fact : facts) {
      byCall.computeIfAbsent(fact.call(), id -> new ArrayList<>()).add(fact);
    }
    Map<CallId, CallJournal.Refused> refused = new LinkedHashMap<>();
    for (Map.Entry<CallId, List<CallFact>> one : byCall.entrySet()) {
      try {
        give(one.getValue());
        posted.addAndGet(one.getValue().size());
      } catch (CallJournal.Refused e) {
        refused.put(one.getKey(), e);
      }
    }
    // Last, so that a batch that has to come again is not kept aside twice.
    for (Map.Entry<CallId, CallJournal.Refused> each : refused.entrySet()) {
      keepAside(each.getKey(), byCall.getOrDefault(each.getKey(), List.of()), each.getValue());
    }
  }

  private void keepAside(CallId call, List<CallFact> facts, Exception why) throws IOException {
    Path file = journal.segments().aside().resolve(call + ".jsonl");
    StringBuilder lines = new StringBuilder();
    for (CallFact fact : facts) {
      lines.append(format.text(fact)).append('\n');
    }
    Files.writeString(
        file, lines, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    aside.addAndGet(facts.size());
    LOG.log(
        System.Logger.Level.ERROR,
        "call {0}: the books do not take {1} facts, kept in {2}: {3}",
        call,
        facts.size(),
        file,
        why.toString());
  }

  /** Whether the books have all that the journal held at the start. */
  boolean caughtUp() {
    return caughtUp.getCount() == 0;
  }

  /** Waits until what was in the journal at the start is posted; false when it takes longer. */
  boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    return caughtUp.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  long posted() {
    return posted.get();
  }

  long aside() {
    return aside.get();
  }

  boolean failing() {
    return failing;
  }

  /**
   * Posts what the journal holds and stops; what cannot be posted is posted at the next start. The
   * journal is closed before, so that all that it took is in it.
   */
  @Override
  public void close() {
    stopping.countDown();
    journal.release();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
