package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Verb.End.Side;
import org.meterline.telephony.media.Sdp;

/** Two talks are joined while something fails, or crosses that, in either call. */
class JunctionFaultTest {
  private static final Signalling.Event ANSWER = new Signalling.Event.Answered(new Sdp("answer"));
  private static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");
  private World world = new World();

  /** A talk beside that of 101 and 102. */
  private World.Beside twoTalks(String user) {
    world = new World().phone("103", 5071);
    World.Beside other = world.beside(user, "103", null);
    world.callee().says(ANSWER);
    world.settle();
    world.dials("102").answered();
    return other;
  }

  @Test
  void whateverFailsInJoiningIsAnAnswer() {
    World.Beside whole = twoTalks("101");
    int before = world.effects.count;
    world.verb(new Verb.Join(Side.CALLER, whole.call.id, Side.CALLEE));
    int effects = world.effects.count - before;
    assertTrue(effects > 10, "a story worth telling");
    for (int n = 1; n <= effects; n++) {
      World.Beside other = twoTalks("101");
      world.effects.failing = world.effects.count + n;
      List<Outcome<?>> join = world.verb(new Verb.Join(Side.CALLER, other.call.id, Side.CALLEE));
      String when = "with call " + n + " failing: " + world.log.get(world.effects.failing - 1);
      assertEquals(1, join.size(), when);
      assertEquals(world.call().junction.shared(), other.call.junction.shared(), when);
      assertTrue(
          world.call().state() == CallState.TALKING || !world.call().state().live(),
          () -> when + ": " + world.call().state());
      world.post(new Message.End("enough"));
      other.call.on(new Message.End("enough"));
      world.settle();
      world.seconds(120);
      assertEquals(CallState.ENDED, world.call().state(), when);
      assertEquals(CallState.ENDED, other.call.state(), when);
    }
  }

  /** The other call is asked for its place while the phone's own call is to be transferred. */
  @Test
  void aTransferThatBeginsWhileTheOtherCallIsAskedLeavesATalk() {
    World.Beside other = twoTalks("102");
    var asked = new ReferTest.Asked("103", other.caller.id());
    world.callee().says(new Signalling.Event.Referred(asked));
    var transfer = new Verb.Transfer(new Verb.To("+49301", Duration.ofSeconds(20), null));
    List<Outcome<?>> outcome = world.verb(transfer);
    assertEquals(List.of("accepted", "200"), asked.told);
    assertEquals("CANCEL", Outcomes.dialled(outcome).status());
    assertTrue(world.call().junction.shared());
    assertEquals(CallState.TALKING, world.call().state());
    world.callerHangsUp();
    assertEquals(CallState.ENDED, other.call.state());
  }

  /** It is asked whether the carrier may call that number while the caller's talk is joined. */
  @Test
  void aCarrierIsNotAskedToGoOnWithATalkThatWasJoinedMeanwhile() {
    world = new World().phone("103", 5071);
    world.trunks.set(0, world.trunks.getFirst().referring(true));
    World.Beside other = world.beside("102", "103", null);
    world.callee().says(ANSWER);
    world.settle();
    world
        .comesIn(
            new Origin.Carrier("one"),
            new Signalling.Introduction("102", "+4917", null, false, null))
        .answered();
    world.hanging = true;
    var refer = world.verb(new Verb.Refer(Side.CALLER, "+49301"));
    var asked = new ReferTest.Asked("103", other.caller.id());
    world.calleeSays(new Signalling.Event.Referred(asked));
    assertEquals(List.of("accepted", "200"), asked.told);
    world.thaw();
    assertEquals("talk-shared", Outcomes.refused(refer));
    assertEquals(CallState.TALKING, world.call().state());
    assertTrue(world.caller.did.stream().noneMatch(did -> did.startsWith("refer")));
    world.callerHangsUp();
    assertEquals(CallState.ENDED, other.call.state());
  }

  @Test
  void aDialWhoseTimeIsUpEndsTheTalkThatAnotherCallHasInItsPlace() {
    world = new World().phone("103", 5071);
    world.dials("500");
    world.verb(new Verb.Answer());
    var dial = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)), Duration.ofSeconds(9));
    world.calleeAnswers();
    World.Beside other =
        world.beside("103", "102", new Signalling.Replaced(world.callee().id(), false));
    assertEquals(CallState.TALKING, other.call.state());
    world.seconds(9);
    assertEquals(Outcome.By.DEADLINE, Outcomes.cut(dial));
    assertEquals(CallState.STEERED, world.call().state());
    assertFalse(world.call().junction.shared());
    assertEquals(CallState.ENDED, other.call.state(), "nobody talks to it");
    world.callerHangsUp();
  }

  /** An application's: it has nobody left to go on with. */
  @Test
  void aDialWhoseTimeIsUpEndsTheCallWhoseCallerHasHandedItOn() {
    world = new World().phone("103", 5071);
    world.numbers.put("600", new Destination.Application(World.HARBOUR, "orders", true));
    world.dials("600");
    world.verb(new Verb.Dial("102", Duration.ofSeconds(20)), Duration.ofSeconds(9));
    world.calleeAnswers();
    World.Beside other =
        world.beside("103", "101", new Signalling.Replaced(world.caller.id(), false));
    assertTrue(world.call().junction.shared());
    assertTrue(world.caller.closed());
    world.seconds(9);
    assertEquals(CallState.ENDED, other.call.state(), "nobody talks to it");
    assertEquals(CallState.ENDED, world.call().state());
  }

  /** The other call has agreed to a join when the phone that stays hangs up. */
  @Test
  void whoStaysHangsUpWhileTheOtherCallIsAsked() {
    World.Beside other = twoTalks("101");
    world.post(
        new Message.Run(
            new Verb.Join(Side.CALLER, other.call.id, Side.CALLEE),
            Duration.ofMinutes(1),
            outcome -> {}));
    world.caller.says(BYE);
    world.settle();
    assertEquals(CallState.ENDED, world.call().state());
    assertEquals(CallState.ENDED, other.call.state(), "its one leg talks to nobody");
    assertFalse(other.call.junction.shared());
  }
}
