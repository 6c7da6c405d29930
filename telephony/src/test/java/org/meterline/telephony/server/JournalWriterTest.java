package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.server.JournalFileTest.AT;
import static org.meterline.telephony.server.JournalFileTest.NO_LADDER;
import static org.meterline.telephony.server.JournalFileTest.SMALL;
import static org.meterline.telephony.server.JournalFileTest.awaitIt;
import static org.meterline.telephony.server.JournalFileTest.began;
import static org.meterline.telephony.server.JournalFileTest.ended;
import static org.meterline.telephony.server.JournalFileTest.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;

/** The writer of the journal: its files, what is too long, and who stands still. */
class JournalWriterTest {
  @TempDir Path folder;
  private final Books books = new Books();

  private JournalFile open(JournalSettings settings) throws IOException {
    return new JournalFile(folder, settings, InstantSource.fixed(AT), System::nanoTime);
  }

  @Test
  void aSecondServerOnTheSameFolderIsTurnedAway() throws Exception {
    try (JournalFile journal = open(JournalSettings.USUAL)) {
      CallId call = CallId.mint();
      IOException refused =
          assertThrows(IOException.class, () -> open(JournalSettings.USUAL).close());
      assertTrue(refused.toString().contains("in use by another server"), refused::toString);
      write(journal, began(call), ended(call, 2));
    }
    open(JournalSettings.USUAL).close();
  }

  @Test
  void aFileThatIsInTheWayIsPassedOverAndAnEmptyOneUsed() throws Exception {
    try (JournalFile journal = open(SMALL);
        JournalPoster poster = new JournalPoster(journal, books, Duration.ofMillis(10))) {
      long number = journal.segments().numbers().getLast();
      Files.createFile(journal.segments().path(number + 1));
      Files.write(journal.segments().path(number + 2), new byte[] {1, 2, 3});
      for (int i = 0; i < 20; i++) {
        CallId call = CallId.mint();
        write(journal, began(call), ended(call, 2));
      }
      until("posted", () -> books.taken().size() == 40);
      assertTrue(journal.accepting());
      until("all are counted", () -> poster.posted() == 40);
    }
  }

  @Test
  void whatIsForcedIsDurableThoughNoNextFileCanBeBegun() throws Exception {
    try (JournalFile journal = open(SMALL)) {
      long number = journal.segments().numbers().getLast();
      Path inTheWay = journal.segments().path(number + 1);
      Files.createSymbolicLink(inTheWay, folder.resolve("nowhere").resolve("file"));
      for (int i = 0; i < 10; i++) {
        CallId call = CallId.mint();
        write(journal, began(call), ended(call, 2));
        assertTrue(journal.accepting());
      }
      assertTrue(Files.size(journal.segments().path(number)) > 2048, "the old one grew on");
      Files.delete(inTheWay);
      CallId call = CallId.mint();
      write(journal, began(call), ended(call, 2));
      until("the next one is begun", () -> Files.exists(inTheWay));
    }
  }

  @Test
  void aRecordTooLongToBeReadAgainIsNotWritten() throws Exception {
    CallId call = CallId.mint();
    CallId other = CallId.mint();
    String reason = "x".repeat(33 << 20);
    CallFact huge = new CallFact.Ended(call, 2, AT, Duration.ZERO, 200, reason, NO_LADDER, false);
    try (JournalFile journal = open(JournalSettings.USUAL)) {
      CompletableFuture<Boolean> durable = new CompletableFuture<>();
      journal.append(huge, durable::complete);
      assertFalse(durable.get(10, TimeUnit.SECONDS));
      write(journal, began(other), ended(other, 2));
      assertTrue(journal.accepting());
    }
    try (JournalFile journal = open(JournalSettings.USUAL);
        JournalPoster poster = new JournalPoster(journal, books, Duration.ofMillis(10))) {
      assertTrue(poster.awaitCaughtUp(Duration.ofSeconds(10)));
      assertEquals(List.of(began(other), ended(other, 2)), books.taken());
    }
  }

  @Test
  void aBatchEndsAtItsBytesToo() throws Exception {
    CallId call = CallId.mint();
    String reason = "x".repeat(1 << 20);
    try (JournalFile journal = open(JournalSettings.USUAL)) {
      Segments.Place start = journal.segments().posted();
      for (int i = 0; i < 10; i++) {
        write(
            journal, new CallFact.Ended(call, i, AT, Duration.ZERO, 200, reason, NO_LADDER, false));
      }
      JournalReader.Batch batch = journal.read(start);
      assertEquals(4, batch.facts().size());
      int rest = 0;
      for (batch = journal.read(batch.next());
          !batch.facts().isEmpty();
          batch = journal.read(batch.next())) {
        assertTrue(batch.facts().size() <= 4, "so many: " + batch.facts().size());
        rest += batch.facts().size();
      }
      assertEquals(6, rest, "those at hand, and those in the file");
    }
  }

  @Test
  void aWriterThatStandsStillIsNoticed() throws Exception {
    AtomicLong ticker = new AtomicLong(1);
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch reached = new CountDownLatch(1);
    try (JournalFile journal =
        new JournalFile(folder, JournalSettings.USUAL, InstantSource.fixed(AT), ticker::get)) {
      CallId call = CallId.mint();
      journal.append(
          began(call),
          ok -> {
            reached.countDown();
            awaitIt(stuck);
          });
      reached.await();
      assertTrue(journal.accepting());
      ticker.addAndGet(TimeUnit.SECONDS.toNanos(3));
      assertFalse(journal.accepting());
      stuck.countDown();
      until("accepting again", journal::accepting);
    }
  }

  @Test
  void thePosterOutlivesErrorsOfTheBooks() throws Exception {
    CallId bad = CallId.mint();
    CallId good = CallId.mint();
    books.breakAt(fact -> fact.call().equals(bad));
    try (JournalFile journal = open(JournalSettings.USUAL);
        JournalPoster poster = new JournalPoster(journal, books, Duration.ofMillis(1))) {
      write(journal, began(bad));
      until("tried alone for longer than a batch is", () -> books.faults() > 7);
      assertTrue(poster.failing());
      write(journal, began(good), ended(good, 2));
      until("the others posted, it aside", () -> poster.posted() == 2 && poster.aside() == 1);
      until("posting again", () -> !poster.failing());
    }
  }

  @Test
  void theWriterOutlivesWhoeverItTells() throws Exception {
    try (JournalFile journal = open(JournalSettings.USUAL)) {
      CallId call = CallId.mint();
      journal.append(
          began(call),
          ok -> {
            throw new LinkageError("the test breaks this");
          });
      write(journal, ended(call, 2));
      assertTrue(journal.accepting());
    }
  }
}
