package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
  @TempDir Path folder;

  @Test
  void isRecordedFoundAgainAndStopped() throws Exception {
    Child child = start("sleep 600");
    Children children = Children.recorded(folder);
    children.add(child);
    assertEquals(List.of(child), Children.recorded(folder).all());
    child.stop("TERM", Duration.ofSeconds(5));
    assertFalse(child.alive());
    assertEquals(List.of(), Children.recorded(folder).all());
  }

  @Test
  void oneThatWillNotGoIsKilledWithAllItStarted() throws Exception {
    Child child = start("trap '' TERM; sleep 600 & echo started; wait; sleep 600");
    Waiting.until(
        child, "test", Duration.ofSeconds(10), () -> child.lastLines(1).equals("started"));
    List<ProcessHandle> below = ProcessHandle.of(child.pid()).orElseThrow().descendants().toList();
    child.stop("TERM", Duration.ofMillis(200));
    assertFalse(child.alive());
    for (ProcessHandle one : below) {
      one.onExit().get(5, java.util.concurrent.TimeUnit.SECONDS);
    }
  }

  @Test
  void anotherProcessWithTheSameNumberIsNotTakenForIt() throws Exception {
    Child child = start("sleep 600");
    try {
      Child other = new Child("other", child.pid(), child.startTicks() - 1, child.log());
      assertFalse(other.alive());
      other.stop("KILL", Duration.ofSeconds(1));
      assertTrue(child.alive());
    } finally {
      child.kill();
    }
  }

  private Child start(String script) throws Exception {
    return Child.start(
        "test", List.of("sh", "-c", script), Map.of(), folder, folder.resolve("test.log"));
  }
}
