package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Invitation.Diversion;
import org.meterline.telephony.trunk.Trunk;

/** Numbers of the tenant that lead to a number outside. */
class ForwardedTest {
  private static final String OWN = "+4930555100";
  private static final String AWAY = "+49301";

  private final World world = new World();

  ForwardedTest() {
    world.trunks.clear();
    world.trunks.add(new Trunk("one", "127.0.0.1", 5090, "udp", List.of()));
    forward(OWN);
    forward("700");
  }

  private void forward(String number) {
    world.numbers.put(number, new Destination.Outside(World.HARBOUR, new E164(AWAY), number));
  }

  private void calls(String caller, @Nullable String redirectedFrom) {
    world.comesIn(
        new Origin.Carrier("one"),
        new Signalling.Introduction(OWN, caller, null, false, redirectedFrom));
  }

  private Invitation invitation() {
    return Objects.requireNonNull(world.callee().invitation);
  }

  @Test
  void whoIsCalledOutsideSeesTheTenantsNumberAndByWhomItWasSent() {
    calls("+4940123", "+4989");
    assertEquals(
        "sip:+49301@127.0.0.1:5090;transport=udp", invitation().targets().getFirst().uri());
    assertEquals(OWN, invitation().from());
    assertEquals(OWN, invitation().confidence().asserted());
    assertEquals(
        List.of(new Diversion(OWN, "unconditional"), new Diversion("+4989", "unknown")),
        invitation().confidence().diverted());
    assertEquals(world.numbers.get(OWN), world.asks.getFirst().to(), "its price and limits");
    world.calleeAnswers();
    world.callerHangsUp();
    assertEquals(200, world.ended().sipStatus());
  }

  @Test
  void aPhoneInsideShowsItsOwnNumber() {
    world.dials(OWN);
    assertEquals("+4930555101", invitation().from());
    assertEquals(
        List.of(new Diversion(OWN, "unconditional")), invitation().confidence().diverted());
  }

  @Test
  void aShortNumberIsForNobodyOutside() {
    world.dials("700");
    assertEquals(List.of(), invitation().confidence().diverted());
  }

  @Test
  void whatTheCarrierWritesBareIsNamedOnce() {
    world.numbers.put("4930555100", world.numbers.get(OWN));
    world.comesIn(
        new Origin.Carrier("one"),
        new Signalling.Introduction("4930555100", "+4940123", null, false, null));
    assertEquals(OWN, invitation().from());
    assertEquals(
        List.of(new Diversion(OWN, "unconditional")), invitation().confidence().diverted());
  }

  @Test
  void theAuthoritysNoIsTheCalls() {
    world.admission = World.refused("destination-not-approved", 403);
    calls("+4940123", null);
    assertEquals(403, world.ended().sipStatus());
    assertTrue(world.invited.isEmpty());
  }

  private void refusesLoop(String caller, @Nullable String redirectedFrom) {
    World before = world;
    assertTrue(before.invited.isEmpty());
    calls(caller, redirectedFrom);
    assertEquals(482, world.ended().sipStatus());
    assertEquals("The number is forwarded in a circle", world.ended().reason());
    assertTrue(world.invited.isEmpty());
    assertTrue(world.asks.isEmpty());
  }

  @Test
  void whoIsCalledThereDoesNotCallThemselves() {
    refusesLoop("49301", null);
  }

  @Test
  void whatComesBackIsNotSentAgain() {
    refusesLoop("+4940123", AWAY);
  }

  @Test
  void orItShowsOurNumber() {
    refusesLoop("0049" + OWN.substring(3), null);
  }
}
