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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallJournal;

/**
 * Posts what the journal file holds, in order, by one thread. While the books are unavailable the
 * same facts come again; what the books refuse is kept aside, one file for each call.
 */
final class JournalPoster implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(JournalPoster.class.getName());

  private final JournalFile journal;
  private final CallJournal books;
  private final Duration retry;
  private final JournalFormat format = new JournalFormat();
  private final AtomicLong posted = new AtomicLong();
  private final AtomicLong aside = new AtomicLong();
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private Segments.Place place;
  private volatile boolean failing;

  JournalPoster(JournalFile journal, CallJournal books, Duration retry) throws IOException {
    this.journal = journal;
    this.books = books;
    this.retry = retry;
    this.place = journal.segments().posted();
    this.thread = Thread.ofPlatform().daemon().name("journal-poster").start(this::run);
  }

  private void run() {
    try {
      while (stopping.getCount() > 0) {
        if (!step()) {
          boolean stop = stopping.await(retry.toNanos(), TimeUnit.NANOSECONDS);
          if (stop) {
            return;
          }
        } else if (!journal.awaitMoreThan(place)) {
          step();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Posts what there is; false when that failed and has to be tried again. */
  private boolean step() throws InterruptedException {
    try {
      JournalFile.Batch batch = journal.read(place);
      while (!batch.next().equals(place)) {
        if (!batch.facts().isEmpty()) {
          post(batch.facts());
        }
        place = batch.next();
        journal.posted(place, batch.bytes());
        batch = journal.read(place);
      }
      if (failing) {
        failing = false;
        LOG.log(System.Logger.Level.INFO, "journal: facts are posted again");
      }
      caughtUp.countDown();
      return true;
    } catch (CallJournal.Unavailable | IOException | RuntimeException e) {
      if (!failing) {
        failing = true;
        LOG.log(System.Logger.Level.WARNING, "journal: facts cannot be posted now", e);
      }
      return false;
    }
  }

  private void post(List<CallFact> facts) throws CallJournal.Unavailable, IOException {
    try {
      books.post(facts);
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
    for (Map.Entry<CallId, List<CallFact>> one : byCall.entrySet()) {
      try {
        books.post(one.getValue());
        posted.addAndGet(one.getValue().size());
      } catch (CallJournal.Refused e) {
        keepAside(one.getKey(), one.getValue(), e);
      }
    }
  }

  private void keepAside(CallId call, List<CallFact> facts, CallJournal.Refused why)
      throws IOException {
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
        "call {0}: the books refuse {1} facts, kept in {2}: {3}",
        call,
        facts.size(),
        file,
        why.getMessage());
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

  /** Stops; what is not posted is posted at the next start. The journal is closed before. */
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
