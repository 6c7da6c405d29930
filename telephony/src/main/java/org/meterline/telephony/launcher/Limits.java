package org.meterline.telephony.launcher;

import java.util.List;

/**
 * What one run may use, enforced by the kernel (setrlimit(2)).
 *
 * @param processes of the run in all
 * @param addressSpaceBytes of each process
 * @param fileBytes of each file written; the temporary folder holds as much in all
 * @param cpuSeconds of each process
 * @param openFiles of each process
 */
record Limits(
    int processes, long addressSpaceBytes, long fileBytes, int cpuSeconds, int openFiles) {
  static final Limits USUAL = new Limits(16, 192L << 20, 16L << 20, 60, 128);

  /** The command of util-linux that sets them and goes on with what follows. */
  List<String> command() {
    return List.of(
        "/usr/bin/prlimit",
        "--nproc=" + processes,
        "--as=" + addressSpaceBytes,
        "--fsize=" + fileBytes,
        "--cpu=" + cpuSeconds,
        "--nofile=" + openFiles,
        "--core=0");
  }
}
