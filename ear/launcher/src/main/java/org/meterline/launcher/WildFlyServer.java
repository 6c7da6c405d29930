package org.meterline.launcher;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.meterline.ejb.switchboard.Configuration;
import org.meterline.telephony.address.IpLiteral;

/**
 * WildFly with the EAR. The server image is only read; configuration, deployment and transaction
 * log live in the data folder.
 */
final class WildFlyServer implements Part {
  static final String NAME = "WildFly";
  static final String EAR = "meterline.ear";

  private final Configuration configuration;
  private final Path image;
  private final Path ear;
  private final Path base;
  private final Path console;

  /**
   * @param home the checkout
   */
  WildFlyServer(Configuration configuration, Path home) {
    this.configuration = configuration;
    this.image = home.resolve("ear/server/target/server");
    this.ear = home.resolve("ear/application/target").resolve(EAR);
    this.base = configuration.data().resolve("wildfly");
    this.console = configuration.logFolder().resolve("wildfly-console.log");
  }

  @Override
  public Child start() throws IOException {
    if (!Files.exists(image) || !Files.exists(ear)) {
      throw new Trouble("The server or %s has not been built: run ./meterline up.".formatted(EAR));
    }
    // Set up anew each time: only what the server itself keeps (the transaction log) stays.
    Path deployments = base.resolve("deployments");
    Folders.delete(deployments);
    Folders.delete(base.resolve("configuration"));
    Folders.delete(base.resolve("tmp"));
    Folders.copyFiles(image.resolve("standalone/configuration"), base.resolve("configuration"));
    Files.createDirectories(deployments);
    Files.copy(ear, deployments.resolve(EAR), StandardCopyOption.REPLACE_EXISTING);
    Files.createFile(deployments.resolve(EAR + ".dodeploy"));

    Configuration.Web web = configuration.web();
    Map<String, String> environment = new HashMap<>(configuration.environment());
    environment.put("METERLINE_DATABASE_URL", configuration.database().url());
    environment.put("METERLINE_KEYCLOAK_URL", configuration.keycloak().url().toString());
    environment.put("METERLINE_WEB_URL", web.url().toString());
    boolean tls = web.tlsPort() != 0;
    // Empty, as settings are by default, it would be taken for the name of a file.
    environment.put("METERLINE_WEB_TLS_KEYSTORE", tls ? web.tlsKeystore().toString() : "none.p12");
    environment.put("METERLINE_WEB_TLS_PASSWORD", tls ? web.tlsPassword() : "none");
    environment.put("METERLINE_PROGRAMS_LAUNCHER", configuration.programs().launcher().toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("LAUNCH_JBOSS_IN_BACKGROUND", "1");
    environment.put(
        "JAVA_OPTS",
        String.join(
            " ",
            "-Xms" + web.heap(),
            "-Xmx" + web.heap(),
            // All of it is there before calls come, in large pages where the system has them: a
            // collection that goes through small ones, or gets them only then, takes twice as long.
            "-XX:+AlwaysPreTouch",
            "-XX:+UseTransparentHugePages",
            // Filled at each start: growing towards it would have the collector stop calls.
            "-XX:MetaspaceSize=320m",
            "-XX:MaxMetaspaceSize=320m",
            "-XX:+Use" + web.collector() + "GC",
            // Nothing is deployed twice: looking for classes to unload stops calls for nothing.
            "-XX:-ClassUnloadingWithConcurrentMark",
            // For the same reason compiled code begins no collection, while there is room for it.
            "-XX:SweeperThreshold=100",
            "-XX:+ExitOnOutOfMemoryError",
            // A fault that comes often still says where it comes from.
            "-XX:-OmitStackTraceInFastThrow",
            // Else each collection writes to a mapped file, and all threads wait for the disk.
            "-XX:+PerfDisableSharedMem",
            // The JDK's selector boxes a descriptor for each packet: these are there already.
            "-XX:AutoBoxCacheMax=32768",
            // Half of the cores for the threads of calls: on all, each message of a call wakes one.
            "-Djdk.virtualThreadScheduler.parallelism="
                + Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            "-Djava.awt.headless=true",
            "-Djboss.modules.system.pkgs=org.jboss.byteman",
            "--enable-native-access=ALL-UNNAMED"));
    return Child.start(
        NAME,
        List.of(
            image.resolve("bin/standalone.sh").toString(),
            "-Dmeterline.web.tls=" + tls,
            "-Djboss.server.base.dir=" + base,
            "-Djboss.server.log.dir=" + configuration.logFolder()),
        environment,
        configuration.data(),
        console);
  }

  @Override
  public void awaitHealth(Child child) throws IOException, InterruptedException {
    Path deployed = base.resolve("deployments").resolve(EAR + ".deployed");
    Path failed = base.resolve("deployments").resolve(EAR + ".failed");
    URI started = startup(configuration);
    Waiting.until(
        child,
        NAME,
        Duration.ofMinutes(6),
        () -> {
          if (Files.exists(failed)) {
            throw new Trouble(
                "%s could not be deployed: %s; %s has the details."
                    .formatted(EAR, cause(Files.readString(failed)), console));
          }
          return Files.exists(deployed) && Http.status(started) == 200;
        });
  }

  /** Where it says whether it takes calls. */
  static URI startup(Configuration configuration) {
    return health(configuration, "started");
  }

  /** Where it says whether as many calls as ever are carried. */
  static URI readiness(Configuration configuration) {
    return health(configuration, "ready");
  }

  private static URI health(Configuration configuration, String what) {
    Configuration.Web web = configuration.web();
    String host =
        switch (web.address()) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::", "[::]" -> "::1";
          default -> web.address();
        };
    return URI.create("http://" + IpLiteral.inUri(host) + ":" + web.port() + "/health/" + what);
  }

  /** The first cause in what the deployment scanner wrote. */
  private static String cause(String failure) {
    int at = failure.indexOf("Caused by: ");
    String text = failure.substring(at < 0 ? 0 : at + "Caused by: ".length());
    String line = text.lines().findFirst().orElse("for no reason given").strip();
    return line.length() > 300 ? line.substring(0, 300) + "…" : line;
  }
}
