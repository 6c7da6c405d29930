package org.meterline.web.program;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.program.ProgramRun;

/** A run of a program. What its end tells is null while it runs. */
public record ProgramRunView(
    UUID id,
    UUID callId,
    UUID programId,
    UUID versionId,
    String name,
    Instant began,
    @Nullable Instant ended,
    @Nullable Integer exitStatus,
    @Nullable String ending,
    @Nullable String sandbox,
    @Nullable String standardError) {
  static ProgramRunView of(ProgramRun run) {
    return of(run, run.standardError());
  }

  /**
   * @param standardError as much of it as who reads it may know
   */
  public static ProgramRunView of(ProgramRun run, @Nullable String standardError) {
    return new ProgramRunView(
        run.id(),
        run.call(),
        run.program(),
        run.version(),
        run.name(),
        run.began(),
        run.ended(),
        run.exitStatus(),
        run.ending(),
        run.sandbox(),
        standardError);
  }
}
