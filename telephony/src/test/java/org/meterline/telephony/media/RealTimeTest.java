package org.meterline.telephony.media;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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
