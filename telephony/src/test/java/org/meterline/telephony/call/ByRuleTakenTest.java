package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.RecordingRule.Ways;

/** Whose phone takes a place in another's talk is judged by the rule of that phone. */
class ByRuleTakenTest {
  private static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");

  private final World world = new World().phone("103", 5071);

  ByRuleTakenTest() {
    world.admission = World.granted(1000, false);
  }

  private void rule(String user, Ways ways, boolean internal, boolean required) {
    world.directory.rules.add(
        new RecordingRule(
            UUID.randomUUID(),
            new RecordingRule.Scope.Phone(user),
            ways,
            internal,
            RecordingRule.Consent.ANNOUNCE,
            RecordingRule.Told.BOTH,
            required,
            null));
  }

  private World.Beside takes(String user, FakeLeg place) {
    return world.beside(user, "102", new Signalling.Replaced(place.id(), false));
  }

  private static void hears(FakeAudio who) {
    assertEquals(List.of(Telling.ANNOUNCEMENT), who.played);
    assertTrue(who.playing != 0, "it plays");
    who.finishes();
  }

  private int recordings() {
    return world.plane.recorder.begun.size();
  }

  /** Who stays hears it before, and who takes the place as they come. */
  private void isRecorded(World.Beside taker, FakeAudio stays, int bridges) {
    assertNull(stays.bridged);
    assertEquals(bridges, world.plane.bridges, "nor for a moment");
    assertEquals(0, recordings());
    hears(stays);
    assertSame(taker.audio, stays.bridged);
    assertEquals(List.of(Telling.ANNOUNCEMENT), taker.audio.overlaid);
    assertEquals(1, recordings());
    CallFact.RecordingRuled ruled = world.only(CallFact.RecordingRuled.class);
    assertEquals("extension 105", ruled.basis().because());
    assertEquals(world.call().id, ruled.call());
    taker.caller.says(BYE);
    world.settle();
    assertEquals(1, world.facts(CallFact.RecordingEnded.class).size());
    assertEquals(CallState.ENDED, world.call().state());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theTalkIsRecordedByTheRuleOfWhoTakesAPlaceInIt(boolean callers) {
    rule("105", Ways.BOTH, true, true);
    world.dials("102").answered();
    assertEquals(1, world.plane.bridges, "it is not recorded yet");
    FakeLeg left = callers ? world.caller : world.callee();
    World.Beside taker = takes("105", left);
    assertTrue(left.closed());
    isRecorded(taker, world.audio.get(callers ? 1 : 0), 1);
  }

  @Test
  void soIsWhatTheyPickUp() {
    rule("105", Ways.INCOMING, true, true);
    world.dials("102");
    world.calleeSays(new Signalling.Event.Progress(180, null));
    isRecorded(takes("105", world.callee()), world.audio.getFirst(), 0);
  }

  /** A rule for calls with the outside counts by who stays. */
  @Test
  void aTalkWithTheOutsideIsOneForWhoTakesItsPlaceToo() {
    rule("105", Ways.OUTGOING, false, false);
    world.dials("+49301").answered();
    isRecorded(takes("105", world.caller), world.audio.get(1), 1);
  }

  @ParameterizedTest
  @CsvSource({"OUTGOING, false", "INCOMING, true", "NEVER, true", "NEVER, false"})
  void whatTheirRuleIsNotForIsNotRecorded(Ways ways, boolean callers) {
    rule("105", ways, true, true);
    rule("102", Ways.NEVER, true, false);
    world.dials("102").answered();
    world.directory.rules.removeLast();
    World.Beside taker = takes("105", callers ? world.caller : world.callee());
    assertSame(taker.audio, world.audio.get(callers ? 1 : 0).bridged);
    assertEquals(0, recordings());
  }

  /** Whose phone rang is not called any more: its rule does not count. */
  @Test
  void theRuleOfWhoRangDoesNotCount() {
    rule("102", Ways.BOTH, true, true);
    world.dials("102");
    World.Beside taker = takes("105", world.callee());
    assertSame(taker.audio, world.audio.getFirst().bridged);
    assertEquals(0, recordings());
  }

  @Test
  void whoMustBeRecordedAndCannotBeTakesNoPlace() {
    rule("105", Ways.BOTH, true, true);
    world.plane.recorder.room = false;
    world.dials("102").answered();
    World.Beside taker = takes("105", world.callee());
    assertEquals(CallState.ENDED, taker.call.state());
    assertEquals(503, world.ended(taker.call.id).sipStatus());
    assertEquals(CallState.TALKING, world.call().state());
    assertSame(world.audio.get(1), world.audio.getFirst().bridged, "the others talk on");
  }

  /** A program dials 102, in whose place 105 talks, and that is over. */
  private void talkedTo105(boolean cut) {
    world.dials("500");
    var dial =
        world.verb(new Verb.Dial("102", Duration.ofSeconds(20)), Duration.ofSeconds(cut ? 9 : 60));
    world.calleeAnswers();
    World.Beside taker = takes("105", world.callee());
    assertSame(taker.audio, world.audio.getFirst().bridged);
    if (cut) {
      world.seconds(9);
      Outcomes.cut(dial);
    } else {
      taker.caller.says(BYE);
      world.settle();
      assertEquals("ANSWER", Outcomes.dialled(dial).status());
    }
    assertEquals(CallState.STEERED, world.call().state());
    rule("105", Ways.BOTH, true, true);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theNextTalkIsJudgedByItself(boolean cut) {
    talkedTo105(cut);
    world.verb(new Verb.Dial("103", Duration.ofSeconds(20)));
    world.calleeAnswers();
    assertSame(world.audio.getLast(), world.audio.getFirst().bridged);
    assertEquals(0, recordings());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noRuleOfWhoTalkedBeforeStopsACallForHelp(boolean cut) {
    talkedTo105(cut);
    world.plane.recorder.room = false;
    world.verb(new Verb.Dial("112", Duration.ofSeconds(20)));
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    assertSame(world.audio.getLast(), world.audio.getFirst().bridged);
    assertEquals(List.of(), world.audio.getLast().played);
  }

  /** The place of a talk across two calls is the other call's to give. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoTakesAPlaceInATalkAcrossTwoCallsIsJudgedToo(boolean room) {
    world.dials("102").answered();
    World.Beside first = takes("103", world.callee());
    assertSame(first.audio, world.audio.getFirst().bridged);
    rule("105", Ways.BOTH, true, true);
    world.plane.recorder.room = room;
    int bridges = world.plane.bridges;
    World.Beside taker = takes("105", world.caller);
    if (!room) {
      assertEquals(503, world.ended(taker.call.id).sipStatus());
      assertSame(first.audio, world.audio.getFirst().bridged);
      return;
    }
    assertEquals(CallState.ENDED, world.call().state());
    assertNull(first.audio.bridged);
    assertEquals(bridges, world.plane.bridges, "nor for a moment");
    hears(first.audio);
    assertSame(taker.audio, first.audio.bridged);
    assertEquals(1, recordings());
    assertEquals(first.call.id, world.only(CallFact.RecordingRuled.class).call());
  }
}
