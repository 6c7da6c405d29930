package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.done;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.Sdp;

/** Phones transfer: by themselves, to somebody they talk to, and take each other's calls. */
class ReferTest {
  private static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");
  private static final Signalling.Event ANSWER = new Signalling.Event.Answered(new Sdp("answer"));
  private World world = new World().phone("103", 5071);

  /** A REFER that writes down what it was answered and what was told of it. */
  static final class Asked implements Signalling.Referral {
    private final String to;
    private final @Nullable LegId replaces;
    private final boolean earlyOnly;
    final List<String> told = new ArrayList<>();

    Asked(String to, @Nullable LegId replaces) {
      this(to, replaces, false);
    }

    Asked(String to, @Nullable LegId replaces, boolean earlyOnly) {
      this.to = to;
      this.replaces = replaces;
      this.earlyOnly = earlyOnly;
    }

    @Override
    public boolean earlyOnly() {
      return earlyOnly;
    }

    @Override
    public String to() {
      return to;
    }

    @Override
    public @Nullable LegId replaces() {
      return replaces;
    }

    @Override
    public @Nullable String by() {
      return "<sip:101@harbour.example>";
    }

    @Override
    public void refuse(int status, String reason) {
      told.add("refused " + status);
    }

    @Override
    public void accept() {
      told.add("accepted");
    }

    @Override
    public void rings() {
      told.add("rings");
    }

    @Override
    public void over(int status, String reason) {
      told.add(String.valueOf(status));
    }
  }

  private Asked refers(FakeLeg who, String to) {
    return refers(who, to, null);
  }

  private Asked refers(FakeLeg who, String to, @Nullable LegId replaces) {
    Asked asked = new Asked(to, replaces);
    who.says(new Signalling.Event.Referred(asked));
    world.settle();
    return asked;
  }

  // --- To somebody who is called

  @Test
  void whoWasCalledTransfersTheCaller() {
    world.dials("102").answered();
    FakeLeg before = world.callee();
    Asked asked = refers(before, "+49301");
    assertEquals(2, world.asks.size(), "asked who pays for both legs");
    assertEquals("102", world.asks.getLast().sentOnBy(), "whose limits count");
    world.calleeSays(new Signalling.Event.Progress(180, null));
    assertEquals(List.of("accepted", "rings"), asked.told);
    world.calleeAnswers();
    assertEquals(List.of("accepted", "rings", "200"), asked.told);
    assertTrue(before.closed());
    assertSame(world.audio.get(2), world.audio.getFirst().bridged);
    world.callerHangsUp();
    String ladder = world.ended().ladder().toString();
    assertTrue(ladder.contains("102 to +49301, for <sip:101@harbour.example>"), ladder);
  }

  @Test
  void whoWasCalledGivesTheCallerToAProgram() {
    world.dials("102").answered();
    FakeLeg before = world.callee();
    Asked asked = refers(before, "500");
    assertEquals(List.of("accepted", "200"), asked.told);
    assertTrue(before.closed());
    assertEquals(CallState.STEERED, world.call().state());
    world.seconds(3);
    world.programEnds(0, "exit");
    assertEquals(200, world.ended().sipStatus());
  }

  @Test
  void aProgramIsForCallersAlone() {
    world.dials("102").answered();
    Asked asked = refers(world.caller, "500");
    assertEquals("accepted", asked.told.getFirst());
    assertTrue(Integer.parseInt(asked.told.getLast()) >= 400, asked.told::toString);
    assertEquals(CallState.TALKING, world.call().state());
    world.callerHangsUp();
  }

  @Test
  void theCallerTransfersWhoWasCalled() {
    world.dials("102").answered();
    FakeLeg first = world.callee();
    Asked asked = refers(world.caller, "+49301");
    assertEquals(new Origin.Phone(World.HARBOUR, "101"), world.asks.getLast().from());
    world.seconds(2);
    world.calleeSays(new Signalling.Event.Progress(180, null));
    world.calleeAnswers();
    assertEquals(List.of("accepted", "rings", "200"), asked.told);
    assertTrue(world.caller.closed());
    assertEquals(CallState.TALKING, world.call().state());
    assertEquals("+49301", world.seen.getLast().callee());
    assertSame(world.audio.get(2), world.audio.get(1).bridged, "the two others talk");
    first.says(new Signalling.Event.Digit('5'));
    world.settle();
    assertEquals("5", world.audio.get(2).digits.toString());
    world.seconds(3);
    first.says(BYE);
    world.settle();
    assertEquals(Duration.ofSeconds(3), world.ended(world.callee().id()).charged());
    assertEquals(Duration.ofSeconds(5), world.ended(first.id()).charged());
    assertEquals(200, world.ended().sipStatus());
  }

  @Test
  void whatComesInAndIsTransferredOutsideCountsForWhoTransfersIt() {
    world.comesIn(
        new Origin.Carrier("one"),
        new Signalling.Introduction("102", "+4915112345678", null, false, null));
    world.answered();
    refers(world.callee(), "103");
    world.calleeAnswers();
    refers(world.callee(), "+49301");
    assertEquals("103", world.asks.getLast().sentOnBy(), "the one who talks by then");
    world.callerHangsUp();
  }

  @Test
  void whoWasCalledFirstOverTheApiTransfersOnTheirOwnLimits() {
    world.asksFor("103", "102");
    world.calleeAnswers(); // 103
    world.calleeAnswers(); // 102
    refers(world.invited.getFirst(), "+49301");
    assertEquals("103", world.asks.getLast().sentOnBy());
    world.call().post(new Message.End("enough"));
    world.settle();
  }

  @Test
  void aRecordingOfTheCallGoesOnWithWhoComesInTheCallersPlace() {
    world.dials("102").answered();
    FakeLeg callee = world.callee();
    Duration hour = Duration.ofHours(1);
    done(
        world.verb(
            new Verb.StartRecording(
                new Verb.Take(null, true, false, hour, Duration.ZERO, "", "anna"))));
    done(
        world.verb(
            new Verb.StartRecording(
                new Verb.Take(
                    Verb.End.Side.CALLER, true, false, hour, Duration.ZERO, "", "anna"))));
    refers(world.caller, "+49301");
    world.calleeAnswers();
    assertTrue(world.caller.closed());
    assertTrue(world.audio.getFirst().recordings.isEmpty());
    FakeRecorder.Fake whole = world.plane.recorder.begun.getFirst();
    assertEquals(List.of(whole.fromBeyond()), world.audio.get(1).recordings);
    assertEquals(1, ended(), "that of the caller's leg alone");
    callee.says(BYE);
    world.settle();
    world.ended();
    assertEquals(2, ended());
    assertTrue(world.audio.get(1).recordings.isEmpty());
  }

  private long ended() {
    return world.facts.stream().filter(CallFact.RecordingEnded.class::isInstance).count();
  }

  @Test
  void theTalkGoesOnWhenNobodyAnswers() {
    for (boolean caller : new boolean[] {true, false}) {
      world = new World().phone("103", 5071);
      world.dials("102").answered();
      FakeLeg callee = world.callee();
      Asked asked = refers(caller ? world.caller : callee, "103");
      world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
      assertEquals(List.of("accepted", "486"), asked.told);
      assertSame(world.audio.get(1), world.audio.getFirst().bridged);
      assertEquals(List.of("accepted", "422"), refers(caller ? world.caller : callee, "999").told);
      assertEquals(List.of("accepted", "403"), refers(caller ? world.caller : callee, "112").told);
      world.admission = World.refused("wallet-too-low", 402);
      assertEquals(
          List.of("accepted", "402"), refers(caller ? world.caller : callee, "+49301").told);
      assertEquals(CallState.TALKING, world.call().state());
      callee.says(BYE);
      world.settle();
      world.ended();
    }
  }

  @Test
  void theCallerMayHangUpBeforeTheNewOneAnswers() {
    world.dials("102").answered();
    FakeLeg callee = world.callee();
    refers(world.caller, "103");
    world.callerHangsUp();
    assertEquals(CallState.TRANSFERRING, world.call().state());
    assertEquals(Tones.RINGING, world.audio.get(1).played);
    world.calleeAnswers();
    assertSame(world.audio.get(2), world.audio.get(1).bridged);
    world.calleeSays(BYE);
    assertTrue(callee.closed());
    world.ended();

    world = new World().phone("103", 5071);
    world.dials("102").answered();
    refers(world.caller, "103");
    world.callerHangsUp();
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    world.ended();
  }

  @Test
  void whatRingsForTheCallersTransferIsAnsweredAtAnotherPhone() {
    for (boolean hungUp : new boolean[] {true, false}) {
      world = new World().phone("103", 5071);
      world.dials("102").answered();
      FakeLeg stays = world.callee();
      Asked asked = refers(world.caller, "103");
      FakeLeg rings = world.callee();
      if (hungUp) {
        world.callerHangsUp();
      }
      World.Beside other = world.beside("104", "103", new Signalling.Replaced(rings.id(), true));
      assertEquals(List.of("accepted", "200"), asked.told);
      assertTrue(world.caller.closed() && rings.closed());
      assertSame(other.audio, world.audio.get(1).bridged, "who was called talks to who took it");
      assertEquals(CallState.TALKING, world.call().state());
      assertEquals(Duration.ZERO, world.ended(rings.id()).charged());
      stays.says(BYE);
      world.settle();
      assertEquals(CallState.ENDED, other.call.state());
      assertEquals(CallState.ENDED, world.call().state());
      assertTrue(world.audio.stream().allMatch(a -> a.closed));
    }
  }

  @Test
  void aTalkThatIsBeingTransferredIsNotTaken() {
    world.dials("102").answered();
    refers(world.caller, "103");
    assertEquals(
        List.of("reject 603 That talk is being transferred"),
        world.beside("104", "102", new Signalling.Replaced(world.caller.id(), false)).caller.did);
    world.calleeAnswers();
    assertSame(world.audio.get(2), world.audio.get(1).bridged);
  }

  @Test
  void aProgramThatTakesTheCallOverEndsTheCallersTransfer() {
    world.dials("102").answered();
    Asked asked = refers(world.caller, "103");
    FakeLeg rings = world.callee();
    Outcomes.done(world.verb(new Verb.RunProgram("500")));
    assertEquals(List.of("accepted", "487"), asked.told);
    assertTrue(rings.closed());
    assertEquals(CallState.STEERED, world.call().state());
    world.programEnds(0, "exit");
    world.ended();
  }

  @Test
  void aProgramDoesNotTakeWhatWasJoinedMeanwhile() {
    World.Beside other = world.beside("102", "103", null);
    world.callee().says(ANSWER);
    world.dials("102").answered();
    world.hanging = true;
    var run = world.verb(new Verb.RunProgram("500"));
    refers(world.callee(), "103", other.caller.id());
    world.thaw();
    assertEquals("talk-shared", Outcomes.refused(run));
    assertEquals(CallState.TALKING, world.call().state());
    assertSame(world.audio.get(1), world.audio.get(2).bridged);
  }

  @Test
  void whoCameInTheCallersPlaceIsTheCallersEnd() {
    world.dials("102").answered();
    refers(world.caller, "103");
    world.calleeAnswers();
    world.verb(new SoundVerb.Play(Tones.MUSIC, "", Duration.ZERO));
    assertEquals(Tones.MUSIC, world.audio.get(2).played);
    assertEquals(List.of(), world.audio.getFirst().played);
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void aCallerWhoWasReplacedByAnotherCallIsNoEndOfItAnyMore() {
    world.dials("102").answered();
    world.beside("103", "101", new Signalling.Replaced(world.caller.id(), false));
    assertEquals(
        "unknown-leg",
        Outcomes.refused(world.verb(new SoundVerb.Play(Tones.MUSIC, "", Duration.ZERO))));
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void carriersAndThoseWhoTalkToNobodyAreRefused() {
    world.dials("102");
    assertEquals(List.of("refused 603"), refers(world.caller, "103").told);
    assertEquals(List.of("refused 603"), refers(world.callee(), "103").told);
    world = new World();
    world.dials("+49301").answered();
    assertEquals(List.of("refused 403"), refers(world.callee(), "103").told);
    world.callerHangsUp();
    assertEquals(List.of("refused 603"), refers(world.caller, "103").told);
  }

  // --- To somebody they talk to already

  @Test
  void bothFarEndsAreJoined() {
    for (boolean calledBoth : new boolean[] {true, false}) {
      world = new World().phone("103", 5071).phone("101", 5072);
      // 101 talks to 102, whom it called or who called it, and to a number outside.
      World.Beside outside = world.beside("101", "+49301", null);
      FakeLeg far = world.callee();
      far.says(ANSWER);
      world.settle();
      world.numbers.put("101", new Destination.Phone(World.HARBOUR, "101"));
      if (calledBoth) {
        world.dials("102").answered();
      } else {
        world.comesIn(
            new Origin.Phone(World.HARBOUR, "102"),
            new Signalling.Introduction("101", "102", null, false, null));
        world.calleeAnswers();
      }
      world.seconds(2);
      FakeLeg phone = calledBoth ? world.caller : world.callee();
      FakeLeg stays = calledBoth ? world.callee() : world.caller;
      FakeAudio audio = world.audio.get(calledBoth ? 3 : 2);
      Asked asked = refers(phone, "+49301", outside.caller.id());
      assertEquals(List.of("accepted", "200"), asked.told);
      assertTrue(phone.closed() && outside.caller.closed());
      assertSame(world.audio.get(1), audio.bridged);
      assertEquals(2, world.asks.size(), "who pays was decided before");
      assertEquals(CallState.TALKING, world.call().state());
      assertEquals(CallState.TALKING, outside.call.state());
      stays.says(new Signalling.Event.Digit('7'));
      world.settle();
      assertEquals("7", world.audio.get(1).digits.toString());
      world.seconds(3);
      (calledBoth ? stays : far).says(BYE);
      world.settle();
      assertEquals(CallState.ENDED, world.call().state());
      assertEquals(CallState.ENDED, outside.call.state());
      assertEquals(Duration.ofSeconds(5), world.ended(far.id()).charged());
      assertTrue(world.audio.stream().allMatch(a -> a.closed));
      assertEquals(4, world.facts(CallFact.LegEnded.class).size());
    }
  }

  @Test
  void onlyTalksOfOneAccountAreJoined() {
    World.Beside others = world.beside("104", "103", null);
    world.callee().says(ANSWER);
    world.dials("102").answered();
    assertEquals(List.of("accepted", "403"), refers(world.caller, "103", others.caller.id()).told);
    assertEquals(List.of("accepted", "481"), refers(world.caller, "103", LegId.mint()).told);
    assertSame(world.audio.get(3), world.audio.get(2).bridged);
    others.caller.says(BYE);
    world.settle();
    assertEquals(List.of("accepted", "481"), refers(world.caller, "103", others.caller.id()).told);
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void musicEndsWhenTheyAreJoined() {
    World.Beside outside = world.beside("101", "103", null);
    world.callee().says(ANSWER);
    world.dials("102").answered();
    Outcomes.done(world.verb(new Verb.Hold(Verb.End.Side.CALLEE, List.of())));
    refers(world.caller, "103", outside.caller.id());
    assertSame(world.audio.get(1), world.audio.get(3).bridged);
    Outcomes.done(world.verb(new Verb.Hold(Verb.End.Side.CALLEE, List.of())));
    Outcomes.done(world.verb(new Verb.Unhold(Verb.End.Side.CALLEE)));
    assertSame(world.audio.get(1), world.audio.get(3).bridged);
    var to = new Verb.To("103", Duration.ofSeconds(20), null);
    assertEquals(
        "talk-shared",
        Outcomes.refused(world.verb(new Verb.Transfer(to, Verb.End.Side.CALLEE))),
        "who would leave is the other call's");
  }

  // --- In place of another one

  @Test
  void aPhoneThatRingsIsAnsweredAtAnother() {
    world.dials("102");
    FakeLeg rings = world.callee();
    World.Beside other = world.beside("103", "102", new Signalling.Replaced(rings.id(), true));
    assertTrue(rings.closed());
    assertEquals(List.of("answer answer to offer"), world.caller.did);
    assertEquals(List.of("answer answer to offer"), other.caller.did);
    assertSame(other.audio, world.audio.getFirst().bridged);
    world.callerHangsUp();
    assertTrue(other.caller.closed());
    assertEquals(CallState.ENDED, other.call.state());
    assertEquals(Duration.ZERO, world.ended(rings.id()).charged());
  }

  @Test
  void aTalkIsTakenOver() {
    world.dials("102").answered();
    FakeLeg before = world.callee();
    assertEquals(
        List.of("reject 486 That talk has begun"),
        world.beside("103", "102", new Signalling.Replaced(before.id(), true)).caller.did);
    World.Beside other = world.beside("103", "102", new Signalling.Replaced(before.id(), false));
    assertTrue(before.closed());
    assertSame(other.audio, world.audio.getFirst().bridged);
    other.caller.says(BYE);
    world.settle();
    assertEquals(CallState.ENDED, world.call().state());
    assertEquals(
        List.of("reject 481 There is no such talk"),
        world.beside("103", "102", new Signalling.Replaced(before.id(), false)).caller.did);
  }

  @Test
  void aCallerWhoWaitsIsNotReplaced() {
    world.dials("102");
    assertEquals(
        List.of("reject 481 That leg is not answered"),
        world.beside("103", "102", new Signalling.Replaced(world.caller.id(), false)).caller.did);
    assertEquals(CallState.RINGING, world.call().state());
  }
}
