package org.meterline.telephony.launcher;

import java.util.ArrayList;
import java.util.List;

/**
 * The weaker mode: an own session, an empty environment, resource limits and nothing more. The
 * program sees the machine's files, network and processes.
 */
record ProcessLimits(Limits limits) implements Sandbox {
  @Override
  public String name() {
    return "process-limits";
  }

  @Override
  public List<String> command(int slot, String file) {
    List<String> command =
        new ArrayList<>(List.of("/usr/bin/setsid", "/usr/bin/setpriv", "--pdeathsig", "KILL"));
    command.addAll(limits.command());
    command.addAll(List.of("/bin/sh", "-c", WAIT, "sh", file));
    return command;
  }

  @Override
  public boolean signal(Process process, int signal) {
    return Signals.sendToGroup(process.pid(), signal);
  }

  @Override
  public void kill(Process process) {
    Signals.sendToGroup(process.pid(), Signals.KILL);
    process.destroyForcibly();
  }

  @Override
  public void sweep(Process process) {
    Signals.sendToGroup(process.pid(), Signals.KILL);
  }
}
