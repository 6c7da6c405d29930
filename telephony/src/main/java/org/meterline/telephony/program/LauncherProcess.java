package org.meterline.telephony.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A launcher, started before any call comes: later the engine's process starts none. A shell stands
 * over it and starts it again when it is killed; so the engine need not.
 */
public final class LauncherProcess implements AutoCloseable {
  /** A socket's path has room for 107 bytes (unix(7)). */
  public static final int LONGEST_SOCKET_PATH = 107;

  private static final String SOCKET = "launcher.sock";
  private static final String JAR = "launcher.jar";
  private static final long GRACE_SECONDS = 8;

  /** An end by itself is final; a status above 128 is a signal's. */
  private static final String AGAIN =
      """
      trap 'kill $!; wait $!; exit' TERM
      while "$@" & wait $!; [ $? -gt 128 ]; do
        echo "launcher: killed; it is started again"
        sleep 1
      done
      """;

  private final Process shell;
  private final Path socket;

  private LauncherProcess(Process shell, Path socket) {
    this.shell = shell;
    this.socket = socket;
  }

  /**
   * Starts one that ends with the engine.
   *
   * @param folder where it keeps its socket, its classes and its log; see {@link #prepare}
   */
  public static LauncherProcess start(Path folder) throws IOException {
    Path socket = socketOf(folder);
    Process shell =
        new ProcessBuilder(prepare(folder, socket, false))
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("launcher.log").toFile()))
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    return new LauncherProcess(shell, socket);
  }

  /**
   * Makes ready what a launcher needs and answers the command that starts it. Its environment is
   * its own, so that no setting, and no secret among them, can be read by what it starts.
   *
   * @param folder where its classes are put; made if it is not there, and made the owner's alone
   * @param socket where it listens; the folder is made likewise
   * @param stay whether it waits for the next engine when one is gone; else it ends then
   * @throws IOException when a folder cannot be made, or is another user's
   */
  public static List<String> prepare(Path folder, Path socket, boolean stay) throws IOException {
    makePrivate(folder.toAbsolutePath());
    Path socketFolder = socket.toAbsolutePath().getParent();
    if (socketFolder != null) {
      makePrivate(socketFolder);
    }
    Path jar = folder.toAbsolutePath().resolve(JAR);
    LauncherJar.write(jar);
    List<String> command = new ArrayList<>();
    command.addAll(List.of("env", "-i", "PATH=/usr/bin:/bin", "LANG=C.UTF-8"));
    command.addAll(List.of("/bin/sh", "-c", AGAIN, "launcher"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-Xss256k", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", jar.toString(), LauncherJar.MAIN, socket.toString()));
    if (stay) {
      command.add("--stay");
    }
    return command;
  }

  /**
   * The socket of a launcher with this folder. Where the path would be too long it lies in a short
   * folder of the same user's; the same for whoever asks.
   */
  public static Path socketOf(Path folder) {
    Path socket = folder.toAbsolutePath().resolve(SOCKET);
    byte[] path = socket.toString().getBytes(StandardCharsets.UTF_8);
    return path.length <= LONGEST_SOCKET_PATH
        ? socket
        : Path.of(
            System.getProperty("java.io.tmpdir"),
            "meterline-" + UUID.nameUUIDFromBytes(path),
            SOCKET);
  }

  /** Whoever can reach the socket can run programs. */
  private static void makePrivate(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path self = Path.of("/proc", Long.toString(ProcessHandle.current().pid()));
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        || !owner(folder).equals(owner(self))) {
      throw new IOException("the folder " + folder + " is another user's");
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  /** By number: a user need not have a name. */
  private static Object owner(Path file) throws IOException {
    return Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  /** Where it listens. */
  public Path socket() {
    return socket;
  }

  /** The launcher's own process id, while it runs. */
  public OptionalLong pid() {
    return shell.children().mapToLong(ProcessHandle::pid).findFirst();
  }

  /** Ends it, and with it every run; waits until it is gone. */
  @Override
  public void close() {
    shell.destroy();
    try {
      if (!shell.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        destroyForcibly();
      }
    } catch (InterruptedException e) {
      destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void destroyForcibly() {
    List<ProcessHandle> below = shell.descendants().toList();
    shell.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
  }
}
