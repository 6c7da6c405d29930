package org.meterline.ejb.refusal;

import jakarta.persistence.OptimisticLockException;
import java.util.Optional;

/** Two saved the same thing in the same instant, and another one was first. */
public final class Overtaken {
  private Overtaken() {}

  /** What to tell, if that is what a failure comes from. */
  public static Optional<Refused> in(Throwable failure) {
    return Causes.first(failure, OptimisticLockException.class::isInstance)
        .map(overtaken -> Refused.changedMeanwhile("same thing"));
  }
}
