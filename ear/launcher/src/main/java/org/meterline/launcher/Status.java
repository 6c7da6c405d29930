package org.meterline.launcher;

import java.io.PrintStream;
import java.net.URI;
import org.meterline.ejb.switchboard.Configuration;

/** What runs and what it uses. */
final class Status {
  private Status() {}

  /** Prints it; 0 when something runs, 3 when nothing does. */
  static int print(Configuration configuration, PrintStream out) throws InterruptedException {
    Children children = Children.recorded(configuration.data());
    if (children.all().isEmpty()) {
      out.println("Meterline is not running.");
      return 3;
    }
    long total = 0;
    for (Child child : children.all()) {
      long mib = child.name().equals(Children.SUPERVISOR) ? own(child) : child.residentKib() >> 10;
      total += mib;
      out.printf(
          "  %-17s %-9s process %-8d %5d MiB  %s%n",
          child.name(), health(child, configuration), child.pid(), mib, child.log());
    }
    out.printf("  %-17s %-9s %16s %5d MiB%n", "together", "", "", total);
    out.printf("  Programs: %s%n", new ProgramLauncher(configuration).told());
    out.printf("  Portal %s, data %s%n", configuration.web().url(), configuration.data());
    return 0;
  }

  private static String health(Child child, Configuration configuration)
      throws InterruptedException {
    return switch (child.name()) {
      case WildFlyServer.NAME -> server(configuration);
      case KeycloakServer.NAME -> ready(answers(KeycloakServer.readiness(configuration)));
      case ProgramLauncher.NAME -> ready(new ProgramLauncher(configuration).ask().isPresent());
      default -> "runs";
    };
  }

  private static String server(Configuration configuration) throws InterruptedException {
    if (answers(WildFlyServer.readiness(configuration))) {
      return "ready";
    }
    return answers(WildFlyServer.startup(configuration)) ? "started" : "not ready";
  }

  private static String ready(boolean yes) {
    return yes ? "ready" : "not ready";
  }

  private static boolean answers(URI readiness) throws InterruptedException {
    return Http.status(readiness) == 200;
  }

  /** The process alone: what it started is counted by itself. */
  private static long own(Child supervisor) {
    return Child.residentKib(supervisor.pid()) >> 10;
  }
}
