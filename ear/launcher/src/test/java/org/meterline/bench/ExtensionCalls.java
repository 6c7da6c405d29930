package org.meterline.bench;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.launcher.Asterisk;
import org.meterline.launcher.RunningMeterline;

/**
 * So many calls a second from sipp to sipp: straight first, through Asterisk where one is
 * installed, which charges nothing, and through Meterline to an extension, where each is held and
 * settled.
 */
final class ExtensionCalls implements Benchmark {
  private static final String DOMAIN = "harbour.example";
  private static final String CALLER = "caller.xml";

  /** One message that sipp did not expect. */
  private static final int ERROR_LINES = 12;

  private static final Duration STAY = Duration.ofSeconds(1);

  private final int callsPerSecond;
  private final @Nullable Duration longest;

  /**
   * @param longest what 99 of 100 callers may have to wait for the 200; null where none is said
   */
  ExtensionCalls(int callsPerSecond, @Nullable Duration longest) {
    this.callsPerSecond = callsPerSecond;
    this.longest = longest;
  }

  @Override
  public void run(RunningMeterline meterline, boolean tiny, Consumer<Figure> figures)
      throws Exception {
    int rate = tiny ? 6 : callsPerSecond;
    int calls = rate * (tiny ? 1 : 60);
    try (Load callee = Load.callee();
        Load caller =
            Load.caller(
                "caller-direct.xml",
                callee.address(),
                rate * (tiny ? 1 : 10),
                rate,
                STAY,
                Load.account("101", "", DOMAIN, "102"))) {
      Load.Result straight = caller.result();
      figures.accept(
          Figure.plain(
              rate + " calls/s sipp to sipp, failed",
              straight.failed() + " of " + (straight.failed() + straight.successful())));
      figures.accept(
          Figure.millis(
              rate + " calls/s sipp to sipp, INVITE to 200, p99", straight.invited().p99()));
    }
    String password = meterline.phonePassword("101");
    if (Asterisk.isInstalled()) {
      throughAsterisk(password, rate, calls, tiny, figures);
    }
    try (Load callee = Load.callee();
        Load.Registered _ = callee.as(meterline, "102")) {
      Calls charged = new Calls("Meterline", CALLER, meterline.sip(), password);
      String name = rate + " charged calls/s to an extension";
      // Nobody's traffic begins at its full rate, and a server just started compiles its code.
      if (!tiny) {
        charged.place(calls / 6, rate / 3);
        charged.place(calls / 3, 2 * rate / 3);
        charged.place(calls, rate);
      }
      try (Memory memory = new Memory(meterline)) {
        Load.Result through = charged.place(calls, rate);
        figures.accept(
            Figure.none(
                name + ", failed", through.failed(), through.failed() + through.successful()));
        figures.accept(Figure.millis(name + ", INVITE to 200, median", through.invited().median()));
        String waited = name + ", INVITE to 200, p99";
        figures.accept(
            longest == null
                ? Figure.millis(waited, through.invited().p99())
                : Figure.below(waited, through.invited().p99(), (double) longest.toMillis(), "ms"));
        memory.figures("during " + rate + " calls/s").forEach(figures);
      }
    }
  }

  private static void throughAsterisk(
      String password, int rate, int calls, boolean tiny, Consumer<Figure> figures)
      throws Exception {
    // A user agent asks with 401, a proxy with 407 (RFC 3261, 22.2 and 22.3).
    Path scenario = Files.createTempFile("caller", ".xml");
    Files.writeString(
        scenario,
        Files.readString(Load.SCENARIOS.resolve(CALLER))
            .replace("response=\"407\"", "response=\"401\""));
    try (Load callee = Load.callee();
        Asterisk asterisk = new Asterisk(callee.address(), password)) {
      Calls through = new Calls("Asterisk", scenario.toString(), asterisk.sip(), password);
      if (!tiny) {
        through.place(calls / 6, rate / 3);
        through.place(calls / 3, 2 * rate / 3);
      }
      Load.Result result = through.place(calls, rate);
      String name = rate + " calls/s through Asterisk, not charged";
      figures.accept(
          Figure.plain(
              name + ", failed",
              result.failed() + " of " + (result.failed() + result.successful())));
      figures.accept(Figure.millis(name + ", INVITE to 200, median", result.invited().median()));
      figures.accept(Figure.millis(name + ", INVITE to 200, p99", result.invited().p99()));
    } finally {
      Files.delete(scenario);
    }
  }

  /** Calls of 101 to 102. */
  private record Calls(String through, String scenario, InetSocketAddress server, String password) {
    Load.Result place(int calls, int rate) throws Exception {
      System.out.printf("    %s: %,d calls, %d a second%n", through, calls, rate);
      try (Load caller =
          Load.caller(
              scenario, server, calls, rate, STAY, Load.account("101", password, DOMAIN, "102"))) {
        Load.Result result = caller.result();
        if (result.failed() > 0) {
          result.errors().lines().limit(ERROR_LINES).forEach(System.out::println);
        }
        return result;
      }
    }
  }
}
