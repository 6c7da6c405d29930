package org.meterline.ejb.switchboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.meterline.telephony.program.LauncherProcess;

/**
 * The tenants' programs.
 *
 * @param external whether something else runs the launcher
 * @param launcher the launcher's socket
 * @param limit runs at once on this node
 * @param answerTime how long a caller waits for a program to answer
 * @param silence how long a program may give no command while the call is up
 */
public record ProgramsConfiguration(
    boolean external, Path launcher, int limit, Duration answerTime, Duration silence) {
  static ProgramsConfiguration read(SettingsReader in) {
    Optional<String> external = in.optional("programs.launcher");
    Path launcher =
        external
            .map(socket -> Path.of(socket).toAbsolutePath())
            .orElseGet(
                () -> LauncherProcess.socketOf(in.path("data").resolve(Configuration.LAUNCHER)));
    if (launcher.toString().getBytes(UTF_8).length > LauncherProcess.LONGEST_SOCKET_PATH) {
      in.wrong(
          "programs.launcher",
          "must have at most " + LauncherProcess.LONGEST_SOCKET_PATH + " bytes");
    }
    return new ProgramsConfiguration(
        external.isPresent(),
        launcher,
        in.number("programs.limit", 1, 10_000),
        in.duration("programs.answer-time", Duration.ofSeconds(1)),
        in.duration("programs.silence", Duration.ofSeconds(1)));
  }
}
