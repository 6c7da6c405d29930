package org.meterline.telephony.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The full sandbox, by bubblewrap: own processes, network (none), IPC, host name and file system.
 * Only system folders and the program's folder are seen, all read-only; the temporary folder is
 * private and small.
 *
 * <p>Started by root, each sandbox gets a user of its own, unlike any other on the machine, so that
 * the limit of processes is its own too, and a filter of system calls, so that it makes no user
 * namespace. Started by an ordinary user, it gets a user namespace, in which it makes no other.
 *
 * <p>Process 1 inside leads the session. Signals sent to its group from outside reach the program
 * and its children but not process 1, which the kernel shields from all but SIGKILL; so a hang-up
 * never takes the sandbox down before the program could say good-bye.
 */
record Bubblewrap(boolean root, Limits limits, Optional<Path> filter) implements Sandbox {
  static final String COMMAND = "/usr/bin/bwrap";

  /** Users from here on are assigned by nobody (systemd keeps them unused). */
  private static final int FIRST_USER = 1_900_000_000;

  @Override
  public String name() {
    return "bubblewrap";
  }

  @Override
  public List<String> command(int slot, String file) {
    List<String> c = new ArrayList<>();
    // Only a shell can hand an open file on.
    filter.ifPresent(f -> c.addAll(List.of("/bin/sh", "-c", "exec \"$@\" 9<\"$0\"", f.toString())));
    c.add(COMMAND);
    filter.ifPresent(f -> c.addAll(List.of("--seccomp", "9")));
    c.addAll(List.of("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"));
    if (!root) {
      c.addAll(List.of("--unshare-user", "--disable-userns", "--uid", "65534", "--gid", "65534"));
      c.addAll(List.of("--cap-drop", "ALL"));
    }
    c.addAll(List.of("--hostname", "program", "--die-with-parent", "--new-session", "--clearenv"));
    ENVIRONMENT.forEach((name, value) -> c.addAll(List.of("--setenv", name, value)));
    c.addAll(List.of("--ro-bind", "/usr", "/usr"));
    for (String folder : List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64")) {
      system(folder, c);
    }
    c.addAll(List.of("--perms", "0755", "--dir", "/etc"));
    for (String etc : List.of("/etc/ld.so.cache", "/etc/alternatives")) {
      c.addAll(List.of("--ro-bind-try", etc, etc));
    }
    String size = Long.toString(limits.fileBytes());
    c.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"));
    c.addAll(List.of("--perms", "1777", "--size", size, "--tmpfs", "/tmp"));
    // "." and not a path: the command line can be read inside, and says nothing of the machine.
    c.addAll(List.of("--ro-bind", ".", "/program", "--remount-ro", "/", "--chdir", "/program"));
    c.add("--");
    if (root) {
      String user = Integer.toString(FIRST_USER + slot);
      c.addAll(List.of("/usr/bin/setpriv", "--reuid", user, "--regid", user, "--clear-groups"));
      c.addAll(List.of("--bounding-set=-all", "--inh-caps=-all"));
    }
    c.addAll(limits.command());
    c.addAll(List.of("/bin/sh", "-c", WAIT, "sh", file));
    return c;
  }

  private static void system(String folder, List<String> command) {
    Path path = Path.of(folder);
    try {
      if (Files.isSymbolicLink(path)) {
        command.addAll(List.of("--symlink", Files.readSymbolicLink(path).toString(), folder));
      } else if (Files.isDirectory(path)) {
        command.addAll(List.of("--ro-bind", folder, folder));
      }
    } catch (IOException e) {
      // Left out: a program that needs it says so itself.
    }
  }

  @Override
  public boolean signal(Process process, int signal) {
    long inside = firstChild(process.pid());
    // While it is alone in its group the signal would reach nobody, and be lost.
    return inside > 0 && firstChild(inside) > 0 && Signals.sendToGroup(inside, signal);
  }

  /** Process 1 of the sandbox as seen from outside, or 0. */
  private static long firstChild(long pid) {
    try {
      String children =
          Files.readString(Path.of("/proc/" + pid + "/task/" + pid + "/children")).strip();
      return children.isEmpty() ? 0 : Long.parseLong(children.split(" ", 2)[0]);
    } catch (IOException | NumberFormatException e) {
      return ProcessHandle.of(pid).stream()
          .flatMap(ProcessHandle::children)
          .mapToLong(ProcessHandle::pid)
          .findFirst()
          .orElse(0);
    }
  }

  @Override
  public void kill(Process process) {
    process.destroyForcibly();
  }

  @Override
  public void sweep(Process process) {
    // The kernel has ended all of the process namespace already.
  }
}
