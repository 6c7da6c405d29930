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
      long mib = child.name().equals(Children.LAUNCHER) ? own(child) : child.residentKib() >> 10;
      total += mib;
      out.printf(
          "  %-14s %-9s process %-8d %5d MiB  %s%n",
          child.name(), health(child, configuration), child.pid(), mib, child.log());
    }
    out.printf("  %-14s %-9s %16s %5d MiB%n", "together", "", "", total);
    out.printf("  Portal %s, data %s%n", configuration.web().url(), configuration.data());
    return 0;
  }

  private static String health(Child child, Configuration configuration)
      throws InterruptedException {
    int port =
        switch (child.name()) {
          case WildFlyServer.NAME -> configuration.web().port();
          case KeycloakServer.NAME -> configuration.keycloak().managementPort();
          default -> 0;
        };
    return port == 0
        ? "runs"
        : Http.status(URI.create("http://127.0.0.1:" + port + "/health/ready")) == 200
            ? "ready"
            : "not ready";
  }

  /** The launcher alone: what it started is counted by itself. */
  private static long own(Child launcher) {
    return Child.residentKib(launcher.pid()) >> 10;
  }
}
