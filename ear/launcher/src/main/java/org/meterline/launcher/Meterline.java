package org.meterline.launcher;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.meterline.ejb.switchboard.Configuration;

/**
 * A whole Meterline on one machine: starts its parts in order, waits until each is healthy, and
 * stops them in order.
 */
public final class Meterline {
  private static final long DISK_NEEDED = 1L << 30;
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** Who asks before who answers. */
  private static final List<String> STOP_ORDER =
      List.of(WildFlyServer.NAME, CarrierProcess.NAME, KeycloakServer.NAME, PostgresServer.NAME);

  private final Configuration configuration;
  private final Path home;
  private final Secrets secrets;
  private final Progress progress;
  private final Children children;

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
   * @param home the checkout, built
   * @throws Trouble with one sentence for people
   */
  static Meterline start(Configuration configuration, Path home, Secrets secrets, Progress progress)
      throws InterruptedException {
    Meterline meterline =
        new Meterline(
            configuration, home, secrets, progress, Children.recorded(configuration.data()));
    meterline.refuseIfImpossible();
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

  private void refuseIfImpossible() {
    if (!children.all().isEmpty()) {
      throw new Trouble(
          "Meterline is running already with the data in %s; ./meterline down stops it."
              .formatted(configuration.data()));
    }
    try {
      Files.createDirectories(configuration.data());
      FileStore disk = Files.getFileStore(configuration.data());
      if (disk.getUsableSpace() < DISK_NEEDED) {
        throw new Trouble(
            "The disk of %s is full: %d MB are free, Meterline wants %d MB."
                .formatted(configuration.data(), disk.getUsableSpace() >> 20, DISK_NEEDED >> 20));
      }
    } catch (IOException e) {
      throw new Trouble(
          "The data folder %s cannot be used: %s.".formatted(configuration.data(), e.getMessage()),
          e);
    }
    Ports.check(wantedPorts());
  }

  private List<Ports.Wanted> wantedPorts() {
    Configuration.Web web = configuration.web();
    Configuration.Keycloak keycloak = configuration.keycloak();
    Configuration.Sip sip = configuration.sip();
    List<Ports.Wanted> wanted = new ArrayList<>();
    wanted.add(new Ports.Wanted("the portal", "web.port", web.address(), web.port(), false));
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
      progress.step("PostgreSQL", () -> children.add(postgres.start()));
      progress.step("roles and databases", () -> database.prepare(postgres));
    }
    progress.step("schema", database::migrate);
    if (configuration.demo().enabled()) {
      progress.step(
          "demo tenants",
          () -> new DemoSeed(configuration, secrets, home, Clock.systemUTC()).plant());
      progress.step(
          "far end of the demo trunk", () -> children.add(CarrierProcess.start(configuration)));
    }
    progress.step("certificate", () -> Certificate.make(configuration.sip()));

    KeycloakServer keycloak = new KeycloakServer(configuration, secrets);
    if (configuration.keycloak().external().isEmpty()) {
      progress.step("Keycloak unpacked", keycloak::unpacked);
    }
    sideBySide(
        () -> {
          if (configuration.keycloak().external().isEmpty()) {
            progress.step(
                "Keycloak",
                () -> {
                  Child child = keycloak.start();
                  children.add(child);
                  keycloak.awaitHealth(child);
                  new KeycloakRealm(configuration).adjust();
                });
          }
          return null;
        },
        () -> {
          startServer();
          return null;
        });
  }

  /** Runs both; when one fails, the other is not waited for. */
  private static void sideBySide(Callable<?>... parts) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var completion = new java.util.concurrent.ExecutorCompletionService<Object>(threads);
      for (Callable<?> part : parts) {
        completion.submit(part::call);
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
  void kill(String name) throws IOException, InterruptedException {
    Child child = children.named(name).orElseThrow();
    child.kill();
    children.remove(child);
  }

  /** Starts WildFly with the EAR and waits until it is healthy. */
  void startServer() {
    WildFlyServer wildfly = new WildFlyServer(configuration, home);
    progress.step(
        "WildFly with meterline.ear",
        () -> {
          Child child = wildfly.start();
          children.add(child);
          wildfly.awaitHealth(child);
        });
  }

  /** The first part that has died by itself, if one has. */
  Optional<Child> dead() {
    return children.all().stream().filter(child -> !child.alive()).findFirst();
  }

  Children children() {
    return children;
  }
}
