package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The calls of a node, each with its own thread. */
class CallsTest {
  private static final Origin PHONE = new Origin.Phone(World.HARBOUR, "101");
  private final World world = new World();
  private final Calls calls = new Calls(world.ports(), "node", CallLimits.of(10));

  private static Signalling.Introduction introduction(String dialled) {
    return new Signalling.Introduction(dialled, "101", "Anna", false, null);
  }

  private Signalling.Arrival arrival(String dialled) {
    return new Signalling.Arrival(
        world.caller, PHONE, World.HARBOUR, introduction(dialled), World.OFFER, List.of());
  }

  private void invited(String dialled) throws InterruptedException {
    var _ = calls.invited(arrival(dialled));
    assertTrue(calls.awaitNone(Duration.ofSeconds(20)), "the call is gone");
  }

  @Test
  void whereThereIsNoRoomItIsSaidBeforeThereIsACall() throws InterruptedException {
    Calls small = new Calls(world.ports(), "node", CallLimits.of(1));
    assertEquals(Optional.empty(), small.full(PHONE, World.HARBOUR, "102"));
    var _ = small.invited(arrival("102"));
    assertTrue(small.full(PHONE, World.HARBOUR, "102").isPresent());
    assertTrue(small.full(new Origin.Carrier("one"), World.HARBOUR, "+49301").isPresent());
    assertEquals(Optional.empty(), small.full(PHONE, World.HARBOUR, "112"));
    assertEquals(2, small.refused());
    small.hangUpAll("enough");
    assertTrue(small.awaitNone(Duration.ofSeconds(20)));
    assertEquals(Optional.empty(), small.full(PHONE, World.HARBOUR, "102"));
    small.refuseNew();
    assertTrue(small.full(PHONE, World.HARBOUR, "102").isPresent());
  }

  @Test
  void whatIsAskedForTwiceIsCalledOnce() throws InterruptedException {
    world.phones.clear();
    CallRequest request = World.request("102", null, "103", null);
    assertEquals(Optional.empty(), calls.originate(request));
    assertEquals(Optional.empty(), calls.originate(request));
    assertTrue(calls.awaitNone(Duration.ofSeconds(20)), "the call is gone");
    assertEquals(Optional.empty(), calls.originate(request));
    assertEquals(0, calls.liveNow());
    assertEquals(request.call(), world.only(CallFact.Began.class).call());
    assertEquals(480, world.only(CallFact.Ended.class).sipStatus());
  }

  @Test
  void whatWasNotBegunMayBeAskedForAgain() throws InterruptedException {
    world.phones.clear();
    CallRequest request = World.request("102", null, "103", null);
    world.journal.accepting = false;
    assertEquals("journal-unwritable", calls.originate(request).orElseThrow().code());
    world.journal.accepting = true;
    assertEquals(Optional.empty(), calls.originate(request));
    assertTrue(calls.awaitNone(Duration.ofSeconds(20)), "the call is gone");
    calls.refuseNew();
    CallRequest late = World.request("102", null, "103", null);
    assertEquals("no-room", calls.originate(late).orElseThrow().code());
  }

  @Test
  void aCallWhoseThreadBreaksIsEndedAndForgotten() throws InterruptedException {
    world.effects.fatal = "answer sdp";
    invited("102");
    assertEquals(0, calls.liveNow());
    assertTrue(world.caller.closed(), world.caller.did.toString());
    assertTrue(world.audio.getFirst().closed);
    assertEquals(500, world.only(CallFact.LegEnded.class).sipStatus());
    assertEquals(500, world.only(CallFact.Ended.class).sipStatus());
  }

  @Test
  void aCallThatBreaksWhileItEndsIsEndedAllTheSame() throws InterruptedException {
    world.effects.fatal = "caller reject 404 no such extension";
    invited("999");
    assertEquals(0, calls.liveNow());
    assertEquals(1, world.facts(CallFact.LegEnded.class).size());
    assertEquals(1, world.facts(CallFact.Ended.class).size());
  }

  @Test
  void theLadderBeginsWithTheInviteAndItsFirstAnswer() throws InterruptedException {
    var ladder =
        List.of(
            new Signalling.Event.Message(false, "INVITE sip:999@harbour.example", ""),
            new Signalling.Event.Message(true, "100 Trying", ""));
    var _ =
        calls.invited(
            new Signalling.Arrival(
                world.caller, PHONE, World.HARBOUR, introduction("999"), null, ladder));
    assertTrue(calls.awaitNone(Duration.ofSeconds(20)), "the call is gone");
    assertEquals(
        List.of("caller INVITE sip:999@harbour.example", "meterline 100 Trying"),
        world.only(CallFact.Ended.class).ladder().stream()
            .limit(2)
            .map(entry -> entry.from() + " " + entry.title())
            .toList());
  }
}
