package org.meterline.telephony.launcher;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong with one sandbox, the next is made, and whoever waits is told. */
class SpawnerTest {
  private final Spawner spawner = new Spawner(new ProcessLimits(Limits.USUAL), System::nanoTime);
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  private final class Telling implements Spawner.Taker {
    private final boolean breaks;

    Telling(boolean breaks) {
      this.breaks = breaks;
    }

    @Override
    public void take(Spawner.Standing standing) {
      if (breaks) {
        throw new LinkageError("the test breaks this");
      }
      standing.process().destroyForcibly();
      told.add("taken");
    }

    @Override
    public void failed(String reason) {
      told.add("failed: " + reason);
    }
  }

  private String hear() throws InterruptedException {
    return String.valueOf(told.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void aFolderThatCannotBeUsedStopsNoSpawner(@TempDir Path folder) throws InterruptedException {
    assertTrue(Sandbox.has("/usr/bin/setsid", "/usr/bin/setpriv", "/usr/bin/prlimit"));
    Path noFolder = Path.of(URI.create("jrt:/java.base"));
    for (int i = 0; i < 20; i++) {
      spawner.start(noFolder, "program", new Telling(false));
      assertTrue(hear().startsWith("failed: the sandbox could not be started"));
    }
    spawner.start(folder, "program", new Telling(false));
    assertTrue(hear().equals("taken"));
  }

  @Test
  void aTakerThatBreaksIsToldAndStopsNoSpawner(@TempDir Path folder) throws InterruptedException {
    assertTrue(Sandbox.has("/usr/bin/setsid", "/usr/bin/setpriv", "/usr/bin/prlimit"));
    spawner.start(folder, "first", new Telling(true));
    assertTrue(hear().startsWith("failed: the program could not be begun"));
    spawner.start(folder, "second", new Telling(false));
    assertTrue(hear().equals("taken"));
  }
}
