package org.meterline.ejb.refusal;

import java.util.Optional;
import java.util.function.Predicate;

/** What a failure comes from. */
public final class Causes {
  /** For causes that go in a circle. */
  private static final int DEEPEST = 12;

  private Causes() {}

  /** The first that is such a one: the failure itself, what caused it, and so on. */
  public static Optional<Throwable> first(Throwable failure, Predicate<Throwable> wanted) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (wanted.test(cause)) {
        return Optional.of(cause);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }
}
