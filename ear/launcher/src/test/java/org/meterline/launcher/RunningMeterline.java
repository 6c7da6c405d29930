package org.meterline.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.meterline.ejb.switchboard.Configuration;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Ladder;
import org.meterline.launcher.phone.Phone;

/**
 * A whole Meterline as {@code ./meterline up} starts it, on free ports and a data folder below
 * {@code target}: PostgreSQL, Keycloak, WildFly with the EAR, the demo tenants and the far end of
 * their trunk. One serves all tests of a run; get it by extending {@link WholeProductTest}.
 */
@SuppressWarnings("try") // closing waits, and may be interrupted
public final class RunningMeterline implements AutoCloseable {
  private static final Path MODULE = Path.of("").toAbsolutePath();

  private final Path home;
  private final Progress progress = new Progress(System.out, System::nanoTime);
  private final Configuration configuration;
  private final Secrets secrets;
  private Meterline running;

  RunningMeterline() throws IOException, InterruptedException {
    this(MODULE.resolve("target/whole-product"));
  }

  /**
   * @param data its folder, deleted before it starts
   */
  public RunningMeterline(Path data) throws IOException, InterruptedException {
    Main.quiet();
    this.home = Objects.requireNonNull(Objects.requireNonNull(MODULE.getParent()).getParent());
    Meterline.stop(Children.recorded(data), progress);
    Folders.delete(data);
    Map<String, String> environment = environment(data);
    this.secrets = Secrets.open(Configuration.read(environment).secretsFile());
    this.configuration = Configuration.read(environment);
    this.running = start();
  }

  private Meterline start() throws InterruptedException {
    return Meterline.start(configuration, home, secrets, progress);
  }

  private Map<String, String> environment(Path data) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("METERLINE_DATA", data.toString());
    environment.put("METERLINE_CACHE", home.resolve(".meterline/cache").toString());
    for (String name :
        List.of(
            "METERLINE_WEB_PORT",
            "METERLINE_WEB_MANAGEMENT_PORT",
            "METERLINE_KEYCLOAK_PORT",
            "METERLINE_KEYCLOAK_MANAGEMENT_PORT",
            "METERLINE_DATABASE_PORT",
            "METERLINE_SIP_TLS_PORT",
            "METERLINE_SIP_PORT",
            "METERLINE_DEMO_CARRIER_PORT")) {
      environment.put(name, Integer.toString(FreePorts.next()));
    }
    // So that a benchmark can be run with another collector.
    String collector = System.getenv("METERLINE_WEB_COLLECTOR");
    if (collector != null) {
      environment.put("METERLINE_WEB_COLLECTOR", collector);
    }
    // Short, for callers of programs that say nothing.
    environment.put("METERLINE_LIMITS_RING_TIME", "12s");
    // Beside the default range, so that a Meterline that is up does not matter.
    environment.put("METERLINE_MEDIA_FIRST_PORT", "25000");
    environment.put("METERLINE_MEDIA_LAST_PORT", "29999");
    return environment;
  }

  /** Its settings: ports, addresses, folders. */
  public Configuration configuration() {
    return configuration;
  }

  /** Where its SIP listens for UDP. */
  public InetSocketAddress sip() {
    return new InetSocketAddress(configuration.sip().address(), configuration.sip().port());
  }

  /** The password of a person of the demo, for example {@code admin@harbour.example}. */
  public String password(String login) {
    return secrets.login(login);
  }

  /** The SIP password of a phone of the demo, for example {@code 101}. */
  public String phonePassword(String user) {
    return secrets.phone(tenantOf(user), user);
  }

  /** A simulated phone of the demo, not yet registered. */
  public Phone phone(String user, Ladder ladder) throws IOException {
    return new Phone(
        InetAddress.getLoopbackAddress(),
        0,
        sip(),
        user,
        tenantOf(user).domain(),
        phonePassword(user),
        ladder);
  }

  /** A simulated phone of any account, not yet registered. */
  public Phone phone(String user, String domain, String password) throws IOException {
    return new Phone(
        InetAddress.getLoopbackAddress(), 0, sip(), user, domain, password, new Ladder());
  }

  private static DemoTenant tenantOf(String user) {
    return DemoTenant.ALL.stream()
        .filter(tenant -> tenant.phones().contains(user))
        .findFirst()
        .orElseThrow();
  }

  /** The REST interface for a person of the demo. */
  public Rest rest(String login) {
    return new Rest(configuration, login, password(login));
  }

  /** Reads a resource as a person of the demo. */
  public JsonNode get(String login, String path) throws IOException, InterruptedException {
    return rest(login).get(path);
  }

  /** A connection of the application's user; no tenant is set. */
  public Connection database() throws SQLException {
    Configuration.Database settings = configuration.database();
    return DriverManager.getConnection(settings.url(), settings.appUser(), settings.appPassword());
  }

  /** Calls the demo number as {@code ./meterline call} does, printing to nowhere. */
  DemoCall demoCall(java.io.PrintStream out) {
    return new DemoCall(configuration, secrets, out);
  }

  /**
   * A part by the name {@code ./meterline status} shows: WildFly, Keycloak, PostgreSQL, Carrier.
   */
  Child part(String name) {
    return running.children().named(name).orElseThrow();
  }

  List<Child> parts() {
    return running.children().all();
  }

  /** Memory of all processes together, in KiB; what they share counts once. */
  public long residentKib() {
    return parts().stream().mapToLong(Child::residentKib).sum();
  }

  /** The process of the server's virtual machine. */
  public long serverProcess() {
    return ProcessHandle.of(part(WildFlyServer.NAME).pid())
        .orElseThrow()
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").contains("jboss-modules"))
        .findFirst()
        .orElseThrow()
        .pid();
  }

  /** Ends the server as {@code kill -9} does, and starts it again. */
  public void killServerAndStartAgain(Progress.Step between)
      throws IOException, InterruptedException {
    running.kill(WildFlyServer.NAME);
    progress.step("while the server is gone", between);
    running.startServer();
  }

  /**
   * Ends the server's Java process by its number, as {@code kill -9} does, and nothing else: what
   * the server had started is left to end by itself. Answers the numbers of those processes.
   */
  public List<Long> killServer() throws IOException, InterruptedException {
    Child server = part(WildFlyServer.NAME);
    ProcessHandle java =
        ProcessHandle.of(server.pid())
            .orElseThrow()
            .descendants()
            .filter(
                process -> {
                  try {
                    return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                        .contains("jboss-modules.jar");
                  } catch (IOException e) {
                    return false; // it has just ended
                  }
                })
            .findFirst()
            .orElseThrow();
    List<Long> started = java.descendants().map(ProcessHandle::pid).toList();
    if (!java.destroyForcibly()) {
      throw new IOException("The server cannot be killed.");
    }
    java.onExit().join();
    running.children().remove(server);
    return started;
  }

  /** Starts the server again and waits until it is healthy. */
  public void startServer() {
    running.startServer();
  }

  /** Stops the database; what is connected to it is cut off. */
  public void stopDatabase() throws IOException, InterruptedException {
    Child database = part(PostgresServer.NAME);
    database.stop("INT", Duration.ofSeconds(20));
    running.children().remove(database);
  }

  /** Starts the database again and waits until it answers. */
  public void startDatabase() throws IOException, InterruptedException {
    running.children().add(new PostgresServer(configuration).start());
  }

  /** Another far end of the demo trunk, in the tests' own process, until it is closed. */
  public Carried takeTrunk(Consumer<Dialog> callee) throws IOException, InterruptedException {
    running.kill(CarrierProcess.NAME);
    InetAddress local = InetAddress.getLoopbackAddress();
    Phone end =
        new Phone(
            local,
            configuration.demo().carrierPort(),
            sip(),
            "carrier",
            "carrier.example",
            "",
            new Ladder());
    end.onCall(callee);
    return new Carried(end);
  }

  /** Ends the far end of the demo trunk; the socket answered takes what is sent there. */
  public DatagramSocket silenceTrunk() throws IOException, InterruptedException {
    running.kill(CarrierProcess.NAME);
    return new DatagramSocket(configuration.demo().carrierPort(), InetAddress.getLoopbackAddress());
  }

  /** Starts the far end of the demo trunk again. */
  public void startTrunk() throws IOException, InterruptedException {
    running.children().add(CarrierProcess.start(configuration));
  }

  /** The end of a trunk that was taken. */
  @SuppressWarnings("try") // closing may be interrupted
  public final class Carried implements AutoCloseable {
    private final Phone end;

    private Carried(Phone end) {
      this.end = end;
    }

    @Override
    public void close() throws IOException, InterruptedException {
      end.close();
      startTrunk();
    }
  }

  /** Stops all in order, and starts again with the same data. Returns how long the start took. */
  public Duration restart() throws InterruptedException {
    running.stop();
    long began = System.nanoTime();
    running = start();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @Override
  public void close() throws InterruptedException {
    running.stop();
  }
}
