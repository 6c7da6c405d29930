package org.meterline.telephony.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a program is kept apart. A sandbox is made ahead of the call: inside it a shell waits for a
 * line on standard input and then becomes the program.
 */
sealed interface Sandbox permits Bubblewrap, ProcessLimits {
  /** All that a program finds in its environment. */
  Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin", "LANG", "C.UTF-8");

  /**
   * Reads byte by byte, as POSIX demands of {@code read}, so the program misses nothing. When the
   * machine has no memory left, the kernel takes programs first (proc(5), oom_score_adj).
   */
  String WAIT =
      "unset PWD OLDPWD; { echo 1000 >/proc/self/oom_score_adj; } 2>&-;"
          + " read -r go || exit 0; unset go; exec \"./$1\"";

  /** The name that goes on record. */
  String name();

  /**
   * The command that makes one; run with the program's folder as working directory.
   *
   * @param slot a number that no other living sandbox has
   */
  List<String> command(int slot, String file);

  /** Sends SIGHUP or SIGTERM to the program and its children; false when there is none (yet). */
  boolean signal(Process process, int signal);

  /** Ends everything inside at once. */
  void kill(Process process);

  /** Called when the program itself has ended: ends what it left behind. */
  void sweep(Process process);

  /** What is written to a standing sandbox to make it the program. */
  static byte[] go() {
    return new byte[] {'g', 'o', '\n'};
  }

  /** Whether what a sandbox is made of is on this machine. */
  static boolean has(String... commands) {
    for (String command : commands) {
      if (!Files.isExecutable(Path.of(command))) {
        return false;
      }
    }
    return true;
  }
}
