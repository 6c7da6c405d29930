package org.meterline.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.meterline.ejb.ledger.Verification;
import org.meterline.ejb.switchboard.Configuration;
import org.meterline.telephony.modem.ModemTrial;
import org.postgresql.ds.PGSimpleDataSource;

/** The command line: {@code ./meterline} starts this after it has built what is stale. */
public final class Main {
  private static final Set<String> UP = Set.of("--fresh", "--detach");

  private final Progress progress = new Progress(System.out, System::nanoTime);
  private final Path home = Path.of(System.getProperty("meterline.home", "")).toAbsolutePath();

  private Main() {}

  public static void main(String[] arguments) {
    quiet();
    List<String> words = List.of(arguments);
    String command = words.isEmpty() ? "help" : words.getFirst();
    try {
      System.exit(new Main().run(command, words.subList(Math.min(1, words.size()), words.size())));
    } catch (InterruptedException e) {
      System.exit(130);
    } catch (Trouble e) {
      if (e.getCause() instanceof InterruptedException) {
        System.exit(130);
      }
      System.err.println(e.getMessage());
      System.exit(1);
    } catch (Configuration.Wrong e) {
      System.err.println("These settings cannot be used:");
      System.err.println(String.valueOf(e.getMessage()).indent(2).stripTrailing());
      System.exit(2);
    }
  }

  /** Flyway and the JDBC driver tell more than people want to read. */
  static void quiet() {
    Logger.getLogger("").setLevel(Level.WARNING);
  }

  private int run(String command, List<String> options) throws InterruptedException {
    switch (command) {
      case "up" -> {
        if (!UP.containsAll(options)) { // one that is mistyped may have meant --fresh
          System.out.print(usage());
          return 2;
        }
        up(options);
      }
      case "down" -> down();
      case "status" -> {
        return Status.print(configuration(), System.out);
      }
      case "logs" -> Logs.print(configuration(), options, System.out);
      case "call" -> {
        return call(options);
      }
      case "modem" -> {
        return ModemTrial.run(options, System.out, Clock.systemUTC());
      }
      case "migrate" -> migrate();
      case "verify" -> {
        return verify();
      }
      default -> {
        System.out.print(usage());
        return command.equals("help") || command.equals("--help") ? 0 : 2;
      }
    }
    return 0;
  }

  /** What the script says by itself, so that it need not build for it. */
  private static String usage() {
    try (InputStream text = Main.class.getResourceAsStream("usage.txt")) {
      return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void up(List<String> options) throws InterruptedException {
    if (options.contains("--fresh")) {
      begin(configuration());
    }
    boolean stays = !options.contains("--detach");
    CountDownLatch stopped = new CountDownLatch(1);
    endWithMe(Thread.currentThread(), stopped);
    try {
      Meterline meterline = Meterline.start(System.getenv(), home, progress);
      Welcome.print(meterline, progress);
      if (stays) {
        supervise(meterline);
      }
    } finally {
      stopped.countDown();
    }
  }

  /**
   * Ctrl-C and TERM interrupt the thread, which stops what it has started; the JVM waits for it.
   */
  private static void endWithMe(Thread thread, CountDownLatch stopped) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  thread.interrupt();
                  try {
                    stopped.await(2, TimeUnit.MINUTES);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }

  /** Deletes the data, not the cache. */
  private void begin(Configuration configuration) {
    if (!Children.recorded(configuration.data()).all().isEmpty()) {
      throw new Trouble("Meterline is running; ./meterline down stops it.");
    }
    progress.step(
        "old data deleted",
        () -> {
          if (!Files.isDirectory(configuration.data())) {
            return;
          }
          try (DirectoryStream<Path> parts = Files.newDirectoryStream(configuration.data())) {
            for (Path part : parts) {
              if (!configuration.cache().startsWith(part)) {
                Folders.delete(part);
              }
            }
          }
        });
  }

  /** Stays until Ctrl-C, {@code ./meterline down}, or the death of a part. */
  private void supervise(Meterline meterline) throws InterruptedException {
    Child self = Child.self(Children.SUPERVISOR, meterline.configuration().logFolder());
    Optional<Child> dead = Optional.empty();
    try {
      meterline.children().add(self);
      while (dead.isEmpty()) {
        Thread.sleep(1_000);
        dead = meterline.dead();
      }
    } catch (InterruptedException e) {
      progress.line("");
    } finally {
      meterline.stop();
    }
    meterline.children().remove(self);
    if (dead.isPresent()) {
      throw dead.get().died();
    }
  }

  private void down() throws InterruptedException {
    Children children = Children.recorded(configuration().data());
    if (children.all().isEmpty()) {
      progress.line("Meterline is not running.");
      return;
    }
    var supervisor = children.named(Children.SUPERVISOR);
    if (supervisor.isPresent()) {
      progress.step("Meterline stopped", () -> supervisor.get().ask("TERM", Duration.ofMinutes(2)));
      children = Children.recorded(configuration().data());
    }
    Meterline.stop(children, progress);
  }

  private int call(List<String> options) throws InterruptedException {
    Configuration configuration = configuration();
    if (Children.recorded(configuration.data()).named(WildFlyServer.NAME).isEmpty()) {
      throw new Trouble("Meterline is not running; ./meterline up starts it.");
    }
    String dialled = options.isEmpty() ? "500" : options.getFirst();
    char key = options.size() < 2 ? '2' : options.get(1).charAt(0);
    return new DemoCall(configuration, Secrets.open(configuration.secretsFile()), System.out)
        .run(dialled, key, Duration.ofSeconds(8));
  }

  private void migrate() {
    Configuration configuration = configuration();
    progress.step(
        "schema",
        () -> progress.line("  %d steps".formatted(new Database(configuration).migrate())));
  }

  /** 0 when all books agree, 1 when one does not. */
  private static int verify() {
    Configuration configuration = configuration();
    Configuration.Database settings = configuration.database();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.url());
    source.setUser(settings.appUser());
    source.setPassword(settings.appPassword());
    try {
      return new Verification(source, configuration.sealFolder(), configuration.ledger().sealKey())
              .run(System.out::println)
          ? 0
          : 1;
    } catch (SQLException | IOException e) {
      throw new Trouble("The books could not be read: " + e.getMessage(), e);
    }
  }

  /** The settings, for commands that only look. */
  private static Configuration configuration() {
    return Configuration.read();
  }
}
