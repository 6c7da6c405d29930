package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.dialled;
import static org.meterline.telephony.call.Outcomes.done;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.ReferTest.Asked;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.media.Sdp;

/** The caller, 101, has put 102 through to 103: each of the two puts the other through again. */
class HandedOnAgainTest {
  private static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");
  private final World world = new World().phone("103", 5071).phone("104", 5072);
  private FakeLeg called = world.caller;
  private FakeLeg came = world.caller;

  @BeforeEach
  void theCallerHandsTheTalkOn() {
    world.numbers.put("104", new Destination.Phone(World.HARBOUR, "104"));
    world.admission = World.granted(1000, false);
    world.dials("102").answered();
    called = world.callee();
    done(
        world.verb(
            new Verb.StartRecording(
                new Verb.Take(null, true, false, Duration.ofHours(1), Duration.ZERO, "", "anna"))));
    refers(world.caller, "103", null);
    world.calleeAnswers();
    came = world.callee();
  }

  private Asked refers(FakeLeg who, String to, @Nullable LegId replaces) {
    Asked asked = new Asked(to, replaces);
    who.says(new Signalling.Event.Referred(asked));
    world.settle();
    return asked;
  }

  /** Who was called last talks to whose audio this is, and that is what the record will say. */
  private FakeLeg answers(Asked asked, FakeLeg leaves, int stays) {
    assertEquals(List.of("accepted"), asked.told);
    assertEquals(CallState.TRANSFERRING, world.call().state());
    world.calleeAnswers();
    assertEquals(List.of("accepted", "200"), asked.told);
    assertTrue(leaves.closed());
    assertSame(world.audio.getLast(), world.audio.get(stays).bridged);
    assertEquals(CallState.TALKING, world.call().state());
    return world.callee();
  }

  @Test
  void whoCameInTheCallersPlaceHandsTheTalkOnAndSoDoesTheNext() {
    Asked first = refers(came, "104", null);
    assertEquals("103", world.asks.getLast().sentOnBy(), "whose limits count");
    assertSame(world.audio.get(2), world.audio.get(1).bridged, "they talk while it rings");
    FakeLeg next = answers(first, came, 1);
    world.seconds(2);
    Asked second = refers(next, "+49301", null);
    assertEquals("104", world.asks.getLast().sentOnBy());
    FakeLeg last = answers(second, next, 1);
    assertTrue(world.asks.stream().allMatch(ask -> ask.caller().equals("101")), "asked for them");
    called.says(new Signalling.Event.Digit('5'));
    last.says(new Signalling.Event.Digit('6'));
    world.settle();
    assertEquals("5", world.audio.get(4).digits.toString());
    assertEquals("6", world.audio.get(1).digits.toString());
    world.seconds(3);
    last.says(BYE);
    world.settle();
    CallFact.Ended ended = world.ended();
    assertEquals(200, ended.sipStatus());
    assertEquals(Duration.ofSeconds(5), ended.talked(), "since the caller was answered");
    String ladder = ended.ladder().toString();
    assertTrue(ladder.contains("103 to 104") && ladder.contains("104 to +49301"), ladder);
    assertEquals(Duration.ofSeconds(5), world.ended(called.id()).charged());
    assertEquals(Duration.ofSeconds(2), world.ended(next.id()).charged());
    assertEquals(Duration.ofSeconds(3), world.ended(last.id()).charged());
  }

  @Test
  void whoWasCalledHandsOnWhoCameAndThatOneHandsOnTheNext() {
    Asked first = refers(called, "104", null);
    assertEquals("102", world.asks.getLast().sentOnBy());
    FakeLeg next = answers(first, called, 2);
    came.says(new Signalling.Event.Digit('7'));
    world.settle();
    assertEquals("7", world.audio.get(3).digits.toString());
    Asked second = refers(came, "+49301", null);
    answers(second, came, 3);
    Asked third = refers(next, "103", null);
    FakeLeg last = answers(third, next, 4);
    last.says(BYE);
    world.settle();
    assertEquals(200, world.ended().sipStatus());
    assertEquals(6, world.facts(CallFact.LegEnded.class).size());
  }

  /** As phones do it: REFER, BYE. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoIsLeftAloneHearsItRing(boolean byWhoCame) {
    refers(byWhoCame ? came : called, "104", null);
    FakeAudio stays = world.audio.get(byWhoCame ? 1 : 2);
    (byWhoCame ? came : called).says(BYE);
    world.settle();
    assertEquals(Tones.RINGING, stays.played);
    world.calleeAnswers();
    assertEquals(0, stays.playing);
    assertSame(world.audio.get(3), stays.bridged);
    world.calleeSays(BYE);
    world.ended();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theTalkGoesOnWhenNobodyAnswers(boolean byWhoCame) {
    FakeLeg asks = byWhoCame ? came : called;
    Asked asked = refers(asks, "104", null);
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    assertEquals(List.of("accepted", "486"), asked.told);
    assertSame(world.audio.get(2), world.audio.get(1).bridged);
    assertEquals(CallState.TALKING, world.call().state());
    came.says(BYE);
    world.settle();
    world.ended();
  }

  /** The phone that asks talks to 104 in a call of its own; REFER comes in either. */
  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void bothFarEndsAreJoined(boolean byWhoCame, boolean inThisCall) {
    FakeLeg asks = byWhoCame ? came : called;
    World.Beside other = world.beside(byWhoCame ? "103" : "102", "104", null);
    world.calleeAnswers();
    FakeLeg far = world.callee();
    int questions = world.asks.size();
    Asked asked =
        inThisCall
            ? refers(asks, "104", other.caller.id())
            : refers(other.caller, byWhoCame ? "102" : "103", asks.id());
    assertEquals(List.of("accepted", "200"), asked.told);
    assertTrue(asks.closed() && other.caller.closed());
    assertSame(world.audio.get(4), world.audio.get(byWhoCame ? 1 : 2).bridged);
    assertEquals(questions, world.asks.size(), "who pays was decided before");
    far.says(BYE);
    world.settle();
    assertEquals(CallState.ENDED, other.call.state());
    assertEquals(CallState.ENDED, world.call().state());
    assertTrue(world.audio.stream().allMatch(a -> a.closed));
  }

  @Test
  void aRecordingOfTheCallStaysWithWhoTalks() {
    FakeRecorder.Fake whole = world.plane.recorder.begun.getFirst();
    assertEquals(List.of(whole.fromBeyond()), world.audio.get(1).recordings);
    answers(refers(called, "104", null), called, 2);
    assertEquals(List.of(whole), world.audio.get(2).recordings, "who came is the caller's end");
    assertTrue(world.audio.get(1).recordings.isEmpty());
    answers(refers(came, "+49301", null), came, 3);
    assertEquals(List.of(whole.fromBeyond()), world.audio.get(3).recordings);
    assertTrue(world.facts(CallFact.RecordingEnded.class).isEmpty());
    world.calleeSays(BYE);
    world.ended();
    assertEquals(1, world.facts(CallFact.RecordingEnded.class).size());
  }

  @Test
  void verbsPutEitherThroughToo() {
    var to = new Verb.To("104", Duration.ofSeconds(20), null);
    var outcome = world.verb(new Verb.Transfer(to, Verb.End.Side.CALLEE));
    world.calleeAnswers();
    assertEquals("ANSWER", dialled(outcome).status());
    assertTrue(came.closed());
    assertSame(world.audio.get(3), world.audio.get(1).bridged);
    outcome = world.verb(new Verb.Transfer(to, Verb.End.Side.CALLER));
    world.calleeAnswers();
    assertEquals("ANSWER", dialled(outcome).status());
    assertTrue(called.closed());
    assertSame(world.audio.get(4), world.audio.get(3).bridged);
  }

  @Test
  void noProgramIsGivenWhoCameInTheCallersPlace() {
    Asked asked = refers(called, "500", null);
    assertEquals("accepted", asked.told.getFirst());
    assertTrue(Integer.parseInt(asked.told.getLast()) >= 400, asked.told::toString);
    assertEquals(CallState.TALKING, world.call().state());
    assertSame(world.audio.get(2), world.audio.get(1).bridged);
  }

  @Test
  void theCreditsEndIsHeardByBothWhoTalk() {
    world.admission = World.granted(10, true);
    world.extension = sequence -> World.granted(10, true);
    answers(refers(came, "+49301", null), came, 1);
    world.seconds(7);
    var soon = new Prompt.Named("credit-ends");
    assertTrue(world.audio.get(1).overlaid.contains(soon));
    assertTrue(world.audio.get(3).overlaid.contains(soon));
    world.seconds(4);
    assertEquals(CallState.ENDED, world.call().state());
  }

  @Test
  void bothHearMusicWhenTheyAreHeldAfterwards() {
    FakeLeg next = answers(refers(came, "104", null), came, 1);
    next.says(new Signalling.Event.Offered(new Sdp("sendonly")));
    world.settle();
    assertEquals(Tones.MUSIC, world.audio.get(1).played);
    next.says(new Signalling.Event.Offered(new Sdp("sendrecv")));
    called.says(new Signalling.Event.Offered(new Sdp("sendonly")));
    world.settle();
    assertEquals(0, world.audio.get(1).playing);
    assertEquals(Tones.MUSIC, world.audio.get(3).played);
  }
}
