package org.meterline.ejb.refusal;

import jakarta.persistence.OptimisticLockException;
import java.util.Optional;

/** Two saved the same thing in the same instant, and another one was first. */
public final class Overtaken {
  private static final int DEEPEST = 12;

  private Overtaken() {}

  /** What to tell, if that is what a failure comes from. */
  public static Optional<Refused> in(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof OptimisticLockException) {
        return Optional.of(Refused.changedMeanwhile("same thing"));
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }
}
