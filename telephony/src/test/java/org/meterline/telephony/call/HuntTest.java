package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.trunk.Capacity;
import org.meterline.telephony.trunk.Rewriting;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkBuilder;
import org.meterline.telephony.trunk.TrunkChoice;

/** The hunt for a trunk that takes a call. */
class HuntTest {
  private final World world = new World();

  @Test
  void theWholeSearchTakesThreeSeconds() {
    world.trunks.add(new Trunk("three", "127.0.0.1", 5092, "udp", List.of("")));
    world.trunks.add(new Trunk("four", "127.0.0.1", 5093, "udp", List.of("")));
    world.admission =
        new CallAuthority.Granted(
            Duration.ofSeconds(10),
            false,
            Duration.ofSeconds(4),
            List.of("one", "two", "three", "four"),
            "wallet");
    world.dials("+49301");
    world.advanceMillis(2_999);
    assertEquals(4, world.invited.size());
    assertTrue(world.caller.did.isEmpty());
    world.advanceMillis(1);
    assertEquals(
        "reject 503 No carrier took the call; the last one did not answer in time",
        world.caller.did.getLast());
  }

  @Test
  void aCauseThatSpeaksOfTheTrunkIsTriedElsewhere() {
    world.dials("+49301").calleeSays(new Signalling.Event.Failed(404, "No route", 3, null));
    assertEquals(2, world.invited.size());
    // this number is not assigned: no other trunk reaches it
    world.calleeSays(new Signalling.Event.Failed(404, "Unassigned", 1, null));
    assertEquals("reject 404 Unassigned", world.caller.did.getLast());
  }

  @Test
  void aBusyCalleeIsBusyOverEveryTrunk() {
    world.dials("+49301").calleeSays(new Signalling.Event.Failed(486, "Busy here", 34, null));
    assertEquals(1, world.invited.size());
    assertEquals("reject 486 Busy here", world.caller.did.getLast());
  }

  @Test
  void aTrunkThatAsksToBeLeftAloneIsTriedLast() {
    world
        .dials("+49301")
        .calleeSays(new Signalling.Event.Failed(503, "Full", 0, Duration.ofMinutes(2)));
    TrunkChoice choice = world.call().ports.trunks();
    assertEquals(
        List.of("two", "one"),
        choice.order(world.trunks, List.of("one", "two"), "49301").stream()
            .map(Trunk::name)
            .toList());
    assertEquals("a call: said: 503 Full", choice.health.of("one").reason());
  }

  @Test
  void aTrunkWithoutRoomIsPassedOverAndItsRoomComesBack() {
    world.trunks.set(0, limited(world.trunks.getFirst()));
    world.dials("+49301");
    Capacity capacity = world.call().ports.trunks().capacity;
    assertEquals(1, capacity.calls("one"));
    world.calleeSays(new Signalling.Event.Failed(500, "Broken"));
    assertEquals(0, capacity.calls("one"));
    assertEquals(1, capacity.calls("two"));
    world.calleeAnswers();
    assertEquals(1, capacity.calls("two"));
    world.callerHangsUp();
    assertEquals(0, capacity.calls("two"));
    assertEquals(CallState.ENDED, world.call().state());
  }

  @Test
  void noRoomAnywhereIsToldInTheLadder() {
    world.trunks.removeLast();
    world.trunks.set(0, limited(world.trunks.getFirst()));
    var _ = world.choice.capacity.take(world.trunks.getFirst(), false);
    world.dials("+49301");
    assertEquals("reject 503 No carrier may be used for this number", world.caller.did.getLast());
    assertTrue(
        world.ended().ladder().stream()
            .anyMatch(
                entry ->
                    entry.title().equals("trunk passed over")
                        && entry.detail().equals("one: all its 1 channels are taken")));
  }

  @Test
  void aCallThatCameInTakesAChannelUntilItEnds() {
    world.trunks.set(0, limited(world.trunks.getFirst()));
    world.phone("102", 5070);
    world.comesIn(new Origin.Carrier("one"), introduction("+4930555102"));
    Capacity capacity = world.choice.capacity;
    assertEquals(1, capacity.calls("one"));
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    assertEquals(1, capacity.calls("one"));
    world.calleeSays(new Signalling.Event.HungUp(false, "over"));
    assertEquals(0, capacity.calls("one"));
  }

  @Test
  void aCallThatComesInOverAFullTrunkIsRefusedAndRecorded() {
    world.trunks.set(0, limited(world.trunks.getFirst()));
    var first = world.choice.capacity.take(world.trunks.getFirst(), false);
    world.comesIn(new Origin.Carrier("one"), introduction("+4930555102"));
    assertEquals("reject 503 All channels of the trunk are taken", world.caller.did.getLast());
    assertEquals(List.of(Q850.NO_CIRCUIT), world.caller.causes);
    assertEquals(503, world.ended().sipStatus());
    assertEquals(1, world.choice.capacity.calls("one"), "the other one");
    first.orElseThrow().run();
    assertEquals(0, world.choice.capacity.calls("one"));
  }

  private Signalling.Introduction introduction(String dialled) {
    world.numbers.put(dialled, new Destination.Phone(World.HARBOUR, "102"));
    return new Signalling.Introduction(dialled, "+4940123456", null, false, null);
  }

  @Test
  void anEmergencyHasRoomWhateverTheLimits() {
    world.directory.emergencyTrunks = List.of(limited(world.trunks.getFirst()));
    var _ = world.choice.capacity.take(world.directory.emergencyTrunks.getFirst(), false);
    world.dials("112").calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void numbersAndCodecsAreWrittenAsTheTrunkWantsThem() {
    var digits = new Rewriting.Rule(Rewriting.Form.DIGITS, "", "");
    world.trunks.set(
        0,
        new TrunkBuilder(world.trunks.getFirst())
            .writes(new Rewriting.Rule(Rewriting.Form.DIGITS, "49", "0"), digits)
            .access(new Trunk.Access("u", "p", "carrier.example", false))
            .build());
    world.dials("+49301");
    assertEquals("sip:0301@127.0.0.1:5090;transport=udp", uri());
    assertEquals("4930555101", invitation().from());
    assertEquals(new Domain("carrier.example"), invitation().domain());
  }

  private static Trunk limited(Trunk trunk) {
    return new TrunkBuilder(trunk).limits(1, 0).build();
  }

  private Invitation invitation() {
    Invitation invitation = world.callee().invitation;
    assertNotNull(invitation);
    return invitation;
  }

  private String uri() {
    return invitation().targets().getFirst().uri();
  }
}
