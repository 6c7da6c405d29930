package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.JointTalk.ANSWER;
import static org.meterline.telephony.call.JointTalk.BYE;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.ReferTest.Asked;

/** A side of a talk across two calls joins it with a third call's, or has its place taken. */
class HandedToAnotherCallTest {
  /** Who is ours asks 104 in a third call. */
  private static World.Beside third(JointTalk talk) {
    World.Beside third = talk.world.beside(talk.user(), "104", null);
    talk.world.callee().says(ANSWER);
    talk.world.settle();
    return third;
  }

  /** REFER comes in either of the calls that the phone talks in. */
  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void theTwoFarOnesAreJoined(boolean caller, boolean inThisCall) {
    JointTalk talk = new JointTalk(caller);
    World world = talk.world;
    world.seconds(2);
    World.Beside third = third(talk);
    FakeLeg last = world.callee();
    FakeAudio audio = world.audio.getLast();
    int questions = world.asks.size();
    Asked asked =
        inThisCall
            ? talk.refers(talk.ours, "104", third.caller.id())
            : talk.refers(third.caller, talk.user(), talk.ours.id());
    assertEquals(List.of("accepted", "200"), asked.told);
    assertEquals(questions, world.asks.size(), "who pays was decided before");
    assertTrue(talk.ours.closed() && third.caller.closed());
    assertTrue(talk.talk(audio, talk.farAudio));
    assertEquals(CallState.ENDED, world.call().state(), "it is not needed any more");
    assertEquals(talk.chargedOfOurs(2), world.ended(talk.ours.id()).charged());
    assertEquals(CallState.TALKING, talk.other.call.state());
    assertEquals(CallState.TALKING, third.call.state());
    last.says(new Signalling.Event.Digit('4'));
    talk.far.says(new Signalling.Event.Digit('3'));
    world.settle();
    assertEquals("4", talk.farAudio.digits.toString());
    assertEquals("3", audio.digits.toString());
    world.seconds(3);
    last.says(BYE);
    world.settle();
    assertEquals(CallState.ENDED, talk.other.call.state());
    assertEquals(CallState.ENDED, third.call.state());
    assertEquals(Duration.ofSeconds(3), world.ended(last.id()).charged());
    assertEquals(Duration.ofSeconds(5), world.ended(talk.far.id()).charged());
    assertTrue(world.audio.stream().allMatch(each -> each.closed));
    String ladder = world.ended(world.call().id).ladder().toString();
    assertTrue(ladder.contains("the other call talks to a third one's"), ladder);
  }

  /** Both leave at once, each for somebody else: whoever they left would talk to strangers. */
  @Test
  void bothCannotHandItOnAtOnce() {
    JointTalk talk = new JointTalk(true);
    World world = talk.world;
    World.Beside third = third(talk);
    World.Beside fourth = world.beside("103", "105", null);
    world.callee().says(ANSWER);
    world.settle();
    Asked ours = new Asked(talk.user(), talk.ours.id());
    Asked theirs = new Asked("103", talk.far.id());
    // In this order each of the two calls is asked before it hears that the other one was.
    fourth.caller.says(new Signalling.Event.Referred(theirs));
    third.caller.says(new Signalling.Event.Referred(ours));
    world.settle();
    assertEquals(List.of("accepted", "603"), ours.told);
    assertEquals(List.of("accepted", "603"), theirs.told);
    assertTrue(talk.talk(talk.audio, talk.farAudio));
    assertFalse(talk.ours.closed() || talk.far.closed());
    Asked again = talk.refers(third.caller, talk.user(), talk.ours.id());
    assertEquals(List.of("accepted", "200"), again.told, "nothing is left of it");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPlaceInItIsTaken(boolean caller) {
    JointTalk talk = new JointTalk(caller);
    World world = talk.world;
    World.Beside takes =
        world.beside("105", talk.user(), new Signalling.Replaced(talk.ours.id(), false));
    assertTrue(talk.ours.closed());
    assertEquals(CallState.ENDED, world.call().state());
    assertTrue(talk.talk(takes.audio, talk.farAudio));
    talk.far.says(BYE);
    world.settle();
    assertTrue(talk.over(takes));
    assertEquals(CallState.ENDED, talk.other.call.state());
  }

  @Test
  void whatCannotBeJoinedLeavesTheTalkAsItIs() {
    JointTalk talk = new JointTalk(true);
    World world = talk.world;
    assertEquals(List.of("accepted", "481"), talk.refers(talk.ours, "104", LegId.mint()).told);
    assertEquals(
        List.of("accepted", "603"), talk.refers(talk.ours, "101", talk.ours.id()).told, "itself");
    World.Beside others = world.beside("105", "104", null);
    world.callee().says(ANSWER);
    world.settle();
    Asked foreign = talk.refers(talk.ours, "104", others.caller.id());
    assertEquals(List.of("accepted", "403"), foreign.told);
    assertTrue(talk.talk(talk.audio, talk.farAudio));
    assertEquals(CallState.TALKING, world.call().state());
    talk.far.says(BYE);
    world.settle();
    assertEquals(CallState.ENDED, world.call().state());
  }

  /** Each side asks for another talk at the same moment: one of them gets it, or neither. */
  @Test
  void bothSidesHandItToOtherCallsAtOnce() {
    JointTalk talk = new JointTalk(true);
    World world = talk.world;
    World.Beside third = third(talk);
    World.Beside fourth = world.beside("103", "105", null);
    world.callee().says(ANSWER);
    world.settle();
    Asked one = new Asked("104", third.caller.id());
    Asked two = new Asked("105", fourth.caller.id());
    talk.ours.says(new Signalling.Event.Referred(one));
    talk.far.says(new Signalling.Event.Referred(two));
    world.settle();
    assertEquals(2, one.told.size());
    assertEquals(2, two.told.size(), two.told::toString);
    talk.far.says(BYE);
    talk.ours.says(BYE);
    third.caller.says(BYE);
    fourth.caller.says(BYE);
    for (FakeLeg each : world.invited) {
      each.says(BYE);
    }
    world.settle();
    for (Call each : List.of(world.call(), talk.other.call, third.call, fourth.call)) {
      assertEquals(CallState.ENDED, each.state());
      assertFalse(each.junction.shared());
    }
    assertTrue(world.audio.stream().allMatch(each -> each.closed));
  }

  /** Who is to stay, or who transfers, hangs up while the third call is asked. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aHangUpThatCrossesItEndsAll(boolean far) {
    JointTalk talk = new JointTalk(true);
    World world = talk.world;
    World.Beside third = third(talk);
    talk.ours.says(new Signalling.Event.Referred(new Asked("104", third.caller.id())));
    (far ? talk.far : talk.ours).says(BYE);
    world.settle();
    world.callee().says(BYE);
    third.caller.says(BYE);
    world.settle();
    for (Call each : List.of(world.call(), talk.other.call, third.call)) {
      assertEquals(CallState.ENDED, each.state());
    }
    assertTrue(world.audio.stream().allMatch(each -> each.closed));
  }

  /** What the call that is not needed any more still does is not done to who talks on. */
  @Test
  void theCallThatIsLeftPartsNobody() {
    JointTalk talk = new JointTalk(true);
    World world = talk.world;
    World.Beside third = third(talk);
    FakeAudio last = world.audio.getLast();
    talk.ours.says(new Signalling.Event.Referred(new Asked("104", third.caller.id())));
    world.settleMailbox();
    world.post(
        new Message.Run(
            new Verb.Hold(Verb.End.Side.CALLER, List.of()), Duration.ofMinutes(1), o -> {}));
    world.settle();
    assertTrue(talk.talk(last, talk.farAudio));
  }

  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void whateverFailsLeavesNobodyBehind(boolean caller, boolean inThisCall) {
    JointTalk whole = new JointTalk(caller);
    World.Beside with = third(whole);
    int before = whole.world.effects.count;
    hands(whole, with, inThisCall);
    int effects = whole.world.effects.count - before;
    assertTrue(effects > 5, "a story worth telling");
    for (int n = 1; n <= effects; n++) {
      JointTalk talk = new JointTalk(caller);
      World world = talk.world;
      World.Beside third = third(talk);
      world.effects.failing = world.effects.count + n;
      Asked asked = hands(talk, third, inThisCall);
      String when = "with " + n + " failing: " + world.log.get(world.effects.failing - 1);
      assertTrue(asked.told.size() <= 2, when);
      assertTrue(asked.told.size() == 2 || !talk.other.call.state().live(), when);
      for (Call each : List.of(world.call(), talk.other.call, third.call)) {
        each.on(new Message.End("enough"));
        world.settle();
      }
      world.seconds(120);
      for (Call each : List.of(world.call(), talk.other.call, third.call)) {
        assertEquals(CallState.ENDED, each.state(), when);
      }
    }
  }

  private static Asked hands(JointTalk talk, World.Beside third, boolean inThisCall) {
    return inThisCall
        ? talk.refers(talk.ours, "104", third.caller.id())
        : talk.refers(third.caller, talk.user(), talk.ours.id());
  }
}
