package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Each leg has a state, which changes by one door, and its way stands on the ladder. */
class LegStateTest {
  private final World world = new World();

  private List<String> way(LegId leg) {
    return world.only(CallFact.Ended.class).ladder().stream()
        .filter(entry -> leg.equals(entry.leg()) && entry.title().contains(" → "))
        .map(LadderEntry::title)
        .toList();
  }

  @Test
  void theWayOfBothLegsIsWrittenDown() {
    world.dials("102");
    world.calleeSays(new Signalling.Event.Progress(180, null));
    world.calleeAnswers();
    world.verb(new Verb.Hold(Verb.End.Side.CALLEE, List.of()));
    world.verb(new Verb.Unhold(Verb.End.Side.CALLEE));
    world.callerHangsUp();
    assertEquals(
        List.of(
            "NEW → ASKING",
            "ASKING → INVITED",
            "INVITED → RINGING",
            "RINGING → UP",
            "UP → HELD",
            "HELD → UP",
            "UP → CLOSING",
            "CLOSING → OVER"),
        way(world.callee().id()));
    assertEquals(
        List.of("INVITED → RINGING", "RINGING → UP", "UP → CLOSING", "CLOSING → OVER"),
        way(world.caller.id()));
  }

  @Test
  void eachStandsAtTheLegsOwnPlace() {
    world.dials("102").answered();
    LegId callee = world.callee().id();
    world.callerHangsUp();
    for (LadderEntry entry : world.only(CallFact.Ended.class).ladder()) {
      if (entry.title().contains(" → ") && entry.leg() != null) {
        String place = callee.equals(entry.leg()) ? "callee" : "caller";
        assertEquals(place, entry.from(), entry.title());
        assertEquals(place, entry.to(), entry.title());
      }
    }
  }

  @Test
  void aGrantThatIsOwedKeepsALegClosing() {
    world.hanging = true;
    world.dials("500");
    world.callerHangsUp();
    assertEquals(LegState.CLOSING, world.call().first.state());
    world.thaw();
    assertEquals(LegState.OVER, world.call().first.state());
  }

  @Test
  void thereIsNoOtherWay() {
    world.dials("102");
    CallLeg leg = world.call().first;
    assertThrows(IllegalStateException.class, () -> leg.enter(LegState.HELD, "no reason"));
    assertThrows(IllegalStateException.class, () -> leg.enter(LegState.NEW, "no reason"));
    for (LegState state : LegState.values()) {
      assertTrue(state == LegState.OVER || state.next().size() > 0, state.toString());
    }
  }
}
