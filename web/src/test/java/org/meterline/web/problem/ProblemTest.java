package org.meterline.web.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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
}
