package org.meterline.telephony.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.launcher.Frame;

/**
 * The engine's end of the launcher: starts it (or connects to one that runs already), carries
 * frames, and starts or finds it anew when it is gone. Runs that were under way then are lost.
 */
public final class LauncherProcess implements AutoCloseable {
  private static final Logger LOG = System.getLogger(LauncherProcess.class.getName());
  private static final int LONGEST_SOCKET_PATH = 100;
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final Duration CONNECT_WAIT = Duration.ofSeconds(20);

  /** How long a new run waits for a launcher that is just coming up again. */
  static final Duration START_WAIT = Duration.ofSeconds(3);

  /** All classes of the launcher, for {@link #writeJar}; a test compares it with the package. */
  static final List<String> CLASSES =
      List.of(
          "Bubblewrap",
          "Connection",
          "Connection$1",
          "Connection$2",
          "Frame",
          "Frame$Body",
          "Frame$Farewell",
          "Frame$Kind",
          "Frame$Order",
          "Launcher",
          "Launcher$Choice",
          "Limits",
          "ProcessLimits",
          "Run",
          "Sandbox",
          "Signals",
          "Spawner",
          "Spawner$Job",
          "Spawner$Shelf",
          "Spawner$Standing",
          "Spawner$Taker",
          "Spawner$Version",
          "SystemCalls");

  private final Path socket;
  private final @Nullable Path folder;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final LinkedBlockingQueue<Frame> outgoing = new LinkedBlockingQueue<>();
  private final Map<Integer, LaunchedRun> runs = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private @Nullable SocketChannel channel;
  private @Nullable Process process;
  private @Nullable Sandboxing sandboxing;
  private boolean closed;

  /**
   * What programs are kept apart with.
   *
   * @param name {@code bubblewrap} or {@code process-limits}
   * @param remark why it is not the full sandbox; empty if it is
   */
  public record Sandboxing(String name, String remark) {}

  private LauncherProcess(Path socket, @Nullable Path folder) {
    this.socket = socket;
    this.folder = folder;
    Thread.ofPlatform().name("launcher-link").daemon().start(this::keepConnected);
  }

  /**
   * Starts a launcher of its own; it ends with the engine.
   *
   * @param folder where it keeps its socket and its classes; made if it is not there, and made the
   *     owner's alone
   */
  public static LauncherProcess start(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    writeJar(folder.resolve("launcher.jar"));
    return new LauncherProcess(socketIn(folder.toAbsolutePath()), folder.toAbsolutePath());
  }

  /**
   * A socket's path has room for 107 bytes (unix(7)): a longer one is replaced by a private one.
   */
  private static Path socketIn(Path folder) throws IOException {
    Path socket = folder.resolve("launcher.sock");
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_PATH) {
      return socket;
    }
    Path elsewhere = Files.createTempDirectory("meterline");
    elsewhere.toFile().deleteOnExit();
    return elsewhere.resolve("launcher.sock");
  }

  /** Uses a launcher that somebody else starts and restarts, with {@code --stay}. */
  public static LauncherProcess at(Path socket) {
    return new LauncherProcess(socket, null);
  }

  /** Waits for the launcher to be ready and says what sandbox there is. */
  public Sandboxing awaitReady(Duration timeout) throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = timeout.toNanos();
      while (sandboxing == null && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (sandboxing == null) {
        throw new IOException("the program launcher is not there: " + socket);
      }
      return sandboxing;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the launcher answers: a program could be started now. */
  public boolean ready() {
    lock.lock();
    try {
      return sandboxing != null;
    } finally {
      lock.unlock();
    }
  }

  /** The launcher's process id, when it was started here and runs. */
  public OptionalLong pid() {
    lock.lock();
    try {
      return process == null || !process.isAlive()
          ? OptionalLong.empty()
          : OptionalLong.of(process.pid());
    } finally {
      lock.unlock();
    }
  }

  /** Starts a run; what becomes of it is told through it. */
  LaunchedRun run(Frame.Order order) throws IOException, InterruptedException {
    awaitReady(START_WAIT);
    int id = ids.incrementAndGet();
    LaunchedRun run = new LaunchedRun(id, this::send);
    runs.put(id, run);
    try {
      send(Frame.of(Frame.Kind.START, id, order.bytes()));
    } catch (IOException e) {
      runs.remove(id);
      throw e;
    }
    return run;
  }

  /** Ends the connection, and with it every run; waits until a launcher of our own is gone. */
  @Override
  public void close() {
    Process ours;
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      ours = process;
      if (channel == null && ours != null) {
        ours.destroy();
      }
      shut(channel);
    } finally {
      lock.unlock();
    }
    try {
      if (ours != null && !ours.waitFor(8, TimeUnit.SECONDS)) {
        ours.destroyForcibly();
      }
    } catch (InterruptedException e) {
      ours.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Frames are written by a thread of their own: one that is interrupted while it writes would
   * close the socket for all. What waits is bounded by the windows of the runs.
   */
  private void send(Frame frame) throws IOException {
    lock.lock();
    try {
      if (channel == null) {
        throw new IOException("the program launcher is not connected");
      }
      outgoing.add(frame);
    } finally {
      lock.unlock();
    }
  }

  private void write(SocketChannel to) {
    try {
      while (true) {
        outgoing.take().writeTo(to);
      }
    } catch (IOException e) {
      shut(to); // The reader notices.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void keepConnected() {
    try {
      while (!closed()) {
        try {
          serve(connect());
        } catch (IOException e) {
          if (!closed()) {
            LOG.log(Level.WARNING, "the program launcher: {0}", e.getMessage());
          }
        }
        if (!closed()) {
          Thread.sleep(RETRY);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel to) throws IOException {
    outgoing.clear();
    Thread writer = Thread.ofPlatform().name("launcher-writer").daemon().start(() -> write(to));
    try (to) {
      for (var frame = Frame.readFrom(to); frame.isPresent(); frame = Frame.readFrom(to)) {
        take(to, frame.get());
      }
    } finally {
      writer.interrupt();
      lock.lock();
      try {
        channel = null;
        sandboxing = null;
      } finally {
        lock.unlock();
      }
      if (!closed()) {
        LOG.log(Level.ERROR, "the program launcher is gone; {0} runs are lost", runs.size());
      }
      runs.values().forEach(LaunchedRun::lost);
      runs.clear();
    }
  }

  private void take(SocketChannel from, Frame frame) throws IOException {
    if (frame.kind() == Frame.Kind.HELLO) {
      var in = frame.reader();
      Sandboxing now = new Sandboxing(in.readUTF(), in.readUTF());
      LOG.log(
          now.remark().isEmpty() ? Level.INFO : Level.WARNING,
          "programs run in: {0} {1}",
          now.name(),
          now.remark());
      lock.lock();
      try {
        channel = from;
        sandboxing = now;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      return;
    }
    LaunchedRun run = runs.get(frame.run());
    if (run != null && run.take(frame)) {
      runs.remove(frame.run());
    }
  }

  private SocketChannel connect() throws IOException, InterruptedException {
    if (folder != null) {
      spawn(folder);
    }
    long deadline = System.nanoTime() + CONNECT_WAIT.toNanos();
    while (true) {
      SocketChannel to = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        to.connect(UnixDomainSocketAddress.of(socket));
        return to;
      } catch (IOException e) {
        shut(to);
        if (closed() || System.nanoTime() > deadline) {
          throw new IOException("no connection to " + socket + ": " + e.getMessage(), e);
        }
      }
      Thread.sleep(20);
    }
  }

  private void spawn(Path in) throws IOException, InterruptedException {
    lock.lock();
    try {
      if (process != null && process.isAlive()) {
        process.destroyForcibly();
        process.waitFor();
      }
      Files.deleteIfExists(socket);
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-Xmx64m",
              "-Xss256k",
              "-XX:TieredStopAtLevel=1",
              "-XX:-UsePerfData",
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              in.resolve("launcher.jar").toString(),
              "org.meterline.telephony.launcher.Launcher",
              socket.toString());
      builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(in.resolve("launcher.log").toFile()));
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      process = builder.start();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes the launcher's classes into a jar of their own: where the engine runs inside an
   * application server its classes lie in no file that another Java could read.
   */
  static void writeJar(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(Attributes.Name.MAIN_CLASS, "org.meterline.telephony.launcher.Launcher");
    Path fresh = jar.resolveSibling(jar.getFileName() + ".new");
    try (OutputStream file = Files.newOutputStream(fresh);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (String name : CLASSES) {
        String entry = "org/meterline/telephony/launcher/" + name + ".class";
        try (InputStream in = Frame.class.getResourceAsStream("/" + entry)) {
          if (in == null) {
            throw new IOException("the launcher's class is missing: " + entry);
          }
          out.putNextEntry(new JarEntry(entry));
          in.transferTo(out);
          out.closeEntry();
        }
      }
    }
    Files.move(fresh, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void shut(@Nullable SocketChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // It is of no use any more.
      }
    }
  }
}
