package org.meterline.telephony.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The launcher's own program. Arguments: the path of the Unix-domain socket to listen on, and
 * {@code --stay} to serve whoever comes until it is told to end, else it ends with its engine.
 *
 * <p>Whoever can connect can run programs: the socket's folder must be the owner's alone. Whoever
 * connects is told the sandbox, also while an engine is served. Told to end (SIGTERM), it ends its
 * runs first.
 */
public final class Launcher {
  private static final long PROBE_SECONDS = 10;
  private static final long FIRST_CONNECTION_SECONDS = 60;

  private final Choice choice;
  private final ScheduledExecutorService clock = clock();
  private final Spawner spawner;
  private final Map<Connection, Thread> serving = new ConcurrentHashMap<>();
  private volatile boolean served;

  private Launcher(Choice choice) {
    this.choice = choice;
    this.spawner = new Spawner(choice.sandbox(), System::nanoTime);
  }

  public static void main(String[] args) throws InterruptedException {
    PrintStream log = System.err;
    if (args.length < 1) {
      log.println("usage: Launcher <socket> [--stay]");
      System.exit(2);
    }
    Signals.hearHangUps();
    Path socket = Path.of(args[0]);
    Choice choice = choose(socket.toAbsolutePath().resolveSibling("calls.seccomp"));
    log.println("launcher: sandbox " + choice.sandbox().name() + remark(choice));
    Launcher launcher = new Launcher(choice);
    Runtime.getRuntime().addShutdownHook(new Thread(launcher::endAll, "end"));
    try {
      launcher.listen(socket, List.of(args).contains("--stay"));
    } catch (IOException e) {
      log.println("launcher: " + socket + " cannot be listened on: " + e);
      System.exit(1);
    }
    // Sandboxes still standing die with this process.
    System.exit(0);
  }

  private void listen(Path socket, boolean stay) throws IOException, InterruptedException {
    Files.deleteIfExists(socket);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      if (stay) {
        serveAll(server);
      } else {
        serveOne(server);
      }
    } finally {
      Files.deleteIfExists(socket);
    }
  }

  private void serveAll(ServerSocketChannel server) throws IOException {
    while (true) {
      serve(server.accept());
    }
  }

  private void serveOne(ServerSocketChannel server) throws IOException, InterruptedException {
    exitIfNobodyComes(server);
    try {
      SocketChannel engine = server.accept();
      served = true;
      serve(engine).join();
    } catch (ClosedChannelException e) {
      // Nobody came.
    }
  }

  private Thread serve(SocketChannel engine) {
    Connection connection = new Connection(engine, choice.sandbox(), spawner, clock);
    Thread thread = Thread.ofPlatform().name("engine").unstarted(() -> serve(connection));
    serving.put(connection, thread);
    thread.start();
    return thread;
  }

  private void serve(Connection connection) {
    try {
      connection.serve(choice.remark());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      serving.remove(connection);
    }
  }

  private void endAll() {
    serving.keySet().forEach(Connection::close);
    try {
      for (Thread thread : serving.values()) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void exitIfNobodyComes(ServerSocketChannel server) {
    var _ =
        clock.schedule(
            () -> {
              if (!served) {
                try {
                  server.close();
                } catch (IOException e) {
                  System.exit(1);
                }
              }
            },
            FIRST_CONNECTION_SECONDS,
            TimeUnit.SECONDS);
  }

  private static ScheduledExecutorService clock() {
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(1, r -> new Thread(r, "clock"));
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }

  private static String remark(Choice choice) {
    return choice.remark().isEmpty() ? "" : " (" + choice.remark() + ")";
  }

  /**
   * @param remark why it is not the full sandbox; empty if it is
   */
  record Choice(Sandbox sandbox, String remark) {}

  /**
   * Tries the full sandbox by really running something in it.
   *
   * @param filter where the filter of system calls is kept
   */
  static Choice choose(Path filter) throws InterruptedException {
    boolean root = "root".equals(System.getProperty("user.name"));
    String why;
    Bubblewrap full;
    try {
      full =
          new Bubblewrap(root, Limits.USUAL, root ? SystemCalls.write(filter) : Optional.empty());
    } catch (IOException e) {
      return new Choice(
          new ProcessLimits(Limits.USUAL), "no filter can be written: " + e.getMessage());
    }
    if (!Sandbox.has(Bubblewrap.COMMAND, "/usr/bin/prlimit", "/usr/bin/setpriv")) {
      why = "bubblewrap, prlimit or setpriv is not installed";
    } else {
      why = fault(full);
    }
    if (why.isEmpty()) {
      return new Choice(full, "");
    }
    return new Choice(new ProcessLimits(Limits.USUAL), why);
  }

  /** Why a program does not run in this sandbox; empty if it does. */
  private static String fault(Sandbox sandbox) throws InterruptedException {
    try {
      Path folder = Files.createTempDirectory("meterline-probe");
      Path probe = folder.resolve("probe");
      try {
        Files.writeString(probe, "#!/bin/sh\necho ready\n");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(probe, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder builder = new ProcessBuilder(sandbox.command(0, "probe"));
        builder.directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(Sandbox.ENVIRONMENT);
        Process process = builder.start();
        process.getOutputStream().write(Sandbox.go());
        process.getOutputStream().close();
        if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
          sandbox.kill(process);
          return "bubblewrap does not come to an end here";
        }
        String said =
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return said.equals("ready") ? "" : "bubblewrap does not work here: " + said;
      } finally {
        Files.deleteIfExists(probe);
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      return "bubblewrap cannot be tried: " + e.getMessage();
    }
  }
}
