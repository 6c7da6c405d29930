package org.meterline.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.meterline.launcher.Patience;
import org.meterline.launcher.RunningMeterline;
import org.meterline.launcher.phone.Phone;

/**
 * Ten thousand phones, each an account of its own, registered anew every minute over UDP with
 * digest authentication: what of one processor the server and its database take for that.
 */
final class Registrations implements Benchmark {
  private static final String DOMAIN = "meadow.example";
  private static final double TARGET_PERCENT = 10;
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** Until what was done before has had its effects. */
  private static final Duration SETTLED = Duration.ofMinutes(1);

  /** Until what comes late has come, when sipp's counts are read. */
  private static final Duration LAST = Duration.ofSeconds(3);

  /** PostgreSQL's code for it. */
  private static final String DEADLOCK = "40P01";

  private final Duration measured;

  Registrations(Duration measured) {
    this.measured = measured;
  }

  @Override
  public void run(RunningMeterline meterline, boolean tiny, Consumer<Figure> figures)
      throws Exception {
    int phones = tiny ? 20 : 10_000;
    // Everybody once, as steady as the refreshes that follow; then once more, to be warm.
    Duration every = tiny ? Duration.ofSeconds(1) : Duration.ofMinutes(1);
    Path file = Files.createTempFile("phones", ".csv");
    try {
      Files.writeString(file, users(phones));
      open(meterline, phones);
      TimeUnit.NANOSECONDS.sleep(tiny ? 0 : SETTLED.toNanos());
      Shares idle = Shares.of(meterline, tiny ? Duration.ofSeconds(1) : IDLE);
      figures.accept(
          Figure.plain("of one core, idle before", percent(idle.server + idle.database)));
      try (Load load = registering(meterline, phones, every, file)) {
        TimeUnit.NANOSECONDS.sleep(2 * every.toNanos());
        int before = load.soFar().invited().count();
        Shares busy = Shares.of(meterline, tiny ? Duration.ofSeconds(3) : measured);
        int done = load.soFar().invited().count() - before;
        TimeUnit.NANOSECONDS.sleep(LAST.toNanos());
        Load.Result all = load.soFar();
        String name =
            String.format(
                Locale.ROOT, "%,d registrations, each every %d s", phones, every.toSeconds());
        figures.accept(Figure.none(name + ", failed", all.failed(), all.invited().count()));
        figures.accept(
            Figure.plain(
                name + ", refreshed", String.format(Locale.ROOT, "%.0f/s", done / busy.seconds)));
        figures.accept(Figure.millis(name + ", REGISTER to 200, p99", all.invited().p99()));
        figures.accept(Figure.plain("of one core, the server", percent(busy.server)));
        figures.accept(Figure.plain("of one core, PostgreSQL", percent(busy.database)));
        figures.accept(
            Figure.below(
                "of one core, both, less idle before",
                busy.server + busy.database - idle.server - idle.database,
                TARGET_PERCENT,
                "%"));
      }
    } finally {
      close(meterline);
      Files.delete(file);
    }
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.1f %%", value);
  }

  private static Load registering(
      RunningMeterline meterline, int phones, Duration every, Path users) throws Exception {
    int rate = (int) Math.ceilDiv(phones, every.toSeconds());
    return Load.caller(
        "registrations.xml",
        meterline.sip(),
        phones,
        rate,
        every,
        "-inf",
        users.toString(),
        "-l",
        Integer.toString(2 * phones),
        "-fd",
        "1",
        "-key",
        "domain",
        DOMAIN,
        "-key",
        "expires",
        "60");
  }

  private static String users(int phones) {
    return IntStream.rangeClosed(1, phones)
        .mapToObj(
            i -> "bench%d;[authentication username=bench%d password=%s]".formatted(i, i, secret(i)))
        .collect(Collectors.joining("\n", "SEQUENTIAL\n", "\n"));
  }

  private static String secret(int phone) {
    return "of-phone-" + phone;
  }

  /** Makes the accounts, and waits until they are known. */
  private static void open(RunningMeterline meterline, int phones) throws Exception {
    close(meterline);
    change(
        meterline,
        "insert into phone (tenant, id, username, display_name, md5_ha1, sha256_ha1, enabled,"
            + " created, version) select current_tenant(), gen_random_uuid(), 'bench' || n,"
            + " 'Bench', md5(told), encode(sha256(convert_to(told, 'UTF8')), 'hex'), true, now(), 0"
            + " from (select n, format('bench%s:"
            + DOMAIN
            + ":of-phone-%s', n, n) as told from generate_series(1, "
            + phones
            + ") n) each");
    try (Phone last = meterline.phone("bench" + phones, DOMAIN, secret(phones))) {
      Patience.until(
          "the accounts are known",
          Duration.ofSeconds(60),
          () -> last.register(Duration.ofMinutes(1)) == 200);
      last.register(Duration.ZERO);
    }
  }

  /** Takes the accounts away; what is expiring meanwhile may have to be let go first. */
  private static void close(RunningMeterline meterline) throws Exception {
    Patience.until(
        "the accounts are gone",
        Duration.ofSeconds(60),
        () -> {
          try {
            change(meterline, "delete from phone where username ~ '^bench[0-9]+$'");
            return true;
          } catch (SQLException e) {
            if (DEADLOCK.equals(e.getSQLState())) {
              return false;
            }
            throw e;
          }
        });
  }

  private static void change(RunningMeterline meterline, String statement) throws SQLException {
    try (Connection database = meterline.database()) {
      database.setAutoCommit(false);
      try (PreparedStatement tenant =
              database.prepareStatement(
                  "select set_config('meterline.tenant', t.id::text, true) from tenants() t"
                      + " where t.domain = ?");
          PreparedStatement change = database.prepareStatement(statement)) {
        tenant.setString(1, DOMAIN);
        tenant.execute();
        change.execute();
        database.commit();
      }
    }
  }

  /** What the server and its database took of one processor, in per cent. */
  private record Shares(double server, double database, double seconds) {
    static Shares of(RunningMeterline meterline, Duration time) throws InterruptedException {
      long began = System.nanoTime();
      Duration server = meterline.processorTime("WildFly");
      Duration database = meterline.processorTime("PostgreSQL");
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
      double nanos = System.nanoTime() - began;
      return new Shares(
          100 * meterline.processorTime("WildFly").minus(server).toNanos() / nanos,
          100 * meterline.processorTime("PostgreSQL").minus(database).toNanos() / nanos,
          nanos / 1e9);
    }
  }
}
