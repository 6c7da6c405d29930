package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallJournal;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.NamedRefusal;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.PackedLadder;

class JournalFileTest {
  static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
  static final JournalSettings SMALL =
      new JournalSettings(1024, 8192, 3, Duration.ofMillis(50), Duration.ofMillis(20));

  @TempDir Path folder;
  private final Books books = new Books();

  private JournalFile open(JournalSettings settings) throws IOException {
    return new JournalFile(folder, settings, InstantSource.fixed(AT), System::nanoTime);
  }

  static CallFact.Began began(CallId call) {
    return new CallFact.Began(
        call,
        1,
        AT,
        new Domain("harbour.example"),
        new Origin.Phone(new Domain("harbour.example"), "101"),
        "101",
        "102",
        "node");
  }

  static CallFact.LegDecided decided(CallId call, int sequence, LegId leg) {
    return new CallFact.LegDecided(
        call, sequence, AT, leg, new CallAuthority.Decision(AT, "{\"pays\":\"Ann\"}"));
  }

  static final PackedLadder NO_LADDER = PackedLadder.of(List.of());
  private static final NamedRefusal REFUSAL =
      new NamedRefusal("wallet-too-low", "The credit is used up", false);

  static CallFact.Ended ended(CallId call, int sequence) {
    return new CallFact.Ended(
        call, sequence, AT, Duration.ofSeconds(3), 200, "bye", NO_LADDER, false);
  }

  static DialogIdentity dialog(String name) {
    return new DialogIdentity(
        name, "sip:a", "1", "sip:b", "2", "sip:b@127.0.0.1", List.of("<sip:p;lr>"), 7, "udp", null);
  }

  static void write(JournalFile journal, CallFact... facts) throws Exception {
    CompletableFuture<Boolean> durable = new CompletableFuture<>();
    for (int i = 0; i < facts.length; i++) {
      journal.append(facts[i], i == facts.length - 1 ? durable::complete : ok -> {});
    }
    assertTrue(durable.get(60, TimeUnit.SECONDS));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> n.endsWith(".log"))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyFactComesBackAsItWas() throws Exception {
    CallId call = CallId.mint();
    LegId leg = LegId.mint();
    List<CallFact> facts =
        List.of(
            began(call),
            new CallFact.LegAsked(call, 2, AT, leg),
            decided(call, 3, leg),
            new CallFact.LegBegan(
                call, 4, AT, leg, false, "102", "trunk", "wallet", Duration.ofMillis(10_500)),
            new CallFact.LegAnswered(call, 5, AT, leg, dialog("a")),
            new CallFact.LegExtended(call, 6, AT, leg, 1, Duration.ofSeconds(20)),
            new CallFact.LegEnded(
                call,
                7,
                AT,
                leg,
                true,
                Duration.ofNanos(1_234_567_891),
                200,
                16,
                "bye",
                null,
                false,
                "one",
                REFUSAL),
            ended(call, 8),
            new CallFact.Ended(
                call, 9, AT, Duration.ZERO, 402, REFUSAL.reason(), NO_LADDER, false, REFUSAL));
    try (JournalFile journal = open(JournalSettings.USUAL);
        JournalPoster poster = new JournalPoster(journal, books, Duration.ofMillis(10))) {
      write(journal, facts.toArray(CallFact[]::new));
      until("posted", () -> books.taken().size() == facts.size());
      assertEquals(facts, books.taken());
      until("nothing waits", () -> journal.unposted() == 0);
      assertEquals(9, poster.posted());
    }
  }

  @Test
  void whatWasNotPostedIsPostedAtTheNextStart() throws Exception {
    CallId call = CallId.mint();
    try (JournalFile journal = open(JournalSettings.USUAL)) {
      write(journal, began(call), ended(call, 2));
    }
    try (JournalFile journal = open(JournalSettings.USUAL);
        JournalPoster poster = new JournalPoster(journal, books, Duration.ofMillis(10))) {
      assertTrue(poster.awaitCaughtUp(Duration.ofSeconds(60)));
      assertEquals(2, books.taken().size());
      assertEquals(0, journal.recovery().open());
    }
    try (JournalFile journal = open(JournalSettings.USUAL);
        JournalPoster poster = new JournalPoster(journal, books, Duration.ofMillis(10))) {
      assertTrue(poster.awaitCaughtUp(Duration.ofSeconds(60)));
      assertEquals(0, poster.posted(), "nothing is posted twice");
      assertEquals(1, files().size(), "old files are gone");
    }
  }

  @Test
  void whatIsWrittenWhileTheJournalClosesIsPostedToo() throws Exception {
    CallId call = CallId.mint();
    CountDownLatch goOn = new CountDownLatch(1);
    JournalFile journal = open(JournalSettings.USUAL);
    try (JournalPoster poster = new JournalPoster(journal, books, Duration.ofMillis(10))) {
      // The writer is held up after the first fact, so that the second waits when all is closed.
      journal.append(began(call), _ -> awaitIt(goOn));
      until("the first is posted", () -> poster.posted() == 1);
      journal.append(ended(call, 2), _ -> {});
      Thread closing = Thread.ofPlatform().start(journal::close);
      until("it waits for the writer", () -> closing.getState() == Thread.State.TIMED_WAITING);
      goOn.countDown();
      closing.join();
    }
    assertEquals(List.of(began(call), ended(call, 2)), books.taken());
  }

  @Test
  void whatComesWhileItPostsIsGatheredAgain() throws Exception {
    CallId call = CallId.mint();
    JournalFile journal = open(JournalSettings.USUAL);
    List<Integer> posted = Collections.synchronizedList(new ArrayList<>());
    CallJournal slow =
        facts -> {
          if (posted.isEmpty()) {
            writeQuietly(journal, ended(call, 2));
          }
          posted.add(facts.size());
        };
    write(journal, began(call));
    try (JournalPoster poster =
        new JournalPoster(journal, slow, Duration.ofMillis(10), Duration.ofDays(1))) {
      until("the first is posted", () -> poster.posted() == 1);
      write(journal, ended(call, 3));
      journal.close();
    }
    assertEquals(List.of(1, 2), posted);
  }

  private static void writeQuietly(JournalFile journal, CallFact fact) {
    try {
      write(journal, fact);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static void awaitIt(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whileTheBooksAreGoneFactsWaitAndAFullJournalSaysSo() throws Exception {
    books.gone(true);
    List<CallFact> all = new ArrayList<>();
    try (JournalFile journal = open(SMALL);
        JournalPoster poster = new JournalPoster(journal, books, Duration.ofMillis(10))) {
      for (int i = 0; i < 40; i++) {
        CallId call = CallId.mint();
        CallFact[] facts = {began(call), ended(call, 2)};
        write(journal, facts);
        all.addAll(List.of(facts));
      }
      assertFalse(journal.accepting());
      assertTrue(files().size() > 3, "several files");
      until("it was tried", poster::failing);
      books.gone(false);
      until("all posted", () -> books.taken().size() == all.size());
      assertEquals(all, books.taken());
      until("accepting again", journal::accepting);
    }
  }

  @Test
  void whatTheBooksRefuseIsKeptAsideByName() throws Exception {
    CallId good = CallId.mint();
    CallId bad = CallId.mint();
    books.refuse(fact -> fact.call().equals(bad));
    try (JournalFile journal = open(JournalSettings.USUAL);
        JournalPoster poster = new JournalPoster(journal, books, Duration.ofMillis(10))) {
      write(journal, began(good), began(bad), ended(good, 2), ended(bad, 2));
      until("good posted, bad aside", () -> books.taken().size() == 2 && poster.aside() == 2);
      until("nothing waits", () -> journal.unposted() == 0);
    }
    assertEquals(2, Files.readAllLines(folder.resolve("aside").resolve(bad + ".jsonl")).size());
  }

  @Test
  void aFactAtWhichTheBooksFailIsKeptAsideAloneWhileTheyTakeOthers() throws Exception {
    CallId good = CallId.mint();
    CallId bad = CallId.mint();
    books.failAt(fact -> fact.call().equals(bad) && fact.sequence() == 1);
    try (JournalFile journal = open(JournalSettings.USUAL);
        JournalPoster poster = new JournalPoster(journal, books, Duration.ofMillis(1))) {
      write(journal, began(bad));
      until("tried alone for longer than a batch is", () -> books.faults() > 7);
      assertEquals(0, poster.aside(), "nothing proves that the books answer");
      assertTrue(poster.failing());
      write(journal, began(good), ended(bad, 2), ended(good, 2));
      until("the poisoned one aside", () -> poster.aside() == 1);
      until("nothing waits", () -> journal.unposted() == 0);
      assertEquals(List.of(began(good), ended(bad, 2), ended(good, 2)), books.taken());
      until("posting again", () -> !poster.failing());
    }
    List<String> aside = Files.readAllLines(folder.resolve("aside").resolve(bad + ".jsonl"));
    assertEquals(1, aside.size());
    assertTrue(aside.getFirst().contains(bad.toString()));
  }

  @Test
  void booksThatFailAtEverythingForAWhileLoseNothing() throws Exception {
    books.failAt(fact -> true);
    CallId call = CallId.mint();
    try (JournalFile journal = open(JournalSettings.USUAL);
        JournalPoster poster = new JournalPoster(journal, books, Duration.ofMillis(1))) {
      write(journal, began(call), ended(call, 2));
      until("tried one by one", () -> books.faults() > 10);
      books.failAt(fact -> false);
      until("posted", () -> books.taken().size() == 2);
      until("nothing waits", () -> journal.unposted() == 0);
      assertEquals(0, poster.aside());
      assertEquals(2, poster.posted());
    }
  }

  @Test
  void aTornTailLosesOnlyItself() throws Exception {
    CallId call = CallId.mint();
    try (JournalFile journal = open(JournalSettings.USUAL)) {
      write(journal, began(call), ended(call, 2));
    }
    Path file = folder.resolve(files().getFirst());
    byte[] whole = Files.readAllBytes(file);
    for (int cut = 1; cut < 60; cut += 7) {
      for (int damage = 0; damage < 2; damage++) {
        Books others = new Books();
        clear();
        Files.write(file, whole);
        try (RandomAccessFile torn = new RandomAccessFile(file.toFile(), "rw")) {
          if (damage == 0) {
            torn.setLength(whole.length - cut);
          } else {
            torn.seek(whole.length - cut);
            torn.write(~whole[whole.length - cut]);
          }
        }
        try (JournalFile journal = open(JournalSettings.USUAL)) {
          assertEquals(1, journal.recovery().open(), "its end was torn off");
          try (JournalPoster poster = new JournalPoster(journal, others, Duration.ofMillis(10))) {
            assertTrue(poster.awaitCaughtUp(Duration.ofSeconds(60)));
            assertEquals(List.of(began(call)), others.taken());
          }
        }
      }
    }
  }

  /** Nobody called: the leg that was answered first is the caller's. */
  @Test
  void aCallThatWasAskedForIsEndedWithBothItsLegs() throws Exception {
    CallId call = CallId.mint();
    LegId first = LegId.mint();
    LegId then = LegId.mint();
    Domain domain = new Domain("harbour.example");
    Origin from = new Origin.Desk(domain, null, "anna@harbour.example");
    Duration granted = Duration.ofHours(1);
    List<CallFact> facts =
        List.of(
            new CallFact.Began(call, 1, AT, domain, from, "101", "+49301", "node"),
            new CallFact.LegBegan(call, 2, AT, first, false, "101", null, "w", granted),
            new CallFact.LegAnswered(call, 3, AT, first, dialog("a")),
            new CallFact.LegBegan(call, 4, AT, then, false, "+49301", "t", "w", granted),
            new CallFact.LegAnswered(call, 5, AT, then, dialog("b")));
    for (int written : new int[] {2, 3, 5}) {
      clear();
      try (JournalFile journal = open(JournalSettings.USUAL)) {
        write(journal, facts.subList(0, written).toArray(CallFact[]::new));
      }
      try (JournalFile next = open(JournalSettings.USUAL)) {
        List<CallFact> ends = next.recovery().facts(null);
        assertEquals(written < 5 ? 1 : 2, ends.size() - 1, "legs are ended");
        assertTrue(ends.getFirst() instanceof CallFact.LegEnded leg && leg.leg().equals(first));
        assertEquals(
            written < 3 ? 503 : 200, ((CallFact.Ended) ends.getLast()).sipStatus(), "answered");
      }
    }
  }

  private long size() {
    long size = 0;
    for (File each : Objects.requireNonNull(folder.toFile().listFiles())) {
      size += each.length();
    }
    return size;
  }

  private void clear() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        Files.delete(each);
      }
    }
  }

  @Test
  void aFileIsKeptWhileACallInItHasNoEnd() throws Exception {
    CallId open = CallId.mint();
    try (JournalFile journal = open(SMALL);
        JournalPoster poster = new JournalPoster(journal, books, Duration.ofMillis(10))) {
      write(journal, began(open));
      String first = files().getFirst();
      for (int i = 0; i < 20; i++) {
        CallId call = CallId.mint();
        write(journal, began(call), ended(call, 2));
      }
      until("posted", () -> books.taken().size() == 41);
      assertTrue(files().contains(first));
      write(journal, ended(open, 2));
      CallId last = CallId.mint();
      write(journal, began(last), ended(last, 2));
      until("deleted", () -> !Files.exists(folder.resolve(first)));
      until("all are counted", () -> poster.posted() == 44);
    }
  }

  @Test
  void heartbeatsProveHowLongALegWasUp() throws Exception {
    CallId call = CallId.mint();
    LegId paid = LegId.mint();
    LegId capped = LegId.mint();
    LegId asked = LegId.mint();
    JournalSettings quick =
        new JournalSettings(1 << 20, 1 << 20, 3, Duration.ofMillis(20), Duration.ofMillis(20));
    JournalFile journal = open(quick);
    long answeredAt = System.nanoTime();
    write(
        journal,
        began(call),
        new CallFact.LegBegan(call, 2, AT, paid, true, "p", null, "w", Duration.ofHours(1)),
        new CallFact.LegAnswered(call, 3, AT, paid, dialog("a")),
        new CallFact.LegBegan(call, 4, AT, capped, false, "c", null, "w", Duration.ofMillis(5)),
        new CallFact.LegAnswered(call, 5, AT, capped, dialog("b")),
        new CallFact.LegAsked(call, 6, AT, asked));
    long writtenAt = System.nanoTime();
    until("time", () -> System.nanoTime() - writtenAt > TimeUnit.MILLISECONDS.toNanos(100));
    for (int beat = 0; beat < 2; beat++) { // the first may have begun before
      long size = size();
      until("a heartbeat", () -> size() > size);
    }
    journal.close();
    long lastSeen = System.nanoTime();
    JournalFile next = open(quick);
    Recovery recovery = next.recovery();
    assertEquals(
        List.of(dialog("a"), dialog("b")),
        recovery.dialogs().stream().map(Recovery.Left::dialog).toList());
    List<CallFact> facts = recovery.facts(null);
    assertEquals(4, facts.size());
    CallFact.LegEnded first = (CallFact.LegEnded) facts.getFirst();
    assertTrue(first.recovered());
    assertEquals(7, first.sequence());
    long proven = first.charged().toMillis();
    long real = TimeUnit.NANOSECONDS.toMillis(lastSeen - answeredAt);
    assertTrue(proven > 50 && proven <= real, proven + " of " + real);
    assertEquals(Duration.ofMillis(5), ((CallFact.LegEnded) facts.get(1)).charged());
    assertEquals(Duration.ZERO, ((CallFact.LegEnded) facts.get(2)).charged());
    assertEquals(10, facts.getLast().sequence());
    write(next, facts.toArray(CallFact[]::new));
    next.close();
    JournalFile third = open(quick);
    assertEquals(0, third.recovery().open(), "recovered once");
    third.close();
  }
}
