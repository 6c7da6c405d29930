package org.meterline.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
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
  private final Progress progress = new Progress(System.out, System::nanoTime);
  private final Map<String, String> environment;
  private final Map<String, Rest> people = new ConcurrentHashMap<>();
  private volatile Meterline running;

  RunningMeterline(Path data) throws IOException, InterruptedException {
    this(data, Map.of());
  }

  /**
   * @param data its folder, deleted before it starts
   * @param more settings, by environment variable, that differ from what tests have
   */
  public RunningMeterline(Path data, Map<String, String> more)
      throws IOException, InterruptedException {
    Main.quiet();
    Meterline.stop(Children.recorded(data), progress);
    Folders.delete(data);
    this.environment = FreeSettings.in(data);
    environment.putAll(FreeSettings.chosen());
    environment.putAll(more);
    // Short, for callers of programs that say nothing.
    environment.put("METERLINE_PROGRAMS_SILENCE", "20s");
    this.running = start();
    awaitReady();
  }

  private Meterline start() throws InterruptedException {
    return Meterline.start(environment, FreeSettings.HOME, progress);
  }

  private void awaitReady() throws IOException, InterruptedException {
    Waiting.until(
        part(WildFlyServer.NAME),
        WildFlyServer.NAME,
        Duration.ofMinutes(1),
        () -> Http.status(WildFlyServer.readiness(configuration())) == 200);
  }

  /** Its settings: ports, addresses, folders. */
  public Configuration configuration() {
    return running.configuration();
  }

  /** Where its SIP listens for UDP. */
  public InetSocketAddress sip() {
    return configuration().sip().near();
  }

  /** The password of a person of the demo, for example {@code admin@harbour.example}. */
  public String password(String login) {
    return running.secrets().login(login);
  }

  /** The SIP password of a phone of the demo, for example {@code 101}. */
  public String phonePassword(String user) {
    return running.secrets().phone(tenantOf(user), user);
  }

  /** The SIP domain of a phone of the demo. */
  public String phoneDomain(String user) {
    return tenantOf(user).domain();
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
    return people.computeIfAbsent(login, it -> new Rest(configuration(), it, password(it)));
  }

  /** Reads a resource as a person of the demo. */
  public JsonNode get(String login, String path) throws IOException, InterruptedException {
    return rest(login).get(path);
  }

  /** Puts money into a wallet of Harbour Books, as its finance does. */
  public void topUp(UUID wallet, String euros) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        new Requests(this)
            .answer(
                "post",
                "wallets/" + wallet + "/top-ups",
                Requests.JSON,
                """
                {"amount": {"amount": "%s", "currency": "EUR"}, "reason": "More"}\
                """
                    .formatted(euros),
                rest("finance@harbour.example").token());
    if (answer.statusCode() != 201) {
      throw new IOException("no money is taken: " + answer.body());
    }
  }

  /** Stops the calls of a demo tenant, or lets them go on, as the operator does. */
  void suspend(DemoTenant tenant, boolean suspended) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        new Requests(this)
            .answer(
                "put",
                "tenants/" + tenant.id() + "/suspension",
                Requests.JSON,
                "{\"suspended\":" + suspended + "}",
                rest("admin@operator.example").token());
    if (answer.statusCode() != 200) {
      throw new IOException("not suspended or let go on: " + answer.body());
    }
  }

  /** A connection of the application's user; no tenant is set. */
  public Connection database() throws SQLException {
    Configuration.Database settings = configuration().database();
    return DriverManager.getConnection(settings.url(), settings.appUser(), settings.appPassword());
  }

  /** A connection of the owner of the tables. */
  Connection ownersDatabase() throws SQLException {
    Configuration.Database settings = configuration().database();
    return DriverManager.getConnection(
        settings.url(), settings.ownerUser(), settings.ownerPassword());
  }

  /** Calls the demo number as {@code ./meterline call} does, printing to nowhere. */
  DemoCall demoCall(java.io.PrintStream out) {
    return new DemoCall(configuration(), running.secrets(), out);
  }

  /**
   * A part by the name {@code ./meterline status} shows: WildFly, Program launcher, Keycloak,
   * PostgreSQL, Carrier.
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

  /** What all processes together have used of processors by now. */
  public Duration processorTime() {
    return processorTime(parts());
  }

  /** What one part's processes have used of processors by now. */
  public Duration processorTime(String part) {
    return processorTime(List.of(part(part)));
  }

  private static Duration processorTime(List<Child> parts) {
    return parts.stream()
        .flatMap(part -> ProcessHandle.of(part.pid()).stream())
        .flatMap(self -> Stream.concat(Stream.of(self), self.descendants()))
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** How many calls are up, as the health check says. */
  public int callsNow() throws IOException, InterruptedException {
    JsonNode health =
        new ObjectMapper()
            .readTree(
                Http.send(HttpRequest.newBuilder(WildFlyServer.readiness(configuration()))).body());
    return health.path("callsNow").asInt(-1);
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

  /**
   * Ends the server's Java process by its number, as {@code kill -9} does, and nothing else: what
   * runs for it is left to end by itself.
   */
  public void killServer() throws IOException {
    Child server = part(WildFlyServer.NAME);
    kill(serverProcess());
    running.children().remove(server);
  }

  /** The process of the program launcher's virtual machine. */
  public long launcherProcess() {
    return ProcessHandle.of(part(ProgramLauncher.NAME).pid())
        .orElseThrow()
        .children()
        .findFirst()
        .orElseThrow()
        .pid();
  }

  /** Ends a process as {@code kill -9} does. */
  static void kill(long pid) throws IOException {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    if (!process.destroyForcibly()) {
      throw new IOException("Process " + pid + " cannot be killed.");
    }
    process.onExit().join();
  }

  /** Starts the server again and waits until it is healthy. */
  public void startServer() {
    running.startServer();
  }

  /** Stops the database; what is connected to it is cut off. */
  public void stopDatabase() throws InterruptedException {
    Child database = part(PostgresServer.NAME);
    database.stop("INT", Duration.ofSeconds(20));
    running.children().remove(database);
  }

  /** Starts the database again and waits until it answers. */
  public void startDatabase() {
    running.start("PostgreSQL", new PostgresServer(configuration()));
  }

  /** Another far end of the demo trunk, in the tests' own process, until it is closed. */
  public Carried takeTrunk(Consumer<Dialog> callee) throws IOException, InterruptedException {
    running.kill(CarrierProcess.NAME);
    InetAddress local = InetAddress.getLoopbackAddress();
    Phone end =
        new Phone(
            local,
            configuration().demo().carrierPort(),
            sip(),
            "carrier",
            "carrier.example",
            "",
            new Ladder());
    end.onCall(callee);
    return new Carried(end);
  }

  /** Ends the far end of the demo trunk, until {@link #startTrunk}: its port is free. */
  void leaveTrunk() throws IOException, InterruptedException {
    running.kill(CarrierProcess.NAME);
  }

  /** Ends the far end of the demo trunk; the socket answered takes what is sent there. */
  public DatagramSocket silenceTrunk() throws IOException, InterruptedException {
    leaveTrunk();
    return new DatagramSocket(
        configuration().demo().carrierPort(), InetAddress.getLoopbackAddress());
  }

  /** Starts the far end of the demo trunk again. */
  public void startTrunk() {
    running.start("far end of the demo trunk", new CarrierProcess(configuration()));
  }

  /** The end of a trunk that was taken. */
  @SuppressWarnings("try") // closing may be interrupted
  public final class Carried implements AutoCloseable {
    private final Phone end;

    private Carried(Phone end) {
      this.end = end;
    }

    @Override
    public void close() throws InterruptedException {
      end.close();
      startTrunk();
    }
  }

  /** Runs {@code ./meterline} with its settings. */
  Command command(String... words) throws IOException {
    return command(Map.of(), words);
  }

  /** The same with more settings, by environment variable. */
  Command command(Map<String, String> more, String... words) throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return Command.script(all, words);
  }

  /** Stops all in order, and starts again with the same data. Returns how long the start took. */
  public Duration restart() throws IOException, InterruptedException {
    running.stop();
    long began = System.nanoTime();
    running = start();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    awaitReady();
    return took;
  }

  @Override
  public void close() throws InterruptedException {
    running.stop();
  }
}
