package org.meterline.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.meterline.ejb.switchboard.Configuration;
import org.meterline.telephony.program.LauncherLink;
import org.meterline.telephony.program.LauncherProcess;

/**
 * What starts the tenants' programs, so that the server's process never does. When it is killed, a
 * shell starts it again: calls without a program go on meanwhile.
 */
final class ProgramLauncher implements Part {
  static final String NAME = "Program launcher";
  private static final Duration ANSWER = Duration.ofSeconds(2);

  private final Configuration configuration;

  ProgramLauncher(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public Child start() throws IOException {
    Path folder = configuration.launcherFolder();
    Path socket = configuration.programs().launcher();
    return Child.start(
        NAME,
        LauncherProcess.prepare(folder, socket, true),
        Map.of(),
        folder,
        configuration.logFolder().resolve("programs.log"));
  }

  @Override
  public void awaitHealth(Child child) throws IOException, InterruptedException {
    Waiting.until(child, NAME, Duration.ofMinutes(1), () -> ask().isPresent());
  }

  /** What the launcher says it keeps programs apart with; empty when it does not answer. */
  Optional<LauncherLink.Sandboxing> ask() {
    return LauncherLink.ask(configuration.programs().launcher(), ANSWER);
  }

  /** The same in a sentence for people. */
  String told() {
    return ask()
        .map(
            it ->
                it.full()
                    ? "each runs in a sandbox of its own, by " + it.name()
                    : "%s: only the demo tenants' programs run, in the weaker mode %s without a sandbox"
                        .formatted(it.remark(), it.name()))
        .orElse("the program launcher does not answer: no program runs");
  }
}
