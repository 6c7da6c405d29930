package org.meterline.telephony.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * How long it takes from starting a shell program to its ANSWER, one at a time and at a rate.
 * Arguments: runs one at a time, rate per second, seconds at that rate.
 */
final class SpawnBench {
  private static final String PROGRAM =
      """
      #!/bin/sh
      while read -r line && [ -n "$line" ]; do :; done
      echo ANSWER
      read -r reply
      echo 'STREAM FILE welcome ""'
      read -r reply
      """;

  private SpawnBench() {}

  public static void main(String[] args) throws Exception {
    int single = Integer.parseInt(args[0]);
    int rate = Integer.parseInt(args[1]);
    int seconds = Integer.parseInt(args[2]);
    Path folder = Files.createTempDirectory("spawn-bench");
    try (Stage stage = new Stage(folder)) {
      stage.link().awaitReady(Duration.ofSeconds(20));
      Path program = stage.program(PROGRAM);
      one(stage, program);
      Thread.sleep(1000);
      List<Long> alone = new ArrayList<>();
      for (int i = 0; i < single; i++) {
        alone.add(one(stage, program));
        Thread.sleep(50);
      }
      report("one at a time", alone);
      if (rate > 0) {
        report(rate + " per second", atRate(stage, program, rate, seconds));
      }
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Collections.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  /** Microseconds from the start to the ANSWER. */
  private static long one(Stage stage, Path program) throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    long from = System.nanoTime();
    Stage.Play play = stage.play(program, call);
    play.ended();
    return (call.answeredNanos() - from) / 1000;
  }

  private static List<Long> atRate(Stage stage, Path program, int rate, int seconds)
      throws Exception {
    List<Future<Long>> futures = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      long from = System.nanoTime();
      for (int i = 0; i < rate * seconds; i++) {
        long due = from + i * 1_000_000_000L / rate;
        long wait = due - System.nanoTime();
        if (wait > 0) {
          Thread.sleep(Duration.ofNanos(wait));
        }
        futures.add(pool.submit(() -> one(stage, program)));
      }
    }
    List<Long> times = new ArrayList<>();
    for (Future<Long> future : futures) {
      times.add(future.get());
    }
    return times;
  }

  private static void report(String what, List<Long> micros) {
    Collections.sort(micros);
    System.out.printf(
        "%s: %d runs, median %.1f ms, p99 %.1f ms, worst %.1f ms%n",
        what,
        micros.size(),
        micros.get(micros.size() / 2) / 1000.0,
        micros.get((int) (micros.size() * 0.99)) / 1000.0,
        micros.getLast() / 1000.0);
  }
}
