package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the system says of a thread, in proc(5): its priority and policy. */
class RealTimeTest {
  private static final String ORDINARY = "0 0";
  private static final String ROUND_ROBIN = "1 2";

  @Test
  void aThreadComesFirstWhereThatIsPermittedAndThoseThatItStartsDoNot() throws Exception {
    boolean permitted = new ProcessBuilder("chrt", "-r", "1", "true").start().waitFor() == 0;
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

  /** Fields 40 and 41, counted after the name, which may have blanks. */
  private static String scheduling() {
    try {
      String stat = Files.readString(Path.of("/proc/thread-self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return fields[37] + " " + fields[38];
    } catch (IOException e) {
      return e.toString();
    }
  }
}
