package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GuessesTest {
  private static final String REALM = "harbour.example";
  private final Exchange.MovedClock clock = new Exchange.MovedClock();
  private final Guesses guesses = new Guesses(clock);

  private void wrong(String address, String user, int times) {
    for (int i = 0; i < times; i++) {
      guesses.wrong(address, REALM, user);
    }
  }

  private boolean tooMany(String address, String user) {
    return guesses.tooMany(address, REALM, user);
  }

  @Test
  void fromEachAddressSoManyForEachAccountInAMinute() {
    wrong("192.0.2.1", "101", Guesses.MOST - 1);
    assertFalse(tooMany("192.0.2.1", "101"));
    wrong("192.0.2.1", "101", 1);
    assertTrue(tooMany("192.0.2.1", "101"));
    assertFalse(tooMany("192.0.2.1", "102"));
    assertFalse(tooMany("192.0.2.2", "101"));
    clock.move(Guesses.WINDOW);
    assertFalse(tooMany("192.0.2.1", "101"));
    wrong("192.0.2.1", "101", Guesses.MOST - 1);
    assertFalse(tooMany("192.0.2.1", "101"), "it begins anew");
  }

  @Test
  void whoIsRightBeginsAnew() {
    wrong("192.0.2.1", "101", Guesses.MOST - 1);
    guesses.right("192.0.2.1", REALM, "101");
    wrong("192.0.2.1", "101", Guesses.MOST - 1);
    assertFalse(tooMany("192.0.2.1", "101"));
  }

  @Test
  void namesWithoutNumberSwitchNothingOff() {
    for (int i = 0; i < 2 * Guesses.KEPT; i++) {
      wrong("192.0.2.1", "made up " + i, 1);
    }
    assertEquals(Guesses.KEPT, guesses.size());
    wrong("192.0.2.1", "101", Guesses.MOST);
    assertTrue(tooMany("192.0.2.1", "101"), "however many there are already");
    for (int i = 0; i < Guesses.KEPT - 1; i++) {
      wrong("192.0.2.1", "made up as well " + i, 1);
    }
    assertTrue(tooMany("192.0.2.1", "101"), "however many come");
    assertFalse(tooMany("192.0.2.1", "102"), "nor is anybody shut out");
    clock.move(Guesses.WINDOW);
    guesses.expire();
    assertEquals(0, guesses.size());
  }

  @Test
  void namesWithoutEndFillNoMemory() {
    String endless = "x".repeat(Stack.LARGEST_MESSAGE);
    for (int i = 0; i < Guesses.MOST; i++) {
      wrong("192.0.2.1", endless + i, 1);
    }
    assertEquals(1, guesses.size());
    assertTrue(tooMany("192.0.2.1", endless));
  }
}
