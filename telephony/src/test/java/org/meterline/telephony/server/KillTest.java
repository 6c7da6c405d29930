package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;

/** A process is killed while it writes: what it called durable is there, every call gets an end. */
class KillTest {
  @TempDir Path folder;

  @Test
  void whatWasDurableSurvivesAKill() throws Exception {
    for (int round = 0; round < 3; round++) {
      Path journalFolder = folder.resolve("round" + round);
      Set<String> durable = new HashSet<>();
      Process writer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  KilledWriter.class.getName(),
                  journalFolder.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader said = writer.inputReader()) {
        for (int i = 0; i < 200 * (round + 1); i++) {
          String line = said.readLine();
          assertTrue(line != null && line.startsWith("durable "), "the writer runs: " + line);
          durable.add(line.substring(8));
        }
        assertTrue(writer.toHandle().destroyForcibly(), "SIGKILL");
        String rest = said.readLine();
        while (rest != null) {
          if (rest.startsWith("durable ") && rest.length() == 44) {
            durable.add(rest.substring(8));
          }
          rest = said.readLine();
        }
      }
      assertTrue(writer.waitFor(60, TimeUnit.SECONDS));
      assertEquals(137, writer.exitValue());
      replay(journalFolder, durable);
    }
  }

  private static void replay(Path journalFolder, Set<String> durable) throws Exception {
    Books books = new Books();
    try (JournalFile journal =
        new JournalFile(
            journalFolder, JournalSettings.USUAL, InstantSource.system(), System::nanoTime)) {
      List<CallFact> facts = journal.recovery().facts(null);
      assertTrue(!facts.isEmpty(), "some calls were up");
      CompletableFuture<Boolean> done = new CompletableFuture<>();
      facts.subList(0, facts.size() - 1).forEach(fact -> journal.append(fact, ok -> {}));
      journal.append(facts.getLast(), done::complete);
      assertTrue(done.get(60, TimeUnit.SECONDS));
      try (JournalPoster poster = new JournalPoster(journal, books, Duration.ofMillis(10))) {
        assertTrue(poster.awaitCaughtUp(Duration.ofSeconds(60)));
      }
    }
    Set<CallId> begun =
        books.taken().stream()
            .filter(CallFact.LegBegan.class::isInstance)
            .map(CallFact::call)
            .collect(Collectors.toSet());
    assertTrue(
        begun.stream().map(CallId::toString).collect(Collectors.toSet()).containsAll(durable));
    // who pays had no sync of its own: what came after it made it durable
    assertTrue(
        books.taken().stream()
            .filter(CallFact.LegDecided.class::isInstance)
            .map(CallFact::call)
            .collect(Collectors.toSet())
            .containsAll(begun));
    Set<CallId> ended =
        books.taken().stream()
            .filter(CallFact.Ended.class::isInstance)
            .map(CallFact::call)
            .collect(Collectors.toSet());
    assertTrue(ended.containsAll(begun));
  }
}
