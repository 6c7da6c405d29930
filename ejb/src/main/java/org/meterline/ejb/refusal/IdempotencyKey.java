package org.meterline.ejb.refusal;

import java.util.List;
import org.meterline.ejb.refusal.Refused.Violation;

/** What is wrong with the key by which something happens once. */
public final class IdempotencyKey {
  private static final int LONGEST = 200;

  private IdempotencyKey() {}

  /** None, or one. */
  public static List<Violation> violations(String key) {
    return key.isBlank() || key.length() > LONGEST
        ? List.of(new Violation("Idempotency-Key", "must have 1 to " + LONGEST + " characters"))
        : List.of();
  }

  /**
   * @throws Refused when it is none
   */
  public static void check(String key) {
    var wrong = violations(key);
    if (!wrong.isEmpty()) {
      throw Refused.invalid(wrong);
    }
  }

  /** It came with something else before. */
  public static Refused reused() {
    return new Refused(
        "idempotency-key-reused",
        422,
        "The key was used for something else: take a new one.",
        false);
  }
}
