package org.meterline.launcher;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.switchboard.Configuration;
import org.meterline.ejb.switchboard.SipConfiguration;

/**
 * A whole Meterline on one machine: starts its parts in order, waits until each is healthy, and
 * stops them in order.
 */
public final class Meterline {
  private static final long DATA_ROOM = 1L << 30;
  private static final long CACHE_ROOM = 512L << 20;
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** Who asks before who answers. */
  private static final List<String> STOP_ORDER =
      List.of(
          WildFlyServer.NAME,
          ProgramLauncher.NAME,
          CarrierProcess.NAME,
          KeycloakServer.NAME,
          PostgresServer.NAME);

  private final Configuration configuration;
  private final Path home;
  private final Secrets secrets;
  private final Progress progress;
  private final Children children;
  private boolean perl;

  private Meterline(
      Configuration configuration,
      Path home,
      Secrets secrets,
      Progress progress,
      Children children) {
    this.configuration = configuration;
    this.home = home;
    this.secrets = secrets;
    this.progress = progress;
    this.children = children;
  }

  /**
   * Starts everything. What was started is stopped again when a part does not come up.
   *
   * @param environment the settings that differ from the defaults
   * @param home the checkout, built
   * @throws Trouble with one sentence for people
   * @throws Configuration.Wrong when settings cannot be used
   */
  static Meterline start(Map<String, String> environment, Path home, Progress progress)
      throws InterruptedException {
    Configuration first = Configuration.read(environment);
    Children children = Children.recorded(first.data());
    refuseIfImpossible(first, children);
    Secrets secrets = Secrets.open(first.secretsFile());
    // Read again: the secrets may have been made just now.
    Meterline meterline =
        new Meterline(Configuration.read(environment), home, secrets, progress, children);
    try {
      meterline.startAll();
      return meterline;
    } catch (RuntimeException | InterruptedException e) {
      // Whoever interrupted the start wants it stopped in order, too.
      Thread.interrupted();
      meterline.stop();
      throw e;
    }
  }

  private static void refuseIfImpossible(Configuration configuration, Children children) {
    if (!children.all().isEmpty()) {
      throw new Trouble(
          "Meterline is running already with the data in %s; ./meterline down stops it."
              .formatted(configuration.data()));
    }
    Disk.check("The data folder", configuration.data(), DATA_ROOM);
    boolean unpacks =
        configuration.keycloak().external().isEmpty() && !KeycloakServer.isUnpacked(configuration);
    Disk.check("The cache", configuration.cache(), unpacks ? CACHE_ROOM : 0);
    Ports.check(wantedPorts(configuration));
  }

  private static List<Ports.Wanted> wantedPorts(Configuration configuration) {
    Configuration.Web web = configuration.web();
    Configuration.Keycloak keycloak = configuration.keycloak();
    SipConfiguration sip = configuration.sip();
    List<Ports.Wanted> wanted = new ArrayList<>();
    wanted.add(new Ports.Wanted("the portal", "web.port", web.address(), web.port(), false));
    wanted.add(
        new Ports.Wanted(
            "the portal over TLS", "web.tls-port", web.address(), web.tlsPort(), false));
    wanted.add(
        new Ports.Wanted(
            "WildFly's management",
            "web.management-port",
            "127.0.0.1",
            web.managementPort(),
            false));
    if (keycloak.external().isEmpty()) {
      wanted.add(
          new Ports.Wanted(
              "Keycloak", "keycloak.port", keycloak.address(), keycloak.port(), false));
      wanted.add(
          new Ports.Wanted(
              "Keycloak's health",
              "keycloak.management-port",
              "127.0.0.1",
              keycloak.managementPort(),
              false));
    }
    if (configuration.database().external().isEmpty()) {
      wanted.add(
          new Ports.Wanted(
              "PostgreSQL", "database.port", "127.0.0.1", configuration.database().port(), false));
    }
    wanted.add(new Ports.Wanted("SIP", "sip.port", sip.address(), sip.port(), true));
    wanted.add(new Ports.Wanted("SIP", "sip.port", sip.address(), sip.port(), false));
    wanted.add(
        new Ports.Wanted("SIP over TLS", "sip.tls-port", sip.address(), sip.tlsPort(), false));
    if (configuration.demo().enabled()) {
      wanted.add(
          new Ports.Wanted(
              "the far end of the demo trunk",
              "demo.carrier-port",
              "127.0.0.1",
              configuration.demo().carrierPort(),
              true));
    }
    return wanted;
  }

  private void startAll() throws InterruptedException {
    Database database = new Database(configuration);
    if (configuration.database().external().isEmpty()) {
      PostgresServer postgres = new PostgresServer(configuration);
      start("PostgreSQL", postgres);
      progress.step("roles and databases", () -> database.prepare(postgres));
    }
    progress.step("schema", database::migrate);
    if (configuration.demo().enabled()) {
      progress.step(
          "demo tenants",
          () -> perl = new DemoSeed(configuration, secrets, home, Clock.systemUTC()).plant());
      start("far end of the demo trunk", new CarrierProcess(configuration));
    }
    if (!configuration.programs().external()) {
      start("program launcher", new ProgramLauncher(configuration));
    }
    progress.step("certificate", () -> Certificate.provide(configuration));
    if (configuration.keycloak().external().isPresent()) {
      startServer();
      return;
    }
    KeycloakServer keycloak = new KeycloakServer(configuration, secrets);
    progress.step("Keycloak unpacked", keycloak::unpacked);
    sideBySide(() -> start("Keycloak", keycloak), this::startServer);
  }

  /** Starts a part, and waits until it is healthy. */
  void start(String step, Part part) {
    progress.step(
        step,
        () -> {
          Child child = part.start();
          children.add(child);
          part.awaitHealth(child);
        });
  }

  /** Starts WildFly with the EAR and waits until it is healthy. */
  void startServer() {
    start("WildFly with meterline.ear", new WildFlyServer(configuration, home));
  }

  /** Runs both; when one fails, the other is not waited for. */
  private static void sideBySide(Runnable... parts) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var completion = new ExecutorCompletionService<@Nullable Object>(threads);
      for (Runnable part : parts) {
        completion.submit(part, null);
      }
      for (int i = 0; i < parts.length; i++) {
        try {
          completion.take().get();
        } catch (InterruptedException e) {
          threads.shutdownNow();
          throw e;
        } catch (ExecutionException e) {
          threads.shutdownNow();
          throw e.getCause() instanceof Trouble trouble
              ? trouble
              : new Trouble("Meterline could not start: " + e.getCause(), e);
        }
      }
    }
  }

  /** Stops the parts in order. */
  void stop() throws InterruptedException {
    stop(children, progress);
  }

  static void stop(Children children, Progress progress) throws InterruptedException {
    for (String name : STOP_ORDER) {
      children
          .named(name)
          .ifPresent(
              child ->
                  progress.step(
                      name + " stopped",
                      () -> {
                        // INT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
                        child.stop(name.equals(PostgresServer.NAME) ? "INT" : "TERM", GRACE);
                        children.remove(child);
                      }));
    }
  }

  /** Ends a part without a word, as a crash does. */
  void kill(String name) throws InterruptedException {
    Child child = children.named(name).orElseThrow();
    child.kill();
    children.remove(child);
  }

  /** The first part that has died by itself, if one has. */
  Optional<Child> dead() {
    return children.all().stream().filter(child -> !child.alive()).findFirst();
  }

  Children children() {
    return children;
  }

  Configuration configuration() {
    return configuration;
  }

  Secrets secrets() {
    return secrets;
  }

  /** Whether the demo tenants have their program in Perl, too. */
  boolean offersPerl() {
    return perl;
  }
}
