package org.meterline.web.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.refusal.Refused;

class ProblemTest {
  /** RFC 9457, 3.1.3: a title is of the type, and the same each time. */
  @Test
  void titleSaysInWordsWhatTheTypeIs() {
    assertEquals("Wallet too low", Problem.of("wallet-too-low", 402, "x", false).title());
    assertEquals("Forbidden", Problem.of("forbidden", 403, "x", false).title());
    assertEquals("Invalid", Problem.invalid(List.of()).title());
  }

  @Test
  void whetherTryingAgainHelpsIsTold() {
    assertTrue(RefusedMapper.problem(new Refused("lease-lost", 503, "x", true)).retry());
    assertFalse(RefusedMapper.problem(new Refused("wallet-too-low", 402, "x", false)).retry());
    assertFalse(RefusedMapper.problem(Refused.invalid("amount", "is none")).retry());
  }

  /** RFC 9110, 15.6.4. */
  @Test
  void whenToTryAgainIsToldOfWhatIsAwayForAWhile() {
    var busy = RefusedMapper.problem(new Refused("export-busy", 503, "x", true));
    assertEquals(503, busy.status());
    assertEquals("https://meterline.org/problems/export-busy", busy.type());
    assertEquals("problem+json", Problem.JSON.getSubtype());
    assertEquals(OptionalInt.of(5), busy.retryAfter());
    assertEquals(OptionalInt.empty(), problem("message-not-sent", 503, false).retryAfter());
    assertEquals(OptionalInt.empty(), problem("wallet-too-low", 402, true).retryAfter());
  }

  private static Problem problem(String code, int status, boolean retry) {
    return RefusedMapper.problem(new Refused(code, status, "x", retry));
  }
}
