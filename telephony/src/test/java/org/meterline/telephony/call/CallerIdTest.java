package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.meterline.telephony.call.Outcomes.done;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What those who are called see of the caller, as a program sets it. */
class CallerIdTest {
  private final World world = new World();

  @BeforeEach
  void aProgramSteers() {
    world.dials("500");
  }

  @Test
  void onlyNumbersOfTheTenantAreShown() {
    assertInstanceOf(
        Outcome.Refused.class, world.verb(new Verb.SetCallerId("+4912345", "Eve")).getFirst());
    done(world.verb(new Verb.SetCallerId("101", null)));
    done(world.verb(new Verb.SetCallerId("102", null)));
    done(world.verb(new Verb.SetCallerId("+4930555101", null)));
    world.verb(new Verb.Dial("+49301", Duration.ofSeconds(20)));
    assertEquals("+4930555101", invitation().from());
    assertNull(invitation().displayName(), "neither the caller's name nor the refused one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "101\r\nX-Evil: 1", "101>", "101\"", "101\u0000", "1 0 1"})
  void whatCannotStandInAHeaderIsNoNumber(String number) {
    world.numbers.put(number, new Destination.Phone(World.HARBOUR, "101"));
    assertInstanceOf(
        Outcome.Refused.class, world.verb(new Verb.SetCallerId(number, "")).getFirst());
  }

  @Test
  void theNameThatWasSetIsShown() {
    done(world.verb(new Verb.SetCallerId("+4930555101", "Ada")));
    world.verb(new Verb.Dial("+49301", Duration.ofSeconds(20)));
    assertEquals("Ada", invitation().displayName());
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    done(world.verb(new Verb.SetCallerId(null, "B".repeat(500))));
    world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    assertEquals("+4930555101", invitation().from());
    assertEquals("B".repeat(80), invitation().displayName());
  }

  @Test
  void theCallersOwnNameIsShownInsideUntilAnotherIsSet() {
    world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    assertEquals("Anna", invitation().displayName());
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    done(world.verb(new Verb.SetCallerId(null, "")));
    world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    assertEquals("", invitation().displayName());
    assertEquals("101", invitation().from());
  }

  private Invitation invitation() {
    return Objects.requireNonNull(world.callee().invitation);
  }
}
