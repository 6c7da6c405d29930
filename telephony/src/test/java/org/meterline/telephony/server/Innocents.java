package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.meterline.telephony.sip.Sipp;

/** Calls of a phone written elsewhere to another, one after another, beside whatever goes on. */
@SuppressWarnings("try") // closing may be interrupted
final class Innocents implements AutoCloseable {
  private final House house;
  private final Sipp callee;
  private final FutureTask<Integer> calling;

  /** So many calls, from now on, one second each. */
  Innocents(House house, int calls) throws Exception {
    this.house = house;
    callee =
        Sipp.scenario("uas.xml")
            .calls(1_000_000, 2)
            .within(Duration.ofSeconds(60L + 20L * calls))
            .start();
    house.register("102", callee, 3_600);
    calling = new FutureTask<>(() -> call(calls));
    Thread.ofVirtual().name("innocents").start(calling);
  }

  /** Those that too busy a machine refused are called again; others must have passed. */
  private int call(int calls) throws Exception {
    int refused = 0;
    for (int passed = 0; passed < calls; ) {
      long before = FuzzTest.counted(house.engine, "guard.load");
      try (var caller =
          Sipp.scenario("uac.xml")
              .to(house.port())
              .user("101", House.password("101"))
              .set("domain", House.DOMAIN)
              .set("to", "102")
              .option("-d", "1000")
              .start()) {
        if (caller.exit() != 0 && FuzzTest.counted(house.engine, "guard.load") > before) {
          refused++;
        } else {
          caller.succeeds(1);
          passed++;
        }
      }
      int times = refused;
      assertTrue(times <= calls, () -> times + " calls were refused by load");
    }
    return refused;
  }

  /** Waits until all have passed. */
  void pass() throws Exception {
    int _ = calling.get();
    house.register("102", callee, 0);
  }

  @Override
  public void close() throws Exception {
    calling.cancel(true);
    callee.close();
  }
}
