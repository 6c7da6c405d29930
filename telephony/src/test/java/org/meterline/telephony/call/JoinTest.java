package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.dialled;
import static org.meterline.telephony.call.Outcomes.done;
import static org.meterline.telephony.call.Outcomes.refused;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.Verb.End.Side;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.media.Sdp;

/** From outside either side of a talk is put through: to somebody new, or to another talk. */
class JoinTest {
  private static final Signalling.Event ANSWER = new Signalling.Event.Answered(new Sdp("answer"));
  private static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");
  private final World world = new World().phone("103", 5071);

  private static Verb.Transfer keeping(Side stays, String to) {
    return new Verb.Transfer(new Verb.To(to, Duration.ofSeconds(20), null), stays);
  }

  /** 101 talks to 103 in another call. */
  private World.Beside other() {
    return other("101");
  }

  private World.Beside other(String user) {
    World.Beside other = world.beside(user, "103", null);
    world.callee().says(ANSWER);
    world.settle();
    return other;
  }

  @Test
  void whoWasCalledIsPutThroughToSomebodyNew() {
    world.dials("102").answered();
    FakeLeg stays = world.callee();
    var outcome = world.verb(keeping(Side.CALLEE, "+49301"));
    assertEquals(CallState.TRANSFERRING, world.call().state());
    assertSame(world.audio.get(1), world.audio.getFirst().bridged, "they talk while it rings");
    world.calleeAnswers();
    assertEquals("ANSWER", dialled(outcome).status());
    assertTrue(world.caller.closed());
    assertSame(world.audio.get(2), world.audio.get(1).bridged);
    assertEquals(CallState.TALKING, world.call().state());
    assertEquals("+49301", world.seen.getLast().callee());
    stays.says(BYE);
    world.settle();
    world.ended();
  }

  @Test
  void theTalkGoesOnWhenTheNewOneDoesNotAnswer() {
    world.dials("102").answered();
    var outcome = world.verb(keeping(Side.CALLEE, "103"));
    assertEquals("busy", refused(world.verb(keeping(Side.CALLER, "103"))));
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    assertEquals(17, dialled(outcome).cause());
    assertEquals(CallState.TALKING, world.call().state());
    assertSame(world.audio.get(1), world.audio.getFirst().bridged);
    var late = world.verb(keeping(Side.CALLEE, "103"), Duration.ofSeconds(5));
    world.seconds(5);
    assertEquals(Outcome.By.DEADLINE, Outcomes.cut(late));
    assertEquals(CallState.TALKING, world.call().state());
    world.callerHangsUp();
    world.ended();
  }

  @Test
  void aProgramKeepsItsCaller() {
    world.dials("500");
    world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeAnswers();
    assertEquals("program-runs", refused(world.verb(keeping(Side.CALLEE, "103"))));
    World.Beside other = other();
    assertEquals(
        "program-runs",
        refused(world.verb(new Verb.Join(Side.CALLEE, other.call.id, Side.CALLEE))));
  }

  @Test
  void twoTalksBecomeOne() {
    World.Beside other = other();
    FakeLeg far = world.callee();
    world.dials("102").answered();
    FakeLeg goes = world.callee();
    done(world.verb(new Verb.Join(Side.CALLER, other.call.id, Side.CALLEE)));
    assertTrue(goes.closed() && other.caller.closed());
    assertSame(world.audio.get(1), world.audio.get(2).bridged, "101 talks to 103");
    assertEquals(CallState.TALKING, world.call().state());
    assertEquals(CallState.TALKING, other.call.state());
    far.says(BYE);
    world.settle();
    assertEquals(CallState.ENDED, other.call.state());
    world.ended(world.caller.id());
    assertTrue(world.audio.stream().allMatch(a -> a.closed));
  }

  /** As phones put through: hold, ask somebody else, join; and the talk may be held again. */
  @Test
  void whoIsHeldAcrossTwoCallsHearsMusicToo() {
    World.Beside other = other();
    world.dials("102").answered();
    FakeAudio far = world.audio.get(1);
    FakeAudio stays = world.audio.get(2);
    world.calleeSays(new Signalling.Event.Offered(new Sdp("sendonly")));
    assertEquals(Tones.MUSIC, stays.played);
    done(world.verb(new Verb.Join(Side.CALLER, other.call.id, Side.CALLEE)));
    assertEquals(0, stays.playing, "they talk");
    assertSame(far, stays.bridged);
    world.caller.says(new Signalling.Event.Offered(new Sdp("inactive")));
    world.settle();
    assertEquals(Tones.MUSIC, far.played, "in the other call");
    world.caller.says(new Signalling.Event.Offered(new Sdp("sendrecv")));
    world.settle();
    assertEquals(0, far.playing);
    assertSame(far, stays.bridged);
  }

  /** As within one call: it sends music of its own with sendonly, and none with inactive. */
  @Test
  void whoIsHeldByACarrierAcrossTwoCallsHearsItsMusic() {
    for (boolean asks : new boolean[] {true, false}) {
      var each = new JoinTest();
      World.Beside other = each.world.beside("101", asks ? "103" : "+49301", null);
      FakeLeg theirs = each.world.callee();
      theirs.says(ANSWER);
      each.world.settle();
      each.world.dials(asks ? "+49301" : "102").answered();
      FakeLeg carrier = asks ? each.world.callee() : theirs;
      FakeAudio far = each.world.audio.get(asks ? 3 : 1);
      FakeAudio held = each.world.audio.get(asks ? 1 : 3);
      done(each.world.verb(new Verb.Join(Side.CALLEE, other.call.id, Side.CALLEE)));
      assertSame(far, held.bridged);
      each.offers(carrier, "sendonly");
      assertEquals(List.of(), held.played, "the carrier's is heard");
      each.offers(carrier, "inactive");
      assertEquals(Tones.MUSIC, held.played);
      each.offers(carrier, "sendonly");
      assertEquals(0, held.playing, "the carrier's again");
      each.offers(carrier, "sendrecv");
      assertEquals(Tones.MUSIC, held.played);
      assertSame(far, held.bridged);
    }
  }

  private void offers(FakeLeg who, String direction) {
    who.says(new Signalling.Event.Offered(new Sdp(direction)));
    world.settle();
  }

  /** Held, or taken up again, after the other call has agreed and before ours has heard of it. */
  @ParameterizedTest
  @CsvSource({"sendrecv,inactive", "inactive,sendrecv"})
  void whatChangesWhileTwoTalksAreJoinedIsNotLost(String before, String then) {
    World.Beside other = other();
    world.dials("102").answered();
    FakeAudio far = world.audio.get(1);
    world.caller.says(new Signalling.Event.Offered(new Sdp(before)));
    world.settle();
    world.post(
        new Message.Run(
            new Verb.Join(Side.CALLER, other.call.id, Side.CALLEE),
            Duration.ofMinutes(1),
            outcome -> {}));
    world.settleMailbox();
    world.caller.says(new Signalling.Event.Offered(new Sdp(then)));
    world.otherCallsTurn();
    assertEquals(before.equals("inactive"), far.playing != 0, "it looks when it is asked");
    world.settle();
    assertSame(far, world.audio.get(2).bridged);
    assertEquals(then.equals("inactive"), far.playing != 0, "and again when that has changed");
  }

  @Test
  void eitherSideOfEitherCallMayStay() {
    for (Side mine : Side.values()) {
      for (Side theirs : Side.values()) {
        var each = new JoinTest();
        World.Beside other = each.other();
        FakeLeg theirCallee = each.world.callee();
        each.world.dials("102").answered();
        FakeLeg myCallee = each.world.callee();
        done(each.world.verb(new Verb.Join(mine, other.call.id, theirs)));
        assertEquals(mine == Side.CALLEE, each.world.caller.closed());
        assertEquals(mine == Side.CALLER, myCallee.closed());
        assertEquals(theirs == Side.CALLEE, other.caller.closed());
        assertEquals(theirs == Side.CALLER, theirCallee.closed());
        FakeAudio here = each.world.audio.get(mine == Side.CALLER ? 2 : 3);
        FakeAudio there = each.world.audio.get(theirs == Side.CALLER ? 0 : 1);
        assertSame(there, here.bridged);
      }
    }
  }

  @Test
  void whatCannotBeJoinedIsRefusedByName() {
    World.Beside other = other();
    world.dials("102");
    assertEquals(
        "no-talk", refused(world.verb(new Verb.Join(Side.CALLER, other.call.id, Side.CALLEE))));
    world.answered();
    assertEquals(
        "no-such-talk",
        refused(world.verb(new Verb.Join(Side.CALLER, CallId.mint(), Side.CALLEE))));
    assertEquals(
        "same-call", refused(world.verb(new Verb.Join(Side.CALLER, world.call().id, Side.CALLEE))));
    assertEquals(CallState.TALKING, world.call().state());
    other.caller.says(BYE);
    world.settle();
    assertEquals(
        "no-such-talk",
        refused(world.verb(new Verb.Join(Side.CALLER, other.call.id, Side.CALLEE))));
    world.verb(keeping(Side.CALLER, "103"));
    assertEquals(
        "busy", refused(world.verb(new Verb.Join(Side.CALLER, other.call.id, Side.CALLEE))));
  }

  @Test
  void aHangUpThatCrossesTheJoinLeavesAProgramsCallAlone() {
    World.Beside other = other();
    world.dials("500");
    world.verb(new Verb.Answer());
    var dial = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeAnswers();
    List<Outcome<?>> join = new ArrayList<>();
    world.post(
        new Message.Run(
            new Verb.Join(Side.CALLER, other.call.id, Side.CALLEE),
            Duration.ofMinutes(1),
            join::add));
    world.callee().says(BYE); // the other call has not been asked yet
    world.settle();
    assertEquals("ANSWER", dialled(dial).status());
    assertEquals("not-joined", refused(join));
    assertEquals(CallState.STEERED, world.call().state());
    assertEquals(CallState.ENDED, other.call.state(), "its one leg talks to nobody");
    world.verb(new Verb.Dial("103", Duration.ofSeconds(20)));
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state(), "the program goes on");
    assertSame(world.audio.getLast(), world.audio.get(2).bridged);
    world.callerHangsUp();
  }

  @Test
  void soDoesAHangUpThatCrossesAPhonesTransfer() {
    World.Beside other = other("102");
    world.dials("500");
    world.verb(new Verb.Answer());
    world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeAnswers();
    FakeLeg phone = world.callee();
    var asked = new ReferTest.Asked("103", other.caller.id());
    phone.says(new Signalling.Event.Referred(asked));
    phone.says(BYE);
    world.settle();
    assertEquals(List.of("accepted", "603"), asked.told);
    assertEquals(CallState.STEERED, world.call().state());
    assertFalse(world.call().junction.shared());
    world.callerHangsUp();
  }

  // --- The credit's end is heard whoever is left

  private static boolean hears(FakeAudio audio) {
    return audio.overlaid.contains(new Prompt.Named("credit-ends"));
  }

  @Test
  void thePayingLegHearsOfTheCreditsEndWhenTheCallerHasLeft() {
    world.dials("102").answered();
    world.admission = World.granted(10, true);
    world.extension = sequence -> World.granted(10, true);
    world.verb(keeping(Side.CALLEE, "+49301"));
    world.calleeAnswers();
    world.seconds(7);
    assertTrue(hears(world.audio.get(2)));
    assertTrue(hears(world.audio.get(1)), "so does who talks to it");
    world.seconds(4);
    assertEquals(List.of(Q850.REJECTED), world.callee().causes);
  }

  @Test
  void whoCameInThePlaceOfACallerWhoTransferredHearsOfTheCreditsEnd() {
    world.admission = World.granted(10, true);
    world.extension = sequence -> World.granted(10, true);
    world.dials("+49301").answered();
    world.admission = World.granted(1000, false);
    world.caller.says(new Signalling.Event.Referred(new ReferTest.Asked("102", null)));
    world.settle();
    world.calleeAnswers();
    world.seconds(7);
    assertTrue(hears(world.audio.get(2)), "102 can do something about it");
    assertTrue(hears(world.audio.get(1)));
    world.seconds(4);
    assertEquals(CallState.ENDED, world.call().state());
  }

  @Test
  void thePayingLegHearsOfTheCreditsEndInAJoinedTalk() {
    World.Beside other = other();
    world.admission = World.granted(10, true);
    world.extension = sequence -> World.granted(10, true);
    world.dials("+49301").answered();
    done(world.verb(new Verb.Join(Side.CALLEE, other.call.id, Side.CALLEE)));
    world.seconds(7);
    assertTrue(hears(world.audio.get(3)));
    assertTrue(hears(world.audio.get(1)), "and in the other call");
    assertFalse(hears(world.audio.get(2)), "who has left hears nothing");
    world.seconds(4);
    assertEquals(CallState.ENDED, other.call.state());
    assertEquals(Duration.ofSeconds(10), world.ended(world.callee().id()).charged());
  }

  @Test
  void theOtherCallDoesNotTakeItsEndForThatOfAPromptOfItsOwn() {
    world.admission = World.granted(1000, false);
    World.Beside other = other();
    FakeAudio far = world.audio.get(1);
    playOver(other);
    far.overlayFinishes();
    world.admission = World.granted(10, true);
    world.extension = sequence -> World.granted(10, true);
    world.dials("+49301").answered();
    done(world.verb(new Verb.Join(Side.CALLEE, other.call.id, Side.CALLEE)));
    world.seconds(7);
    assertTrue(hears(far));
    var prompt = playOver(other);
    far.overlayFinishes(); // what it heard of the credit
    assertTrue(prompt.isEmpty(), "it plays still");
    far.overlayFinishes();
    done(prompt);
  }

  private List<Outcome<?>> playOver(World.Beside other) {
    List<Outcome<?>> outcome = new ArrayList<>();
    var verb = new SoundVerb.PlayOver(List.of(new Prompt.Named("beep")), 0, Side.CALLEE);
    other.call.on(new Message.Run(verb, Duration.ofMinutes(1), outcome::add));
    world.settle();
    return outcome;
  }
}
