package org.meterline.telephony.media;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.address.OwnAddresses;

/** What the system says of a thread, in proc(5): its priority and policy. */
class RealTimeTest {
  private static final String ORDINARY = "0 0";
  private static final String ROUND_ROBIN = "1 2";

  @Test
  void aThreadComesFirstWhereThatIsPermittedAndThoseThatItStartsDoNot() throws Exception {
    boolean permitted = permitted();
    var began = new CompletableFuture<String>();
    var after = new CompletableFuture<String>();
    var child = new CompletableFuture<String>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  began.complete(scheduling());
                  boolean taken = RealTime.take();
                  after.complete(taken + ": " + scheduling());
                  Thread.ofPlatform().start(() -> child.complete(scheduling()));
                });
    assertEquals(ORDINARY, began.get());
    assertEquals(permitted ? "true: " + ROUND_ROBIN : "false: " + ORDINARY, after.get());
    assertEquals(ORDINARY, child.get());
    thread.join();
  }

  @Test
  void soDoThreadsForWhichAllOthersStandStill() throws Exception {
    String expected = permitted() ? ROUND_ROBIN : ORDINARY;
    RealTime.takeForCollector();
    var stopping =
        tasks("VM Thread", "GC Thread#").entrySet().stream()
            .collect(toMap(Map.Entry::getKey, task -> scheduling(task.getValue())));
    assertFalse(stopping.isEmpty());
    stopping.forEach((name, scheduling) -> assertEquals(expected, scheduling, name));
    tasks("C1 Compiler", "C2 Compiler", "G1 Conc#", "G1 Refine#")
        .forEach((name, task) -> assertEquals(ORDINARY, scheduling(task), name));
  }

  @Test
  void aCoreIsLeftToOrdinaryThreads() throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    int threads = cores + 1;
    OwnAddresses here = OwnAddresses.parse("127.0.0.1");
    var settings =
        new MediaSettings(here, here, 0, 0, threads, Duration.ofSeconds(60), null, null, true);
    Set<String> before = tasks("media-").keySet();
    try (var plane = new EmbeddedMediaPlane(settings, InstantSource.system())) {
      Set<MediaLoop> loops = new HashSet<>();
      for (int i = 0; loops.size() < threads; i++) {
        loops.add(EmbeddedMediaPlane.own(plane.open("leg " + i, _ -> {})).loop());
      }
      CountDownLatch running = new CountDownLatch(threads);
      loops.forEach(loop -> loop.post(running::countDown));
      assertTrue(running.await(30, TimeUnit.SECONDS));
      Map<String, Path> media = tasks("media-");
      media.keySet().removeAll(before);
      assertEquals(threads, media.size());
      long first =
          media.values().stream().filter(task -> scheduling(task).equals(ROUND_ROBIN)).count();
      assertEquals(permitted() ? cores - 1 : 0, first);
      assertEquals(Math.clamp(cores - 1, 1, 8), MediaSettings.threads(true));
      assertEquals(Math.clamp(cores, 1, 8), MediaSettings.threads(false));
    }
  }

  private static boolean permitted() throws Exception {
    return new ProcessBuilder("chrt", "-r", "1", "true").start().waitFor() == 0;
  }

  /** This process's threads with such names. */
  private static Map<String, Path> tasks(String... beginnings) throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks
          .filter(task -> Stream.of(beginnings).anyMatch(read(task.resolve("comm"))::startsWith))
          .collect(toMap(task -> read(task.resolve("comm")).strip() + " " + task, task -> task));
    }
  }

  private static String scheduling() {
    return scheduling(Path.of("/proc/thread-self"));
  }

  /** Fields 40 and 41 of stat, counted after the name, which may have blanks. */
  private static String scheduling(Path task) {
    String stat = read(task.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return fields[37] + " " + fields[38];
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
