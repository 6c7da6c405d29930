package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;

/** What a verb was answered: exactly once, and so. */
final class Outcomes {
  private Outcomes() {}

  static Object done(List<Outcome<?>> outcome) {
    assertEquals(1, outcome.size(), "answered once");
    return assertInstanceOf(Outcome.Done.class, outcome.getFirst()).value();
  }

  static Verb.Dialled dialled(List<Outcome<?>> outcome) {
    return assertInstanceOf(Verb.Dialled.class, done(outcome));
  }

  /** The name of what speaks against it. */
  static String refused(List<Outcome<?>> outcome) {
    assertEquals(1, outcome.size(), "answered once");
    return assertInstanceOf(Outcome.Refused.class, outcome.getFirst()).why().code();
  }

  static Outcome.By cut(List<Outcome<?>> outcome) {
    assertEquals(1, outcome.size(), "answered once");
    return assertInstanceOf(Outcome.Cut.class, outcome.getFirst()).by();
  }

  /** What a verb had come to when it was cut. */
  static Object soFar(List<Outcome<?>> outcome) {
    assertEquals(1, outcome.size(), "answered once");
    return assertInstanceOf(Outcome.Cut.class, outcome.getFirst()).soFar().orElseThrow();
  }
}
