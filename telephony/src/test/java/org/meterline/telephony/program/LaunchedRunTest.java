package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.launcher.Frame;

/** A run as the engine sees it, told by frames. */
class LaunchedRunTest {
  private final List<Frame> sent = new CopyOnWriteArrayList<>();
  private final LaunchedRun run = new LaunchedRun(7, sent::add);

  @Test
  void aProgramOfWhichTheLauncherSaysNothingIsGivenUpAndKilled() throws InterruptedException {
    assertFalse(run.awaitStart(Duration.ofMillis(20)));
    assertEquals(List.of(Frame.Kind.KILL), sent.stream().map(Frame::kind).toList());
    assertEquals(new LaunchedRun.End(-1, "not-started"), run.awaitEnd());
    assertEquals("it did not start in time", run.standardError());
    assertTrue(run.take(Frame.of(Frame.Kind.STARTED, 7)), "nothing more is expected of it");
    assertTrue(run.take(Frame.of(Frame.Kind.EXITED, 7, 137)));
    assertEquals(new LaunchedRun.End(-1, "not-started"), run.awaitEnd());
  }

  @Test
  void aProgramThatStartsInTimeIsLeftAlone() throws InterruptedException {
    assertFalse(run.take(Frame.of(Frame.Kind.STARTED, 7)));
    assertTrue(run.awaitStart(Duration.ofMillis(20)));
    assertTrue(sent.isEmpty());
  }
}
