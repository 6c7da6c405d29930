package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.meterline.telephony.call.Outcomes.done;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Programs dial and show what is their tenant's, wherever the call came from. */
class TenantNamesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private final World world = new World();

  private String shownTo(String dialled) {
    world.verb(new Verb.Dial(dialled, SECOND));
    Invitation invitation = Objects.requireNonNull(world.callee().invitation);
    world.seconds(1);
    return invitation.from();
  }

  private static String refused(List<Outcome<?>> outcome) {
    return assertInstanceOf(Outcome.Refused.class, outcome.getFirst()).why().code();
  }

  @Test
  void onlyNumbersOfTheTenantAreShownToCarriers() {
    world.dials("500");
    assertEquals("caller-id-not-yours", refused(world.verb(new Verb.SetCallerId("Anna", null))));
    assertEquals("caller-id-not-yours", refused(world.verb(new Verb.SetCallerId("+199", null))));
    assertEquals(CallState.STEERED, world.call().state());
    done(world.verb(new Verb.SetCallerId("103", null)));
    assertEquals("103", shownTo("102"));
    assertEquals("+4930555101", shownTo("+49301"));
    world.numbers.put("+4930555102", new Destination.Phone(World.HARBOUR, "102"));
    done(world.verb(new Verb.SetCallerId("+4930555102", null)));
    assertEquals("+4930555102", shownTo("+49301"));
  }

  @Test
  void aProgramOnACallFromACarrierDialsAmongItsTenantsNames() {
    world.numbers.put("+4930555500", World.program());
    world.comesIn(
        new Origin.Carrier("one"),
        new Signalling.Introduction("+4930555500", "+4917012345", null, false, null));
    assertEquals("+4917012345", shownTo("102"));
    assertEquals("+4930555500", shownTo("+49301"));
    assertEquals(2, world.invited.size());
    done(world.verb(new Verb.SetCallerId("+4917012345", null)));
    assertEquals("+4930555500", shownTo("+49301"), "the caller's number is not the tenant's");
  }
}
